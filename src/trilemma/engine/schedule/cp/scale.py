"""Compressed time: only the minutes in which anybody works, in steps of their common divisor.

CP-SAT sees time without nights and week-ends, so that nearly every duration is a constant again. Rounding is always
downwards, which keeps the model a relaxation: whatever it proves, holds on the calendars too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from trilemma.engine.schedule.problem import CONTINUOUS, NEVER, Int1D, Problem, integers

METHOD: Final = "compressed_time"


@dataclass(frozen=True, slots=True)
class Rows:
    """Disjoint ascending intervals ``[start, finish)``, the work that a minute of each does, and the work done before.

    Shape ``(k,)`` each.
    """

    start: Int1D
    finish: Int1D
    rate: Int1D
    before: Int1D

    def work_before(self, time: Int1D) -> Int1D:
        """Return the work done up to each time."""
        row = np.searchsorted(self.start, time, side="left") - 1
        inside = (np.minimum(time, self.finish[row]) - self.start[row]) * self.rate[row]
        return integers(np.where(row < 0, 0, self.before[row] + inside))

    def earliest(self, work: Int1D) -> Int1D:
        """Return the earliest time by which each amount of work is done; the last finish where there is too much."""
        row = np.maximum(np.searchsorted(self.before, work, side="left") - 1, 0)
        at = self.start[row] - (self.before[row] - work) // self.rate[row]
        return integers(np.where(work <= 0, 0, np.minimum(at, self.finish[row])))

    def opening(self, work: Int1D) -> Int1D:
        """Return the latest time before which no more than each amount of work is done and after which it goes on."""
        row = self.row_of(work)
        return integers(np.minimum(self.start[row] + (work - self.before[row]) // self.rate[row], self.finish[row]))

    def row_of(self, work: Int1D) -> Int1D:
        """Return the interval in which work goes on once each amount of it is done."""
        return integers(np.maximum(np.searchsorted(self.before, work, side="right") - 1, 0))

    @property
    def total(self) -> int:
        """All work of the rows."""
        return int(self.before[-1] + (self.finish[-1] - self.start[-1]) * self.rate[-1]) if len(self.start) else 0


def rows_of(start: Int1D, finish: Int1D, rate: Int1D | None = None) -> Rows:
    """Return rows from sorted disjoint intervals, those that touch and are of one rate made one."""
    rate = np.ones(len(start), dtype=np.int64) if rate is None else rate
    if not len(start):
        return Rows(integers([]), integers([]), integers([]), integers([]))
    opens = np.concatenate(([True], (start[1:] > finish[:-1]) | (rate[1:] != rate[:-1])))
    closes = np.concatenate((opens[1:], [True]))
    start, finish, rate = start[opens], finish[closes], rate[opens]
    before = np.concatenate(([0], np.cumsum((finish - start) * rate)[:-1]))
    return Rows(integers(start), integers(finish), integers(rate), integers(before))


def union_of(start: Int1D, finish: Int1D) -> Rows:
    """Return the union of any intervals."""
    order = np.argsort(start, kind="stable")
    start, finish = start[order], np.maximum.accumulate(finish[order]) if len(finish) else finish
    if not len(start):
        return rows_of(start, finish)
    opens = np.concatenate(([True], start[1:] > finish[:-1]))
    closes = np.concatenate((opens[1:], [True]))
    return rows_of(start[opens], finish[closes])


def timeline_rows(problem: Problem, timeline: int) -> Rows:
    """Return the working time of one timeline."""
    part = slice(problem.timeline_first[timeline], problem.timeline_first[timeline + 1])
    return rows_of(problem.timeline_start[part], problem.timeline_finish[part], problem.timeline_rate[part])


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps the problem's time to compressed steps and back; ``open`` is None where nothing is left out."""

    step: int
    open: Rows | None
    exact: bool
    """Whether times in steps say all: no timelines, and every figure is a multiple of the step."""

    def position(self, time: Int1D) -> Int1D:
        """Return compressed minutes, not yet divided by the step."""
        return time if self.open is None else self.open.work_before(time)

    def steps(self, time: int) -> int:
        """Return the step in which a time lies, rounded down."""
        return int(self.position(integers([time]))[0]) // self.step

    def earliest(self, steps: int) -> int:
        """Return the earliest time that lies in or after the given step."""
        if self.open is None or steps <= 0:
            return steps * self.step
        return int(self.open.earliest(integers([steps * self.step]))[0])

    def in_steps(self, rows: Rows) -> Rows:
        """Return working time in compressed minutes."""
        return rows_of(self.position(rows.start), self.position(rows.finish), rows.rate)


def _timelines_in_use(problem: Problem) -> list[int]:
    of_modes = problem.mode_timeline[problem.work > 0]
    of_links = problem.link_timeline[problem.link_lag != 0]
    of_people = problem.resource_timeline[problem.eligible_resource]
    everything = np.unique(np.concatenate((of_modes, of_links, of_people)))
    return [int(timeline) for timeline in everything if timeline != CONTINUOUS]


def _common_step(figures: Int1D, longest: int) -> int:
    step = int(np.gcd.reduce(np.abs(figures))) if len(figures) else 1
    return math.gcd(step, longest) if step == 0 else max(step, 1)


def _open_rows(problem: Problem, timelines: list[int]) -> Rows:
    parts = [slice(problem.timeline_first[t], problem.timeline_first[t + 1]) for t in timelines]
    start = np.concatenate([problem.timeline_start[part] for part in parts])
    finish = np.concatenate([problem.timeline_finish[part] for part in parts])
    return union_of(start, finish)


def scale_of(problem: Problem) -> Scale:
    """Return the compressed time of a problem.

    Parameters
    ----------
    problem
        Any problem; where it uses no timeline, nothing is compressed but the common divisor.

    Returns
    -------
    Scale
        With the largest step that divides every duration, lag and edge of working time.

    Notes
    -----
    Method id ``compressed_time`` (docs/methods/compressed_time.md).
    """
    timelines = _timelines_in_use(problem)
    figures = [problem.duration, problem.link_lag]
    if not timelines:
        figures += [dates[(dates > 0) & (dates < NEVER)] for dates in _dates(problem)]
        return Scale(_common_step(np.concatenate(figures), problem.horizon), None, exact=True)
    rows = _open_rows(problem, timelines)
    for timeline in timelines:
        own = timeline_rows(problem, timeline)
        figures += [rows.work_before(own.start), rows.work_before(own.finish)]
    return Scale(_common_step(np.concatenate(figures), problem.horizon), rows, exact=False)


def _dates(problem: Problem) -> tuple[Int1D, ...]:
    return (
        problem.earliest_start,
        problem.latest_start,
        problem.earliest_finish,
        problem.latest_finish,
        problem.fixed_start,
        problem.capacity_time,
        problem.due,
    )
