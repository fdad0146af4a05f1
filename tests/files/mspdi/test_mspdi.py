"""MS Project XML: what is read, what is written, what is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.plans import MONDAY, a_plan, minutes, networks, task
from tests.real_data import real_data
from trilemma.engine.api import (
    Absence,
    Activity,
    Baseline,
    BaselineEntry,
    Capacity,
    Constraint,
    ConstraintKind,
    CriticalPath,
    Deadline,
    Demand,
    InputError,
    Link,
    LinkType,
    Person,
    Plan,
    PlanError,
    Progress,
    Rate,
    Schedule,
    ScheduledActivity,
    Team,
    TrilemmaError,
    critical_path,
    standard_calendar,
)
from trilemma.files.imported import DateDifference, DifferenceCause, date_differences, pinned
from trilemma.files.mspdi import read_mspdi, write_mspdi

HEAD = """<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Title>Shop</Title>
<StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>"""
STANDARD = "<Calendars><Calendar><UID>1</UID><Name>Standard</Name>{}</Calendar></Calendars>"


def file(tasks: str, *, calendar: str = "", rest: str = "", head: str = "") -> bytes:
    return f"{HEAD}{head}{STANDARD.format(calendar)}<Tasks>{tasks}</Tasks>{rest}</Project>".encode()


def line(uid: int, hours: float = 8, extra: str = "", level: int = 1) -> str:
    return (
        f"<Task><UID>{uid}</UID><Name>T{uid}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{int(hours)}H0M0S</Duration>{extra}</Task>"
    )


def dates(plan: Plan, path: CriticalPath | None = None) -> dict[str, tuple[datetime, datetime]]:
    path = path or critical_path(plan)
    rows = zip(path.activity_ids, path.early_start.tolist(), path.early_finish.tolist(), strict=True)
    return {name: (plan.origin + timedelta(minutes=a), plan.origin + timedelta(minutes=b)) for name, a, b in rows}


def test_tasks_links_and_outline_are_read() -> None:
    link = "<PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type><LinkLag>1200</LinkLag><LagFormat>5</LagFormat></PredecessorLink>"
    plan = read_mspdi(file(line(1, 0) + line(2, 8, level=2) + line(3, 4, link, level=2)), "shop.xml").plan
    assert plan.name == "Shop"
    assert [(a.id, a.parent) for a in plan.activities] == [("1", None), ("2", "1"), ("3", "1")]
    assert plan.links == (Link("2", "3", LinkType.FINISH_START, 120),)
    assert dates(plan)["3"] == (datetime(2026, 3, 3, 10, tzinfo=UTC), datetime(2026, 3, 3, 15, tzinfo=UTC))


@pytest.mark.parametrize("code, kind", [(0, "FF"), (1, "FS"), (2, "SF"), (3, "SS")])
def test_each_type_of_link_is_read(code: int, kind: str) -> None:
    link = f"<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>{code}</Type></PredecessorLink>"
    assert read_mspdi(file(line(1) + line(2, 8, link)), "shop.xml").plan.links[0].type == kind


def test_a_percentage_lag_is_a_share_of_the_predecessor() -> None:
    link = "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>50</LinkLag><LagFormat>19</LagFormat></PredecessorLink>"
    assert read_mspdi(file(line(1, 8) + line(2, 8, link)), "shop.xml").plan.links[0].lag_minutes == 240


@pytest.mark.parametrize(
    "exception, free",
    [
        ("<Type>1</Type>", [date(2026, 3, 3)]),
        ("<Type>6</Type><Period>1</Period><DaysOfWeek>8</DaysOfWeek>", [date(2026, 3, 4), date(2026, 3, 11)]),
        ("<Type>4</Type><Period>1</Period><MonthDay>5</MonthDay>", [date(2026, 3, 5)]),
        (
            "<Type>5</Type><Period>1</Period><MonthItem>4</MonthItem><MonthPosition>1</MonthPosition>",
            [date(2026, 3, 9)],
        ),
        ("<Type>2</Type><Month>2</Month><MonthDay>6</MonthDay>", [date(2026, 3, 6)]),
        ("<Type>3</Type><Month>2</Month><MonthItem>8</MonthItem><MonthPosition>0</MonthPosition>", [date(2026, 3, 6)]),
    ],
)
def test_exceptions_recur_as_they_say(exception: str, free: list[date]) -> None:
    last = "2026-03-03" if exception == "<Type>1</Type>" else "2026-03-15"
    first = "2026-03-03" if exception == "<Type>1</Type>" else "2026-03-01"
    calendar = f"<Exceptions><Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>{exception}<DayWorking>0</DayWorking></Exception></Exceptions>"
    plan = read_mspdi(file(line(1), calendar=calendar), "shop.xml").plan
    assert [e.first for e in plan.calendars[0].exceptions] == free


def test_work_weeks_hold_for_their_dates_only() -> None:
    week = "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-03-03T00:00:00</FromDate><ToDate>2026-03-03T23:59:00</ToDate></TimePeriod><WeekDays><WeekDay><DayType>3</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></WorkWeek></WorkWeeks>"
    plan = read_mspdi(file(line(1, 16), calendar=week), "shop.xml").plan
    assert dates(plan)["1"][1] == datetime(2026, 3, 4, 17, tzinfo=UTC)


def a_full_plan() -> Plan:
    return a_plan(
        Activity("1", "Build"),
        task("2", 16, Demand("r1"), parent="1", name="Design", deadline=Deadline(datetime(2026, 4, 1, 18, tzinfo=UTC))),
        task(
            "3",
            8,
            Demand("r2", 2000),
            parent="1",
            name="Code",
            progress=Progress(MONDAY, None, minutes(240), 500, Decimal("99.50")),
        ),
        task(
            "4",
            8,
            name="Wait",
            constraints=(Constraint(ConstraintKind.START_NO_EARLIER, datetime(2026, 3, 9, 9, tzinfo=UTC)),),
        ),
        Activity("5", "Live"),
        links=[Link("2", "4", LinkType.START_START, 60), Link("4", "5", lag_minutes=24 * 60, elapsed=True)],
        teams=(
            Team("r2", "Dev", capacity=(Capacity(2000), Capacity(3000, date(2026, 5, 1))), rates=(Rate(Decimal(80)),)),
        ),
        people=(
            Person(
                "r1",
                "Ann",
                absences=(Absence(date(2026, 3, 3), date(2026, 3, 4)),),
                rates=(Rate(Decimal(70)), Rate(Decimal("75.5"), first=date(2026, 6, 1))),
            ),
        ),
        calendar="c1",
        calendars=(standard_calendar("c1", "Europe/Berlin", public_holidays="DE-BY"),),
        time_zone="Europe/Berlin",
        status_date=MONDAY + timedelta(days=1),
        baselines=(
            Baseline(
                "baseline-0",
                date(2026, 3, 2),
                (BaselineEntry("2", MONDAY, MONDAY + timedelta(days=1), 960, 960, Decimal("1120.00")),),
            ),
        ),
    )


def test_what_is_written_is_read_again() -> None:
    plan = a_full_plan()
    again = read_mspdi(write_mspdi(plan), "shop.xml", time_zone="Europe/Berlin")
    assert dates(again.plan) == dates(plan)
    assert date_differences(again) == ()
    assert again.plan.links == plan.links
    assert again.plan.baselines == plan.baselines
    assert again.plan.person_by_id["r1"].rates == plan.person_by_id["r1"].rates
    assert again.plan.team_by_id["r2"].capacity == plan.team_by_id["r2"].capacity
    assert [(a.id, a.name, a.parent, a.constraints, a.deadline) for a in again.plan.activities] == [
        (a.id, a.name, a.parent, a.constraints, a.deadline) for a in plan.activities
    ]


@given(networks())
def test_writing_and_reading_preserves_every_date(plan: Plan) -> None:
    again = read_mspdi(write_mspdi(plan), "plan.xml", time_zone=plan.time_zone).plan
    renumbered = {str(number): activity.id for number, activity in enumerate(plan.activities, start=1)}
    found = {renumbered.get(name, name): when for name, when in dates(again).items()}
    before = dates(plan)
    shared = {n for n in before if _same_model(plan, n)}
    assert {n: found[n] for n in shared} == {n: before[n] for n in shared}


def _same_model(plan: Plan, name: str) -> bool:
    """Effort of several people with different hours is one duration in the format, and so is what follows it."""
    waiting, seen = [name], set()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        modes = plan.activity_by_id[current].modes
        if modes and modes[0].effort is not None and (len(modes[0].demands) > 1 or modes[0].effort.likely % 4):
            return False
        waiting.extend(link.predecessor for link in plan.links if link.successor == current)
    return True


def test_a_schedule_keeps_its_dates_by_constraints() -> None:
    plan = a_plan(task("1", 8, Demand("dev")), task("2", 8, Demand("dev")))
    later = Schedule((ScheduledActivity("1", 540, 1080, "normal"), ScheduledActivity("2", 1980, 2520, "normal")))
    again = read_mspdi(write_mspdi(plan, later), "plan.xml").plan
    assert dates(again)["2"][0] == plan.origin + timedelta(minutes=1980)


def test_a_date_that_differs_is_listed_with_its_cause_and_can_be_pinned() -> None:
    start = "<Start>2026-03-02T10:00:00</Start><Finish>2026-03-02T19:00:00</Finish>"
    follow = "<Start>2026-03-04T08:00:00</Start><Finish>2026-03-04T17:00:00</Finish><PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>"
    imported = read_mspdi(file(line(1, 8, start) + line(2, 8, follow)), "shop.xml")
    assert [(d.activity, d.cause) for d in date_differences(imported)] == [
        ("1", DifferenceCause.DATE),
        ("2", DifferenceCause.PREDECESSOR),
    ]
    held = dates(pinned(imported))
    assert held["1"][0] == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert held["2"][0] == datetime(2026, 3, 4, 8, tzinfo=UTC)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><Project>&b;</Project>'
)


@pytest.mark.parametrize(
    "data, place, words",
    [
        (b"<Project><Tasks>", "shop.xml:1:17", "broken"),
        (BOMB, "shop.xml", "document type"),
        (b"<html></html>", "shop.xml", "not a Project"),
        (b'<?xml version="1.0" encoding="utf-99"?><Project/>', "shop.xml", "unknown encoding"),
        (file("<Task><UID>1</UID><Priority>1e308</Priority></Task>"), "shop.xml: Task 1", "a whole number up to"),
        (b"", "shop.xml:1:1", "broken"),
        (b"<a>" * 200, "shop.xml", "not a Project"),
        (file(line(1, 8, "<Start>tomorrow</Start>")), "shop.xml: Task 1", "'tomorrow'"),
        (file("<Task><UID>1</UID><Duration>long</Duration></Task>"), "shop.xml: Task 1", "duration"),
        (file("<Task><UID>1</UID><Duration>-PT8H0M0S</Duration></Task>"), "shop.xml: Task 1", "at least 0"),
        (
            file(line(1, 8, "<PredecessorLink><PredecessorUID>9</PredecessorUID></PredecessorLink>")),
            "shop.xml: Task 1",
            "no task has",
        ),
        (file(line(1, 8, "<Deadline>9999-01-01T00:00:00</Deadline>")), None, "between 1970 and 2200"),
        (HEAD.encode() + b"</Project>", "shop.xml", "no calendar"),
    ],
)
def test_bad_files_end_in_one_clear_error(data: bytes, place: str | None, words: str) -> None:
    with pytest.raises((InputError, PlanError)) as caught:
        read_mspdi(data, "shop.xml")
    assert words in caught.value.message
    if place is not None:
        assert caught.value.place == place


def test_a_circle_names_the_file() -> None:
    links = [f"<PredecessorLink><PredecessorUID>{n}</PredecessorUID><Type>1</Type></PredecessorLink>" for n in (2, 1)]
    with pytest.raises(PlanError, match=r"shop.xml: links: the links form a circle"):
        read_mspdi(file(line(1, 8, links[0]) + line(2, 8, links[1])), "shop.xml")


def test_too_large_a_file_is_refused_unread() -> None:
    with pytest.raises(InputError, match="larger than"):
        read_mspdi(b" " * 1000, "shop.xml", limit=999)


@cache
def written() -> bytes:
    return write_mspdi(a_full_plan())


@given(st.integers(0, 20_000), st.integers(1, 40), st.binary(max_size=6))
def test_a_damaged_file_never_breaks_the_reader(where: int, cut: int, noise: bytes) -> None:
    data = written()
    damaged = data[: where % len(data)] + noise + data[where % len(data) + cut :]
    with suppress(TrilemmaError):
        read_mspdi(damaged, "damaged.xml", time_zone="Europe/Berlin")


NEVER_COMPUTED = ("not updated.xml",)
"""Its dates contradict its own links: the file shows what a program leaves that does not compute."""
FILES = ("mpxj-plan-files", "real-plans")


@pytest.mark.parametrize("archive", FILES)
def test_real_files_keep_their_dates(archive: str) -> None:
    folder = real_data(archive)
    leaves = 0
    moved: list[tuple[str, DateDifference]] = []
    for path in sorted(folder.rglob("*.xml")):
        data = path.read_bytes()
        if b"schemas.microsoft.com/project" not in data[:2000] or path.name in NEVER_COMPUTED:
            continue
        imported = read_mspdi(data, path.name)
        leaves += len(imported.dates)
        moved.extend((path.name, difference) for difference in date_differences(imported))
        again = read_mspdi(write_mspdi(imported.plan), path.name)
        assert dates(again.plan) == dates(imported.plan), path.name
    assert leaves
    assert len(moved) <= 0.02 * leaves + 1, moved


def test_thousands_of_tasks_are_read() -> None:
    link = "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink>"
    tasks = "".join(line(n, 8, link.format(n - 1) if n % 50 != 1 else "") for n in range(1, 2001))
    assert len(read_mspdi(file(tasks), "large.xml").plan.leaves) == 2000
