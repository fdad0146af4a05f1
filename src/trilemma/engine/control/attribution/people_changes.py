"""Changes of people, calendars, rates and of who does what, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from trilemma.engine.control.attribution.wording import (
    PERMILLE,
    PlanChange,
    Wording,
    differing,
    listed,
    plain,
    staffing,
)
from trilemma.engine.control.attribution.work_changes import common_activities
from trilemma.engine.plan import Absence, Capacity, OvertimeSlot, Person, Plan, Rate, Team


def people_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield teams, persons and calendars that came, went or changed, and overtime."""
    say = Wording(new)
    for name, team, now in differing(old.team_by_id, new.team_by_id, lambda each: replace(each, name="")):
        yield PlanChange("team", name, _came_or_went(team, now) or listed(_resource(say, team, now)))
    people = differing(old.person_by_id, new.person_by_id, lambda each: replace(each, name=""))
    for name, person, after in people:
        yield PlanChange("person", name, _came_or_went(person, after) or listed(_person(say, person, after)))
    for name, calendar, later in differing(old.calendar_by_id, new.calendar_by_id, lambda each: replace(each, name="")):
        yield PlanChange("calendar", name, _came_or_went(calendar, later) or "other working times")
    if old.calendar != new.calendar:
        yield PlanChange("plan", new.projects[0].id, f"calendar {old.calendar} -> {new.calendar}")
    yield from _overtime(old, new)


def _came_or_went(before: object | None, after: object | None) -> str:
    if before is None:
        return "added"
    return "removed" if after is None else ""


def _resource(say: Wording, before: Team | Person | None, after: Team | Person | None) -> Iterator[str]:
    """Yield what changed of a team or person that is in both plans."""
    if before is None or after is None:
        return
    if before.capacity != after.capacity:
        yield f"capacity {_capacity(before.capacity)} -> {_capacity(after.capacity)}"
    if before.rates != after.rates:
        yield f"rate {_rates(say, before.rates)} -> {_rates(say, after.rates)}"
    if before.calendar != after.calendar:
        yield f"calendar {before.calendar or 'of the plan'} -> {after.calendar or 'of the plan'}"
    if before.overtime != after.overtime:
        yield "other rule for overtime"
    if before.ramp_up != after.ramp_up:
        yield "other ramp-up"


def _person(say: Wording, before: Person | None, after: Person | None) -> Iterator[str]:
    if before is None or after is None:
        return
    yield from (f"absent {_span(a)}" for a in _without(after.absences, before.absences))
    yield from (f"no longer absent {_span(a)}" for a in _without(before.absences, after.absences))
    if before.team != after.team:
        yield f"team {before.team or 'none'} -> {after.team or 'none'}"
    if before.skills != after.skills:
        yield "other skills"
    if before.first != after.first:
        yield f"here from {before.first or 'the beginning'} -> {after.first or 'the beginning'}"
    if before.last != after.last:
        yield f"here until {before.last or 'the finish'} -> {after.last or 'the finish'}"
    yield from _resource(say, before, after)


def _without(absences: Iterable[Absence], others: Iterable[Absence]) -> Iterator[Absence]:
    known = {(other.first, other.last) for other in others}
    return (absence for absence in absences if (absence.first, absence.last) not in known)


def _span(absence: Absence) -> str:
    days = f"{absence.first} to {absence.last}" if absence.last > absence.first else str(absence.first)
    return f"{days} ({absence.reason})" if absence.reason else days


def _capacity(entries: Iterable[Capacity]) -> str:
    parts = [plain(c.permille / PERMILLE) + (f" from {c.first}" if c.first else "") for c in entries]
    return ", ".join(parts) or "full"


def _rates(say: Wording, entries: Iterable[Rate]) -> str:
    parts = [f"{_hourly(say, r.cost_per_hour)}" + (f" from {r.first}" if r.first else "") for r in entries]
    return ", ".join(parts) or "none"


def _hourly(say: Wording, amount: Decimal) -> str:
    return f"{say.money(amount)} an hour"


def _overtime(old: Plan, new: Plan) -> Iterator[PlanChange]:
    before, after = _minutes(old.adopted.overtime), _minutes(new.adopted.overtime)
    slots_before, slots_after = set(old.adopted.overtime), set(new.adopted.overtime)
    moved = {slot.resource for slot in slots_before ^ slots_after}
    for name in sorted(moved):
        kind = "team" if name in new.team_by_id or name in old.team_by_id else "person"
        hours = [each.get(name, 0) / 60 for each in (before, after)]
        yield PlanChange(kind, name, f"overtime {plain(hours[0])} h -> {plain(hours[1])} h")


def _minutes(slots: Iterable[OvertimeSlot]) -> dict[str, int]:
    found: dict[str, int] = {}
    for slot in slots:
        found[slot.resource] = found.get(slot.resource, 0) + slot.minutes
    return found


def staffing_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield the activities that others do, or more or fewer, or on another calendar."""
    assigned_before = {entry.activity: entry.people for entry in old.adopted.assignments}
    assigned_after = {entry.activity: entry.people for entry in new.adopted.assignments}
    for before, after in common_activities(old, new):
        if before.calendar != after.calendar:
            words = f"calendar {before.calendar or 'of the plan'} -> {after.calendar or 'of the plan'}"
            yield PlanChange("activity", after.id, words)
        ways = {mode.id: mode for mode in before.modes}
        for mode in after.modes:
            was = ways.get(mode.id)
            if was is not None and (was.demands, was.picks) != (mode.demands, mode.picks):
                words = f"{staffing(was.demands, was.picks)} -> {staffing(mode.demands, mode.picks)}"
                yield PlanChange("activity", after.id, f"way {mode.id}: {words}" if len(after.modes) > 1 else words)
        people_before, people_after = (each.get(after.id, ()) for each in (assigned_before, assigned_after))
        if people_before != people_after:
            words = f"done by {listed(people_before) or 'nobody yet'} -> {listed(people_after) or 'nobody yet'}"
            yield PlanChange("activity", after.id, words)
