"""The forward pass in every draw at once: links of four types, lags, calendars, date constraints and progress.

The rules are those of `network.passes.forward_pass`; a plan without uncertainty gets the same dates (tests compare
them). Activities as late as possible are taken early: moving them later moves no successor and no finish.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from trilemma.engine.risk.timelines import begun_at, done_at, lagged, opening

FREE: Final = -1
"""Driver of what no other activity holds back."""


@njit(cache=True, nogil=True, error_model="numpy")
def bounds_by_links(  # type: ignore[no-untyped-def]
    lines, i, links, lag_timeline, start, finish, draw, begun, least_start, least_finish
):
    """Return the earliest start and least finish that an activity's links leave, and what drives each."""
    link_first, predecessor, link_type, lag, elapsed = links
    start_driver, finish_driver = FREE, FREE
    for k in range(link_first[i], link_first[i + 1]):
        p = predecessor[k]
        kind = link_type[k]
        source = start[p, draw] if kind & 1 else finish[p, draw]
        at = lagged(lines, lag_timeline[i], source, lag[k], elapsed[k])
        if kind < 2:
            if not begun and at > least_start:
                least_start, start_driver = at, p
        elif at > least_finish:
            least_finish, finish_driver = at, p
    return least_start, least_finish, start_driver, finish_driver


@njit(cache=True, nogil=True, error_model="numpy")
def place_by_links(  # type: ignore[no-untyped-def]
    lines, i, timeline, lag_timeline, links, earliest, least, actual_start, actual_finish, status, amount, start,
    finish, draw
):  # fmt: skip
    """Return from when on an activity works, its finish, its least finish and its driver, capacity aside."""
    if actual_finish[i] >= 0:
        return actual_start[i], actual_finish[i], actual_finish[i], FREE
    begun = actual_start[i] >= 0
    row = timeline[i]
    first = max(actual_start[i] if begun else earliest[i], status)
    at, by, held, finish_driver = bounds_by_links(
        lines, i, links, lag_timeline, start, finish, draw, begun, first, least[i]
    )
    ready = at
    if amount > 0:
        at = opening(lines, row, at)
        ready = done_at(lines, row, at, amount)
    if ready < by:
        ready, held = by, finish_driver
        if not begun:
            at = max(at, begun_at(lines, row, by, amount))
    return at, ready, by, held


@njit(cache=True, nogil=True, error_model="numpy")
def simulate_dates(  # type: ignore[no-untyped-def]
    lines, order, timeline, lag_timeline, links, earliest, least, actual_start, actual_finish, status, work,
    start, finish, driver
):  # fmt: skip
    """Fill start, finish and driver, shape ``(n, n_draws)`` each, from ``work`` of that shape.

    ``earliest`` and ``least`` bound start and finish by date constraints; actual dates are -1 where nothing has
    happened; the driver is the activity that holds the start or finish, or ``FREE``.
    """
    for i in order:
        for draw in range(work.shape[1]):
            at, ready, _, held = place_by_links(
                lines, i, timeline, lag_timeline, links, earliest, least, actual_start, actual_finish, status,
                work[i, draw], start, finish, draw
            )  # fmt: skip
            start[i, draw] = actual_start[i] if actual_start[i] >= 0 else at
            finish[i, draw], driver[i, draw] = ready, held


@njit(cache=True, nogil=True, error_model="numpy")
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
