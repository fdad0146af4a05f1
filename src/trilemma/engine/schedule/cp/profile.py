"""What a resource has to give, in steps; and the activities that the project's finish waits for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from trilemma.engine.schedule.cp.frame import Frame
from trilemma.engine.schedule.problem import FINISH_FINISH, FINISH_START, Problem


@dataclass(frozen=True, slots=True)
class Block:
    """Steps ``[start, finish)`` in which ``amount`` of a resource's highest capacity is missing."""

    start: int
    finish: int
    amount: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Capacity of a resource by steps: ``value[k]`` in ``[edge[k], edge[k + 1])``, empty spans left out."""

    edge: tuple[int, ...]
    value: tuple[int, ...]

    @property
    def highest(self) -> int:
        """The most there ever is."""
        return max(self.value, default=0)

    def paused(self, amount: int) -> frozenset[int]:
        """Return the spans in which there is less than ``amount``: who asks for it pauses and needs nothing."""
        return frozenset(k for k, value in enumerate(self.value) if value < amount)

    def blocks(self, top: int, unlimited: frozenset[int]) -> list[Block]:
        """Return what is missing to ``top`` in each span, but for the unlimited ones."""
        spans = zip(self.value, pairwise(self.edge), strict=True)
        return [
            Block(a, b, top - value) for k, (value, (a, b)) in enumerate(spans) if k not in unlimited and value < top
        ]


def profile_of(frame: Frame, resource: int) -> Profile:
    """Return the capacity of a resource in steps."""
    problem = frame.problem
    row = slice(problem.capacity_first[resource], problem.capacity_first[resource + 1])
    values = [int(problem.capacity[resource]), *problem.capacity_value[row].tolist()]
    times = frame.scale.position(problem.capacity_time[row]) // frame.scale.step
    edges = [0, *np.minimum(times, frame.last + 1).tolist(), frame.last + 1]
    kept = [(a, b, value) for value, (a, b) in zip(values, pairwise(edges), strict=True) if b > a]
    return Profile((*(a for a, _, _ in kept), frame.last + 1), tuple(value for _, _, value in kept))


def before_release(problem: Problem) -> list[int]:
    """Return the activities that cannot finish after the project does."""
    if problem.release < 0:
        return list(range(problem.n))
    found, waiting = {problem.release}, [problem.release]
    while waiting:
        activity = waiting.pop()
        for link in range(problem.predecessor_first[activity], problem.predecessor_first[activity + 1]):
            holds = problem.link_type[link] in {FINISH_START, FINISH_FINISH} and problem.link_lag[link] >= 0
            started = problem.link_type[link] == FINISH_START and problem.fixed_start[activity] >= 0
            predecessor = int(problem.link_predecessor[link])
            if holds and not started and predecessor not in found:
                found.add(predecessor)
                waiting.append(predecessor)
    return sorted(found)
