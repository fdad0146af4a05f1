"""Forward and backward pass over a network with calendars, as kernels.

All times are elapsed minutes, work is in permille-minutes. Leaves are visited in an order in which each comes after all
it waits for.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.calendars.kernels import (
    add_work,
    next_opening,
    previous_closing,
    rate_at,
    subtract_work,
    work_between,
)
from trilemma.engine.kernels import kernel

Int1D = NDArray[np.int64]

FINISH_START: Final = 0
START_START: Final = 1
FINISH_FINISH: Final = 2
START_FINISH: Final = 3

BY_START_DATE: Final = -2
BY_FINISH_DATE: Final = -3
BY_STATUS_DATE: Final = -4
BY_ACTUAL: Final = -5
BY_PROJECT_START: Final = -6
"""What drives a start that no link drives; links are numbered from 0."""


class Lines(NamedTuple):
    """Timelines one behind the other: row ``t`` of the working intervals is ``first[t]:first[t + 1]``."""

    first: Int1D
    starts: Int1D
    finishes: Int1D
    rates: Int1D
    cumulative: Int1D


class Links(NamedTuple):
    """Links into leaf ``i`` are ``first[i]:first[i + 1]``; those out of it are listed in its row of ``out_link``."""

    first: Int1D
    predecessor: Int1D
    successor: Int1D
    type: Int1D
    lag: Int1D
    elapsed: Int1D
    out_first: Int1D
    out_link: Int1D


class Leaves(NamedTuple):
    """What is known of each leaf, shape ``(n,)`` each; ``timeline`` and ``lag_timeline`` are rows of the lines."""

    timeline: Int1D
    lag_timeline: Int1D
    work: Int1D
    earliest_start: Int1D
    latest_start: Int1D
    earliest_finish: Int1D
    latest_finish: Int1D
    actual_start: Int1D
    actual_finish: Int1D
    late: Int1D


@kernel()
def line(lines: Lines, row: int) -> tuple[Int1D, Int1D, Int1D, Int1D]:
    """Return the four arrays of one timeline."""
    a, b = lines.first[row], lines.first[row + 1]
    return lines.starts[a:b], lines.finishes[a:b], lines.rates[a:b], lines.cumulative[a:b]


@kernel()
def later_by(lines: Lines, row: int, instant: int, lag: int, elapsed: int) -> int:
    """Return the instant a lag after another; a negative lag counts backwards."""
    if elapsed or lag == 0:
        return instant + lag
    s, f, r, c = line(lines, row)
    if lag > 0:
        return add_work(s, f, r, c, instant, lag * 1000)
    return subtract_work(s, f, r, c, instant, -lag * 1000)


@kernel()
def latest_before(lines: Lines, row: int, instant: int, lag: int, elapsed: int) -> int:
    """Return the latest instant whose `later_by` is not after the one given."""
    if elapsed or lag == 0:
        return instant - lag
    s, f, r, c = line(lines, row)
    if lag > 0:
        return subtract_work(s, f, r, c, instant, lag * 1000)
    return add_work(s, f, r, c, instant, -lag * 1000)


@kernel()
def held_by_links(
    lines: Lines, links: Links, lag_row: int, i: int, starts: Int1D, finishes: Int1D
) -> tuple[int, int, int, int]:
    """Return the earliest start and finish that the links into a leaf allow, and which link holds each."""
    start, by_start, finish, by_finish = -1, -1, -1, -1
    for k in range(links.first[i], links.first[i + 1]):
        p, kind = links.predecessor[k], links.type[k]
        source = finishes[p] if kind in (FINISH_START, FINISH_FINISH) else starts[p]
        at = later_by(lines, lag_row, source, links.lag[k], links.elapsed[k])
        if kind in (FINISH_START, START_START):
            if at > start:
                start, by_start = at, k
        elif at > finish:
            finish, by_finish = at, k
    return start, by_start, finish, by_finish


@kernel()
def allowed_by_links(
    lines: Lines, links: Links, leaves: Leaves, i: int, starts: Int1D, finishes: Int1D, start: int, finish: int
) -> tuple[int, int]:
    """Return the latest start and finish of a leaf that leave its successors where ``starts`` and ``finishes`` say."""
    for position in range(links.out_first[i], links.out_first[i + 1]):
        k = links.out_link[position]
        j, kind = links.successor[k], links.type[k]
        holds_start = kind in (FINISH_START, START_START)
        if leaves.actual_finish[j] >= 0 or (holds_start and leaves.actual_start[j] >= 0):
            continue
        target = starts[j] if holds_start else finishes[j]
        at = latest_before(lines, leaves.lag_timeline[j], target, links.lag[k], links.elapsed[k])
        if kind in (FINISH_START, FINISH_FINISH):
            finish = min(finish, at)
        else:
            start = min(start, at)
    return start, finish


@kernel(size_of=3, weight=10)
def forward_pass(
    lines: Lines,
    links: Links,
    leaves: Leaves,
    order: Int1D,
    status_minute: int,
    project_start: int,
    early_start: Int1D,
    early_finish: Int1D,
    driver: Int1D,
) -> None:
    """Fill the early dates and what drives each of them: the number of a link, or one of the ``BY_`` codes."""
    for i in order:
        if leaves.actual_finish[i] >= 0:
            early_start[i], early_finish[i] = leaves.actual_start[i], leaves.actual_finish[i]
            driver[i] = BY_ACTUAL
            continue
        start = leaves.earliest_start[i]
        driven_by = BY_START_DATE if start > project_start else BY_PROJECT_START
        if status_minute > start:
            start, driven_by = status_minute, BY_STATUS_DATE
        held, by_start, least_finish, by_finish = held_by_links(
            lines, links, leaves.lag_timeline[i], i, early_start, early_finish
        )
        if leaves.earliest_finish[i] > least_finish:
            least_finish, by_finish = leaves.earliest_finish[i], BY_FINISH_DATE
        begun = leaves.actual_start[i] >= 0
        if begun:
            start, driven_by = max(leaves.actual_start[i], status_minute), BY_ACTUAL
        elif held > start:
            start, driven_by = held, by_start
        s, f, r, c = line(lines, leaves.timeline[i])
        work = leaves.work[i]
        finish = start
        if work > 0:
            start = next_opening(s, f, r, c, start)
            finish = add_work(s, f, r, c, start, work)
        if finish < least_finish:
            moved = subtract_work(s, f, r, c, least_finish, work) if work > 0 else least_finish
            if moved > start and not begun:
                start, driven_by = moved, by_finish
            finish = least_finish
        early_start[i] = leaves.actual_start[i] if begun else start
        early_finish[i] = finish
        driver[i] = driven_by


@kernel(size_of=3, weight=10)
def backward_pass(
    lines: Lines,
    links: Links,
    leaves: Leaves,
    order: Int1D,
    last: int,
    early_start: Int1D,
    early_finish: Int1D,
    late_start: Int1D,
    late_finish: Int1D,
) -> None:
    """Fill the late dates: the latest that move neither the instant ``last`` nor any latest date."""
    for i in order[::-1]:
        if leaves.actual_finish[i] >= 0:
            late_start[i], late_finish[i] = early_start[i], early_finish[i]
            continue
        limit, finish = allowed_by_links(
            lines, links, leaves, i, late_start, late_finish, leaves.latest_start[i], min(last, leaves.latest_finish[i])
        )
        start, finish = latest_dates(lines, leaves.timeline[i], leaves.work[i], limit, finish)
        late_start[i] = early_start[i] if leaves.actual_start[i] >= 0 else start
        late_finish[i] = finish


@kernel()
def latest_dates(lines: Lines, row: int, work: int, limit: int, finish: int) -> tuple[int, int]:
    """Return the latest start not after ``limit`` and finish not after ``finish`` between which the work fits."""
    if work <= 0:
        at = min(limit, finish)
        return at, at
    s, f, r, c = line(lines, row)
    start = subtract_work(s, f, r, c, finish, work)
    if start <= limit:
        return start, finish
    closing = previous_closing(s, f, r, c, limit)
    start = limit if rate_at(s, f, r, c, limit) > 0 or closing <= 0 else closing - 1
    return start, min(finish, add_work(s, f, r, c, start, work))


@kernel(size_of=3, weight=10)
def as_late_as_possible(
    lines: Lines,
    links: Links,
    leaves: Leaves,
    order: Int1D,
    last: int,
    early_start: Int1D,
    early_finish: Int1D,
) -> None:
    """Move what should be as late as possible towards its successors, without moving any of them."""
    for i in order[::-1]:
        if not leaves.late[i] or leaves.actual_start[i] >= 0:
            continue
        limit, finish = allowed_by_links(
            lines,
            links,
            leaves,
            i,
            early_start,
            early_finish,
            leaves.latest_start[i],
            min(last, leaves.latest_finish[i]),
        )
        start, finish = latest_dates(lines, leaves.timeline[i], leaves.work[i], limit, finish)
        if start > early_start[i]:
            s, f, r, c = line(lines, leaves.timeline[i])
            early_start[i] = start
            early_finish[i] = add_work(s, f, r, c, start, leaves.work[i])


@kernel(size_of=3, weight=10)
def free_slack(
    lines: Lines,
    links: Links,
    leaves: Leaves,
    early_start: Int1D,
    early_finish: Int1D,
    last: int,
    slack: Int1D,
) -> None:
    """Fill how long each leaf can slip before it moves a successor or the instant ``last``. [working minutes]."""
    for i in range(early_start.shape[0]):
        s, f, r, c = line(lines, leaves.lag_timeline[i])
        limit, finish = allowed_by_links(
            lines, links, leaves, i, early_start, early_finish, 1 << 40, max(last, early_finish[i])
        )
        least = work_between(s, f, r, c, early_finish[i], max(finish, early_finish[i]))
        if limit < 1 << 40:
            least = min(least, work_between(s, f, r, c, early_start[i], max(limit, early_start[i])))
        slack[i] = least // 1000


@kernel(size_of=2, weight=10)
def total_slack(lines: Lines, leaves: Leaves, early: Int1D, late: Int1D, slack: Int1D) -> None:
    """Fill the working minutes from each early to each late instant, negative where late precedes early."""
    for i in range(early.shape[0]):
        s, f, r, c = line(lines, leaves.lag_timeline[i])
        if late[i] >= early[i]:
            slack[i] = work_between(s, f, r, c, early[i], late[i]) // 1000
        else:
            slack[i] = -(work_between(s, f, r, c, late[i], early[i]) // 1000)
