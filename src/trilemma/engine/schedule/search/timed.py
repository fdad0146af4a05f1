"""Kernels on working time and on step profiles: where an activity fits, and how to take the place.

Tables are two-dimensional, so that kernels take few arguments. ``line`` rows are working intervals
``(start, finish, rate, work before)``, those of timeline ``t`` being ``line_first[t]:line_first[t + 1]``; a negative
timeline never pauses. ``segment`` rows are ``(time, free, capacity)`` of one resource in order of time, those of
resource ``r`` being the first ``count[r]`` rows from ``room[r]`` on.
"""

from __future__ import annotations

from typing import Final

from numba import njit

BEYOND: Final = 1 << 50
"""A time that is never reached."""

OPEN, CLOSE, RATE, BEFORE = 0, 1, 2, 3
TIME, FREE, CAPACITY = 0, 1, 2


@njit(cache=True, nogil=True, error_model="numpy")
def row_at(table, low, high, column, value):  # type: ignore[no-untyped-def]
    """Return the last row in ``[low, high)`` whose column is at most ``value``, or ``low - 1``."""
    while low < high:
        middle = (low + high) >> 1
        if table[middle, column] <= value:
            low = middle + 1
        else:
            high = middle
    return low - 1


@njit(cache=True, nogil=True, error_model="numpy")
def opening(line, first, last, time):  # type: ignore[no-untyped-def]
    """Return the earliest working time from ``time`` on."""
    row = row_at(line, first, last, OPEN, time)
    if row >= first and time < line[row, CLOSE]:
        return time
    return line[row + 1, OPEN] if row + 1 < last else BEYOND


@njit(cache=True, nogil=True, error_model="numpy")
def after(line, first, last, time, work):  # type: ignore[no-untyped-def]
    """Return when ``work`` begun at ``time`` is done: at a close rather than at the next opening."""
    if work <= 0:
        return time
    row = row_at(line, first, last, OPEN, time)
    if row >= first and time < line[row, CLOSE]:
        target = line[row, BEFORE] + (time - line[row, OPEN]) * line[row, RATE] + work
    elif row + 1 < last:
        target = line[row + 1, BEFORE] + work
    else:
        return BEYOND
    row = row_at(line, max(row, first), last, BEFORE, target - 1)
    finish = line[row, OPEN] + (target - line[row, BEFORE] + line[row, RATE] - 1) // line[row, RATE]
    return finish if finish <= line[row, CLOSE] else BEYOND


@njit(cache=True, nogil=True, error_model="numpy")
def ahead(line, first, last, time, work):  # type: ignore[no-untyped-def]
    """Return the latest time from which ``work`` is done by ``time``; -1 where there is none."""
    if work <= 0:
        return time
    row = row_at(line, first, last, OPEN, time)
    if row < first:
        return -1
    target = line[row, BEFORE] + (min(time, line[row, CLOSE]) - line[row, OPEN]) * line[row, RATE] - work
    if target < 0:
        return -1
    row = row_at(line, first, last, BEFORE, target)
    return line[row, OPEN] + (target - line[row, BEFORE]) // line[row, RATE]


@njit(cache=True, nogil=True, error_model="numpy")
def lagged(line_first, line, timeline, time, lag):  # type: ignore[no-untyped-def]
    """Return the time a lag, or for a negative one a lead, away from another."""
    if timeline < 0 or lag == 0:
        return time + lag
    first, last = line_first[timeline], line_first[timeline + 1]
    if lag > 0:
        return after(line, first, last, time, lag)
    return ahead(line, first, last, time, -lag)


@njit(cache=True, nogil=True, error_model="numpy")
def clash(segment, first, count, amount, start, finish):  # type: ignore[no-untyped-def]
    """Return -1 where ``amount`` is free in all of ``[start, finish)``, else the next time at which it is.

    While there is less of a resource than the activity asks for it pauses, and needs nothing.
    """
    row, last = row_at(segment, first, first + count, TIME, start), first + count
    while row < last and segment[row, TIME] < finish:
        if segment[row, FREE] < amount <= segment[row, CAPACITY]:
            while row < last and segment[row, FREE] < amount <= segment[row, CAPACITY]:
                row += 1
            return segment[row, TIME] if row < last else BEYOND
        row += 1
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def split(segment, first, count, time):  # type: ignore[no-untyped-def]
    """Return the row that begins at ``time``, and how many rows there are now."""
    row = row_at(segment, first, first + count, TIME, time)
    if segment[row, TIME] == time:
        return row, count
    for later in range(first + count, row, -1):
        segment[later, TIME] = segment[later - 1, TIME]
        segment[later, FREE] = segment[later - 1, FREE]
        segment[later, CAPACITY] = segment[later - 1, CAPACITY]
    segment[row + 1, TIME] = time
    return row + 1, count + 1


@njit(cache=True, nogil=True, error_model="numpy")
def reserve(segment, first, count, amount, start, finish):  # type: ignore[no-untyped-def]
    """Take ``amount`` in ``[start, finish)`` and return how many rows there are now."""
    begin, count = split(segment, first, count, start)
    end, count = split(segment, first, count, finish)
    for row in range(begin, end):
        segment[row, FREE] -= amount
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def place(  # type: ignore[no-untyped-def]
    timeline, work, demand, demand_from, demand_to, line_first, line, room, count, segment, start, least
):
    """Return start and finish of the earliest place from ``start`` on that finishes no earlier than ``least``.

    The finish may lie in the pause after the last minute of work.
    """
    if work <= 0:
        at = max(start, least)
        return at, at
    first = last = 0
    if timeline >= 0:
        first, last = line_first[timeline], line_first[timeline + 1]
    while start < BEYOND:
        if timeline < 0:
            start = max(start, least - work)
            finish = start + work
        else:
            start = opening(line, first, last, start)
            if start >= BEYOND:
                break
            finish = after(line, first, last, start, work)
            if finish < least:
                start = max(start, opening(line, first, last, ahead(line, first, last, least, work)))
                finish = max(after(line, first, last, start, work), least)
        if finish >= BEYOND:
            break
        moved = False
        for k in range(demand_from, demand_to):
            r = demand[k, 0]
            at = clash(segment, room[r], count[r], demand[k, 1], start, finish)
            if at >= 0:
                start = at
                moved = True
                break
        if not moved:
            return start, finish
    return BEYOND, BEYOND
