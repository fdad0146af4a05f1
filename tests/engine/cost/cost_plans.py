"""Plans with prices to test with, and a second way of counting: minute by minute, in plain loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.engine.plans import networks
from trilemma.engine.network import critical_path
from trilemma.engine.plan import (
    OvertimeRule,
    OvertimeSlot,
    Person,
    Plan,
    Rate,
    Schedule,
    ScheduledActivity,
    Team,
)
from trilemma.engine.schedule.check.availability import Availability, availability
from trilemma.engine.schedule.check.work import WorkMeter, crew_of

RATES = (
    Rate(Decimal("61.37"), Decimal(90)),
    Rate(Decimal("70.005"), Decimal(95), first=date(2026, 3, 4)),
    Rate(Decimal(33), first=date(2026, 3, 31)),
)
OVERTIME = OvertimeRule(120, 600, premium=Decimal("0.333"), fatigue=Decimal("0.1"))


@st.composite
def priced_networks(draw: st.DrawFn) -> Plan:
    """Draw a small network whose people have rates that change, rules for overtime, and some adopted overtime."""
    plan = draw(networks(most=4))
    several = st.lists(st.sampled_from(RATES[1:]), unique=True, max_size=2).map(
        lambda r: (RATES[0], *sorted(r, key=str))
    )
    teams = tuple(replace(t, rates=_in_order(draw(several)), overtime=OVERTIME) for t in plan.teams)
    people = tuple(replace(p, rates=_in_order(draw(several)), overtime=OVERTIME) for p in plan.people)
    days = st.lists(st.integers(0, 30), unique=True, max_size=6)
    slots = tuple(
        OvertimeSlot(name, date(2026, 3, 2) + timedelta(days=day), draw(st.sampled_from([60, 120])))
        for name in ("p0", "crowd")
        for day in draw(days)
    )
    known = {*(team.id for team in teams), *(person.id for person in people)}
    adopted = replace(plan.adopted, overtime=tuple(slot for slot in slots if slot.resource in known))
    return replace(plan, teams=teams, people=people, adopted=adopted)


def _in_order(rates: Sequence[Rate]) -> tuple[Rate, ...]:
    return tuple(sorted(rates, key=lambda rate: rate.first or date.min))


def early_schedule(plan: Plan) -> Schedule:
    """Return everything as early as links allow, with the adopted overtime."""
    path = critical_path(plan)
    rows = zip(plan.arrays.activity_ids, path.early_start, path.early_finish, strict=True)
    entries = []
    for name, start, finish in rows:
        leaf = plan.activity_by_id[name]
        mode = "" if not leaf.modes else plan.adopted.mode_of(name) or leaf.modes[0].id
        entries.append(ScheduledActivity(name, int(start), int(finish), mode))
    return Schedule(tuple(entries), plan.adopted.overtime)


def cost_by_minutes(plan: Plan, schedule: Schedule) -> dict[str, list[tuple[str, int, int]]]:
    """Return regular and overtime cost of each who works on each activity, in minor units, minute by minute."""
    until = schedule.last_finish + 24 * 60
    everybody: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
    resources = {name: everybody[name] for name in plan.arrays.resource_ids}
    there = {name: availability(plan, r, schedule.overtime, until) for name, r in resources.items()}
    meter = WorkMeter(plan, there, until)
    return {
        entry.id: _lines(plan, entry, there, meter, resources)
        for entry in schedule.activities
        if plan.activity_by_id[entry.id].modes
    }


def _lines(
    plan: Plan,
    entry: ScheduledActivity,
    there: dict[str, Availability],
    meter: WorkMeter,
    resources: dict[str, Team | Person],
) -> list[tuple[str, int, int]]:
    leaf = plan.activity_by_id[entry.id]
    mode = leaf.mode(entry.mode)
    crew = crew_of(plan, mode, entry.people)
    prices = {name: _prices(plan, resources[name]) for name, _ in crew.members}
    sums = [[Fraction(0), Fraction(0)] for _ in crew.members]
    for minute in range(entry.start, entry.finish):
        if meter.rate(leaf, mode, crew, minute) == 0:
            continue
        for row, (name, share) in enumerate(crew.members):
            span = there[name].at(minute)
            alone = mode.effort is not None
            if alone and (span is None or span.amount < share or share * span.productivity < 1000):
                continue
            extra = alone and span is not None and span.overtime
            regular, dearer = _price_at(plan, prices[name], minute)
            sums[row][extra] += share * (dearer if extra else regular) / 60000
    return [(name, round(a), round(b)) for (name, _), (a, b) in zip(crew.members, sums, strict=True)]


def _prices(plan: Plan, resource: Team | Person) -> tuple[ZoneInfo, tuple[Rate, ...], OvertimeRule | None]:
    calendar = plan.calendar_by_id[resource.calendar or plan.calendar]
    return ZoneInfo(calendar.time_zone), resource.rates, resource.overtime


def _price_at(
    plan: Plan,
    prices: tuple[ZoneInfo, tuple[Rate, ...], OvertimeRule | None],
    minute: int,
) -> tuple[Fraction, Fraction]:
    zone, rates, rule = prices
    day = (plan.origin + timedelta(minutes=minute)).astimezone(UTC).astimezone(zone).date()
    rate = next((r for r in reversed(rates) if r.first is None or r.first <= day), None)
    cents = Fraction(rate.cost_per_hour) * 100 if rate else Fraction(0)
    return cents, cents * (1 + Fraction(rule.premium)) if rule else cents
