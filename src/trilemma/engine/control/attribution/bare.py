"""A plan without what no forecast of finish and cost reads, so that plans that forecast the same compare equal."""

from __future__ import annotations

from dataclasses import replace

from trilemma.engine.plan import Activity, Mode, Person, Plan, Team

USUAL_PRIORITY = 500


def bare(plan: Plan, *, resources: bool) -> Plan:
    """Return a plan without names, budgets, deadlines, agreements and records.

    Parameters
    ----------
    plan
        Any plan.
    resources
        Whether teams and persons will be shared out: only then the order of serving counts.
    """
    adopted = plan.adopted
    return replace(
        plan,
        projects=tuple(
            replace(p, name="", priority=p.priority if resources else USUAL_PRIORITY) for p in plan.projects
        ),
        activities=tuple(_activity(activity, resources=resources) for activity in plan.activities),
        calendars=tuple(replace(calendar, name="") for calendar in plan.calendars),
        teams=tuple(_team(team) for team in plan.teams),
        people=tuple(_person(person) for person in plan.people),
        deliverables=tuple(replace(d, name="", criteria=()) for d in plan.deliverables),
        risks=tuple(replace(risk, name="") for risk in plan.risks),
        steps=tuple(replace(step, name="") for step in plan.steps),
        adopted=replace(adopted, order=adopted.order if resources else (), arcs=()),
        budgets=(),
        terms=None,
        statements=(),
        levers=(),
        baselines=(),
        statuses=(),
    )


def _activity(activity: Activity, *, resources: bool) -> Activity:
    return replace(
        activity,
        name="",
        note="",
        deadline=None,
        priority=activity.priority if resources else USUAL_PRIORITY,
        modes=tuple(_mode(mode) for mode in activity.modes),
    )


def _mode(mode: Mode) -> Mode:
    return replace(mode, name="", uses=())


def _team(team: Team) -> Team:
    return replace(team, name="")


def _person(person: Person) -> Person:
    return replace(person, name="", absences=tuple(replace(absence, reason="") for absence in person.absences))
