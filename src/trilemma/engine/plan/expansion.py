"""Links between summaries, written out as links between the tasks and milestones that they hold."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.errors import PlanError
from trilemma.engine.plan.content import PlanContent
from trilemma.engine.plan.work import Link, LinkType

Int1D = NDArray[np.int64]

LINK_CODES: Final = {
    LinkType.FINISH_START: 0,
    LinkType.START_START: 1,
    LinkType.FINISH_FINISH: 2,
    LinkType.START_FINISH: 3,
}
_HOLDS_FINISH = {LinkType.FINISH_START, LinkType.FINISH_FINISH}
_HOLDS_START = {LinkType.FINISH_START, LinkType.START_START}


@dataclass(frozen=True, slots=True, eq=False)
class LeafLinks:
    """Links between leaves as numbers, shape ``(k,)`` each.

    ``predecessor`` and ``successor`` are positions among the plan's leaves, ``source`` is the number of the plan's link
    that each was written out from; types are those of `LINK_CODES`, lags in minutes.
    """

    predecessor: Int1D
    successor: Int1D
    source: Int1D
    type: Int1D
    lag: Int1D
    elapsed: Int1D

    def among(self, names: Sequence[str], links: Sequence[Link]) -> tuple[Link, ...]:
        """Return the links as objects."""
        rows = zip(self.predecessor.tolist(), self.successor.tolist(), self.source.tolist(), strict=True)
        return tuple(_between(links[source], names[before], names[after]) for before, after, source in rows)


def _between(link: Link, predecessor: str, successor: str) -> Link:
    if link.predecessor == predecessor and link.successor == successor:
        return link
    return replace(link, predecessor=predecessor, successor=successor)


def expand_links(plan: PlanContent) -> LeafLinks:
    """Return the plan's links between leaves only, each pair, type and lag once.

    A link from a summary's finish leaves from the leaves below it that no other leaf below it outlasts, a link to a
    summary's start arrives at those that wait for none below it: exact, with the fewest links. A link from a summary's
    start counts from all its first leaves, and one to its finish arrives at all its last leaves: both a little
    stricter than "any of them", which no network of links can express.
    """
    position = plan.leaf_position
    links = plan.links
    before = [position.get(link.predecessor, -1) for link in links]
    after = [position.get(link.successor, -1) for link in links]
    source = np.arange(len(links), dtype=np.int64)
    if -1 not in before and -1 not in after:
        return _table(links, np.array(before, np.int64), np.array(after, np.int64), source)
    ends = _Ends(plan, before, after)
    pairs = [ends.pairs(link, before[number], after[number]) for number, link in enumerate(links)]
    source = np.repeat(source, [len(found) for found in pairs])
    flat = np.array([pair for found in pairs for pair in found], dtype=np.int64).reshape(-1, 2)
    return _once(_table(links, flat[:, 0], flat[:, 1], source), len(position))


def _table(links: Sequence[Link], predecessor: Int1D, successor: Int1D, source: Int1D) -> LeafLinks:
    types = np.array([LINK_CODES[link.type] for link in links], dtype=np.int64)
    lags = np.array([link.lag_minutes for link in links], dtype=np.int64)
    elapsed = np.array([link.elapsed for link in links], dtype=np.int64)
    return LeafLinks(predecessor, successor, source, types[source], lags[source], elapsed[source])


def _once(table: LeafLinks, n: int) -> LeafLinks:
    """Keep the first of those that are alike."""
    lags, lag = np.unique(table.lag, return_inverse=True)
    pair = table.predecessor * n + table.successor
    key = ((pair * len(LINK_CODES) + table.type) * 2 + table.elapsed) * max(len(lags), 1) + lag
    _, first = np.unique(key, return_index=True)
    first.sort()
    columns = (table.predecessor, table.successor, table.source, table.type, table.lag, table.elapsed)
    return LeafLinks(*(column[first] for column in columns))


class _Ends:
    """First and last leaves below each summary, as positions among the leaves, found once."""

    def __init__(self, plan: PlanContent, before: Sequence[int], after: Sequence[int]) -> None:
        self._plan = plan
        self._outlasted_by: dict[int, list[int]] = {}
        self._waits_for: dict[int, list[int]] = {}
        self._first: dict[str, tuple[int, ...]] = {}
        self._last: dict[str, tuple[int, ...]] = {}
        for link, predecessor, successor in zip(plan.links, before, after, strict=True):
            if link.lag_minutes >= 0 and link.type in _HOLDS_FINISH:
                self._outlasted_by.setdefault(predecessor, []).append(successor)
            if link.lag_minutes >= 0 and link.type in _HOLDS_START:
                self._waits_for.setdefault(successor, []).append(predecessor)

    def pairs(self, link: Link, before: int, after: int) -> list[tuple[int, int]]:
        """Return the leaves that a link joins; ``before`` and ``after`` are -1 where it names a summary."""
        if before >= 0 and after >= 0:
            return [(before, after)]
        sources = (before,) if before >= 0 else self._end(link.predecessor, first=link.type not in _HOLDS_FINISH)
        targets = (after,) if after >= 0 else self._end(link.successor, first=link.type in _HOLDS_START)
        return [(source, target) for source in sources for target in targets]

    def _end(self, identifier: str, *, first: bool) -> tuple[int, ...]:
        known, neighbours = (self._first, self._waits_for) if first else (self._last, self._outlasted_by)
        if identifier not in known:
            position = self._plan.leaf_position
            leaves = tuple(position[name] for name in self._plan.leaves_below(identifier))
            inside = set(leaves)
            free = tuple(leaf for leaf in leaves if inside.isdisjoint(neighbours.get(leaf, ())))
            known[identifier] = free or leaves
        return known[identifier]


def topological_order(names: Sequence[str], predecessor: Int1D, successor: Int1D) -> Int1D:
    """Return the positions of activities so that each comes after all it waits for, otherwise in the order given.

    Raises
    ------
    PlanError
        If the links form a circle; the message names the activities on it.
    """
    if (predecessor < successor).all():
        return np.arange(len(names), dtype=np.int64)
    successors = _successors(len(names), predecessor, successor)
    waiting = np.bincount(successor, minlength=len(names)).tolist()
    free = [index for index, count in enumerate(waiting) if count == 0]
    order: list[int] = []
    while free:
        current = heapq.heappop(free)
        order.append(current)
        for following in successors[current]:
            waiting[following] -= 1
            if waiting[following] == 0:
                heapq.heappush(free, following)
    if len(order) < len(names):
        circle = " -> ".join(names[index] for index in circle_among(successors, waiting))
        raise PlanError(f"the links form a circle: {circle}", "links")
    return np.array(order, dtype=np.int64)


def _successors(n: int, predecessor: Int1D, successor: Int1D) -> list[list[int]]:
    following = successor[np.argsort(predecessor, kind="stable")].tolist()
    first = np.concatenate(([0], np.cumsum(np.bincount(predecessor, minlength=n)))).tolist()
    return [following[first[row] : first[row + 1]] for row in range(n)]


def circle_among(successors: Sequence[Sequence[int]], waiting: Sequence[int]) -> list[int]:
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
