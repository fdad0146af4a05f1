"""Who is demanded and how much of them there is, as the arrays that a simulation with resources reads."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from trilemma.engine.calendars import Timeline
from trilemma.engine.errors import PlanError
from trilemma.engine.network.graph import Graph
from trilemma.engine.plan import NONE, Plan
from trilemma.engine.plan.arrays import Int1D
from trilemma.engine.plan.timelines import mode_timeline
from trilemma.engine.plan.workforce import Presence
from trilemma.engine.risk.model import ResourceRows

MOST_PEOPLE = 256
"""How many people one activity may hold at a time in a simulation with resources."""


def resource_rows(plan: Plan, graph: Graph) -> tuple[ResourceRows, tuple[Timeline, ...]]:
    """Return demands, picks and capacities for the chosen modes of a plan, and timelines to put after the workforce's.

    Persons assigned by the adopted schedule are demanded by name; other picks stay open. Where a leaf needs one person
    more, each of the eligible works on the timeline that the leaf would have with them.

    Raises
    ------
    PlanError
        If an activity holds more than `MOST_PEOPLE` people at a time.
    """
    demands, picks = _demands(plan, graph)
    own = _OwnTimelines(plan, graph)
    users = np.zeros(len(plan.arrays.resource_ids), dtype=np.int64)
    for row in demands:
        users[[resource for resource, _ in row]] += 1
    for open_picks in picks:
        users[sorted({r for _, _, eligible in open_picks for r in eligible})] += 1
    eligible_rows = [own.rows(leaf, *of_leaf) for leaf, of_leaf in enumerate(zip(demands, picks, strict=True))]
    rows = ResourceRows(
        demands=(
            _firsts([len(row) for row in demands]),
            _whole([resource for row in demands for resource, _ in row]),
            _whole([amount for row in demands for _, amount in row]),
        ),
        picks=(
            _firsts([len(row) for row in picks]),
            _whole([count for row in picks for count, _, _ in row]),
            _whole([amount for row in picks for _, amount, _ in row]),
            _firsts([len(eligible) for row in picks for _, _, eligible in row]),
            _whole([resource for row in picks for _, _, eligible in row for resource in eligible]),
            _whole([row for of_leaf in eligible_rows for row in of_leaf]),
        ),
        supply=_supply(plan.workforce.presences, users),
    )
    return rows, tuple(own.timelines)


_OpenPick = tuple[int, int, list[int]]


class _OwnTimelines:
    """When a leaf would get on with each of those who could be picked for it; each different timeline once."""

    def __init__(self, plan: Plan, graph: Graph) -> None:
        self._plan = plan
        self._graph = graph
        self._known: dict[object, int] = {}
        self.timelines: list[Timeline] = []

    def rows(self, leaf: int, demands: list[tuple[int, int]], picks: list[_OpenPick]) -> list[int]:
        """Return a row for each eligible person of a leaf's picks, -1 where not just one person is to be picked."""
        if sum(count for count, _, _ in picks) != 1:
            return [NONE] * sum(len(eligible) for _, _, eligible in picks)
        (_, amount, eligible) = picks[0]
        return [self._row(leaf, ((*demands, (person, amount)))) for person in eligible]

    def _row(self, leaf: int, shares: tuple[tuple[int, int], ...]) -> int:
        arrays, force = self._plan.arrays, self._plan.workforce
        effort = bool(arrays.mode_effort[self._graph.mode[leaf]])
        calendar = int(arrays.calendar[leaf])
        key = (effort, calendar, shares)
        if key not in self._known:
            of_calendar = force.calendar_timeline
            line = mode_timeline(
                effort=effort,
                present=[(force.presences[resource], amount) for resource, amount in shares],
                mask=None if calendar == NONE else force.timelines[of_calendar[calendar]],
                otherwise=force.timelines[force.continuous],
            )
            self._known[key] = len(force.timelines) + len(self.timelines)
            self.timelines.append(line)
        return self._known[key]


def _demands(plan: Plan, graph: Graph) -> tuple[list[list[tuple[int, int]]], list[list[_OpenPick]]]:
    """Return for each leaf what it demands by name, and the picks that are still open."""
    arrays = plan.arrays
    assigned = {entry.activity: entry.people for entry in plan.adopted.assignments}
    demands, picks = [], []
    for leaf, mode in zip(arrays.activity_ids, graph.mode.tolist(), strict=True):
        rows = range(arrays.demand_first[mode], arrays.demand_first[mode + 1])
        named = {int(arrays.demand_resource[k]): int(arrays.demand_permille[k]) for k in rows}
        open_rows = range(arrays.pick_first[mode], arrays.pick_first[mode + 1])
        wanted = [(int(arrays.pick_count[k]), int(arrays.pick_permille[k]), _eligible(plan, k)) for k in open_rows]
        people = assigned.get(leaf, ())
        shares = [amount for count, amount, _ in wanted for _ in range(count)]
        if people and len(people) == len(shares) and _is_adopted(plan, leaf, arrays.mode_ids[mode]):
            for name, share in zip(people, shares, strict=True):
                person = arrays.resource_index[name]
                named[person] = named.get(person, 0) + share
            wanted = []
        demands.append(sorted(named.items()))
        picks.append(wanted)
        if len(named) + sum(count for count, _, _ in wanted) > MOST_PEOPLE:
            raise PlanError(f"it holds more than {MOST_PEOPLE} people at a time", f"activity {leaf}")
    return demands, picks


def _is_adopted(plan: Plan, leaf: str, mode: str) -> bool:
    return plan.adopted.mode_of(leaf) in {None, mode}


def _eligible(plan: Plan, pick: int) -> list[int]:
    arrays = plan.arrays
    row = arrays.eligible_resource[arrays.eligible_first[pick] : arrays.eligible_first[pick + 1]]
    return [int(resource) for resource in row]


def _supply(presences: Sequence[Presence], users: Int1D) -> tuple[Int1D, Int1D, Int1D, Int1D]:
    """Return the knots of every resource's capacity, each with room for two more knots per activity that may use it."""
    knots = [_capacity_knots(presence) for presence in presences]
    rooms = [len(times) + 2 * int(user) + 2 for (times, _), user in zip(knots, users, strict=True)]
    first = _firsts(rooms)
    times, amounts = np.zeros(first[-1], dtype=np.int64), np.zeros(first[-1], dtype=np.int64)
    for begin, (at, amount) in zip(first[:-1], knots, strict=True):
        times[begin : begin + len(at)] = at
        amounts[begin : begin + len(at)] = amount
    return first, _whole([len(at) for at, _ in knots]), times, amounts


def _capacity_knots(presence: Presence) -> tuple[Int1D, Int1D]:
    """Return when capacity changes; in a pause it is already what it will be after it."""
    if not len(presence.amounts):
        return _whole([0]), _whole([0])
    changes = np.flatnonzero(np.diff(presence.amounts))
    times = np.concatenate(([0], presence.finishes[changes]))
    return times.astype(np.int64), presence.amounts[np.concatenate(([0], changes + 1))]


def dispatch_order(plan: Plan, graph: Graph, late_start: Int1D) -> Int1D:
    """Return the leaves in the order in which a simulation serves them, each after all it waits for.

    What has begun comes first; then the order of the adopted schedule, what is not in it right after what it waits for;
    without an adopted schedule the higher priority, then the earlier late start of the critical path.
    """
    arrays = plan.arrays
    waits_for: list[list[int]] = [[] for _ in range(arrays.n)]
    for a, b in zip(graph.links.predecessor.tolist(), graph.links.successor.tolist(), strict=True):
        waits_for[b].append(a)
    rank = (
        _adopted_ranks(plan, graph, waits_for)
        if plan.adopted.order
        else [(-int(p), int(s)) for p, s in zip(arrays.priority, late_start, strict=True)]
    )
    begun = arrays.actual_start != NONE
    keys = [(not begun[i], *rank[i], int(late_start[i]), i) for i in range(arrays.n)]
    waiting = [len(row) for row in waits_for]
    after: list[list[int]] = [[] for _ in range(arrays.n)]
    for b, row in enumerate(waits_for):
        for a in row:
            after[a].append(b)
    free = [keys[i] for i in range(arrays.n) if not waiting[i]]
    heapq.heapify(free)
    order = []
    while free:
        i = int(heapq.heappop(free)[-1])
        order.append(i)
        for b in after[i]:
            waiting[b] -= 1
            if not waiting[b]:
                heapq.heappush(free, keys[b])
    return _whole(order)


def _adopted_ranks(plan: Plan, graph: Graph, waits_for: list[list[int]]) -> list[tuple[int, int]]:
    place = {name: position for position, name in enumerate(plan.adopted.order)}
    rank = [(-1, 0)] * plan.arrays.n
    for i in graph.order.tolist():
        own = place.get(plan.arrays.activity_ids[i])
        inherited = max(((rank[a][0], rank[a][1] + 1) for a in waits_for[i]), default=(-1, 0))
        rank[i] = inherited if own is None else (own, 0)
    return rank


def _firsts(lengths: Sequence[int]) -> Int1D:
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).astype(np.int64)


def _whole(values: Sequence[int]) -> Int1D:
    return np.array(values, dtype=np.int64)
