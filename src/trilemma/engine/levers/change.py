"""Levers applied: the plan as it would be after the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from trilemma.engine.distributions import Estimate
from trilemma.engine.levers.lever import Lever, LeverKind
from trilemma.engine.plan import (
    PERMILLE,
    Activity,
    Capacity,
    Mode,
    OvertimeSlot,
    Person,
    Plan,
    RampUp,
    SkillLevel,
    Team,
    revise_plan,
)
from trilemma.engine.quality import without_rework

COST_OF: Final = "lever~"
"""An activity that takes no time carries the one-off cost of a lever; this is how its id begins."""


def apply_lever(plan: Plan, lever: Lever) -> Plan:
    """Return the plan with one change made.

    Parameters
    ----------
    plan
        The plan.
    lever
        One of `find_levers`, or one made by hand for this plan.

    Returns
    -------
    Plan
        Another mode, overtime, dropped scope and mitigations become part of what is adopted. New people join the team:
        members where it has members, with what all of them can do, else capacity; a one-off cost becomes an activity
        that takes no time. Rework that was written out is left out, for it may differ now.

    Raises
    ------
    PlanError
        If the plan has not what the lever names.

    Notes
    -----
    Method id ``lever_effects`` (docs/methods/lever_effects.md).
    """
    return _CHANGES[lever.kind](without_rework(plan), lever)


def _mode(plan: Plan, lever: Lever) -> Plan:
    adopted = plan.adopted
    others = tuple(pair for pair in adopted.modes if pair[0] != lever.activity)
    kept = tuple(entry for entry in adopted.assignments if entry.activity != lever.activity)
    modes = (*others, (lever.activity, lever.mode))
    return revise_plan(plan, adopted=replace(adopted, modes=modes, assignments=kept))


def _overtime(plan: Plan, lever: Lever) -> Plan:
    minutes: dict[tuple[str, date], int] = {}
    for slot in (*plan.adopted.overtime, *lever.overtime):
        minutes[slot.resource, slot.day] = minutes.get((slot.resource, slot.day), 0) + slot.minutes
    slots = tuple(OvertimeSlot(name, day, amount) for (name, day), amount in minutes.items())
    return revise_plan(plan, adopted=replace(plan.adopted, overtime=slots))


def _scope(plan: Plan, lever: Lever) -> Plan:
    dropped = (*plan.adopted.dropped, lever.deliverable)
    return revise_plan(plan, adopted=replace(plan.adopted, dropped=dropped))


def _mitigation(plan: Plan, lever: Lever) -> Plan:
    return revise_plan(plan, adopted=replace(plan.adopted, mitigated=(*plan.adopted.mitigated, lever.risk)))


def _people(plan: Plan, lever: Lever) -> Plan:
    if lever.resource in plan.members_by_team:
        members = plan.members_by_team[lever.resource]
        known = {*plan.person_by_id, *plan.team_by_id}
        changed = replace(plan, people=(*plan.people, *_newcomers(plan, lever, members, known)))
    else:
        teams = tuple(_grown(plan, team, lever) if team.id == lever.resource else team for team in plan.teams)
        changed = replace(plan, teams=teams)
    if not lever.cost:
        return changed
    paid = Mode(duration=Estimate.fixed(0), cost=lever.cost)
    cost = Activity(f"{COST_OF}{lever.id}", name=lever.text, modes=(paid,))
    return replace(changed, activities=(*changed.activities, cost))


def _newcomers(plan: Plan, lever: Lever, members: tuple[Person, ...], known: set[str]) -> list[Person]:
    """Return new members with the skills that all members share, at the lowest level among them."""
    names = {skill.skill for skill in members[0].skills}
    shared = [name for name in sorted(names) if all(member.level_of(name) for member in members)]
    skills = tuple(SkillLevel(name, min(member.level_of(name) for member in members)) for name in shared)
    team = plan.team_by_id[lever.resource]
    ramp = RampUp(lever.ramp_up_minutes) if lever.ramp_up_minutes else team.ramp_up
    numbers = (f"{lever.resource}+{number}" for number in range(1, len(known) + lever.people + 1))
    free = [name for name in numbers if name not in known][: lever.people]
    rates = () if team.rates else members[0].rates
    return [
        Person(name, team=team.id, calendar=members[0].calendar, skills=skills, rates=rates, ramp_up=ramp,
               first=lever.first or _today(plan))
        for name in free
    ]  # fmt: skip


def _grown(plan: Plan, team: Team, lever: Lever) -> Team:
    """Return an anonymous team with more people, less than whole ones while they learn."""
    first = lever.first or _today(plan)
    learnt, productivity = first, PERMILLE
    if team.ramp_up is not None or lever.ramp_up_minutes:
        length = lever.ramp_up_minutes or (team.ramp_up.working_minutes if team.ramp_up else 0)
        calendar = plan.calendar_by_id[team.calendar or plan.calendar]
        learnt = first + timedelta(days=-(-length * 7 // calendar.minutes_per_week))
        productivity = int((team.ramp_up or RampUp(length)).productivity * PERMILLE)
    days = {date.min: 0, **{entry.first or date.min: 0 for entry in team.capacity}, first: 0, learnt: 0}
    more = {
        day: 0 if day < first else lever.people * (productivity if day < learnt else PERMILLE) for day in sorted(days)
    }
    return replace(team, capacity=tuple(_stepped(team, more)))


def _stepped(team: Team, more: Mapping[date, int]) -> list[Capacity]:
    entries: list[Capacity] = []
    for day, extra in more.items():
        now = next((e.permille for e in reversed(team.capacity) if (e.first or date.min) <= day), 0)
        entries.append(Capacity(now + extra, None if day == date.min else day))
    return entries


def _today(plan: Plan) -> date:
    """Return the day of the status date, else of the plan's start."""
    return (plan.status_date or plan.start).date()


_CHANGES: Final[Mapping[LeverKind, Callable[[Plan, Lever], Plan]]] = {
    LeverKind.MODE: _mode,
    LeverKind.SUPPLIER: _mode,
    LeverKind.QUALITY_STEP: _mode,
    LeverKind.OVERTIME: _overtime,
    LeverKind.PEOPLE: _people,
    LeverKind.SCOPE: _scope,
    LeverKind.MITIGATION: _mitigation,
}
