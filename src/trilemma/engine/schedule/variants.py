"""Who could do each mode of a plan: every choice of persons is a variant with its own working time and cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice, product
from math import comb, prod
from typing import Final

from trilemma.engine.calendars import Timeline
from trilemma.engine.cost.modes import mode_costs
from trilemma.engine.cost.rates import price_table
from trilemma.engine.plan import Activity, Mode, Person, Plan, Team
from trilemma.engine.plan.picks import picks_of
from trilemma.engine.plan.timelines import mode_timeline
from trilemma.engine.units import MINUTES_PER_HOUR, PERMILLE

MOST_OF_A_MODE: Final = 64
"""Choices of persons that a mode is written out in; of more, an even sample is taken."""
MOST_OF_ALL: Final = 60_000


@dataclass(frozen=True, slots=True)
class Variant:
    """A mode done by certain persons.

    ``mode`` counts the plan's modes, ``people`` are resources in the order of the picks, ``crew`` lists everyone with
    the share demanded, ``cost`` is in minor units.
    """

    mode: int
    people: tuple[int, ...]
    crew: tuple[tuple[int, int], ...]
    timeline: Timeline
    cost: int


class Variants:
    """Writes out the variants of a plan's modes; ``complete`` tells whether none were left out."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arrays = plan.arrays
        self.complete = True
        self._workforce = plan.workforce
        self._timelines: dict[object, Timeline] = {}
        self._costs = mode_costs(plan).typical
        self._most = max(1, min(MOST_OF_A_MODE, MOST_OF_ALL // max(self.arrays.m, 1)))
        self._taken: dict[int, int] = {}

    def of(self, row: int, mode: int) -> list[Variant]:
        """Return the variants of a mode of a leaf, at least one."""
        name = self.arrays.mode_ids[mode]
        activity = self.plan.activity_by_id[self.arrays.activity_ids[row]]
        if not name:
            return [Variant(mode, (), (), self._continuous, 0)]
        way = activity.mode(name)
        demands = slice(int(self.arrays.demand_first[mode]), int(self.arrays.demand_first[mode + 1]))
        named = tuple(
            zip(
                self.arrays.demand_resource[demands].tolist(),
                self.arrays.demand_permille[demands].tolist(),
                strict=True,
            )
        )
        shares = [pick.permille for pick in picks_of(self.plan, way) for _ in range(pick.count)]
        extra = self._extra(row, mode, way, shares)
        found = []
        for people in self._choices(activity, mode, way, {resource for resource, _ in named}):
            crew = (*named, *zip(people, shares, strict=True))
            line = self._timeline(activity, way, crew)
            found.append(Variant(mode, people, crew, line, self._cost(mode, people, extra)))
        working = [variant for variant in found if way.elapsed or len(variant.timeline.starts)]
        return working or found

    def _choices(self, activity: Activity, mode: int, way: Mode, busy: set[int]) -> list[tuple[int, ...]]:
        """Return the choices of persons: the adopted one for what has begun, else as many as may be written out."""
        rows = self._eligible(mode, busy)
        if not rows:
            return [()]
        if activity.progress is not None and activity.progress.started:
            return [self._begun(activity, way, rows)]
        total = prod(comb(len(row), count) for row, count in rows)
        choices = list(islice(_distinct(rows), self._most)) if total <= self._most else self._sample(rows, mode)
        return choices or [tuple(resource for row, count in rows for resource in row[:count])]

    def _eligible(self, mode: int, busy: set[int]) -> list[tuple[list[int], int]]:
        arrays = self.arrays
        rows = []
        for pick in range(int(arrays.pick_first[mode]), int(arrays.pick_first[mode + 1])):
            row = arrays.eligible_resource[int(arrays.eligible_first[pick]) : int(arrays.eligible_first[pick + 1])]
            rows.append(([r for r in row.tolist() if r not in busy] or row.tolist(), int(arrays.pick_count[pick])))
        return rows

    def _begun(self, activity: Activity, way: Mode, rows: Sequence[tuple[list[int], int]]) -> tuple[int, ...]:
        """Return who has begun an activity: whoever was adopted, else those with the fewest begun activities."""
        wanted = sum(count for _, count in rows)
        adopted = self.plan.adopted.people_of(activity.id)
        if len(adopted) == wanted and self.plan.adopted.mode_of(activity.id) in (None, way.id):
            return tuple(self.arrays.resource_index[name] for name in adopted)
        chosen: list[int] = []
        for row, count in rows:
            free = sorted((r for r in row if r not in chosen), key=lambda r: (self._taken.get(r, 0), r))
            chosen.extend(free[:count])
        for resource in chosen:
            self._taken[resource] = self._taken.get(resource, 0) + 1
        return tuple(chosen)

    def _sample(self, rows: Sequence[tuple[list[int], int]], mode: int) -> list[tuple[int, ...]]:
        """Return choices in which everybody takes part about equally often, starting elsewhere for each mode."""
        self.complete = False
        found: dict[tuple[int, ...], None] = {}
        for turn in range(self._most):
            chosen: list[int] = []
            for row, count in rows:
                stride = 1 + (turn // len(row)) % max(len(row) - 1, 1)
                ring = [row[(mode + turn + step * stride) % len(row)] for step in range(len(row))]
                ring += row
                chosen.extend(list(dict.fromkeys(r for r in ring if r not in chosen))[:count])
            found[tuple(chosen)] = None
        wanted = sum(count for _, count in rows)
        return [choice for choice in found if len(choice) == wanted]

    def _timeline(self, activity: Activity, way: Mode, crew: Sequence[tuple[int, int]]) -> Timeline:
        if way.elapsed:
            return self._continuous
        key = (activity.calendar, way.effort is not None, tuple(sorted(crew)))
        if key not in self._timelines:
            self._timelines[key] = mode_timeline(
                effort=way.effort is not None,
                present=[(self._workforce.presences[resource], share) for resource, share in crew],
                mask=None if activity.calendar is None else self.calendar(activity.calendar),
                otherwise=self.calendar(self.plan.calendar),
            )
        return self._timelines[key]

    def calendar(self, name: str) -> Timeline:
        """Return the working time of a calendar."""
        index = next(number for number, calendar in enumerate(self.plan.calendars) if calendar.id == name)
        return self._workforce.timelines[int(self._workforce.calendar_timeline[index])]

    @property
    def _continuous(self) -> Timeline:
        return self._workforce.timelines[self._workforce.continuous]

    def _extra(self, row: int, mode: int, way: Mode, shares: Sequence[int]) -> list[tuple[float, float]]:
        """Return, for each place of the picks, the mean price assumed and what a price above it adds to the cost."""
        left = int(self.arrays.remaining[row])
        minutes = round(way.estimate.likely) if left < 0 else left
        whole = sum(d.permille for d in way.demands if d.resource in self.arrays.resource_index) + sum(shares)
        over = (whole if way.effort is not None else PERMILLE) * MINUTES_PER_HOUR
        means = [self._mean_price(pick) for pick in self._pick_of_places(mode)]
        return [(mean, share * minutes / over) for mean, share in zip(means, shares, strict=True)]

    def _cost(self, mode: int, people: tuple[int, ...], extra: Sequence[tuple[float, float]]) -> int:
        """Return the mode's cost, with the prices of these persons instead of the mean of those who could be picked."""
        if not people:
            return int(self._costs[mode])
        prices = self._prices
        more = sum((prices[person] - mean) * hours for person, (mean, hours) in zip(people, extra, strict=True))
        return int(self._costs[mode]) + round(more)

    def _pick_of_places(self, mode: int) -> list[int]:
        picks = range(int(self.arrays.pick_first[mode]), int(self.arrays.pick_first[mode + 1]))
        return [pick for pick in picks for _ in range(int(self.arrays.pick_count[pick]))]

    def _mean_price(self, pick: int) -> float:
        row = slice(int(self.arrays.eligible_first[pick]), int(self.arrays.eligible_first[pick + 1]))
        prices = [self._prices[resource] for resource in self.arrays.eligible_resource[row].tolist()]
        return float(sum(prices)) / len(prices)

    @cached_property
    def _prices(self) -> list[float]:
        """Regular price of an hour of each resource when the plan starts, or at its status date; minor units."""
        status = self.arrays.status_minute
        now = status if status >= 0 else int(self.arrays.earliest_start.min(initial=0))
        owners: dict[str, Team | Person] = {**self.plan.team_by_id, **self.plan.person_by_id}
        tables = [price_table(self.plan, owners[name]) for name in self.arrays.resource_ids]
        return [float(table.at(now).regular) for table in tables]


def _distinct(rows: Sequence[tuple[list[int], int]]) -> Iterator[tuple[int, ...]]:
    """Yield every choice of different persons, row by row."""
    for parts in product(*(combinations(row, count) for row, count in rows)):
        people = tuple(resource for part in parts for resource in part)
        if len(set(people)) == len(people):
            yield people
