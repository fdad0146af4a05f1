"""A plan from elsewhere in the words of an organisation: its teams, persons and calendars by the keys of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trilemma.engine.api import Activity, Adopted, Demand, Mode, Pick, Plan
from trilemma.files.plan_json import plan_of_tables, plan_tables


def housed_tables(
    plan: Plan,
    who: Mapping[str, str],
    calendars: Mapping[str, str],
    people: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    """Return the tables of a plan whose people are those of an organisation.

    Lengths of time are written in the days of the organisation's calendars, so that they stay as long as they were.

    Parameters
    ----------
    plan
        The plan as it came, from a file or a template.
    who
        Keys of the rows that stand for its teams and persons, by its own ids.
    calendars
        The same for its calendars.
    people
        The organisation's tables ``calendar``, ``team`` and ``person``, with those rows among them.

    Raises
    ------
    TrilemmaError
        If the plan asks for more than the organisation's people could ever do; the message says where.
    """
    head = {
        "id": plan.projects[0].id,
        "start": plan.start.isoformat(),
        "time_zone": plan.time_zone,
        "currency": plan.currency,
    }
    home = plan_of_tables({"format": 1, "project": head, **people}, "people")
    moved = replace(
        plan,
        calendars=home.calendars,
        teams=home.teams,
        people=home.people,
        calendar=calendars.get(plan.calendar, plan.calendar),
        activities=tuple(_activity(each, who, calendars) for each in plan.activities),
        levers=tuple(replace(each, team=who.get(each.team, each.team)) for each in plan.levers),
        adopted=_adopted(plan.adopted, who),
    )
    tables = plan_tables(moved)
    return {name: table for name, table in tables.items() if name not in {"calendar", "team", "person"}}


def _activity(activity: Activity, who: Mapping[str, str], calendars: Mapping[str, str]) -> Activity:
    calendar = activity.calendar and calendars.get(activity.calendar, activity.calendar)
    return replace(activity, calendar=calendar, modes=tuple(_mode(mode, who) for mode in activity.modes))


def _mode(mode: Mode, who: Mapping[str, str]) -> Mode:
    return replace(
        mode,
        demands=tuple(Demand(who.get(each.resource, each.resource), each.permille) for each in mode.demands),
        picks=tuple(_pick(pick, who) for pick in mode.picks),
    )


def _pick(pick: Pick, who: Mapping[str, str]) -> Pick:
    return replace(pick, team=pick.team and who.get(pick.team, pick.team))


def _adopted(adopted: Adopted, who: Mapping[str, str]) -> Adopted:
    return replace(
        adopted,
        assignments=tuple(
            replace(each, people=tuple(who.get(name, name) for name in each.people)) for each in adopted.assignments
        ),
        overtime=tuple(replace(slot, resource=who.get(slot.resource, slot.resource)) for slot in adopted.overtime),
    )
