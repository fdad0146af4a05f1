"""Kernels of the general search: serial generation on calendars, what a schedule is worth, and the annealed search."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from trilemma.engine.schedule.search.packed import below, copy, move, overdrawn, unit
from trilemma.engine.schedule.search.timed import BEYOND, after, lagged, place, reserve

OTHER, TYPE, LAG, LAG_LINE = 0, 1, 2, 3
EARLIEST_START, LATEST_START, EARLIEST_FINISH, LATEST_FINISH, FIXED_START = 0, 1, 2, 3, 4
TIMELINE, WORK, PRICE = 0, 1, 2
DUE, WEIGHT = 0, 1

FINISH, COST, TARDINESS, LOAD, MARGIN = 0, 1, 2, 3, 4
MEASURES: Final = 5

RELEASE: Final = 0
"""The activity whose finish counts, or -1."""
OBJECTIVE: Final = 1
UNIT: Final = 2
"""How much a unit over a budget weighs beside a minute late."""
DELAYS: Final = 3
"""Whether activities may be held back although they could start."""
SORTED: Final = 4
"""Whether the list may be put in the order of starts: all links finish-start, no leads."""
GOALS: Final = 5

VALUE: Final = 0
EXCESS: Final = 1
BEST: Final = 2
BEST_EXCESS: Final = 3
MADE: Final = 4
STATE_SIZE: Final = 5

PRICE_OF_EXCESS: Final = 0
RISES: Final = 1
RISE_COUNT: Final = 2
HEAT_SIZE: Final = 3

DEARER: Final = 1.01
CHEAPEST: Final = 0.05
DEAREST: Final = 1000.0
INFINITE: Final = 1 << 60


@njit(cache=True, nogil=True, error_model="numpy")
def take_mode(  # type: ignore[no-untyped-def]
    i, start, least, most, mode_first, modes, demand_first, demand, budget_use, left, mode,
    line_first, line, room, count, segment, random,
):  # fmt: skip
    """Give an activity the mode that finishes first, the cheaper of equals, overdrawing no budget further."""
    old = mode[i]
    best, best_finish = old, INFINITE
    low, many = mode_first[i], mode_first[i + 1] - mode_first[i]
    tried = min(many, most)
    offset = below(random, many) if tried < many else 0
    for k in range(tried + 1):
        m = low + (offset + k) % many if k < tried else old
        fits = True
        for b in range(left.shape[0]):
            more = budget_use[m, b] - budget_use[old, b]
            if more > 0 and more > left[b]:
                fits = False
        if not fits:
            continue
        _, finish = place(
            modes[m, TIMELINE], modes[m, WORK], demand, demand_first[m], demand_first[m + 1],
            line_first, line, room, count, segment, start, least,
        )  # fmt: skip
        if finish < best_finish or (finish == best_finish and modes[m, PRICE] < modes[best, PRICE]):
            best, best_finish = m, finish
    for b in range(left.shape[0]):
        left[b] += budget_use[old, b] - budget_use[best, b]
    mode[i] = best


@njit(cache=True, nogil=True, error_model="numpy")
def take(i, m, demand_first, demand, room, count, segment, start, finish):  # type: ignore[no-untyped-def]
    """Take what a mode demands from the activity's start to its finish."""
    if finish[i] > start[i]:
        for k in range(demand_first[m], demand_first[m + 1]):
            r = demand[k, 0]
            count[r] = reserve(segment, room[r], count[r], demand[k, 1], start[i], finish[i])


@njit(cache=True, nogil=True, error_model="numpy")
def generate(  # type: ignore[no-untyped-def]  # noqa: C901 - one piece for speed
    order, hold, loose, most, limit, link_first, link, window, mode_first, modes, demand_first, demand, budget_use,
    line_first, line, room, base_count, base, count, segment, random, mode, left, start, finish,
):  # fmt: skip
    """Schedule each activity of ``order`` on its calendars, at the earliest time that everything allows.

    ``loose`` activities also choose their mode, ``hold`` says before what time each must not start. Returns False
    where an activity finds no place before the end of all timelines, or starts after ``limit``.
    """
    for r in range(count.shape[0]):
        count[r] = base_count[r]
        for k in range(room[r], room[r] + base_count[r]):
            segment[k, 0] = base[k, 0]
            segment[k, 1] = base[k, 1]
            segment[k, 2] = base[k, 2]
    for i in order:
        if window[i, FIXED_START] >= 0:
            m = mode[i]
            start[i] = window[i, FIXED_START]
            finish[i] = start[i] + modes[m, WORK]
            if modes[m, TIMELINE] >= 0:
                t = modes[m, TIMELINE]
                finish[i] = after(line, line_first[t], line_first[t + 1], start[i], modes[m, WORK])
            if finish[i] >= BEYOND:
                return False
            take(i, m, demand_first, demand, room, count, segment, start, finish)
    for i in order:
        begin = max(window[i, EARLIEST_START], hold[i])
        least = window[i, EARLIEST_FINISH]
        for k in range(link_first[i], link_first[i + 1]):
            kind = link[k, TYPE]
            source = finish[link[k, OTHER]] if kind in (0, 2) else start[link[k, OTHER]]
            at = lagged(line_first, line, link[k, LAG_LINE], source, link[k, LAG])
            if kind <= 1:
                begin = max(begin, at)
            else:
                least = max(least, at)
        if window[i, FIXED_START] >= 0:
            finish[i] = max(finish[i], least)
            continue
        if loose[i]:
            take_mode(
                i, begin, least, most, mode_first, modes, demand_first, demand, budget_use, left, mode,
                line_first, line, room, count, segment, random,
            )  # fmt: skip
        m = mode[i]
        start[i], finish[i] = place(
            modes[m, TIMELINE], modes[m, WORK], demand, demand_first[m], demand_first[m + 1],
            line_first, line, room, count, segment, begin, least,
        )  # fmt: skip
        if finish[i] >= BEYOND or start[i] > limit:
            return False
        take(i, m, demand_first, demand, room, count, segment, start, finish)
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def sort_by_start(order, start):  # type: ignore[no-untyped-def]
    """Put a list that is nearly sorted in the order of starts, equals as they stand."""
    for position in range(1, order.shape[0]):
        i, k = order[position], position - 1
        while k >= 0 and start[order[k]] > start[i]:
            order[k + 1] = order[k]
            k -= 1
        order[k + 1] = i


@njit(cache=True, nogil=True, error_model="numpy")
def revenue_at(revenue, time):  # type: ignore[no-untyped-def]
    """Return what a finish earns; ``revenue`` rows are ``(from time, value)``."""
    value = revenue[0, 1]
    for k in range(revenue.shape[0]):
        if revenue[k, 0] <= time:
            value = revenue[k, 1]
    return value


@njit(cache=True, nogil=True, error_model="numpy")
def measure(start, finish, mode, modes, dues, goals, revenue, room, count, segment, values):  # type: ignore[no-untyped-def]
    """Fill ``values``: finish, cost, weighted tardiness, load and cost less revenue; smaller is better in all."""
    n = start.shape[0]
    last = cost = late = load = 0
    for i in range(n):
        last = max(last, finish[i])
        cost += modes[mode[i], PRICE]
        late += dues[i, WEIGHT] * max(0, finish[i] - dues[i, DUE])
    if goals[RELEASE] >= 0:
        last = finish[goals[RELEASE]]
    for r in range(count.shape[0]):
        peak = 0
        for k in range(room[r], room[r] + count[r]):
            peak = max(peak, segment[k, 2] - segment[k, 1])
        load += peak
    values[FINISH], values[COST], values[TARDINESS], values[LOAD] = last, cost, late, load
    values[MARGIN] = cost - revenue_at(revenue, last)


@njit(cache=True, nogil=True, error_model="numpy")
def broken(start, finish, window, left, values, most, goals):  # type: ignore[no-untyped-def]
    """Return by how much a schedule breaks budgets, latest dates and the limits on its measures."""
    excess = overdrawn(left) * goals[UNIT]
    for i in range(start.shape[0]):
        if window[i, FIXED_START] < 0:
            excess += max(0, start[i] - window[i, LATEST_START]) + max(0, finish[i] - window[i, LATEST_FINISH])
    for k in range(MEASURES):
        excess += max(0, values[k] - most[k])
    return excess


@njit(cache=True, nogil=True, error_model="numpy")
def anneal(  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, PLR0915 - one loop, kept in one piece for speed
    link_first, link, before, after_first, after_other, window, mode_first, modes, demand_first, demand, budget_use,
    line_first, line, room, base_count, base, count, segment, dues, goals, revenue, most, random,
    order, hold, mode, left, start, finish, best_order, best_hold, best_start, best_finish, best_mode, state, heat,
    rounds, hot, cold, most_moves, window_size, mode_share, most_tried, bound,
):  # fmt: skip
    """Take ``rounds`` steps of the annealed search, the temperature falling from ``hot`` to ``cold``.

    A step moves a few neighbouring activities in the list, changes some modes or delays, generates, and accepts by
    value + price x excess. The list is kept in the order of starts. ``hot <= 0`` only looks how values change.
    """
    n = order.shape[0]
    trial, place_of = np.empty(n, np.int64), np.empty(n, np.int64)
    trial_mode, trial_hold, trial_left = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(left.shape[0], np.int64)
    trial_start, trial_finish = np.empty(n, np.int64), np.empty(n, np.int64)
    loose, values = np.zeros(n, np.bool_), np.empty(MEASURES, np.int64)
    cooling = (cold / hot) ** (1.0 / max(rounds, 1)) if hot > 0 else 1.0
    heat_now = hot
    price = heat[PRICE_OF_EXCESS]
    objective = goals[OBJECTIVE]
    for _ in range(rounds):
        if state[BEST] <= bound and state[BEST_EXCESS] == 0:
            break
        heat_now *= cooling
        copy(order, trial)
        copy(mode, trial_mode)
        copy(hold, trial_hold)
        copy(left, trial_left)
        for position in range(n):
            place_of[trial[position]] = position
            loose[position] = False
        centre = below(random, n)
        for _ in range(1 + below(random, most_moves)):
            position = abs(centre - window_size + below(random, 2 * window_size + 1))
            if position >= n:
                position = max(2 * n - 2 - position, 0)
            i = trial[position]
            move(trial, place_of, i, link_first, before, after_first, after_other, random)
            many = mode_first[i + 1] - mode_first[i]
            if many > 1 and window[i, FIXED_START] < 0 and unit(random) < mode_share:
                if unit(random) < 0.5:
                    m = mode_first[i] + below(random, many)
                    for b in range(trial_left.shape[0]):
                        trial_left[b] += budget_use[trial_mode[i], b] - budget_use[m, b]
                    trial_mode[i] = m
                else:
                    loose[i] = True
            if goals[DELAYS] > 0:
                room_left = max(most[FINISH] if most[FINISH] < BEYOND else state[VALUE], finish[i]) - finish[i]
                trial_hold[i] = start[i] + below(random, min(room_left, BEYOND) + 1) if unit(random) < 0.7 else 0
        energy = state[VALUE] + price * state[EXCESS]
        allowed = energy - heat_now * np.log(unit(random)) if hot > 0 else energy
        limit = np.int64(INFINITE)
        if objective == FINISH and goals[RELEASE] < 0 and hot > 0:
            limit = np.int64(allowed)
        state[MADE] += 1
        if not generate(
            trial, trial_hold, loose, most_tried, limit, link_first, link, window, mode_first, modes, demand_first,
            demand, budget_use, line_first, line, room, base_count, base, count, segment, random, trial_mode,
            trial_left, trial_start, trial_finish,
        ):  # fmt: skip
            continue
        measure(trial_start, trial_finish, trial_mode, modes, dues, goals, revenue, room, count, segment, values)
        excess = broken(trial_start, trial_finish, window, trial_left, values, most, goals)
        value = values[objective]
        change = abs(np.float64(value + price * excess - energy))
        if hot <= 0:
            if change > 0:
                heat[RISES] += change
                heat[RISE_COUNT] += 1
            continue
        if value + price * excess > allowed:
            continue
        price = min(price * DEARER, DEAREST) if excess else max(price / DEARER, CHEAPEST)
        copy(trial_mode, mode)
        copy(trial_hold, hold)
        copy(trial_left, left)
        copy(trial_start, start)
        copy(trial_finish, finish)
        if goals[SORTED] > 0:
            sort_by_start(trial, start)
        copy(trial, order)
        state[VALUE], state[EXCESS] = value, excess
        if excess < state[BEST_EXCESS] or (excess == state[BEST_EXCESS] and value < state[BEST]):
            state[BEST], state[BEST_EXCESS] = value, excess
            copy(order, best_order)
            copy(hold, best_hold)
            copy(start, best_start)
            copy(finish, best_finish)
            copy(mode, best_mode)
    heat[PRICE_OF_EXCESS] = price
