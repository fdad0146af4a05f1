"""Kernels for plain problems: serial generation on packed capacity, justification, and an annealed search over both.

Time is a row of slots; a slot holds what is left of up to four resources in four lanes of one 64-bit word, the top bit
of each lane being a guard, so that one subtraction tells whether a demand fits. Direction 0 runs from the source on,
direction 1 from the sink back: a list sorted by falling finish and generated in the other direction is a justified
schedule (Valls, Ballestin & Quintanilla 2005), so the search turns round at every step and never needs a separate
justification.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

GUARD: Final = np.uint64(0x8000800080008000)
LANES: Final = 4
LANE_BITS: Final = 16
LARGEST_AMOUNT: Final = 0x7FFF
NO_LIMIT: Final = 1 << 60

DEARER: Final = 1.002
CHEAPEST: Final = 0.05
DEAREST: Final = 50.0
"""The price of a unit over budget rises while the search stands outside the budgets and falls while it is inside."""

CURRENT: Final = 0
"""Makespan of the schedule the search stands at."""
EXCESS: Final = 1
"""Units over the nonrenewable limits of that schedule."""
DIRECTION: Final = 2
BEST: Final = 3
BEST_EXCESS: Final = 4
BEST_DIRECTION: Final = 5
USED_SLOTS: Final = 6
MADE: Final = 7
STATE_SIZE: Final = 8


@njit(cache=True, nogil=True, error_model="numpy")
def draw(random):  # type: ignore[no-untyped-def]
    """Return the next 64 random bits (xorshift64*, Vigna 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return x * np.uint64(2685821657736338717)


@njit(cache=True, nogil=True, error_model="numpy")
def below(random, count):  # type: ignore[no-untyped-def]
    """Return a random integer in ``[0, count)``."""
    return np.int64(((draw(random) >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32))


@njit(cache=True, nogil=True, error_model="numpy")
def unit(random):  # type: ignore[no-untyped-def]
    """Return a random number in ``(0, 1]``."""
    return (np.float64(draw(random) >> np.uint64(11)) + 1.0) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True, error_model="numpy")
def earliest(free, start, duration, demand):  # type: ignore[no-untyped-def]
    """Return the first slot from ``start`` on at which ``demand`` fits for ``duration`` slots."""
    slot = start + duration - 1
    while slot >= start:
        if (((free[slot] | GUARD) - demand) & GUARD) != GUARD:
            start = slot + 1
            slot = start + duration - 1
        else:
            slot -= 1
    return start


@njit(cache=True, nogil=True, error_model="numpy")
def take_mode(activity, start, mode_first, duration, demand, budget_use, left, mode, free):  # type: ignore[no-untyped-def]
    """Give an activity the mode that finishes first among those that overdraw no budget further."""
    old = mode[activity]
    best, best_finish = old, NO_LIMIT
    for m in range(mode_first[activity], mode_first[activity + 1]):
        if duration[m] < 0:
            continue
        fits = True
        for b in range(left.shape[0]):
            more = budget_use[m, b] - budget_use[old, b]
            if more > 0 and more > left[b]:
                fits = False
                break
        if not fits:
            continue
        finish = earliest(free, start, duration[m], demand[m]) + duration[m]
        if finish < best_finish or (finish == best_finish and m == old):
            best, best_finish = m, finish
    for b in range(left.shape[0]):
        left[b] += budget_use[old, b] - budget_use[best, b]
    mode[activity] = best


@njit(cache=True, nogil=True, error_model="numpy")
def generate(  # type: ignore[no-untyped-def]
    order,
    first,
    other,
    mode_first,
    duration,
    demand,
    budget_use,
    left,
    mode,
    loose,
    tail,
    limit,
    full,
    free,
    used,
    finish,
):
    """Schedule each activity of ``order`` at the earliest time that its predecessors and the resources allow.

    Activities with ``loose`` set also choose their mode. Returns the makespan; or ``-1 -`` how far it came when a
    finish plus the activity's ``tail`` exceeded ``limit``.
    """
    for slot in range(used):
        free[slot] = full
    makespan = 0
    for position in range(order.shape[0]):
        i = order[position]
        start = 0
        for k in range(first[i], first[i + 1]):
            start = max(start, finish[other[k]])
        if loose[i]:
            take_mode(i, start, mode_first, duration, demand, budget_use, left, mode, free)
        m = mode[i]
        need = demand[m]
        if need != np.uint64(0):
            start = earliest(free, start, duration[m], need)
            for slot in range(start, start + duration[m]):
                free[slot] -= need
        end = start + duration[m]
        finish[i] = end
        makespan = max(makespan, end)
        if end + tail[i] > limit:
            return -1 - makespan
    return makespan


@njit(cache=True, nogil=True, error_model="numpy")
def turn(order, finish, makespan, count, out):  # type: ignore[no-untyped-def]
    """Write the list for the other direction: by falling finish, ties in reverse of ``order``."""
    for bucket in range(makespan + 2):
        count[bucket] = 0
    for i in order:
        count[makespan - finish[i] + 1] += 1
    for bucket in range(makespan + 1):
        count[bucket + 1] += count[bucket]
    for position in range(order.shape[0] - 1, -1, -1):
        i = order[position]
        bucket = makespan - finish[i]
        out[count[bucket]] = i
        count[bucket] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def move(order, place, i, before_first, before, after_first, after, random):  # type: ignore[no-untyped-def]
    """Move an activity to a random place of the list between its predecessors and its successors."""
    low, high = 0, order.shape[0] - 1
    for k in range(before_first[i], before_first[i + 1]):
        low = max(low, place[before[k]] + 1)
    for k in range(after_first[i], after_first[i + 1]):
        high = min(high, place[after[k]] - 1)
    if high <= low:
        return
    source, target = place[i], low + below(random, high - low + 1)
    step = 1 if target > source else -1
    for position in range(source, target, step):
        j = order[position + step]
        order[position] = j
        place[j] = position
    order[target] = i
    place[i] = target


@njit(cache=True, nogil=True, error_model="numpy")
def other_mode(i, mode_first, duration, budget_use, left, mode, random):  # type: ignore[no-untyped-def]
    """Give an activity a random mode that can be carried out."""
    m = mode_first[i] + below(random, mode_first[i + 1] - mode_first[i])
    if duration[m] < 0:
        return
    for b in range(left.shape[0]):
        left[b] += budget_use[mode[i], b] - budget_use[m, b]
    mode[i] = m


@njit(cache=True, nogil=True, error_model="numpy")
def copy(source, target):  # type: ignore[no-untyped-def]
    """Copy one row; a loop, for slices make Numba compile the texts of shape errors."""
    for k in range(source.shape[0]):
        target[k] = source[k]


@njit(cache=True, nogil=True, error_model="numpy")
def overdrawn(left):  # type: ignore[no-untyped-def]
    """Return the units by which the budgets are overdrawn, of all budgets together."""
    excess = 0
    for b in range(left.shape[0]):
        if left[b] < 0:
            excess -= left[b]
    return excess


@njit(cache=True, nogil=True, error_model="numpy")
def load_of(mode, load):  # type: ignore[no-untyped-def]
    """Return what the chosen modes weigh: of two schedules as long as each other the one that needs less leads on."""
    total = 0.0
    for m in mode:
        total += load[m]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def anneal(  # type: ignore[no-untyped-def]  # noqa: C901, PLR0915 - the loop is one piece for speed
    first0, other0, first1, other1, tail0, tail1, mode_first, duration, demand, full, budget_use,
    order, finish, mode, left, best_order, best_finish, best_mode, free, random, state,
    rounds, hot, cold, prices, most_moves, window, mode_share, load, bound,
):  # fmt: skip
    """Take ``rounds`` steps of the annealed search, the temperature falling from ``hot`` to ``cold``.

    A step turns the current schedule round, moves a few activities near each other in the list and sometimes gives
    them other modes, generates, and accepts by makespan + ``price`` x units over budget. Stops at ``bound``.
    """
    n = order.shape[0]
    trial, trial_finish = np.empty(n, np.int64), np.empty(n, np.int64)
    trial_mode, trial_left = np.empty(n, np.int64), np.empty(left.shape[0], np.int64)
    copy(mode, trial_mode)
    copy(left, trial_left)
    place, loose = np.empty(n, np.int64), np.zeros(n, np.bool_)
    count = np.empty(free.shape[0] + 2, np.int64)
    chosen = np.empty(most_moves, np.int64)
    multi = mode_first[n] > n
    price = prices[0]
    burden = load_of(mode, load) if multi else 0.0
    cooling = (cold / hot) ** (1.0 / max(rounds, 1))
    heat = hot
    for _ in range(rounds):
        if state[BEST] <= bound and state[BEST_EXCESS] == 0:
            break
        heat *= cooling
        direction = 1 - state[DIRECTION]
        before_first, before, tail = (first0, other0, tail0) if direction == 0 else (first1, other1, tail1)
        after_first, after = (first1, other1) if direction == 0 else (first0, other0)
        turn(order, finish, state[CURRENT], count, trial)
        for position in range(n):
            place[trial[position]] = position
        if multi:
            copy(mode, trial_mode)
            copy(left, trial_left)
        moves = 1 + below(random, most_moves)
        centre = below(random, n)
        for k in range(moves):
            position = abs(centre - window + below(random, 2 * window + 1))
            if position >= n:
                position = max(2 * n - 2 - position, 0)
            i = trial[position]
            chosen[k] = i
            move(trial, place, i, before_first, before, after_first, after, random)
            if multi and unit(random) < mode_share:
                if unit(random) < 0.5:
                    other_mode(i, mode_first, duration, budget_use, trial_left, trial_mode, random)
                else:
                    loose[i] = True
        excess = overdrawn(trial_left)
        energy = state[CURRENT] + price * state[EXCESS] + burden - heat * np.log(unit(random))
        limit = np.int64(np.floor(energy - price * excess))  # the load, not known yet, is judged afterwards
        made = generate(
            trial, before_first, before, mode_first, duration, demand, budget_use, trial_left, trial_mode, loose, tail,
            limit, full, free, state[USED_SLOTS], trial_finish,
        )  # fmt: skip
        state[USED_SLOTS] = made if made >= 0 else -1 - made
        state[MADE] += 1
        for k in range(moves):
            loose[chosen[k]] = False
        if made < 0:
            continue
        if multi:
            trial_burden = load_of(trial_mode, load)
            if made + price * overdrawn(trial_left) + trial_burden > energy:
                continue
            burden = trial_burden
        order, trial = trial, order
        finish, trial_finish = trial_finish, finish
        mode, trial_mode = trial_mode, mode
        left, trial_left = trial_left, left
        excess = overdrawn(left)
        price = min(price * DEARER, DEAREST) if excess else max(price / DEARER, CHEAPEST)
        state[CURRENT], state[EXCESS], state[DIRECTION] = made, excess, direction
        if excess < state[BEST_EXCESS] or (excess == state[BEST_EXCESS] and made < state[BEST]):
            state[BEST], state[BEST_EXCESS], state[BEST_DIRECTION] = made, excess, direction
            copy(order, best_order)
            copy(finish, best_finish)
            copy(mode, best_mode)
    prices[0] = price
    return order, finish, mode, left
