"""Packed timelines with an index into them, because a simulation asks the same ones millions of times.

Same arithmetic as `calendars.kernels` (tests compare them); a look-up starts at the right interval or a few before it
instead of a binary search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from trilemma.engine.calendars import Timeline
from trilemma.engine.calendars.kernels import BEYOND
from trilemma.engine.risk.compiling import BARE, INLINE

Int1D = npt.NDArray[np.int64]
Int2D = npt.NDArray[np.int64]

TIME_SHIFT: Final = 8
"""A step of the index over time is ``2**8`` minutes, about half a shift."""


START, FINISH, RATE, BEFORE, AFTER = range(5)
"""Columns of an interval: its minutes, its rate, and the row's work before it and up to its end."""
FIRST, END, TIME_FIRST, TIME_END, WORK_FIRST, WORK_END, WORK_SHIFT = range(7)
"""Columns of a row: its intervals, its parts of the index, and the width of a step of work."""


@dataclass(frozen=True, slots=True, eq=False)
class IndexedTimelines:
    """Timelines one behind the other, in three arrays, because kernels pass them on millions of times.

    Attributes
    ----------
    rows
        Where each timeline's intervals and index are, shape ``(n_rows, 7)``.
    cells
        Intervals, shape ``(k, 5)``. [elapsed minutes, permille, permille-minutes]
    index
        For each step of time the first interval that ends after its beginning; for each step of ``2**WORK_SHIFT`` of
        work the first interval by whose end that much is done. Shape ``(m,)``.
    """

    rows: Int2D
    cells: Int2D
    index: npt.NDArray[np.int32]

    @property
    def arrays(self) -> tuple[Int2D, Int2D, npt.NDArray[np.int32]]:
        """The arrays in the order in which the kernels take them."""
        return self.rows, self.cells, self.index


@lru_cache(maxsize=512)
def _indexed(line: Timeline) -> tuple[Int2D, Int1D, Int1D, int]:
    """Return cells, both indices and the step of work of one timeline; variants of a plan share timelines."""
    after = line.cumulative + (line.finishes - line.starts) * line.rates
    last = int(line.finishes[-1]) if line.finishes.size else 0
    shift = max(0, (line.total_work // max(1, line.starts.size)).bit_length())
    by_time = np.searchsorted(line.finishes, np.arange((last >> TIME_SHIFT) + 1) << TIME_SHIFT, side="right")
    by_work = np.searchsorted(after, np.arange((line.total_work >> shift) + 1) << shift, side="left")
    table = np.column_stack((line.starts, line.finishes, line.rates, line.cumulative, after))
    return table, by_time, by_work, shift


def index_timelines(timelines: Sequence[Timeline]) -> IndexedTimelines:
    """Return the timelines packed, with their index; those that are alike share rows, which then stay in cache."""
    rows: list[tuple[int, ...]] = []
    cells, index = [np.zeros((0, 5), dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    n_cells = n_index = 0
    known: dict[tuple[int, int], list[tuple[Timeline, tuple[int, ...]]]] = {}
    for line in timelines:
        alike = known.setdefault((len(line.starts), line.total_work), [])
        row = next((row for other, row in alike if line.same_as(other)), None)
        if row is None:
            table, by_time, by_work, shift = _indexed(line)
            middle = n_index + len(by_time)
            row = (n_cells, n_cells + len(table), n_index, middle, middle, middle + len(by_work), shift)
            alike.append((line, row))
            cells.append(table)
            index += [by_time + n_cells, by_work + n_cells]
            n_cells, n_index = n_cells + len(table), middle + len(by_work)
        rows.append(row)
    return IndexedTimelines(
        np.array(rows, dtype=np.int64).reshape(-1, 7),
        np.ascontiguousarray(np.concatenate(cells), dtype=np.int64),
        np.concatenate(index).astype(np.int32),
    )


@njit(**INLINE)
def interval_at(rows, cells, index, row, instant):  # type: ignore[no-untyped-def]
    """Return the first interval of a row that ends after an instant; the row's end where there is none."""
    end = rows[row, END]
    step = rows[row, TIME_FIRST] + (max(instant, 0) >> TIME_SHIFT)
    if step >= rows[row, TIME_END]:
        return end
    i = np.int64(index[step])
    while i < end and cells[i, FINISH] <= instant:
        i += 1
    return i


@njit(**INLINE)
def opening(rows, cells, index, row, instant):  # type: ignore[no-untyped-def]
    """Return the earliest minute from an instant on in which work goes on, ``BEYOND`` after the last."""
    i = interval_at(rows, cells, index, row, instant)
    if i == rows[row, END]:
        return np.int64(BEYOND)
    return max(np.int64(instant), cells[i, START])


@njit(**INLINE)
def done_by(rows, cells, index, row, instant):  # type: ignore[no-untyped-def]
    """Return the work that can be done up to an instant [permille-minutes]."""
    i = interval_at(rows, cells, index, row, instant)
    if i == rows[row, END]:
        return cells[i - 1, AFTER] if i > rows[row, FIRST] else np.int64(0)
    return cells[i, BEFORE] + max(np.int64(0), instant - cells[i, START]) * cells[i, RATE]


@njit(**INLINE)
def _minutes_for(work, rate):  # type: ignore[no-untyped-def]
    """Return the begun minutes that work takes at a rate; dividing by one full person is the usual, quick case."""
    if rate == 1000:
        return (work + 999) // 1000
    return (work + rate - 1) // rate


@njit(**INLINE)
def worked_from(rows, cells, index, row, instant, work):  # type: ignore[no-untyped-def]
    """Return from when on work, positive, goes on and when it is done; ``BEYOND`` after the last interval."""
    i = interval_at(rows, cells, index, row, instant)
    end = rows[row, END]
    if i == end:
        return np.int64(BEYOND), np.int64(BEYOND)
    begun = max(np.int64(instant), cells[i, START])
    target = cells[i, BEFORE] + (begun - cells[i, START]) * cells[i, RATE] + work
    if target > cells[i, AFTER]:
        step = rows[row, WORK_FIRST] + (target >> rows[row, WORK_SHIFT])
        if step >= rows[row, WORK_END]:
            return begun, np.int64(BEYOND)
        i = np.int64(index[step])
        while i < end and cells[i, AFTER] < target:
            i += 1
        if i == end:
            return begun, np.int64(BEYOND)
    return begun, cells[i, START] + _minutes_for(target - cells[i, BEFORE], cells[i, RATE])


@njit(**INLINE)
def done_at(rows, cells, index, row, instant, work):  # type: ignore[no-untyped-def]
    """Return the earliest minute at which work, begun at an instant, is done; ``BEYOND`` after the last interval."""
    if work <= 0:
        return np.int64(instant)
    return worked_from(rows, cells, index, row, instant, work)[1]


@njit(**BARE)
def begun_at(rows, cells, index, row, instant, work):  # type: ignore[no-untyped-def]
    """Return the latest minute from which work is done by an instant; ``-BEYOND`` before the first interval."""
    if work <= 0:
        return np.int64(instant)
    target = done_by(rows, cells, index, row, instant) - work
    if target < 0:
        return np.int64(-BEYOND)
    i = np.int64(index[min(rows[row, WORK_FIRST] + (target >> rows[row, WORK_SHIFT]), rows[row, WORK_END] - 1)])
    while cells[i, AFTER] <= target:
        i += 1
    return cells[i, START] + (target - cells[i, BEFORE]) // cells[i, RATE]


@njit(**BARE)
def lagged(rows, cells, index, row, instant, lag):  # type: ignore[no-untyped-def]
    """Return the instant a lag in working minutes, not 0, after another; a negative lag counts backwards."""
    if lag > 0:
        return done_at(rows, cells, index, row, instant, lag * 1000)
    return begun_at(rows, cells, index, row, instant, -lag * 1000)
