"""What a schedule of a plan costs: each activity, each who works on it, exactly, to the minor unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from trilemma.engine.cost.rates import PARTS_PER_HOUR, PriceTable, pick_table, price_table
from trilemma.engine.cost.worked import Paid, PaidTime
from trilemma.engine.plan import NONE, Activity, Mode, Person, Plan, Schedule, ScheduledActivity, Team
from trilemma.engine.plan.picks import picks_of
from trilemma.engine.plan.plan import workforce
from trilemma.engine.plan.timelines import Workforce
from trilemma.engine.quality import is_rework, measure_done, measure_left
from trilemma.engine.units import PERMILLE, from_minor, to_minor

METHOD: Final = "cost_of_schedule"


@dataclass(frozen=True, slots=True)
class WorkCost:
    """What one who works on an activity costs there; money in minor units, minutes in thousandths of one person's.

    ``resource`` is None for somebody who is still to be picked.
    """

    resource: str | None
    regular_parts: int
    overtime_parts: int
    regular: int
    overtime: int
    billed: int

    @property
    def minutes(self) -> Fraction:
        """Person-minutes worked, overtime included."""
        return Fraction(self.regular_parts + self.overtime_parts, PERMILLE)

    @property
    def cost(self) -> int:
        """Regular work and overtime, in minor units."""
        return self.regular + self.overtime


@dataclass(frozen=True, slots=True)
class ActivityCost:
    """What one task or milestone costs, in minor units.

    ``actual`` is what was booked where the progress states it; ``work`` is then only what comes after the status date.
    ``billed_booked`` is what a customer pays by the hour for the booked part.
    """

    activity: str
    work: tuple[WorkCost, ...] = ()
    fixed: int = 0
    supplier: int = 0
    actual: int = 0
    billed_booked: int = 0

    @property
    def total(self) -> int:
        """Everything together."""
        return self.actual + self.fixed + self.supplier + sum(line.cost for line in self.work)

    @property
    def overtime(self) -> int:
        """What of it is overtime."""
        return sum(line.overtime for line in self.work)

    @property
    def billed(self) -> int:
        """What a customer pays for time at billing rates and for material at cost."""
        return self.billed_booked + self.fixed + self.supplier + sum(line.billed for line in self.work)


@dataclass(frozen=True)
class ScheduleCost:
    """What a schedule costs, in minor units of the plan's currency; sums of lines that are rounded once."""

    plan: Plan
    activities: tuple[ActivityCost, ...]
    mitigation: int

    @cached_property
    def total(self) -> int:
        """Cost of everything: actual and remaining, overtime, rework and mitigations."""
        return self.mitigation + sum(entry.total for entry in self.activities)

    @property
    def total_money(self) -> Decimal:
        """The total in the plan's currency."""
        return from_minor(self.total, self.plan.currency)

    @cached_property
    def overtime(self) -> int:
        """What of the total is overtime."""
        return sum(entry.overtime for entry in self.activities)

    @cached_property
    def rework(self) -> int:
        """What of the total is rework after quality steps."""
        return sum(entry.total for entry in self.activities if is_rework(self.plan, entry.activity))

    @cached_property
    def billed(self) -> int:
        """What a customer pays by time and material."""
        return sum(entry.billed for entry in self.activities)

    @cached_property
    def by_activity(self) -> Mapping[str, int]:
        """Totals of tasks, milestones and summaries by id."""
        totals = {entry.activity: entry.total for entry in self.activities}
        for entry in self.activities:
            for above in self.plan.ancestors(entry.activity):
                totals[above] = totals.get(above, 0) + entry.total
        return totals

    @cached_property
    def by_resource(self) -> Mapping[str, int]:
        """Cost of work by team without members or person; who is still to be picked comes under ``""``."""
        return self._summed(lambda resource: resource or "")

    @cached_property
    def by_team(self) -> Mapping[str, int]:
        """Cost of work by team, members' included; persons without a team come under ``""``."""
        return self._summed(self._team_of)

    @cached_property
    def by_project(self) -> Mapping[str, int]:
        """Totals by project; mitigations belong to the plan's own."""
        totals = {project.id: 0 for project in self.plan.projects}
        totals[self.plan.projects[0].id] += self.mitigation
        for entry in self.activities:
            totals[self.plan.project_of(self.plan.activity_by_id[entry.activity]).id] += entry.total
        return totals

    def _team_of(self, resource: str | None) -> str:
        person = self.plan.person_by_id.get(resource or "")
        return (resource or "") if person is None else person.team or ""

    def _summed(self, name: Callable[[str | None], str]) -> Mapping[str, int]:
        totals: dict[str, int] = {}
        for entry in self.activities:
            for line in entry.work:
                totals[name(line.resource)] = totals.get(name(line.resource), 0) + line.cost
        return totals


def schedule_cost(plan: Plan, schedule: Schedule) -> ScheduleCost:
    """Cost of every activity of a schedule.

    Parameters
    ----------
    plan
        The plan; its rework must be written out as activities (`quality.with_rework`) to be counted.
    schedule
        Start, finish, mode and persons of each task and milestone, and the overtime worked. Elapsed minutes from the
        plan's origin.

    Returns
    -------
    ScheduleCost
        Everyone is paid for the minutes worked between start and finish, at the price of the day, overtime with its
        premium or at its stated price; a begun minute is paid. Exact until each line (an activity, one who works on
        it, regular time or overtime) is rounded half to even to the minor unit; every total is a sum of lines.

    Raises
    ------
    HorizonError
        If the schedule runs further than calendars are computed.

    Notes
    -----
    Method id ``cost_of_schedule`` (docs/methods/cost_of_schedule.md), which also says how actual cost and effort enter.
    """
    force = workforce(plan, schedule.overtime, max(plan.workforce.horizon, schedule.last_finish))
    counter = CostCounter(plan, force)
    entries = tuple(counter.of(plan.activity_by_id[entry.id], entry) for entry in schedule.activities)
    return ScheduleCost(plan, entries, mitigation_cost(plan))


def mitigation_cost(plan: Plan) -> int:
    """Return the cost of the mitigations that are adopted, in minor units."""
    measures = (plan.risk_by_id[name].mitigation for name in plan.adopted.mitigated)
    return sum(to_minor(measure.cost, plan.currency) for measure in measures if measure is not None)


class CostCounter:
    """Counts cost for one plan and workforce, with the prices of every resource at hand."""

    def __init__(self, plan: Plan, force: Workforce) -> None:
        self.plan = plan
        self.paid_time = PaidTime(plan, force)
        resources: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
        self.tables = {name: price_table(plan, resources[name]) for name in plan.arrays.resource_ids}
        self._assumed: dict[object, PriceTable] = {}

    def of(self, leaf: Activity, entry: ScheduledActivity) -> ActivityCost:
        """Return the cost of a leaf that happens as scheduled."""
        if leaf.id in self.plan.dropped or not leaf.modes or not entry.mode:
            return ActivityCost(leaf.id)
        mode = leaf.mode(entry.mode)
        paid = self.paid_time.of(leaf, mode, entry.people)
        progress = leaf.progress
        if progress is None or not progress.started:
            lines = self.lines(mode, paid, entry.start, entry.finish)
            return ActivityCost(leaf.id, lines, *material(self.plan, mode))
        now = entry.finish if progress.finished else self._now(entry)
        past = self.past(leaf, mode, paid, entry.start, now)
        ahead = self.lines(mode, paid, now, entry.finish) if now < entry.finish else ()
        if progress.actual_cost is None:
            return ActivityCost(leaf.id, (*past, *ahead), *material(self.plan, mode))
        left = 0 if progress.finished else _share_left(leaf, mode)
        fixed, supplier = (round(amount * left) for amount in material(self.plan, mode))
        booked = to_minor(progress.actual_cost, self.plan.currency)
        return ActivityCost(leaf.id, ahead, fixed, supplier, booked, sum(line.billed for line in past))

    def _now(self, entry: ScheduledActivity) -> int:
        """Return from when on a started activity is planned, not history: the status date, else its start."""
        status = self.plan.arrays.status_minute
        return entry.start if status == NONE else min(max(entry.start, status), entry.finish)

    def past(self, leaf: Activity, mode: Mode, paid: Sequence[Paid], start: int, now: int) -> tuple[WorkCost, ...]:
        """Return the work done so far, scaled to the actual effort where that is stated."""
        lines = self.lines(mode, paid, start, now)
        actual = leaf.progress.actual_effort_minutes if leaf.progress else None
        if actual is None:
            return lines
        counted = sum(line.regular_parts + line.overtime_parts for line in lines)
        if not counted:
            return tuple(self._lump(mode, who, Fraction(actual, len(paid)), start) for who in paid) if actual else ()
        ratio = Fraction(actual * PERMILLE, counted)
        return tuple(_scaled(line, ratio) for line in lines)

    def lines(self, mode: Mode, paid: Sequence[Paid], start: int, finish: int) -> tuple[WorkCost, ...]:
        """Return what each who works on a mode costs in ``[start, finish)``."""
        return tuple(self._line(mode, who, start, finish) for who in paid)

    def _line(self, mode: Mode, who: Paid, start: int, finish: int) -> WorkCost:
        if start >= finish:
            return WorkCost(who.resource, 0, 0, 0, 0, 0)
        regular = overtime = billed = Fraction(0)
        regular_parts = overtime_parts = 0
        for begin, end, price in self._table(mode, who).stretches(start, finish):
            usual = who.regular.between(begin, end) * who.permille // PERMILLE
            extra = who.overtime.between(begin, end) * who.permille // PERMILLE
            regular_parts += usual
            overtime_parts += extra
            regular += usual * price.regular
            overtime += extra * price.overtime
            billed += (usual + extra) * price.billed
        amounts = (round(amount / PARTS_PER_HOUR) for amount in (regular, overtime, billed))
        return WorkCost(who.resource, regular_parts, overtime_parts, *amounts)

    def _lump(self, mode: Mode, who: Paid, minutes: Fraction, start: int) -> WorkCost:
        """Return work that was booked on a day on which nobody was expected, at the price of the start."""
        price = self._table(mode, who).at(start)
        hours = minutes / 60
        return WorkCost(
            who.resource, round(minutes * PERMILLE), 0, round(hours * price.regular), 0, round(hours * price.billed)
        )

    def _table(self, mode: Mode, who: Paid) -> PriceTable:
        if who.resource is not None:
            return self.tables[who.resource]
        pick = picks_of(self.plan, mode)[who.pick or 0]
        if pick not in self._assumed:
            self._assumed[pick] = pick_table(self.plan, pick, self.tables)
        return self._assumed[pick]


def material(plan: Plan, mode: Mode) -> tuple[int, int]:
    """Return fixed and supplier cost of a mode, in minor units."""
    if not mode.cost and not mode.supplier_cost:
        return 0, 0
    return to_minor(mode.cost, plan.currency), to_minor(mode.supplier_cost, plan.currency)


def _scaled(line: WorkCost, ratio: Fraction) -> WorkCost:
    parts = (line.regular_parts, line.overtime_parts, line.regular, line.overtime, line.billed)
    return WorkCost(line.resource, *(round(part * ratio) for part in parts))


def _share_left(leaf: Activity, mode: Mode) -> Fraction:
    """Return the share of a started activity that is still to do."""
    left, done = Fraction(measure_left(leaf, mode)), Fraction(measure_done(leaf, mode))
    whole = left + done
    return left / whole if whole else Fraction(0)
