"""What a mode costs whenever it is done: the cost that a solver can add up before it knows any date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from trilemma.engine.cost.rates import FOREVER, price_table
from trilemma.engine.cost.schedule_cost import CostCounter, material
from trilemma.engine.plan import NONE, PERMILLE, Activity, Mode, Person, Plan, ScheduledActivity, Team
from trilemma.engine.plan.leaf_columns import remaining_minutes
from trilemma.engine.plan.picks import eligible, picks_of
from trilemma.engine.units import MINUTES_PER_HOUR

Int1D = npt.NDArray[np.int64]

BEFORE_ORIGIN = -1
"""Prices that ended before a plan's origin never count."""


@dataclass(frozen=True, slots=True, eq=False)
class ModeCosts:
    """Cost of each mode, shape ``(m,)`` each, in minor units.

    ``typical`` uses the prices that hold when the plan starts (or at its status date), regular time, and the mean of
    everyone who could be picked. What `schedule_cost` says of a leaf in the mode is never below ``lower`` and never
    above ``upper``, whatever the dates, the persons and the overtime.
    """

    typical: Int1D
    lower: Int1D
    upper: Int1D


@dataclass(frozen=True, slots=True)
class _Range:
    """Price of an hour: usual, least, most; and the least that an hour gets done, in thousandths."""

    usual: Fraction
    least: Fraction
    most: Fraction
    productivity: int

    def most_for_work(self, share: int) -> Fraction:
        """Return the most that an hour's work costs, done by a share; rates are rounded down as in timelines."""
        return self.most * share / max(1, share * self.productivity // PERMILLE)


def mode_costs(plan: Plan, since: Int1D | None = None) -> ModeCosts:
    """Cost of every mode at prices that do not depend on dates, with bounds.

    Parameters
    ----------
    plan
        The plan; modes are numbered as in ``plan.arrays``, effort and duration are the most likely.
    since
        A minute before which an activity that has not begun does not begin either, shape ``(n,)``: prices that end
        before it do not count in its bounds. Any time where it is not given.

    Returns
    -------
    ModeCosts
        The sum of ``lower`` over chosen modes, with adopted mitigations, is a bound on the cost of every schedule in
        these modes. Where rates never change and nobody works overtime, is new or to be picked, ``typical`` is the cost
        but for begun minutes, and the bounds are as close as a few minor units for rounding.

    Notes
    -----
    Method id ``cost_of_schedule`` (docs/methods/cost_of_schedule.md). The lower bound takes the cheapest price of all
    dates and eligible persons, the upper bound the dearest, overtime and the lowest productivity included, and one
    begun minute of everybody. Of what has begun only the rest varies.
    """
    return _Modes(plan, since).compute()


class _Modes:
    def __init__(self, plan: Plan, since: Int1D | None) -> None:
        self.plan = plan
        self.arrays = plan.arrays
        never = np.full(len(self.arrays.activity_ids), -FOREVER)
        self.since = np.where(self.arrays.actual_start == NONE, never if since is None else since, never)
        self.resources: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
        status = self.arrays.status_minute
        first = int(self.arrays.earliest_start.min(initial=0))
        self.now = first if status == NONE else status
        names = self.arrays.resource_ids
        self.tables = {name: price_table(plan, self.resources[name]) for name in names}
        self.edges = sorted({edge for table in self.tables.values() for edge in table.since})
        self.ranges_from: dict[int, dict[str, _Range]] = {}
        self.ranges = self.ranges_at(-FOREVER)
        self.counter: CostCounter | None = None

    def compute(self) -> ModeCosts:
        rows = [
            self.mode(int(row), name) for row, name in zip(self.arrays.mode_activity, self.arrays.mode_ids, strict=True)
        ]
        table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
        table.setflags(write=False)
        return ModeCosts(table[:, 0], table[:, 1], table[:, 2])

    def ranges_at(self, minute: int) -> dict[str, _Range]:
        """Return prices of an hour done by each resource at a minute or later."""
        stretch = bisect_right(self.edges, minute)
        if stretch not in self.ranges_from:
            self.ranges_from[stretch] = {name: self.range_of(name, minute) for name in self.tables}
        return self.ranges_from[stretch]

    def range_of(self, name: str, minute: int) -> _Range:
        """Return prices of an hour done by a resource at a minute or later, never before the plan's origin."""
        owner, table = self.resources[name], self.tables[name]
        prices = table.from_on(max(minute, min(self.now, BEFORE_ORIGIN)))
        least = min(price.regular for price in prices)
        team = self.plan.team_by_id.get(owner.team) if isinstance(owner, Person) and owner.team else None
        extra = owner.overtime is not None or (team is not None and team.overtime is not None)
        cheapest = min(least, *(price.overtime for price in prices)) if extra else least
        dearest = max(max(price.regular, price.overtime if extra else price.regular) for price in prices)
        return _Range(table.at(self.now).regular, cheapest, dearest, _least_productivity(owner))

    def mode(self, row: int, name: str) -> tuple[int, int, int]:
        leaf = self.plan.activity_by_id[self.arrays.activity_ids[row]]
        if not name:
            return 0, 0, 0
        mode = leaf.mode(name)
        past = self.past(leaf, mode)
        left = remaining_minutes(self.plan, leaf)
        minutes = round(mode.estimate.likely) if left == NONE else left
        self.ranges = self.ranges_at(int(self.since[row]))
        typical, lower, upper = self.ahead(mode, minutes)
        return past + typical, past + lower, past + upper

    def past(self, leaf: Activity, mode: Mode) -> int:
        """Return what does not depend on any date to come: material, and the work of what has begun."""
        progress = leaf.progress
        if progress is None or progress.actual_start is None:
            return sum(material(self.plan, mode))
        if self.counter is None:
            self.counter = CostCounter(self.plan, self.plan.workforce)
        row = self.arrays.activity_index[leaf.id]
        start, finish = int(self.arrays.actual_start[row]), int(self.arrays.actual_finish[row])
        until = max(start, self.now) if finish == NONE else finish
        people = self.plan.adopted.people_of(leaf.id)
        return self.counter.of(leaf, ScheduledActivity(leaf.id, start, until, mode.id, people)).total

    def ahead(self, mode: Mode, minutes: int) -> tuple[int, int, int]:
        """Return typical, least and most cost of the work to come."""
        crew = [*self.single(mode), *self.picked(mode)]
        if not crew or not minutes:
            return 0, 0, 0
        if mode.effort is None:
            usual = sum(round(minutes * share * price.usual / PERMILLE / MINUTES_PER_HOUR) for price, share in crew)
            least = sum(minutes * share * price.least for price, share in crew)
            most = sum(minutes * share * price.most for price, share in crew)
            return usual, _down(least, len(crew)), _up(most, len(crew))
        whole = sum(share for _, share in crew)
        parts = [Fraction(minutes * PERMILLE * share, whole) for _, share in crew]
        hour = PERMILLE * MINUTES_PER_HOUR
        usual = sum(round(part * price.usual / hour) for part, (price, _) in zip(parts, crew, strict=True))
        least = minutes * PERMILLE * min(price.least for price, _ in crew)
        begun = sum(share * price.most for price, share in crew)
        most = minutes * PERMILLE * max(price.most_for_work(share) for price, share in crew) + begun
        return usual, _down(least, 2 * len(crew)), _up(most, 2 * len(crew))

    def single(self, mode: Mode) -> Iterable[tuple[_Range, int]]:
        return ((self.ranges[d.resource], d.permille) for d in mode.demands if d.resource in self.ranges)

    def picked(self, mode: Mode) -> Iterable[tuple[_Range, int]]:
        for pick in picks_of(self.plan, mode):
            could = [self.ranges[name] for name in eligible(self.plan, pick)]
            together = _Range(
                sum((one.usual for one in could), Fraction(0)) / len(could),
                min(one.least for one in could),
                max(one.most for one in could),
                min(one.productivity for one in could),
            )
            yield from ((together, pick.permille) for _ in range(pick.count))


def _least_productivity(owner: Team | Person) -> int:
    """Return the lowest productivity that overtime weeks and ramp-up can leave, rounded as presences round it."""
    least = PERMILLE
    if owner.overtime is not None and owner.overtime.fatigue:
        least = floor(Fraction(owner.overtime.floor) * PERMILLE)
    if owner.ramp_up is not None and isinstance(owner, Person) and owner.first is not None:
        least = least * floor(Fraction(owner.ramp_up.productivity) * PERMILLE) // PERMILLE
    return max(1, least)


def _down(parts: Fraction | int, lines: int) -> int:
    """Return a lower bound in minor units: every line may have been rounded down by half a unit."""
    return max(0, floor(Fraction(parts) / PERMILLE / MINUTES_PER_HOUR - Fraction(lines, 2)))


def _up(parts: Fraction | int, lines: int) -> int:
    """Return an upper bound in minor units: every line may have been rounded up by half a unit."""
    return ceil(Fraction(parts) / PERMILLE / MINUTES_PER_HOUR + Fraction(lines, 2))
