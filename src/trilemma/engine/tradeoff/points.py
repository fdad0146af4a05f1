"""Points of a front: what each is worth, how well it is proven, and what a step along the front costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from trilemma.engine.schedule.problem import Solution
from trilemma.engine.schedule.result import Status, gap_between


class Axis(StrEnum):
    """What is traded off; every axis is to be small."""

    FINISH = "finish"
    COST = "cost"
    DEFECTS = "escaped_defects"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A schedule with its exact values: time of the problem, minor units of money, millidefects."""

    values: Mapping[Axis, int]
    solution: Solution

    def keeps(self, limits: Mapping[Axis, int]) -> bool:
        """Return whether the values are within limits."""
        return all(self.values[axis] <= limit for axis, limit in limits.items())

    def dominates(self, other: Candidate) -> bool:
        """Return whether it is nowhere worse and somewhere better."""
        pairs = [(self.values[axis], other.values[axis]) for axis in self.values]
        return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Point:
    """One plan of the front.

    Attributes
    ----------
    candidate
        The schedule and its values.
    minimised, limits
        The question that it answers: this axis as small as possible while the others keep these limits.
    bound
        What no answer to the question can beat, in the minimised axis's unit.
    prices
        What one unit less of an axis costs in units of the minimised axis, from the neighbours on either side along
        that axis; no entry at the ends.
    """

    candidate: Candidate
    minimised: Axis
    limits: Mapping[Axis, int]
    bound: int | None
    prices: Mapping[Axis, float] = field(default_factory=dict)

    @property
    def value(self) -> int:
        """The minimised value."""
        return self.candidate.values[self.minimised]

    @property
    def status(self) -> Status:
        """``optimal`` where the value equals its bound."""
        return Status.OPTIMAL if self.value == self.bound else Status.FEASIBLE

    @property
    def gap(self) -> float | None:
        """Distance of value and bound as a share of the value."""
        return gap_between(self.value, self.bound)


@dataclass(frozen=True, slots=True)
class Front:
    """Plans of which none is better than another in every respect, in order of the axes.

    ``complete`` tells whether every question was answered before the time was over.
    """

    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    complete: bool
    seconds: float
    method: str
    seed: int
    version: str

    @property
    def mean_gap(self) -> float | None:
        """Mean gap of the points, None without points or where one has no bound."""
        gaps = [point.gap for point in self.points]
        known = [gap for gap in gaps if gap is not None]
        return sum(known) / len(known) if known and len(known) == len(gaps) else None


def non_dominated(points: Sequence[Point]) -> list[Point]:
    """Return the points that no other dominates, one of those with equal values, the better proven one."""
    best: dict[tuple[int, ...], Point] = {}
    for point in points:
        key = tuple(point.candidate.values.values())
        held = best.get(key)
        if held is None or (point.gap is not None and (held.gap is None or point.gap < held.gap)):
            best[key] = point
    kept = list(best.values())
    return [p for p in kept if not any(q.candidate.dominates(p.candidate) for q in kept)]


def with_prices(points: Sequence[Point], axes: Sequence[Axis]) -> tuple[Point, ...]:
    """Return the points with what a unit less of each limited axis costs, from their neighbours along that axis.

    Notes
    -----
    Neighbours are the nearest point with less of the axis at a higher minimised value and the nearest with more of it
    at a lower one, of those that are nowhere else worse; without such a point, of all. The price is the difference of
    their values, divided by their distance; where one side has no neighbour, the point itself stands in. At the ends,
    where no point of the front has less of the axis, or none has more, there is no price.
    """
    return tuple(
        replace(point, prices={axis: price for axis in axes if (price := _price(point, points, axis)) is not None})
        for point in points
    )


def _price(point: Point, points: Sequence[Point], axis: Axis) -> float | None:
    here = point.candidate.values[axis]
    amounts = [p.candidate.values[axis] for p in points]
    if axis is point.minimised or not min(amounts) < here < max(amounts):
        return None
    nearby = sorted(points, key=lambda p: (not _nowhere_worse(p, point, axis), abs(p.candidate.values[axis] - here)))
    less = next((p for p in nearby if p.candidate.values[axis] < here and p.value > point.value), point)
    more = next((p for p in nearby if p.candidate.values[axis] > here and p.value < point.value), point)
    if less is more:
        return None
    return (less.value - more.value) / (more.candidate.values[axis] - less.candidate.values[axis])


def _nowhere_worse(one: Point, other: Point, axis: Axis) -> bool:
    """Return whether a point is nowhere worse than another but for an axis and what is minimised."""
    held = [key for key in other.limits if key is not axis]
    return all(one.candidate.values[key] <= other.candidate.values[key] for key in held)
