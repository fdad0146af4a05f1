"""Durations in compressed time: a mode lasts longer when an absence falls into it.

Starts are cut into ranges in which the duration, in compressed steps, is one number. Where there would be too many,
neighbouring ranges are joined under the shortest of their durations.
"""

from __future__ import annotations

import numpy as np

from trilemma.engine.schedule.cp.scale import Rows, Scale, rows_of, timeline_rows
from trilemma.engine.schedule.problem import CONTINUOUS, Int1D, Problem, integers


class Durations:
    """Durations of modes and lengths of lags in compressed steps, as functions of when they begin."""

    def __init__(self, problem: Problem, scale: Scale) -> None:
        self._problem = problem
        self._scale = scale
        self.joined = False
        """Whether neighbouring ranges of some mode were joined so far."""
        self._rows: dict[int, Rows] = {}
        self._cut: dict[tuple[int, int], tuple[Int1D, Int1D, Int1D]] = {}

    def shortest(self, timeline: int, duration: int) -> int:
        """Return the fewest steps that ``duration`` (on a timeline: work) takes, whenever it begins."""
        if duration <= 0:
            return 0
        if self._scale.open is None:
            return duration // self._scale.step
        size: Int1D = self._ranges(timeline, duration)[2]
        return int(size.min())

    def pieces(self, timeline: int, duration: int, window: tuple[int, int], most: int) -> list[tuple[int, int, int]]:
        """Return ``(first, last, size)`` in steps covering the window of starts, at most ``most`` of them."""
        low, high = window
        if duration <= 0 or self._scale.open is None:
            return [(low, high, max(duration, 0) // self._scale.step)]
        first, last, size = self._ranges(timeline, duration)
        inside = (last >= low) & (first <= high)
        if not inside.any():
            return [(low, high, int(size.min()))]
        first, last, size = first[inside], last[inside], size[inside]
        self.joined = self.joined or len(size) > most
        return _join(np.maximum(first, low), np.minimum(last, high), size, most)

    def lag(self, timeline: int, lag: int) -> int:
        """Return the fewest steps between two events that are ``lag`` apart (negative: the longest lead)."""
        if self._scale.open is None or lag == 0:
            return lag // self._scale.step
        if lag > 0:
            return self.shortest(timeline, lag)
        return -self._longest_lead(timeline, -lag)

    def rows(self, timeline: int) -> Rows:
        """Return the working time of a timeline in compressed minutes."""
        if timeline not in self._rows:
            self._rows[timeline] = self._scale.in_steps(timeline_rows(self._problem, timeline))
        return self._rows[timeline]

    def _ranges(self, timeline: int, duration: int) -> tuple[Int1D, Int1D, Int1D]:
        key = (timeline, duration)
        if key not in self._cut:
            cut = self._elapsed_ranges(duration) if timeline == CONTINUOUS else self._working_ranges(timeline, duration)
            step = self._scale.step
            self._cut[key] = _merge_equal(cut[0] // step, cut[1] // step, cut[2] // step)
        return self._cut[key]

    def _working_ranges(self, timeline: int, work: int) -> tuple[Int1D, Int1D, Int1D]:
        """Cut where the start leaves a pause or the finish reaches one; starts inside a pause join what follows."""
        rows = self.rows(timeline)
        last_position = max(rows.total - work, 0)
        cuts = np.unique(np.concatenate((rows.before, rows.before - work + 1, [0])))
        cuts = cuts[(cuts >= 0) & (cuts <= last_position)]
        ends = np.concatenate((cuts[1:] - 1, [last_position]))
        size = self._least_size(rows, cuts, ends, work)
        last = rows.opening(ends)
        first = np.concatenate(([0], last[:-1] + 1))
        last = np.concatenate((last[:-1], [max(int(last[-1]), self._end)]))
        return first, last, size

    def _least_size(self, rows: Rows, first: Int1D, last: Int1D, work: int) -> Int1D:
        """Return the least duration within each range of positions: at either end of it, where rates differ."""
        at_first = rows.earliest(first + work) - rows.opening(first)
        at_last = rows.earliest(last + work) - rows.opening(last)
        same = rows.rate[rows.row_of(first)] == rows.rate[rows.row_of(first + work - 1)]
        least = np.minimum(at_first, at_last)
        return integers(np.where(same, least, np.maximum(least - 1, 0)))

    def _elapsed_ranges(self, duration: int) -> tuple[Int1D, Int1D, Int1D]:
        """Cut elapsed time by whole periods of work: the fewest compressed minutes it may cover from each on."""
        rows = self._open
        edges = np.unique(np.concatenate((rows.start, rows.finish, rows.start - duration, rows.finish - duration)))
        edges = np.concatenate(([0], edges[edges > 0]))
        position = rows.work_before(edges)
        covered = rows.work_before(edges + duration) - position
        following = np.concatenate((covered[1:], covered[-1:]))
        last = np.concatenate((position[1:], [max(self._end, int(position[-1]))]))
        return position, last, np.minimum(covered, following)

    def _longest_lead(self, timeline: int, lead: int) -> int:
        rows = self._open
        if timeline != CONTINUOUS:
            _, _, size = self._widest(self.rows(timeline), lead)
            return -(-int(size.max()) // self._scale.step)
        edges = np.concatenate((rows.start, rows.finish, rows.start + lead, rows.finish + lead))
        covered = rows.work_before(edges) - rows.work_before(np.maximum(edges - lead, 0))
        return -(-int(covered.max()) // self._scale.step)

    def _widest(self, rows: Rows, work: int) -> tuple[Int1D, Int1D, Int1D]:
        """Return the longest stretches that hold ``work``: from the earliest to the latest time of doing it."""
        cuts = np.unique(np.concatenate((rows.before, rows.before - work, [0])))
        cuts = cuts[(cuts >= 0) & (cuts <= max(rows.total - work, 0))]
        first = rows.earliest(cuts)
        last = rows.opening(cuts + work)
        return first, last, last - first

    @property
    def _open(self) -> Rows:
        rows = self._scale.open
        return rows if rows is not None else rows_of(np.zeros(1, np.int64), np.full(1, self._problem.horizon))

    @property
    def _end(self) -> int:
        return self._open.total


def _merge_equal(first: Int1D, last: Int1D, size: Int1D) -> tuple[Int1D, Int1D, Int1D]:
    fresh = np.concatenate(([True], size[1:] != size[:-1]))
    ends = np.concatenate((fresh[1:], [True]))
    return first[fresh], last[ends], size[fresh]


def _join(first: Int1D, last: Int1D, size: Int1D, most: int) -> list[tuple[int, int, int]]:
    groups = np.array_split(np.arange(len(size)), min(most, len(size)))
    return [(int(first[g[0]]), int(last[g[-1]]), int(size[g].min())) for g in groups]
