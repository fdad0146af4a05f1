"""Serial generation inside every draw: activities take their teams and persons in the plan's order of priority.

Method id ``dispatch_simulation`` (docs/methods/dispatch_simulation.md). An activity starts as soon as its links, its
calendar and everyone it demands allow it, pauses of its calendar included in the time it holds them, as in `schedule`.
What has begun holds its people first. Where persons are still to be picked, those who are free earliest are taken.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from trilemma.engine.calendars.kernels import BEYOND
from trilemma.engine.risk.compiling import BARE, INLINE
from trilemma.engine.risk.dates import FREE, place_by_links
from trilemma.engine.risk.model import ACTUAL_FINISH, ACTUAL_START, TIMELINE
from trilemma.engine.risk.timelines import worked_from

METHOD: Final = "dispatch_simulation"

FAR: Final = 1 << 61
TIME, LEFT, OWNER = range(3)
"""Columns of a knot: from when on, how much is left, and who gave it back there."""


@njit(**INLINE)
def lacking(knots, begin, count, need, at, until):  # type: ignore[no-untyped-def]
    """Return the first knot from which less than ``need`` is left somewhere in ``[at, until)``, or -1."""
    end = begin + count
    k, above = begin, end
    while above - k > 1:
        middle = (k + above) >> 1
        if knots[middle, TIME] > at:
            above = middle
        else:
            k = middle
    if knots[k, LEFT] < need:
        return k
    k += 1
    while k < end and knots[k, TIME] < until:
        if knots[k, LEFT] < need:
            return k
        k += 1
    return np.int64(-1)


@njit(**INLINE)
def enough_again(knots, begin, count, need, knot):  # type: ignore[no-untyped-def]
    """Return the first knot after the given one with enough left, or -1."""
    for k in range(knot + 1, begin + count):
        if knots[k, LEFT] >= need:
            return k
    return np.int64(-1)


@njit(**BARE)
def hold(knots, begin, count, need, at, until, owner):  # type: ignore[no-untyped-def]
    """Take ``need`` out of a resource's profile in ``[at, until)``; return its number of knots."""
    if until <= at:
        return count
    k = begin + count - 1
    while knots[k, TIME] > until:
        knots[k + 2, TIME], knots[k + 2, LEFT], knots[k + 2, OWNER] = knots[k, TIME], knots[k, LEFT], knots[k, OWNER]
        k -= 1
    top = k + 2
    if knots[k, TIME] == until:
        left = knots[k, LEFT]
        k -= 1
    else:
        left = knots[k, LEFT]
    knots[top, TIME], knots[top, LEFT], knots[top, OWNER] = until, left, owner
    while knots[k, TIME] > at:
        top -= 1
        knots[top, TIME], knots[top, LEFT], knots[top, OWNER] = knots[k, TIME], knots[k, LEFT] - need, knots[k, OWNER]
        k -= 1
    if knots[k, TIME] == at:
        knots[k, LEFT] -= need
    else:
        left = knots[k, LEFT]
        k += 1
        knots[k, TIME], knots[k, LEFT], knots[k, OWNER] = at, left - need, FREE
    return _closed_up(knots, begin + count + 2, k + 1, top, begin)


@njit(**INLINE)
def _closed_up(knots, end, gap, top, begin):  # type: ignore[no-untyped-def]
    """Move the knots from ``top`` on down to ``gap``; return how many there are."""
    shift = top - gap
    if shift > 0:
        for m in range(gap, end - shift):
            knots[m, TIME], knots[m, LEFT], knots[m, OWNER] = (
                knots[m + shift, TIME], knots[m + shift, LEFT], knots[m + shift, OWNER]
            )  # fmt: skip
    return end - shift - begin


@njit(**BARE)
def _pick(knots, supply_first, counts, eligible, begin, end, need, at, until, taken, n_taken):  # type: ignore[no-untyped-def]
    """Return the eligible resource that is free earliest from ``at`` on for the length wanted, not taken yet."""
    best, best_at, length = np.int64(-1), np.int64(FAR), until - at
    for e in range(begin, end):
        r = eligible[e]
        if _is_in(taken, n_taken, r):
            continue
        s = at
        while s < best_at:
            knot = lacking(knots, supply_first[r], counts[r], need, s, s + length)
            if knot < 0:
                best, best_at = r, s
                break
            k = enough_again(knots, supply_first[r], counts[r], need, knot)
            s = knots[k, TIME] if k >= 0 else np.int64(FAR)
    return best


@njit(**BARE)
def _is_in(values, count, wanted):  # type: ignore[no-untyped-def]
    found = False
    for k in range(count):
        found = found or values[k] == wanted
    return found


@njit(**BARE)
def _add_picks(  # type: ignore[no-untyped-def]
    knots, supply_first, counts, pick_first, pick_count, pick_amount, eligible_first, eligible, i, at, ready, taken,
    need, n_taken
):  # fmt: skip
    """Add to ``taken`` and ``need`` whom an activity's open picks choose; return how many there are now."""
    for p in range(pick_first[i], pick_first[i + 1]):
        for _ in range(pick_count[p]):
            r = _pick(
                knots, supply_first, counts, eligible, eligible_first[p], eligible_first[p + 1], pick_amount[p], at,
                ready, taken, n_taken
            )  # fmt: skip
            if r >= 0:
                taken[n_taken], need[n_taken] = r, pick_amount[p]
                n_taken += 1
    return n_taken


@njit(**BARE)
def _when_free(  # type: ignore[no-untyped-def]
    rows, cells, index, row, amount, knots, supply_first, counts, taken, need, n_taken, at, ready, by, held
):
    """Return start, finish and driver of an activity that waits until everyone in ``taken`` is free throughout."""
    checked, d = 0, 0
    while checked < n_taken:
        r = taken[d]
        knot = lacking(knots, supply_first[r], counts[r], need[d], at, ready)
        checked += 1
        if knot >= 0:
            k = enough_again(knots, supply_first[r], counts[r], need[d], knot)
            if k < 0:
                return np.int64(BEYOND), np.int64(BEYOND), held
            at, ready = worked_from(rows, cells, index, row, knots[k, TIME], amount)
            ready, held, checked = max(by, ready), knots[k, OWNER], 0
        else:
            d = d + 1 if d + 1 < n_taken else 0
    return at, ready, held


@njit(**BARE)
def simulate_dispatch(  # type: ignore[no-untyped-def]
    rows, cells, index, order, leaf, link, status, work, demand_first, demand_resource, demand_amount, pick_first,
    pick_count, pick_amount, eligible_first, eligible, supply_first, supply_count, supply_time, supply_amount, start,
    finish, driver, holders, knots, counts, taken, need
):  # fmt: skip
    """Fill start, finish and driver, shape ``(n, n_draws)`` each, with capacities respected in every draw.

    The arrays are those of `NetworkRows` and `ResourceRows`. ``holders``, where it has rows, gets the resources that
    each leaf holds in the last draw. The last four are work space: three columns for every knot, a number for every
    resource, and twice one for everybody whom one leaf may hold.
    """
    for draw in range(work.shape[1]):
        for r in range(supply_count.shape[0]):
            counts[r] = supply_count[r]
            for k in range(supply_first[r], supply_first[r] + supply_count[r]):
                knots[k, TIME], knots[k, LEFT], knots[k, OWNER] = supply_time[k], supply_amount[k], FREE
        for i in order:
            amount = work[i, draw]
            at, ready, by, held = place_by_links(rows, cells, index, leaf, link, status, i, amount, start, finish, draw)
            begun = leaf[i, ACTUAL_START] >= 0
            if amount > 0 and leaf[i, ACTUAL_FINISH] < 0:
                n_taken = demand_first[i + 1] - demand_first[i]
                for d in range(n_taken):
                    taken[d], need[d] = demand_resource[demand_first[i] + d], demand_amount[demand_first[i] + d]
                if pick_first[i + 1] > pick_first[i]:
                    n_taken = _add_picks(
                        knots, supply_first, counts, pick_first, pick_count, pick_amount, eligible_first, eligible, i,
                        at, ready, taken, need, n_taken
                    )  # fmt: skip
                if not begun:
                    at, ready, held = _when_free(
                        rows, cells, index, leaf[i, TIMELINE], amount, knots, supply_first, counts, taken, need,
                        n_taken, at, ready, by, held
                    )  # fmt: skip
                for d in range(n_taken):
                    r = taken[d]
                    counts[r] = hold(knots, supply_first[r], counts[r], need[d], at, ready, i)
                    if holders.shape[0] > 0:
                        holders[i, d] = r
            start[i, draw] = leaf[i, ACTUAL_START] if begun else at
            finish[i, draw], driver[i, draw] = ready, held
