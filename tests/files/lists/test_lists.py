"""Lists in CSV and XLSX: hierarchy, links, people, estimates, dates, and updates by key."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from trilemma.engine.api import (
    Activity,
    Constraint,
    ConstraintKind,
    Demand,
    Estimate,
    InputError,
    Link,
    LinkType,
    Plan,
    TrilemmaError,
)
from trilemma.files.lists import read_csv_list, read_xlsx_list, update_from_csv, write_csv_list, write_xlsx_list
from trilemma.files.samples import sample_names, sample_plan


def read(text: str) -> Plan:
    return read_csv_list(text.encode(), "list.csv")


def one(header: str, cells: str) -> Activity:
    return read(f"Name,Start,{header}\nDesign,2027-01-11,{cells}\n").activities[0]


def tree(plan: Plan) -> dict[str, str | None]:
    return {activity.name: activity.parent for activity in plan.activities}


@pytest.mark.parametrize(
    "text",
    [
        "ID,Level,Name,Start\n1,1,Phase,2027-01-11\n2,2,Design,\n3,3,Draw,\n4,2,Build,\n5,1,Live,",
        "ID,WBS,Name,Start\n1,1,Phase,2027-01-11\n2,1.1,Design,\n3,1.1.1,Draw,\n4,1.2,Build,\n5,2,Live,",
        "ID,Parent,Name,Start\n1,,Phase,2027-01-11\n2,1,Design,\n3,Design,Draw,\n4,1,Build,\n5,,Live,",
        "ID,Name,Start\n1,Phase,2027-01-11\n2,  Design,\n3,    Draw,\n4,  Build,\n5,Live,",
    ],
)
def test_the_hierarchy_comes_from_level_code_parent_or_indent(text: str) -> None:
    assert tree(read(text)) == {"Phase": None, "Design": "1", "Draw": "2", "Build": "1", "Live": None}


def test_links_are_read_with_type_and_lag_in_several_languages() -> None:
    plan = read(
        "ID;Task;Duration;Predecessors;Start\n"
        "1;A;3d;;2027-01-11\n2;B;2 days;1;\n12;C;1 Tag;1;\n13;D;4h;12FS+2d,2SS;\n14;E;1w;12EA-4 Std;\n15;F;2ed;1FF+3ed; \n"
    )
    assert plan.links == (
        Link("1", "2"),
        Link("1", "12"),
        Link("12", "13", LinkType.FINISH_START, 960),
        Link("2", "13", LinkType.START_START),
        Link("12", "14", LinkType.FINISH_START, -240),
        Link("1", "15", LinkType.FINISH_FINISH, 4320, elapsed=True),
    )
    assert [activity.modes[0].estimate.likely for activity in plan.activities] == [1440, 960, 480, 240, 2400, 2880]
    assert plan.activities[-1].modes[0].elapsed


@pytest.mark.parametrize(
    "header, cells, effort, duration, demands",
    [
        ("Duration", "3", None, Estimate.fixed(1440), ()),
        ("Duration (h)", "3", None, Estimate.fixed(180), ()),
        ("Duration", '"2,5 Tage"', None, Estimate.fixed(1200), ()),
        ("Work,Resources", "16,Anna", Estimate.fixed(960), None, (Demand("Anna"),)),
        ("Work,Resources", "16,Anna[50%];Ben", Estimate.fixed(960), None, (Demand("Anna", 500), Demand("Ben"))),
        ("Work,Duration,Resources", "16h,4d,Anna", Estimate.fixed(960), None, (Demand("Anna", 500),)),
        ("Effort (d),Low,High,Resources", "3,2,6,Anna", Estimate(960, 1440, 2880), None, (Demand("Anna"),)),
        ("Effort", "16h", None, Estimate.fixed(960), ()),
        ("Finish", "2027-01-15", None, Estimate.fixed(2400), ()),
    ],
)
def test_effort_and_duration_are_read_with_who_does_it(
    header: str, cells: str, effort: Estimate | None, duration: Estimate | None, demands: tuple[Demand, ...]
) -> None:
    mode = one(header, cells).modes[0]
    assert (mode.effort, mode.duration, mode.demands) == (effort, duration, demands)


@pytest.mark.parametrize("header, cells", [("Duration", "0d"), ("Milestone,Duration", "yes,3d"), ("Notes", "x")])
def test_what_takes_no_time_is_a_milestone(header: str, cells: str) -> None:
    assert one(header, cells).modes == ()


def test_a_start_binds_what_waits_for_nothing() -> None:
    plan = read(
        "ID,Name,Start,Duration,Predecessors\n1,First,2027-01-11,1d,\n2,Second,2027-01-12,1d,1\n3,Free,2027-01-20,1d,\n"
    )
    at = datetime(2027, 1, 20, tzinfo=UTC)
    assert [each.constraints for each in plan.activities] == [
        (),
        (),
        (Constraint(ConstraintKind.START_NO_EARLIER, at),),
    ]


@pytest.mark.parametrize(
    "text, day, hour",
    [
        ("2027-01-11", 12, 0),
        ("11.01.2027", 12, 0),
        ("Mo 11.01.27", 12, 0),
        ("Mon 1/11/27", 12, 0),
        ("2027 January 11 7:00 PM", 11, 19),
        ("January 11, 2027", 12, 0),
        ("11 January 2027", 12, 0),
        ("11-Jan-27", 12, 0),
        ("2027-01-11 08:30", 11, 8),
        ("2027-01-11T08:30:00Z", 11, 8),
    ],
)
def test_dates_are_read_as_spreadsheets_write_them(text: str, day: int, hour: int) -> None:
    rows = f'Name,Start,Deadline\nDesign,1/30/2027,"{text}"\n'
    deadline = read(rows).activities[0].deadline
    assert deadline is not None
    assert (deadline.at.month, deadline.at.day, deadline.at.hour) == (1, day, hour)


def test_one_date_tells_whether_all_begin_with_the_month() -> None:
    american = read("Name,Start,Deadline\nA,3/1/2027,3/14/2027\n").start
    british = read("Name,Start,Deadline\nA,3/1/2027,14/3/2027\n").start
    assert (american.month, british.month) == (3, 1)
    with pytest.raises(InputError, match="could be two dates"):
        read("Name,Start,Deadline\nA,3/1/2027,3/4/2027\n")


@pytest.mark.parametrize(
    "text, amount",
    [("$24,000", 24000), ("24.000,50 €", Decimal("24000.50")), ("1 500 EUR", 1500), ("12.5", Decimal("12.5"))],
)
def test_amounts_are_read_as_spreadsheets_write_them(text: str, amount: Decimal) -> None:
    assert one("Duration,Fixed Cost", f'1d,"{text}"').modes[0].cost == amount


@pytest.mark.parametrize(
    "cells, expected", [(("0.5", "1"), (500, 1000)), (("50", "1"), (500, 10)), (("50%", "100%"), (500, 1000))]
)
def test_plain_shares_are_percent_where_one_exceeds_one(cells: tuple[str, str], expected: tuple[int, int]) -> None:
    rows = "\n".join(f"A{n},2027-01-11,1d,{cell}" for n, cell in enumerate(cells))
    found = [each.progress for each in read(f"Name,Start,Duration,% Complete\n{rows}\n").activities]
    assert tuple(each.complete_permille for each in found if each) == expected


def test_a_list_of_microsoft_project_is_read() -> None:
    plan = read(
        "ID,Active,Task Mode,Name,Duration,Start,Finish,Predecessors,Outline Level,Resource Names,% Complete,Summary,Milestone\n"
        '1,Yes,Auto Scheduled,Detailing,10 days,"Mon 3/1/27","Fri 3/12/27",,1,,0,Yes,No\n'
        '2,Yes,Auto Scheduled,Issue IFC,2 days,"Mon 3/15/27","Tue 3/16/27",,2,"Detailer,Checker[50%]",25,No,No\n'
        '3,Yes,Auto Scheduled,Approved,0 days,"Tue 3/16/27","Tue 3/16/27",2FS+1 day,2,,0,No,Yes\n'
    )
    assert tree(plan) == {"Detailing": None, "Issue IFC": "1", "Approved": "1"}
    assert plan.links == (Link("2", "3", LinkType.FINISH_START, 480),)
    assert plan.activities[1].modes[0].demands == (Demand("Detailer"), Demand("Checker", 500))
    assert plan.start.date() == date(2027, 3, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str) -> None:
    text = 'Vorgangsname,Anfang,Dauer\n"Entwürfe, neu",11.01.2027,3 Tage\n'.replace(",", delimiter)
    text = text.replace(f"Entwürfe{delimiter} neu", "Entwürfe, neu")
    plan = read_csv_list(text.encode(encoding), "liste.csv")
    assert [activity.name for activity in plan.activities] == ["Entwürfe, neu"]
    assert plan.activities[0].modes[0].estimate.likely == 1440


@pytest.mark.parametrize(
    "text, place, message",
    [
        ("a,b\n1,2\n", "list.csv", "no row of headings"),
        ("Name,Duration\nA,3d\n", "list.csv", "no date says when the project starts"),
        ("Name,Start\nA,soon\n", "list.csv:2", "'soon' is no date"),
        ("Name,Start,Duration\nA,2027-01-11,three\n", "list.csv:2", "no length of time"),
        ("Name,Start,Duration\nA,2027-01-11,-3d\n", "list.csv:2", "negative"),
        ("ID,Name,Start\n1,A,2027-01-11\n1,B,\n", "list.csv:3", "the key '1' comes twice"),
        ("ID,Name,Start,Predecessors\n1,A,2027-01-11,7\n", "list.csv:2", "there is no activity '7'"),
        ("ID,Name,Start,Predecessors\n1,A,2027-01-11,2\n2,B,,1\n", "list.csv", "the links form a circle"),
        ("ID,Name,Start,Parent\n1,A,2027-01-11,2\n2,B,,1\n", "list.csv:2", "it lies below itself"),
        ("ID,Name,Start,Predecessors\n1,A,2027-01-11,1SS\n", "list.csv", "wait for itself"),
        ("Name,Start\nA,9999-12-31\n", "list.csv", "between 1970 and 2200"),
        ('Name,Start\n"A,2027-01-11\n', "list.csv:2", "no valid CSV"),
        ("Name,Start,Duration,Duration\nA,2027-01-11,1d,2d\n", "list.csv:1", "two columns are called"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row(text: str, place: str, message: str) -> None:
    with pytest.raises(TrilemmaError) as caught:
        read(text)
    assert message in caught.value.message
    assert caught.value.place == place


@pytest.mark.parametrize("name", sample_names())
@pytest.mark.parametrize("write, read_back", [(write_csv_list, read_csv_list), (write_xlsx_list, read_xlsx_list)])
def test_a_written_list_gives_back_work_links_and_people(
    name: str, write: Callable[[Plan], bytes], read_back: Callable[[bytes, str], Plan]
) -> None:
    plan = sample_plan(name)
    again = read_back(write(plan), "plan.xlsx")
    kept = {each.id: each for each in plan.activities}
    assert {(each.id, each.name, each.parent) for each in again.activities} == {
        (each.id, each.name, each.parent) for each in plan.activities
    }
    short = {each.id for each in plan.activities if each.calendar is None}
    inside = [link for link in plan.links if link.successor in short]
    assert set(inside) <= set(again.links)
    for activity in again.activities:
        if activity.id not in short or not activity.modes or kept[activity.id].modes[0].picks:
            continue
        mode, old = activity.modes[0], kept[activity.id].modes[0]
        assert (mode.estimate, mode.elapsed) == (old.estimate, old.elapsed)
        assert mode.demands == old.demands


def test_a_list_updates_a_plan_by_key_and_leaves_the_rest() -> None:
    plan = sample_plan("website-relaunch")
    text = (
        "ID,Name,Effort,Resources,Predecessors,% Complete,Actual Start,Fixed Cost\n"
        "search,Search,9d,Anna Petersen,,,,\n"
        "kick-off,,,,,100%,2027-01-12,\n"
        "orders,,,,catalogue; search,,,700\n"
        "new-thing,Something new,2d,Nina,orders FS+1d,,,\n"
    )
    changed = update_from_csv(plan, text.encode(), "changes.csv")
    before, after = plan.activity_by_id, changed.activity_by_id
    assert after["search"].modes[0].effort == Estimate.fixed(4320)
    assert after["search"].modes[0].demands == (Demand("anna"),)
    assert after["search"].name == "Search"
    progress = after["kick-off"].progress
    assert progress is not None
    assert (progress.complete_permille, progress.actual_start) == (
        1000,
        datetime(2027, 1, 12, tzinfo=plan.start.tzinfo),
    )
    assert after["kick-off"].modes == before["kick-off"].modes
    assert after["orders"].modes == (replace(before["orders"].modes[0], cost=Decimal(700)), *before["orders"].modes[1:])
    assert {link.predecessor for link in changed.links if link.successor == "orders"} == {"catalogue", "search"}
    assert Link("orders", "new-thing", LinkType.FINISH_START, 480) in changed.links
    assert {person.id for person in changed.people} - {person.id for person in plan.people} == {"Nina"}
    untouched = before.keys() - {"search", "kick-off", "orders"}
    assert all(after[key] == before[key] for key in untouched)


def test_an_update_needs_keys() -> None:
    with pytest.raises(InputError, match="needs a column of keys"):
        update_from_csv(sample_plan("website-relaunch"), b"Name,Duration\nA,3d\n", "changes.csv")


def test_the_list_may_be_on_any_sheet_below_a_title() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Notes", 0).append(["Notes"])
    sheet = book.create_sheet("Plan")
    for row in (
        ["Our plan"],
        [],
        ["Task", "Start", "Duration", "Predecessors"],
        ["A", date(2027, 1, 11), 3, None],
        ["B", None, "2d", 1],
    ):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    plan = read_xlsx_list(target.getvalue(), "plan.xlsx")
    assert [activity.modes[0].estimate.likely for activity in plan.activities] == [1440, 960]
    assert plan.links == (Link("1", "2"),)


def test_formulas_are_not_written() -> None:
    plan = sample_plan("website-relaunch")
    evil = replace(plan, activities=(replace(plan.activities[0], name="=cmd()"), *plan.activities[1:]))
    assert b",'=cmd()," in write_csv_list(evil)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx_list(evil)))["Plan"]
    assert sheet["D2"].value == "'=cmd()"


@pytest.mark.parametrize(
    "name", ["=cmd()", "+1+1", "-1+cmd()", "@SUM(1)", "\N{FULLWIDTH EQUALS SIGN}1", "- Item", "-5"]
)
def test_a_name_that_looks_like_a_formula_comes_back_as_it_was(name: str) -> None:
    plan = sample_plan("website-relaunch")
    evil = replace(plan, activities=(replace(plan.activities[0], name=name), *plan.activities[1:]))
    assert read_csv_list(write_csv_list(evil)).activities[0].name == name
    assert read_xlsx_list(write_xlsx_list(evil)).activities[0].name == name


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 101_000_000)
    start = time.monotonic()
    with pytest.raises(InputError, match="unpacks to more than 100 MB"):
        read_xlsx_list(target.getvalue(), "bomb.xlsx")
    assert time.monotonic() - start < 5
    with pytest.raises(InputError, match=r"no Excel workbook"):
        read_xlsx_list(b"PK\x03\x04 nothing", "bad.xlsx")
