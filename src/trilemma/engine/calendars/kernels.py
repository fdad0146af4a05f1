"""Arithmetic of working time as kernels, to be called from other kernels.

Each takes the four arrays of a `Timeline` (`starts`, `finishes`, `rates`, `cumulative`, all int64 and of equal length)
and whole minutes since the origin. They do not know the horizon and raise nothing: an instant that lies after the last
interval comes back as ``BEYOND``, one before the first as ``-BEYOND``. Work is in permille-minutes.
"""

# ruff: noqa: ARG001 -- every kernel takes the same four arrays

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.kernels import kernel

Int1D = NDArray[np.int64]

BEYOND: Final = 1 << 60
"""Later than any instant; sums of a few of these do not overflow."""


@kernel()
def count_below(values: Int1D, limit: int) -> int:
    """Return how many of the ascending ``values`` are smaller than ``limit``."""
    size = values.shape[0]
    if size == 0:
        return 0
    low = 0
    # The comparison is added, not branched on: which way a search turns cannot be predicted.
    while size > 1:
        half = size >> 1
        low += half * (values[low + half - 1] < limit)
        size -= half
    return int(low + (values[low] < limit))


@kernel()
def work_before(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instant: int) -> int:
    """Return the permille-minutes of work that fit between the origin and ``instant``."""
    i = count_below(starts, instant) - 1
    if i < 0:
        return 0
    return int(cumulative[i] + (min(instant, finishes[i]) - starts[i]) * rates[i])


@kernel()
def work_between(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, start: int, finish: int) -> int:
    """Return the permille-minutes of work that fit into ``[start, finish)``, negative if finish is first."""
    done_at_finish = work_before(starts, finishes, rates, cumulative, finish)
    return done_at_finish - work_before(starts, finishes, rates, cumulative, start)


@kernel()
def add_work(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instant: int, work: int) -> int:
    """Return the earliest minute at which ``work``, begun at ``instant``, is done; ``BEYOND`` where time runs out."""
    if work <= 0:
        return instant
    target = work_before(starts, finishes, rates, cumulative, instant) + work
    i = count_below(cumulative, target) - 1
    if i < 0:
        return BEYOND
    minutes = (target - cumulative[i] + rates[i] - 1) // rates[i]
    if minutes > finishes[i] - starts[i]:
        return BEYOND
    return int(starts[i] + minutes)


@kernel()
def subtract_work(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instant: int, work: int) -> int:
    """Return the latest minute from which ``work`` is done by ``instant``; ``-BEYOND`` before the first interval."""
    if work <= 0:
        return instant
    target = work_before(starts, finishes, rates, cumulative, instant) - work
    if target < 0:
        return -BEYOND
    i = count_below(cumulative, target + 1) - 1
    return int(starts[i] + (target - cumulative[i]) // rates[i])


@kernel()
def next_opening(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instant: int) -> int:
    """Return the earliest minute from ``instant`` on in which work goes on; ``BEYOND`` after the last interval."""
    i = count_below(finishes, instant + 1)
    if i == finishes.shape[0]:
        return BEYOND
    return int(max(instant, starts[i]))


@kernel()
def previous_closing(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instant: int) -> int:
    """Return the latest minute up to ``instant`` until which work went on; ``-BEYOND`` before the first interval."""
    i = count_below(starts, instant) - 1
    if i < 0:
        return -BEYOND
    return int(min(instant, finishes[i]))


@kernel()
def rate_at(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instant: int) -> int:
    """Return the permille worked in the minute that begins at ``instant``, 0 outside working time."""
    i = count_below(starts, instant + 1) - 1
    if i < 0 or instant >= finishes[i]:
        return 0
    return int(rates[i])


@kernel(size_of=4)
def work_between_many(
    starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, first: Int1D, last: Int1D
) -> Int1D:
    """Apply `work_between` to each pair, shape ``(n,)``."""
    out = np.empty(first.shape[0], np.int64)
    for k in range(first.shape[0]):
        out[k] = work_between(starts, finishes, rates, cumulative, first[k], last[k])
    return out


@kernel(size_of=4)
def add_work_many(
    starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instants: Int1D, work: Int1D
) -> Int1D:
    """Apply `add_work` to each pair, shape ``(n,)``."""
    out = np.empty(instants.shape[0], np.int64)
    for k in range(instants.shape[0]):
        out[k] = add_work(starts, finishes, rates, cumulative, instants[k], work[k])
    return out


@kernel(size_of=4)
def subtract_work_many(
    starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instants: Int1D, work: Int1D
) -> Int1D:
    """Apply `subtract_work` to each pair, shape ``(n,)``."""
    out = np.empty(instants.shape[0], np.int64)
    for k in range(instants.shape[0]):
        out[k] = subtract_work(starts, finishes, rates, cumulative, instants[k], work[k])
    return out


@kernel(size_of=4)
def next_opening_many(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instants: Int1D) -> Int1D:
    """Apply `next_opening` to each instant, shape ``(n,)``."""
    out = np.empty(instants.shape[0], np.int64)
    for k in range(instants.shape[0]):
        out[k] = next_opening(starts, finishes, rates, cumulative, instants[k])
    return out


@kernel(size_of=4)
def previous_closing_many(starts: Int1D, finishes: Int1D, rates: Int1D, cumulative: Int1D, instants: Int1D) -> Int1D:
    """Apply `previous_closing` to each instant, shape ``(n,)``."""
    out = np.empty(instants.shape[0], np.int64)
    for k in range(instants.shape[0]):
        out[k] = previous_closing(starts, finishes, rates, cumulative, instants[k])
    return out
