"""Links between summaries, written out as links between the tasks and milestones that they hold."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trilemma.engine.errors import PlanError
from trilemma.engine.plan.work import Link, LinkType

if TYPE_CHECKING:
    from trilemma.engine.plan.plan import Plan

_HOLDS_FINISH = {LinkType.FINISH_START, LinkType.FINISH_FINISH}
_HOLDS_START = {LinkType.FINISH_START, LinkType.START_START}


def leaf_links(plan: Plan) -> tuple[Link, ...]:
    """Return the plan's links between leaves only, each pair and type once.

    A link from a summary's finish leaves from the leaves below it that no other leaf below it outlasts, a link to a
    summary's start arrives at those that wait for none below it: exact, with the fewest links. A link from a summary's
    start counts from all its first leaves, and one to its finish arrives at all its last leaves: both a little
    stricter than "any of them", which no network of links can express.
    """
    if not any(link.predecessor in plan.children or link.successor in plan.children for link in plan.links):
        return plan.links
    ends = _Ends(plan)
    found: dict[tuple[str, str, LinkType, int, bool], Link] = {}
    for link in plan.links:
        sources = ends.last(link.predecessor) if link.type in _HOLDS_FINISH else ends.first(link.predecessor)
        targets = ends.first(link.successor) if link.type in _HOLDS_START else ends.last(link.successor)
        for source in sources:
            for target in targets:
                leaf_link = replace(link, predecessor=source, successor=target)
                found.setdefault((source, target, link.type, link.lag_minutes, link.elapsed), leaf_link)
    return tuple(found.values())


class _Ends:
    """First and last leaves below each summary, found once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._outlasted_by: dict[str, list[str]] = {}
        self._waits_for: dict[str, list[str]] = {}
        self._first: dict[str, tuple[str, ...]] = {}
        self._last: dict[str, tuple[str, ...]] = {}
        for link in plan.links:
            if link.lag_minutes >= 0 and link.type in _HOLDS_FINISH:
                self._outlasted_by.setdefault(link.predecessor, []).append(link.successor)
            if link.lag_minutes >= 0 and link.type in _HOLDS_START:
                self._waits_for.setdefault(link.successor, []).append(link.predecessor)

    def first(self, identifier: str) -> tuple[str, ...]:
        if identifier not in self._first:
            self._first[identifier] = self._free(identifier, self._waits_for)
        return self._first[identifier]

    def last(self, identifier: str) -> tuple[str, ...]:
        if identifier not in self._last:
            self._last[identifier] = self._free(identifier, self._outlasted_by)
        return self._last[identifier]

    def _free(self, identifier: str, neighbours: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        leaves = self._plan.leaves_below(identifier)
        inside = set(leaves)
        free = tuple(leaf for leaf in leaves if not inside.intersection(neighbours.get(leaf, ())))
        return free or leaves


def topological_order(leaves: Sequence[str], links: Iterable[Link]) -> tuple[str, ...]:
    """Return the leaves so that each comes after all it waits for, otherwise in the order given.

    Raises
    ------
    PlanError
        If the links form a circle; the message names the activities on it.
    """
    position = {leaf: index for index, leaf in enumerate(leaves)}
    successors: list[list[int]] = [[] for _ in leaves]
    waiting = [0] * len(leaves)
    for link in links:
        successors[position[link.predecessor]].append(position[link.successor])
        waiting[position[link.successor]] += 1
    free = [index for index, count in enumerate(waiting) if count == 0]
    order: list[int] = []
    while free:
        current = heapq.heappop(free)
        order.append(current)
        for successor in successors[current]:
            waiting[successor] -= 1
            if waiting[successor] == 0:
                heapq.heappush(free, successor)
    if len(order) < len(leaves):
        circle = " -> ".join(leaves[index] for index in _circle(successors, waiting))
        raise PlanError(f"the links form a circle: {circle}", "links")
    return tuple(leaves[index] for index in order)


def _circle(successors: Sequence[Sequence[int]], waiting: Sequence[int]) -> list[int]:
    """Return one circle among the activities that still wait, its first activity repeated at the end."""
    stuck = {index for index, count in enumerate(waiting) if count > 0}
    predecessor = {s: index for index in stuck for s in successors[index] if s in stuck}
    current = next(iter(predecessor))
    seen: dict[int, int] = {}
    path: list[int] = []
    while current not in seen:
        seen[current] = len(path)
        path.append(current)
        current = predecessor[current]
    circle = path[seen[current] :][::-1]
    return [*circle, circle[0]]
