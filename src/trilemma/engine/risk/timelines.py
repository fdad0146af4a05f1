"""Packed timelines with an index into them, because a simulation asks the same ones millions of times.

Same arithmetic as `calendars.kernels` (tests compare them); a look-up starts at the right interval or a few before it
instead of a binary search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from trilemma.engine.calendars import Timeline
from trilemma.engine.calendars.kernels import BEYOND

Int1D = npt.NDArray[np.int64]

TIME_SHIFT: Final = 10
"""A step of the index over time is ``2**10`` minutes, about a working day with its night."""


@dataclass(frozen=True, slots=True, eq=False)
class IndexedTimelines:
    """Timelines one behind the other: row ``t`` is ``first[t]:first[t + 1]``.

    Attributes
    ----------
    starts, finishes, rates
        Intervals, shape ``(k,)``. [elapsed minutes, permille]
    done_before, done_after
        Work before and up to the end of each interval, counted from its row's first, shape ``(k,)``.
        [permille-minutes]
    time_first, time_index
        Row ``t`` of ``time_index`` holds, for each step of time, the first interval that ends after its beginning.
    work_first, work_index, work_shift
        The same over work, in steps of ``2**work_shift[t]``: the first interval by whose end that much is done.
    """

    first: Int1D
    starts: Int1D
    finishes: Int1D
    rates: Int1D
    done_before: Int1D
    done_after: Int1D
    time_first: Int1D
    time_index: Int1D
    work_first: Int1D
    work_index: Int1D
    work_shift: Int1D

    @property
    def arrays(self) -> tuple[Int1D, ...]:
        """The arrays in the order in which the kernels take them."""
        return (
            self.first, self.starts, self.finishes, self.rates, self.done_before, self.done_after,
            self.time_first, self.time_index, self.work_first, self.work_index, self.work_shift,
        )  # fmt: skip


def index_timelines(timelines: Sequence[Timeline]) -> IndexedTimelines:
    """Return the timelines packed, with their index."""
    by_time, by_work, shifts = [], [], []
    for line in timelines:
        after = line.cumulative + (line.finishes - line.starts) * line.rates
        last = int(line.finishes[-1]) if line.finishes.size else 0
        by_time.append(np.searchsorted(line.finishes, np.arange((last >> TIME_SHIFT) + 1) << TIME_SHIFT, side="right"))
        shift = max(0, (line.total_work // max(1, line.starts.size)).bit_length())
        by_work.append(np.searchsorted(after, np.arange((line.total_work >> shift) + 1) << shift, side="left"))
        shifts.append(shift)
    return IndexedTimelines(
        _firsts([line.starts for line in timelines]),
        _joined([line.starts for line in timelines]),
        _joined([line.finishes for line in timelines]),
        _joined([line.rates for line in timelines]),
        _joined([line.cumulative for line in timelines]),
        _joined([line.cumulative + (line.finishes - line.starts) * line.rates for line in timelines]),
        _firsts(by_time),
        _joined(by_time),
        _firsts(by_work),
        _joined(by_work),
        np.array(shifts, dtype=np.int64),
    )


def _joined(rows: Sequence[Int1D]) -> Int1D:
    return np.concatenate([np.zeros(0, dtype=np.int64), *rows]).astype(np.int64)


def _firsts(rows: Sequence[Int1D]) -> Int1D:
    return np.concatenate(([0], np.cumsum([len(row) for row in rows]))).astype(np.int64)


@njit(cache=True, nogil=True, error_model="numpy")
def interval_at(lines, row, instant):  # type: ignore[no-untyped-def]
    """Return the first interval of a row that ends after an instant; the row's end where there is none."""
    first, finishes, time_first, time_index = lines[0], lines[2], lines[6], lines[7]
    end = first[row + 1]
    step = time_first[row] + (max(instant, 0) >> TIME_SHIFT)
    if step >= time_first[row + 1]:
        return end
    i = first[row] + time_index[step]
    while i < end and finishes[i] <= instant:
        i += 1
    return i


@njit(cache=True, nogil=True, error_model="numpy")
def opening(lines, row, instant):  # type: ignore[no-untyped-def]
    """Return the earliest minute from an instant on in which work goes on, ``BEYOND`` after the last."""
    i = interval_at(lines, row, instant)
    if i == lines[0][row + 1]:
        return np.int64(BEYOND)
    return max(np.int64(instant), lines[1][i])


@njit(cache=True, nogil=True, error_model="numpy")
def done_by(lines, row, instant):  # type: ignore[no-untyped-def]
    """Return the work that can be done up to an instant [permille-minutes]."""
    i = interval_at(lines, row, instant)
    if i == lines[0][row + 1]:
        return lines[5][i - 1] if i > lines[0][row] else np.int64(0)
    return lines[4][i] + max(np.int64(0), instant - lines[1][i]) * lines[3][i]


@njit(cache=True, nogil=True, error_model="numpy")
def instant_of(lines, row, target):  # type: ignore[no-untyped-def]
    """Return the earliest minute by which an amount of work, positive, counted from the row's start, is done."""
    first, starts, rates, before, after = lines[0], lines[1], lines[3], lines[4], lines[5]
    work_first, work_index = lines[8], lines[9]
    step = work_first[row] + (target >> lines[10][row])
    if step >= work_first[row + 1]:
        return np.int64(BEYOND)
    i = first[row] + work_index[step]
    end = first[row + 1]
    while i < end and after[i] < target:
        i += 1
    if i == end:
        return np.int64(BEYOND)
    return starts[i] + (target - before[i] + rates[i] - 1) // rates[i]


@njit(cache=True, nogil=True, error_model="numpy")
def done_at(lines, row, instant, work):  # type: ignore[no-untyped-def]
    """Return the earliest minute at which work, begun at an instant, is done; ``BEYOND`` after the last interval."""
    if work <= 0:
        return np.int64(instant)
    i = interval_at(lines, row, instant)
    if i == lines[0][row + 1]:
        return np.int64(BEYOND)
    begun = max(np.int64(instant), lines[1][i])
    rate = lines[3][i]
    target = lines[4][i] + (begun - lines[1][i]) * rate + work
    if target <= lines[5][i]:
        return lines[1][i] + (target - lines[4][i] + rate - 1) // rate
    return instant_of(lines, row, target)


@njit(cache=True, nogil=True, error_model="numpy")
def begun_at(lines, row, instant, work):  # type: ignore[no-untyped-def]
    """Return the latest minute from which work is done by an instant; ``-BEYOND`` before the first interval."""
    if work <= 0:
        return np.int64(instant)
    target = done_by(lines, row, instant) - work
    if target < 0:
        return np.int64(-BEYOND)
    first, starts, rates, before = lines[0], lines[1], lines[3], lines[4]
    i = first[row] + lines[9][min(lines[8][row] + (target >> lines[10][row]), lines[8][row + 1] - 1)]
    while lines[5][i] <= target:
        i += 1
    return starts[i] + (target - before[i]) // rates[i]


@njit(cache=True, nogil=True, error_model="numpy")
def lagged(lines, row, instant, lag, elapsed):  # type: ignore[no-untyped-def]
    """Return the instant a lag after another, in working or elapsed minutes; a negative lag counts backwards."""
    if elapsed or lag == 0:
        return instant + lag
    if lag > 0:
        return done_at(lines, row, instant, lag * 1000)
    return begun_at(lines, row, instant, -lag * 1000)
