"""The forward pass in every draw at once: links of four types, lags, calendars, date constraints and progress.

The rules are those of `network.passes.forward_pass`; a plan without uncertainty gets the same dates (tests compare
them). Activities as late as possible are taken early: moving them later moves no successor and no finish.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from trilemma.engine.risk.compiling import BARE, INLINE
from trilemma.engine.risk.model import (
    ACTUAL_FINISH,
    ACTUAL_START,
    EARLIEST,
    ELAPSED,
    LAG,
    LAG_TIMELINE,
    LEAST,
    LINK_END,
    LINK_FIRST,
    LINK_TYPE,
    PREDECESSOR,
    TIMELINE,
)
from trilemma.engine.risk.timelines import begun_at, lagged, worked_from

FREE: Final = -1
"""Driver of what no other activity holds back."""


@njit(**INLINE)
def bounds_by_links(rows, cells, index, leaf, link, status, i, start, finish, draw):  # type: ignore[no-untyped-def]
    """Return the earliest start and the least finish of an unfinished activity, and what holds each of them."""
    begun = leaf[i, ACTUAL_START] >= 0
    lag_row = leaf[i, LAG_TIMELINE]
    at, by = max(leaf[i, ACTUAL_START] if begun else leaf[i, EARLIEST], status), leaf[i, LEAST]
    held, finish_held = np.int64(FREE), np.int64(FREE)
    for k in range(leaf[i, LINK_FIRST], leaf[i, LINK_END]):
        p, kind = link[k, PREDECESSOR], link[k, LINK_TYPE]
        source = start[p, draw] if kind & 1 else finish[p, draw]
        bound = source + link[k, LAG]
        if link[k, LAG] != 0 and not link[k, ELAPSED]:
            bound = lagged(rows, cells, index, lag_row, source, link[k, LAG])
        if kind < 2:
            if bound > at and not begun:
                at, held = bound, p
        elif bound > by:
            by, finish_held = bound, p
    return at, by, held, finish_held


@njit(**INLINE)
def placed(rows, cells, index, row, amount, at, by, held, finish_held, begun):  # type: ignore[no-untyped-def]
    """Return start, finish and driver of an activity that works on a timeline within its bounds."""
    ready = at
    if amount > 0:
        at, ready = worked_from(rows, cells, index, row, at, amount)
    if ready < by:
        ready, held = by, finish_held
        if not begun:
            at = max(at, begun_at(rows, cells, index, row, by, amount))
    return at, ready, held


@njit(**INLINE)
def place_by_links(rows, cells, index, leaf, link, status, i, amount, start, finish, draw):  # type: ignore[no-untyped-def]
    """Return from when on an activity works, its finish, its least finish and its driver, capacity aside."""
    if leaf[i, ACTUAL_FINISH] >= 0:
        return leaf[i, ACTUAL_START], leaf[i, ACTUAL_FINISH], leaf[i, ACTUAL_FINISH], np.int64(FREE)
    at, by, held, finish_held = bounds_by_links(rows, cells, index, leaf, link, status, i, start, finish, draw)
    begun = leaf[i, ACTUAL_START] >= 0
    at, ready, held = placed(
        rows, cells, index, leaf[i, TIMELINE], amount, at, by, held, finish_held, begun
    )  # fmt: skip
    return at, ready, by, held


@njit(**BARE)
def simulate_dates(rows, cells, index, order, leaf, link, status, work, start, finish, driver):  # type: ignore[no-untyped-def]
    """Fill start, finish and driver, shape ``(n, n_draws)`` each, from ``work`` of that shape.

    The arrays are those of `NetworkRows`; the driver is the activity that holds the start or finish, or ``FREE``.
    """
    for i in order:
        for draw in range(work.shape[1]):
            at, ready, _, held = place_by_links(
                rows, cells, index, leaf, link, status, i, work[i, draw], start, finish, draw
            )
            start[i, draw] = leaf[i, ACTUAL_START] if leaf[i, ACTUAL_START] >= 0 else at
            finish[i, draw], driver[i, draw] = ready, held


@njit(**BARE)
def trace_critical(driver, finish, target, n_draws, counts):  # type: ignore[no-untyped-def]
    """Count, per activity, the draws in which it lies on the driving chain of ``target``, or of the latest finish."""
    for draw in range(n_draws):
        i = target
        if i < 0:
            i = np.int64(0)
            for j in range(finish.shape[0]):
                if finish[j, draw] > finish[i, draw]:
                    i = np.int64(j)
        while i >= 0:
            counts[i] += 1
            i = np.int64(driver[i, draw])
