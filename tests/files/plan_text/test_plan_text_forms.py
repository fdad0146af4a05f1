"""What people may write, and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from trilemma.engine.api import (
    Activity,
    BudgetUse,
    Capacity,
    Constraint,
    ConstraintKind,
    Demand,
    Estimate,
    Link,
    LinkType,
    OvertimeRule,
    Person,
    Plan,
    Rate,
    Removal,
    Shift,
    SkillLevel,
)
from trilemma.files.plan_text import read_plan_text, write_plan_text

BERLIN = ZoneInfo("Europe/Berlin")
HEAD = """
format = 1
[project]
id = "shop"
start = 2027-01-11
time_zone = "Europe/Berlin"
[[team]]
id = "dev"
capacity = 9
[[team]]
id = "team x2"
capacity = 9
[[person]]
id = "anna"
"""


def plan(text: str) -> Plan:
    return read_plan_text(HEAD + text)


def activity(text: str) -> Activity:
    return plan(f'[[activity]]\nid = "a"\n{text}').activities[-1]


def estimate(text: str) -> Estimate:
    return activity(f"duration = {text}").modes[0].estimate


@pytest.mark.parametrize(
    "text, minutes",
    [
        ('"90min"', 90),
        ('"16h"', 960),
        ('"3d"', 1440),
        ('"2w"', 4800),
        ('"1mo"', 9600),
        ('"1d 4h"', 720),
        ('"2.5 days"', 1200),
        ('"0d"', 0),
    ],
)
def test_a_length_of_time_carries_its_unit(text: str, minutes: int) -> None:
    assert estimate(text) == Estimate.fixed(minutes)


def test_a_day_is_that_of_the_calendar_in_force() -> None:
    found = plan("""
[[calendar]]
id = "long days"
day = "10h"
[[calendar]]
id = "short days"
day = "6h"
[[activity]]
id = "a"
duration = "1d"
[[activity]]
id = "b"
calendar = "short days"
links = ["a FS+1d"]
duration = "1d"
[[status]]
at = 2027-01-15
activities = [{ id = "b", remaining = "1d" }]
""")
    assert [each.modes[0].estimate.likely for each in found.activities] == [600, 360]
    assert found.links == (Link("a", "b", LinkType.FINISH_START, 360),)
    remaining = found.statuses[0].entries[0].progress.remaining
    assert remaining is not None
    assert remaining.likely == 360


def test_elapsed_time_is_marked_by_an_e() -> None:
    mode = activity('duration = ["1ed", "36eh", "1ew"]').modes[0]
    assert mode.elapsed
    assert mode.estimate == Estimate(1440, 2160, 10080)


@pytest.mark.parametrize(
    "text, expected",
    [
        ('["1d", "2d", "4d"]', Estimate(480, 960, 1920)),
        ('{ likely = "2d" }', Estimate(960, 960, 960)),
        ('{ likely = "2d", shape = "fixed" }', Estimate.fixed(960)),
        ('{ low = "1d", likely = "2d", high = "4d", confidence = "100%" }', Estimate(480, 960, 1920, 0, 1)),
        (
            '{ low = "1d", likely = "2d", high = "4d", confidence = 0.9, shape = "triangular" }',
            Estimate(480, 960, 1920, 0.05, 0.95, "triangular"),
        ),
        (
            '{ low = "1d", likely = "2d", high = "4d", low_p = "5%", high_p = "75%" }',
            Estimate(480, 960, 1920, 0.05, 0.75),
        ),
    ],
)
def test_an_estimate_is_one_value_three_values_or_a_table(text: str, expected: Estimate) -> None:
    assert estimate(text) == expected


@pytest.mark.parametrize(
    "text, link",
    [
        ('"a"', Link("a", "z")),
        ('"a SS+2d"', Link("a", "z", LinkType.START_START, 960)),
        ('"a FS-4h"', Link("a", "z", LinkType.FINISH_START, -240)),
        ('"a ff + 3ed"', Link("a", "z", LinkType.FINISH_FINISH, 4320, elapsed=True)),
        ('"a +1d"', Link("a", "z", LinkType.FINISH_START, 480)),
        ('"b SS"', Link("b SS", "z")),
        ('"b SS SS"', Link("b SS", "z", LinkType.START_START)),
        ('{ activity = "b", type = "SF", lag = "-1d" }', Link("b", "z", LinkType.START_FINISH, -480)),
    ],
)
def test_links_are_read_as_people_write_them(text: str, link: Link) -> None:
    ids = "".join(f'[[activity]]\nid = "{name}"\n' for name in ("a", "b", "b SS"))
    assert plan(f'{ids}[[activity]]\nid = "z"\nlinks = [{text}]').links == (link,)


@pytest.mark.parametrize(
    "text, demands",
    [
        ('team = "dev"', (Demand("dev"),)),
        ('team = "dev x2"', (Demand("dev", 2000),)),
        ('team = "dev x1.5"', (Demand("dev", 1500),)),
        ('team = "team x2"', (Demand("team x2"),)),
        ('people = ["anna 50%"]', (Demand("anna", 500),)),
        ('people = "anna"', (Demand("anna"),)),
        (
            'people = ["anna 25%"]\nteam = ["dev", "team x2 x3"]',
            (Demand("dev"), Demand("team x2", 3000), Demand("anna", 250)),
        ),
        ('people = [{ who = "anna", share = "12.5%" }]', (Demand("anna", 125),)),
    ],
)
def test_who_does_it_is_a_name_with_a_share_or_a_number(text: str, demands: tuple[Demand, ...]) -> None:
    assert activity(f'effort = "1d"\n{text}').modes[0].demands == demands


def test_keys_in_the_activity_are_its_normal_mode_and_others_follow() -> None:
    modes = activity(
        'effort = "2d"\nteam = "dev"\n[[activity.mode]]\nid = "supplier"\nduration = "1d"\nsupplier_cost = 900'
    ).modes
    assert [mode.id for mode in modes] == ["normal", "supplier"]
    assert modes[1].supplier_cost == 900


def test_without_effort_and_duration_it_is_a_milestone() -> None:
    assert activity('name = "Done"').modes == ()


@pytest.mark.parametrize(
    "key, date_alone, meaning",
    [
        ("start_no_earlier", "2027-03-05", datetime(2027, 3, 5, tzinfo=BERLIN)),
        ("start_no_later", "2027-03-05", datetime(2027, 3, 6, tzinfo=BERLIN)),
        ("finish_no_earlier", "2027-03-05", datetime(2027, 3, 5, tzinfo=BERLIN)),
        ("finish_no_later", "2027-03-05", datetime(2027, 3, 6, tzinfo=BERLIN)),
        ("must_start", "2027-03-05", datetime(2027, 3, 5, 9, tzinfo=BERLIN)),
        ("must_finish", "2027-03-05", datetime(2027, 3, 5, 18, tzinfo=BERLIN)),
        ("must_finish", "2027-03-05T12:00:00", datetime(2027, 3, 5, 12, tzinfo=BERLIN)),
        ("must_finish", "2027-03-05T12:00:00Z", datetime(2027, 3, 5, 13, tzinfo=BERLIN)),
        ("must_finish", '"2027-03-05T12:00"', datetime(2027, 3, 5, 12, tzinfo=BERLIN)),
    ],
)
def test_a_date_alone_includes_its_day(key: str, date_alone: str, meaning: datetime) -> None:
    found = activity(f'effort = "1d"\nteam = "dev"\n{key} = {date_alone}').constraints
    assert found == (Constraint(ConstraintKind(key.replace("_", "-")), meaning),)


def test_the_hour_that_comes_twice_is_kept_apart() -> None:
    first = plan("[[activity]]\nid = 'a'\nmust_start = 2026-10-25T02:30:00")
    second = plan("[[activity]]\nid = 'a'\nmust_start = 2026-10-25T02:30:00+01:00")
    instants = [each.activities[0].constraints[0].at for each in (first, second)]
    assert [at.astimezone(UTC).hour for at in instants if at] == [0, 1]
    assert "2026-10-25T02:30:00+01:00" in write_plan_text(second)


def test_weeks_are_lines_of_days_and_shifts() -> None:
    calendar = plan("""
[[calendar]]
id = "c"
week = ["Mon-Wed, Fri 08:00-12:00 13:00-17:00", "Sunday 22:00-06:00"]
changes = [{ first = 2027-07-01, week = "Tue 08:00-24:00" }]
exceptions = [2027-12-24, { first = 2027-12-27, last = 2027-12-30, hours = "09:00-13:00", name = "short" }]
""").calendars[0]
    day = (Shift(480, 720), Shift(780, 1020))
    assert calendar.weeks[0] == (None, (day, day, day, (), day, (), (Shift(1320, 1800),)))
    assert calendar.weeks[1] == (date(2027, 7, 1), ((), (Shift(480, 1440),), (), (), (), (), ()))
    assert [(each.first, each.last, each.shifts) for each in calendar.exceptions] == [
        (date(2027, 12, 24), date(2027, 12, 24), ()),
        (date(2027, 12, 27), date(2027, 12, 30), (Shift(540, 780),)),
    ]


def person(text: str) -> Person:
    return plan(f'[[person]]\nid = "ben"\n{text}').people[-1]


@pytest.mark.parametrize(
    "text, attribute, value",
    [
        ("rate = 65", "rates", (Rate(Decimal(65)),)),
        ('rate = "65.50 EUR"', "rates", (Rate(Decimal("65.50")),)),
        ("rate = { cost = 65, billing = 110 }", "rates", (Rate(Decimal(65), Decimal(110)),)),
        (
            "rate = [{ cost = 65 }, { cost = 70, first = 2027-07-01 }]",
            "rates",
            (Rate(Decimal(65)), Rate(Decimal(70), None, date(2027, 7, 1))),
        ),
        ('capacity = "80%"', "capacity", (Capacity(800),)),
        ('skills = ["php", "java"]', "skills", (SkillLevel("php"), SkillLevel("java"))),
        ("skills = { php = 3 }", "skills", (SkillLevel("php", 3),)),
        (
            'overtime = { preset = "EU", premium = "50%" }',
            "overtime",
            OvertimeRule(120, 480, 2880, 17, 660, Decimal("0.5"), None, Decimal("0.05"), Decimal("0.7")),
        ),
    ],
)
def test_people_are_described_in_short_forms(text: str, attribute: str, value: Any) -> None:
    assert getattr(person(text), attribute) == value


def test_budgets_and_removals_are_tables_by_name() -> None:
    mode = (
        plan("""
[quality]
[[quality.kind]]
id = "code"
defects_per_hour = 0.2
[[budget]]
id = "licences"
limit = 5
[[activity]]
id = "a"
duration = "1d"
uses = { licences = 3 }
removal = { code = "30%", "*" = ["10%", "20%", "30%"] }
""")
        .activities[0]
        .modes[0]
    )
    assert mode.uses == (BudgetUse("licences", 3),)
    assert mode.removals == (Removal(Estimate.fixed(0.3), "code"), Removal(Estimate(0.1, 0.2, 0.3)))


def test_canonical_text_is_short_and_in_order() -> None:
    assert (
        write_plan_text(
            plan('[[activity]]\nid = "a"\nteam = "dev x2"\neffort = ["480min", "16h", "4d"]\ncost = "12 500.00 EUR"')
        )
        == """\
format = 1

[project]
id = "shop"
start = 2027-01-11
time_zone = "Europe/Berlin"
currency = "EUR"

[[team]]
id = "dev"
capacity = 9

[[team]]
id = "team x2"
capacity = 9

[[person]]
id = "anna"

[[activity]]
id = "a"
effort = ["1d", "2d", "4d"]
team = "dev x2"
cost = 12_500
"""
    )
