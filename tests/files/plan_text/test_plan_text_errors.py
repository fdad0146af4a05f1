"""Whatever is wrong ends in one error that names the object, the rule, the file, the line and the column."""

from __future__ import annotations

import pytest

from trilemma.engine.api import CalendarError, EstimateError, InputError, PlanError, TrilemmaError
from trilemma.files.plan_text import read_plan_text
from trilemma.files.plan_text.document import Positions, place_of

PLAN = """\
format = 1

[project]
id = "shop"
start = 2027-01-11
time_zone = "Europe/Berlin"

[[calendar]]
id = "office"
week = ["Mon-Thu 08:00-12:00", "Fri 08:00-14:00"]

[[team]]
id = "dev"
capacity = 3

[[person]]
id = "anna"

[[activity]]
id = "design"
effort = ["2d", "3d", "6d"]
people = ["anna 50%"]

[[activity]]
id = "build"
links = ["design", "design SS+2d"]
effort = "10d"
team = "dev"

  [[activity.mode]]
  id = "vendor"
  duration = "3ed"
  supplier_cost = 900

[[activity]]
id = "done"
links = ["build"]
"""


@pytest.mark.parametrize(
    "old, new, kind, place, message",
    [
        (
            'id = "anna"',
            'id = "anna"\ntaem = "dev"',
            InputError,
            "18:1",
            "person anna, taem: the key 'taem' is unknown; did you mean 'team'?",
        ),
        ("[[person]]", "[[persn]]", InputError, "16:3", "the table 'persn' is unknown; did you mean 'person'?"),
        ('"anna 50%"', '"annna 50%"', InputError, "22:11", "there is no team or person 'annna'; did you mean 'anna'?"),
        (
            '"design SS+2d"',
            '"desing SS+2d"',
            InputError,
            "26:20",
            "there is no activity 'desing'; did you mean 'design'?",
        ),
        ('"design SS+2d"', '"design SS+2x"', InputError, "26:20", "'x' is no unit of time"),
        ('["2d", "3d", "6d"]', '["2d", 3, "6d"]', InputError, "21:17", "is expected here, not a whole number"),
        ('["2d", "3d", "6d"]', '["4d", "3d", "6d"]', InputError, "21:1", "low, most likely and high must not fall"),
        ('["2d", "3d", "6d"]', '["2d", "3d", "-6d"]', InputError, "21:23", "'-6d' is negative"),
        ('["2d", "3d", "6d"]', '["2d", "3d"]', InputError, "21:1", "one value, or a list of low, most likely and high"),
        (
            '["2d", "3d", "6d"]',
            '{ low = "1d", likely = "2d", high = "3d", low_p = 0.6, high_p = 0.5 }',
            EstimateError,
            "21:1",
            "low_p < high_p",
        ),
        ('effort = "10d"\n', "", PlanError, "24:3", "activity build: give either a duration or an effort"),
        ('effort = "10d"', 'effort = "10d"\nduration = "1d"', PlanError, "24:3", "give either a duration or an effort"),
        ("supplier_cost = 900", 'supplier_cost = "12.500 EUR"', InputError, "33:3", "could mean thousands or decimals"),
        ("supplier_cost = 900", 'supplier_cost = "900 USD"', InputError, "33:3", "not in the project's currency EUR"),
        (
            "supplier_cost = 900",
            "supplier_cost = -900",
            PlanError,
            "30:5",
            "activity build, mode vendor: the supplier cost must not be negative",
        ),
        ('id = "vendor"', 'id = "normal"', PlanError, "24:3", "two of its modes share an id"),
        ('"Fri 08:00-14:00"', '"Fry 08:00-14:00"', InputError, "10:32", "'Fry' is no day of the week"),
        ('"Fri 08:00-14:00"', '"Fri 08:00-14:00 13:00-15:00"', CalendarError, "8:3", "overlap"),
        ("capacity = 3", "capacity = 3\nrate = 1e999999999", InputError, "15:1", "no amount that a plan can hold"),
        ("capacity = 3", 'capacity = "33.33%"', InputError, "14:1", "at most three decimals"),
        ('team = "dev"', 'team = "dev x9"', PlanError, "24:3", "it needs 9 of dev, and there is never more than 3"),
        ('["design", "design SS+2d"]', '["design", "done"]', PlanError, "26:1", "the links form a circle"),
        (
            '["design", "design SS+2d"]',
            '["design", "design"]',
            PlanError,
            "26:1",
            "there are two FS links between them",
        ),
        ('id = "done"', 'id = "build"', PlanError, "37:10", "an activity cannot wait for itself"),
        ('id = "done"', 'id = "design"', PlanError, "35:3", "activity design: this id is used twice"),
        ('id = "done"', 'id = "done"\nparent = "done"', PlanError, "35:3", "it lies below itself"),
        ('id = "done"', 'name = "Done"', InputError, "35:3", "the key 'id' is missing"),
        ('links = ["build"]', "deadline = 9999-12-31", InputError, "37:1", "no plan reaches the year 9999"),
        ('links = ["build"]', "deadline = 2300-12-31", PlanError, "37:1", "must lie between 1970 and 2200"),
        ('links = ["build"]', "must_start = 2027-01-16", InputError, "37:1", "2027-01-16 is no working day"),
        ('links = ["build"]', 'deadline = "soon"', InputError, "37:1", "'soon' is no date"),
        ('links = ["build"]', 'kind = "code"', PlanError, "35:3", "there is no kind of work 'code'"),
        ("format = 1", "format = 2", InputError, "1:1", "this version reads format = 1"),
        ("format = 1", "", InputError, "1:1", "a plan text begins with format = 1"),
        ('"Europe/Berlin"', '"Europe/Berln"', InputError, "6:1", "there is no time zone 'Europe/Berln'"),
        ('"Europe/Berlin"', '"/etc/passwd"', InputError, "6:1", "there is no time zone"),
        ('"Europe/Berlin"', '"Europe/Berlin', InputError, "6:27", "this is no valid TOML"),
        ("start = 2027-01-11\n", "", InputError, "3:2", "the key 'start' is missing"),
        ("capacity = 3", "capacity = " + "9" * 5000, InputError, "14", "a number that is too long"),
    ],
)
def test_an_error_names_object_rule_and_place(
    old: str, new: str, kind: type[TrilemmaError], place: str, message: str
) -> None:
    assert old in PLAN
    with pytest.raises(kind) as caught:
        read_plan_text(PLAN.replace(old, new, 1), "shop.toml")
    assert message in caught.value.message
    assert caught.value.place == f"shop.toml:{place}"


def test_the_plan_that_the_errors_are_made_from_is_right() -> None:
    plan = read_plan_text(PLAN.replace(', "design SS+2d"', ""))
    assert [activity.id for activity in plan.activities] == ["design", "build", "done"]


def test_a_column_counts_characters_and_not_bytes() -> None:
    text = PLAN.replace('people = ["anna 50%"]', 'people = ["anna", "Jürgen"]').replace(
        '"anna"\n', '"anna"\nname = "Änne"\n'
    )
    with pytest.raises(InputError, match="there is no team or person 'Jürgen'") as caught:
        read_plan_text(text, "shop.toml")
    assert caught.value.place == "shop.toml:23:19"


def test_places_in_large_texts_are_those_of_the_whole_text() -> None:
    filler = "".join(f'[[risk]]\nid = "r{n}"\nprobability = 0.1\ncost = 1\n' for n in range(500))
    text = PLAN + filler + PLAN.partition("[[activity]]")[2].replace("design", "d").join(["[[activity]]", ""])
    paths = [
        ("activity", 1, "mode", 0, "duration"),
        ("risk", 400, "cost"),
        ("activity", 4, "links", 1),
        ("project", "start"),
    ]
    assert [place_of(text, path, whole_up_to=99) for path in paths] == [Positions(text).place(path) for path in paths]
