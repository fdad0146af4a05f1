"""Plans to test with: plain functions, one cast of people, and a strategy for small random networks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from trilemma.engine.calendars import Calendar, Shift, standard_calendar
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Absence,
    Activity,
    Capacity,
    Constraint,
    ConstraintKind,
    Demand,
    Link,
    LinkType,
    Mode,
    Person,
    Plan,
    Project,
    Team,
)

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def minutes(low: float, likely: float | None = None, high: float | None = None) -> Estimate:
    """Return an estimate in minutes; one number is certain."""
    if likely is None:
        return Estimate(low, low, low, shape="fixed")
    return Estimate(low, likely, likely if high is None else high)


def task(identifier: str, hours: float, *demands: Demand, effort: bool = True, **fields: Any) -> Activity:
    """Return a task with one mode; without demands its duration is fixed."""
    measured = minutes(hours * 60)
    by_effort = effort and bool(demands)
    mode = Mode(demands=demands, effort=measured if by_effort else None, duration=None if by_effort else measured)
    return Activity(identifier, modes=(mode,), **fields)


def a_team(name: str = "dev", people: int = 2, **fields: Any) -> Team:
    """Return an anonymous team."""
    return Team(name, capacity=(Capacity(people * 1000),), **fields)


def a_plan(*activities: Activity, links: Iterable[Link] = (), **fields: Any) -> Plan:
    """Return a plan that starts on a Monday at nine; without teams it has one of two developers."""
    fields.setdefault("teams", (a_team(),))
    return Plan(
        projects=(Project("shop", "Web shop"),),
        start=fields.pop("start", MONDAY),
        activities=activities,
        links=tuple(links),
        **fields,
    )


def early_shift(time_zone: str = "Europe/Berlin") -> Calendar:
    """Return a part-time calendar: mornings from Monday to Thursday, a night shift on Friday."""
    morning = (Shift(7 * 60, 11 * 60 + 30),)
    night = (Shift(22 * 60, 30 * 60),)
    return Calendar("early", "Early", time_zone, ((None, (morning, morning, morning, morning, night, (), ())),))


LAGS = st.integers(-300, 600)


@st.composite
def networks(draw: st.DrawFn, most: int = 7) -> Plan:
    """Draw a plan of a few activities with every kind of link, calendar, date and staffing; teams are never short."""
    count = draw(st.integers(1, most))
    start = draw(
        st.sampled_from([MONDAY, datetime(2026, 3, 27, 13, tzinfo=UTC), datetime(2026, 10, 23, 7, tzinfo=UTC)])
    )
    activities = tuple(_activity(draw, f"a{number}") for number in range(count))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=2 * count, unique=True)
    )
    links = tuple(
        Link(f"a{a}", f"a{b}", draw(st.sampled_from(LinkType)), draw(LAGS), draw(st.booleans()))
        for a, b in pairs
        if a < b
    )
    return Plan(
        projects=(Project("p"),),
        start=start,
        activities=activities,
        links=links,
        time_zone="Europe/Berlin",
        calendars=(standard_calendar(time_zone="Europe/Berlin"), early_shift()),
        teams=(
            Team("crowd", capacity=(Capacity(99000),)),
            Team("early", calendar="early", capacity=(Capacity(99000),)),
        ),
        people=tuple(
            Person(f"p{number}", absences=(Absence(date(2026, 3, 4), date(2026, 3, 9)),)) for number in range(count)
        ),
    )


def _activity(draw: st.DrawFn, name: str) -> Activity:
    kind = draw(st.sampled_from(["milestone", "fixed", "elapsed", "team", "early", "person", "mixed", "date"]))
    hours = draw(st.integers(1, 30))
    number = name.removeprefix("a")
    if kind == "milestone":
        return Activity(name)
    if kind == "elapsed":
        return Activity(name, modes=(Mode(duration=minutes(hours * 60), elapsed=True),))
    if kind == "fixed":
        return task(name, hours, calendar=draw(st.sampled_from([None, "early"])))
    demands = {
        "team": (Demand("crowd", draw(st.sampled_from([500, 1000, 3000]))),),
        "early": (Demand("early"),),
        "person": (Demand(f"p{number}", draw(st.sampled_from([250, 1000]))),),
        "mixed": (Demand("crowd"), Demand(f"p{number}", 500)),
        "date": (Demand("crowd"),),
    }[kind]
    dated = (
        (Constraint(ConstraintKind.START_NO_EARLIER, datetime(2026, 3, 30, 8, tzinfo=UTC)),) if kind == "date" else ()
    )
    return task(name, hours, *demands, effort=draw(st.booleans()), constraints=dated)
