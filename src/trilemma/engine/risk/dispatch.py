"""Serial generation inside every draw: activities take their teams and persons in the plan's order of priority.

Method id ``dispatch_simulation`` (docs/methods/dispatch_simulation.md). An activity starts as soon as its links, its
calendar and everyone it demands allow it, pauses of its calendar included in the time it holds them, as in `schedule`.
What has begun holds its people first. Where one person is still to be picked, it is whoever finishes the activity first
on a timeline of their own; where several are, those who are free earliest on the calendar of the pick.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from trilemma.engine.calendars.kernels import BEYOND
from trilemma.engine.risk.compiling import BARE, INLINE, move_rows
from trilemma.engine.risk.dates import FREE, bounds_by_links, place_by_links, placed
from trilemma.engine.risk.model import ACTUAL_FINISH, ACTUAL_START, TIMELINE
from trilemma.engine.risk.timelines import worked_from

METHOD: Final = "dispatch_simulation"

FAR: Final = 1 << 61
AT_ONCE: Final = 16
"""Draws that go through the leaves side by side: what a leaf reads, and the ends of their profiles, stay in cache."""
TIME, LEFT, OWNER = range(3)
"""Columns of a knot: from when on, how much is left, and who gave it back there."""


@njit(**INLINE)
def knot_at(knots, begin, end, instant):  # type: ignore[no-untyped-def]
    """Return the last of some knots that is not after an instant; the first one where all are.

    Most look-ups are near the last knot: from there back in growing steps, then by halves between the last two.
    """
    k, above, step = end - 1, end, 1
    while k > begin and knots[k, TIME] > instant:
        above, k = k, max(begin, k - step)
        step *= 2
    while above - k > 1:
        middle = (k + above) >> 1
        if knots[middle, TIME] > instant:
            above = middle
        else:
            k = middle
    return k


@njit(**INLINE)
def lacking(knots, begin, count, need, at, until):  # type: ignore[no-untyped-def]
    """Return the first knot from which less than ``need`` is left somewhere in ``[at, until)``, or -1."""
    end = begin + count
    k = knot_at(knots, begin, end, at)
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
    end = begin + count
    high = knot_at(knots, begin, end, until)
    low = knot_at(knots, begin, high + 1, at)
    new_at = np.int64(knots[low, TIME] != at)
    if knots[high, TIME] != until:
        shift, last = new_at + 1, high
        move_rows(knots, high + 1, high + 1 + shift, end - high - 1)  # type: ignore[call-arg]
        knots[high + shift, TIME], knots[high + shift, LEFT] = until, knots[high, LEFT]
    else:
        shift, last = new_at, high - 1
        if shift > 0:
            move_rows(knots, high, high + shift, end - high)  # type: ignore[call-arg]
    knots[last + 1 + new_at, OWNER] = owner
    if new_at:
        for k in range(last, low, -1):
            knots[k + 1, TIME], knots[k + 1, LEFT], knots[k + 1, OWNER] = (
                knots[k, TIME], knots[k, LEFT] - need, knots[k, OWNER]
            )  # fmt: skip
        knots[low + 1, TIME], knots[low + 1, LEFT], knots[low + 1, OWNER] = at, knots[low, LEFT] - need, FREE
    else:
        for k in range(low, last + 1):
            knots[k, LEFT] -= need
    return count + shift


@njit(**BARE)
def _pick(knots, base, supply_first, counts, group, eligible, begin, end, need, at, until, taken, n_taken):  # type: ignore[no-untyped-def]
    """Return the eligible resource that is free earliest from ``at`` on for the length wanted, not taken yet."""
    best, best_at, length = np.int64(-1), np.int64(FAR), until - at
    for e in range(begin, end):
        r = eligible[e]
        if _is_in(taken, n_taken, r):
            continue
        first, count, s = base + supply_first[r], counts[group + r], at
        while s < best_at:
            knot = lacking(knots, first, count, need, s, s + length)
            if knot < 0:
                best, best_at = r, s
                break
            k = enough_again(knots, first, count, need, knot)
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
    knots, base, supply_first, counts, group, pick_first, pick_count, pick_amount, eligible_first, eligible, i, at,
    ready, taken, need, n_taken
):  # fmt: skip
    """Add to ``taken`` and ``need`` whom an activity's open picks choose; return how many there are now."""
    for p in range(pick_first[i], pick_first[i + 1]):
        for _ in range(pick_count[p]):
            r = _pick(
                knots, base, supply_first, counts, group, eligible, eligible_first[p], eligible_first[p + 1],
                pick_amount[p], at, ready, taken, n_taken
            )  # fmt: skip
            if r >= 0:
                taken[n_taken], need[n_taken] = r, pick_amount[p]
                n_taken += 1
    return n_taken


@njit(**BARE)
def _when_free(  # type: ignore[no-untyped-def]
    rows, cells, index, row, amount, knots, base, supply_first, counts, group, taken, need, n_taken, at, ready, by, held
):
    """Return start, finish and driver of an activity that waits until everyone in ``taken`` is free throughout."""
    checked, d = 0, 0
    while checked < n_taken:
        r = taken[d]
        first, count = base + supply_first[r], counts[group + r]
        knot = lacking(knots, first, count, need[d], at, ready)
        checked += 1
        if knot >= 0:
            k = enough_again(knots, first, count, need[d], knot)
            if k < 0:
                return np.int64(BEYOND), np.int64(BEYOND), held
            at, ready = worked_from(rows, cells, index, row, knots[k, TIME], amount)
            ready, held, checked = max(by, ready), knots[k, OWNER], 0
        else:
            d = d + 1 if d + 1 < n_taken else 0
    return at, ready, held


@njit(**BARE)
def _soonest(  # type: ignore[no-untyped-def]
    rows, cells, index, leaf, link, status, i, amount, start, finish, draw, knots, base, supply_first, counts, group,
    begin, end, eligible, eligible_row, taken, need, n_taken
):  # fmt: skip
    """Return start, finish, driver and person of an activity, done by whoever of the eligible finishes it first.

    Each of them works on a timeline of their own, absences and all; ``taken`` and ``need`` name who works with them.
    """
    begun = leaf[i, ACTUAL_START] >= 0
    at, by, held, finish_held = bounds_by_links(rows, cells, index, leaf, link, status, i, start, finish, draw)
    best, best_at, best_ready, best_held = eligible[begin], np.int64(BEYOND), np.int64(BEYOND), held
    for e in range(begin, end):
        if _is_in(taken, n_taken, eligible[e]):
            continue
        row = eligible_row[e]
        own_at, own_ready, own_held = placed(rows, cells, index, row, amount, at, by, held, finish_held, begun)
        if own_ready > best_ready or (own_ready == best_ready and own_at >= best_at):
            continue
        taken[n_taken] = eligible[e]
        if not begun:
            own_at, own_ready, own_held = _when_free(
                rows, cells, index, row, amount, knots, base, supply_first, counts, group, taken, need, n_taken + 1,
                own_at, own_ready, by, own_held
            )  # fmt: skip
        if own_ready < best_ready or (own_ready == best_ready and own_at < best_at):
            best, best_at, best_ready, best_held = eligible[e], own_at, own_ready, own_held
    return best_at, best_ready, best_held, best


@njit(**BARE)
def _cleared(knots, counts, draws, supply_first, supply_count, supply_time, supply_amount):  # type: ignore[no-untyped-def]
    """Give the profiles of some draws nothing but capacity."""
    room, n_resources = supply_time.shape[0], supply_count.shape[0]
    for draw in range(draws):
        for r in range(n_resources):
            counts[draw * n_resources + r] = supply_count[r]
            for k in range(supply_first[r], supply_first[r] + supply_count[r]):
                knot = draw * room + k
                knots[knot, TIME], knots[knot, LEFT], knots[knot, OWNER] = supply_time[k], supply_amount[k], FREE


@njit(**BARE)
def simulate_dispatch(  # type: ignore[no-untyped-def]
    rows, cells, index, order, leaf, link, status, work, demand_first, demand_resource, demand_amount, pick_first,
    pick_count, pick_amount, eligible_first, eligible, eligible_row, supply_first, supply_count, supply_time,
    supply_amount, start, finish, driver, holders, knots, counts, taken, need
):  # fmt: skip
    """Fill start, finish and driver, shape ``(n, n_draws)`` each, with capacities respected in every draw.

    The arrays are those of `NetworkRows` and `ResourceRows`. ``holders``, where it has rows, gets the resources that
    each leaf holds in the last draw. The last four are work space: three columns for every knot and a number for every
    resource, both ``AT_ONCE`` times, and twice one for everybody whom one leaf may hold.
    """
    n_draws, n_resources, room = work.shape[1], supply_count.shape[0], supply_time.shape[0]
    for first in range(0, n_draws, AT_ONCE):
        last = min(first + AT_ONCE, n_draws)
        _cleared(knots, counts, last - first, supply_first, supply_count, supply_time, supply_amount)
        for i in order:
            begun = leaf[i, ACTUAL_START] >= 0
            n_named = demand_first[i + 1] - demand_first[i]
            p = pick_first[i]
            picks = pick_first[i + 1] > p
            by_person = picks and eligible_row[eligible_first[p]] >= 0
            for draw in range(first, last):
                base, group = (draw - first) * room, (draw - first) * n_resources
                amount, n_taken = work[i, draw], n_named
                if amount <= 0 or leaf[i, ACTUAL_FINISH] >= 0:
                    at, ready, by, held = place_by_links(
                        rows, cells, index, leaf, link, status, i, amount, start, finish, draw
                    )  # fmt: skip
                    start[i, draw] = leaf[i, ACTUAL_START] if begun else at
                    finish[i, draw], driver[i, draw] = ready, held
                    continue
                for d in range(n_named):
                    taken[d], need[d] = demand_resource[demand_first[i] + d], demand_amount[demand_first[i] + d]
                if by_person:
                    need[n_taken] = pick_amount[p]
                    at, ready, held, person = _soonest(
                        rows, cells, index, leaf, link, status, i, amount, start, finish, draw, knots, base,
                        supply_first, counts, group, eligible_first[p], eligible_first[p + 1], eligible, eligible_row,
                        taken, need, n_taken
                    )  # fmt: skip
                    taken[n_taken] = person
                    n_taken += 1
                else:
                    at, ready, by, held = place_by_links(
                        rows, cells, index, leaf, link, status, i, amount, start, finish, draw
                    )  # fmt: skip
                    if picks:
                        n_taken = _add_picks(
                            knots, base, supply_first, counts, group, pick_first, pick_count, pick_amount,
                            eligible_first, eligible, i, at, ready, taken, need, n_taken
                        )  # fmt: skip
                    if not begun:
                        at, ready, held = _when_free(
                            rows, cells, index, leaf[i, TIMELINE], amount, knots, base, supply_first, counts, group,
                            taken, need, n_taken, at, ready, by, held
                        )  # fmt: skip
                for d in range(n_taken):
                    r = taken[d]
                    counts[group + r] = hold(
                        knots, base + supply_first[r], counts[group + r], need[d], at, ready, i
                    )  # fmt: skip
                    if holders.shape[0] > 0:
                        holders[i, d] = r
                start[i, draw] = leaf[i, ACTUAL_START] if begun else at
                finish[i, draw], driver[i, draw] = ready, held
