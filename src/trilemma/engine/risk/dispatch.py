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
from trilemma.engine.risk.dates import FREE, place_by_links
from trilemma.engine.risk.timelines import done_at, opening

FAR: Final = 1 << 61


@njit(cache=True, nogil=True, error_model="numpy")
def free_from(profile, begin, count, need, at, until):  # type: ignore[no-untyped-def]
    """Return the first knot whose stretch before ``until`` lacks ``need`` from ``at`` on, or -1 where it suffices."""
    time, amount = profile[0], profile[1]
    low, high = begin, begin + count - 1
    while low < high:
        middle = (low + high + 1) >> 1
        if time[middle] <= at:
            low = middle
        else:
            high = middle - 1
    end = begin + count
    while low < end and (time[low] < until or time[low] <= at):
        if amount[low] < need:
            return low
        low += 1
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def next_enough(profile, begin, count, need, knot):  # type: ignore[no-untyped-def]
    """Return the first knot after the given one with enough left, or -1."""
    for k in range(knot + 1, begin + count):
        if profile[1][k] >= need:
            return k
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def _insert(profile, begin, count, at, owner):  # type: ignore[no-untyped-def]
    """Make sure that a knot stands at an instant; return its place and the new number of knots."""
    time, amount, made_by = profile
    k = begin + count - 1
    while time[k] > at:
        k -= 1
    if time[k] == at:
        return k, count
    for m in range(begin + count - 1, k, -1):
        time[m + 1], amount[m + 1], made_by[m + 1] = time[m], amount[m], made_by[m]
    time[k + 1], amount[k + 1], made_by[k + 1] = at, amount[k], owner
    return k + 1, count + 1


@njit(cache=True, nogil=True, error_model="numpy")
def hold(profile, begin, count, need, at, until, owner):  # type: ignore[no-untyped-def]
    """Take ``need`` out of a resource's profile in ``[at, until)``; return its number of knots."""
    if until <= at:
        return count
    last, count = _insert(profile, begin, count, until, owner)
    profile[2][last] = owner
    first, count = _insert(profile, begin, count, at, FREE)
    if profile[0][last] != until:
        last += 1
    for k in range(first, last):
        profile[1][k] -= need
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _pick(profile, row_first, counts, pick, eligible, need, at, until, taken, n_taken):  # type: ignore[no-untyped-def]
    """Return the eligible resource that is free earliest from ``at`` on for the length wanted, not taken yet."""
    best, best_at = np.int64(-1), np.int64(FAR)
    for e in range(pick[0], pick[1]):
        r = eligible[e]
        used = False
        for t in range(n_taken):
            used = used or taken[t] == r
        if used:
            continue
        s = at
        length = until - at
        while s < best_at:
            knot = free_from(profile, row_first[r], counts[r], need, s, s + length)
            if knot < 0:
                break
            k = next_enough(profile, row_first[r], counts[r], need, knot)
            s = profile[0][k] if k >= 0 else np.int64(FAR)
        if s < best_at:
            best, best_at = r, s
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def _choose(profile, i, counts, demands, picks, supply_first, at, ready, taken, need):  # type: ignore[no-untyped-def]
    """Fill ``taken`` and ``need`` with whom an activity demands and picks; return how many they are."""
    demand_first, demand_resource, demand_amount = demands
    pick_first, pick_count, pick_amount, eligible_first, eligible = picks
    n_taken = demand_first[i + 1] - demand_first[i]
    for d in range(n_taken):
        taken[d], need[d] = demand_resource[demand_first[i] + d], demand_amount[demand_first[i] + d]
    for p in range(pick_first[i], pick_first[i + 1]):
        row = eligible_first[p : p + 2]
        for _ in range(pick_count[p]):
            r = _pick(profile, supply_first, counts, row, eligible, pick_amount[p], at, ready, taken, n_taken)
            if r >= 0:
                taken[n_taken], need[n_taken] = r, pick_amount[p]
                n_taken += 1
    return n_taken


@njit(cache=True, nogil=True, error_model="numpy")
def _when_free(lines, row, amount, profile, supply_first, counts, taken, need, n_taken, at, ready, by, held):  # type: ignore[no-untyped-def]
    """Return start, finish and driver of an activity that waits until everyone in ``taken`` is free throughout."""
    checked, d = 0, 0
    while checked < n_taken:
        r = taken[d]
        knot = free_from(profile, supply_first[r], counts[r], need[d], at, ready)
        checked += 1
        if knot >= 0:
            k = next_enough(profile, supply_first[r], counts[r], need[d], knot)
            if k < 0:
                return np.int64(BEYOND), np.int64(BEYOND), held
            at, held, checked = opening(lines, row, profile[0][k]), profile[2][k], 0
            ready = max(by, done_at(lines, row, at, amount))
        d = d + 1 if d + 1 < n_taken else 0
    return at, ready, held


@njit(cache=True, nogil=True, error_model="numpy")
def simulate_dispatch(  # type: ignore[no-untyped-def]
    lines, order, timeline, lag_timeline, links, earliest, least, actual_start, actual_finish, status, work,
    demands, picks, supply, start, finish, driver, holders
):  # fmt: skip
    """Fill start, finish and driver, shape ``(n, n_draws)`` each, with capacities respected in every draw.

    ``demands`` are rows of resources and amounts by activity, ``picks`` rows of counts and amounts with rows of
    eligible resources, ``supply`` the knots of each resource's capacity with room for more, sized by the caller.
    ``holders``, where it has rows, gets the resources that each leaf holds in the last draw.
    """
    supply_first, supply_count, supply_time, supply_amount = supply
    n_knots = supply_time.shape[0]
    profile = (np.empty(n_knots, np.int64), np.empty(n_knots, np.int64), np.empty(n_knots, np.int64))
    counts = np.empty(supply_count.shape[0], np.int64)
    taken, need = np.empty(256, np.int64), np.empty(256, np.int64)
    for draw in range(work.shape[1]):
        profile[0][:], profile[1][:], profile[2][:] = supply_time, supply_amount, FREE
        counts[:] = supply_count
        for i in order:
            amount = work[i, draw]
            at, ready, by, held = place_by_links(
                lines, i, timeline, lag_timeline, links, earliest, least, actual_start, actual_finish, status, amount,
                start, finish, draw
            )  # fmt: skip
            if amount > 0 and actual_finish[i] < 0:
                n_taken = _choose(profile, i, counts, demands, picks, supply_first, at, ready, taken, need)
                if actual_start[i] < 0:
                    at, ready, held = _when_free(
                        lines, timeline[i], amount, profile, supply_first, counts, taken, need, n_taken, at, ready, by,
                        held
                    )  # fmt: skip
                for d in range(n_taken):
                    r = taken[d]
                    counts[r] = hold(profile, supply_first[r], counts[r], need[d], at, ready, i)
                    if holders.shape[0] > 0:
                        holders[i, d] = r
            start[i, draw] = actual_start[i] if actual_start[i] >= 0 else at
            finish[i, draw], driver[i, draw] = ready, held
