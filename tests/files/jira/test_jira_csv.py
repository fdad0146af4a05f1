"""Jira's CSV export in several languages."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.real_data import real_data
from trilemma.engine.api import Demand, Estimate, InputError, Link, LinkType, Plan, TrilemmaError
from trilemma.files import read_plan
from trilemma.files.jira import read_jira_csv

UTC = ZoneInfo("UTC")
ENGLISH = [
    "Summary",
    "Issue key",
    "Issue id",
    "Issue Type",
    "Status",
    "Assignee",
    "Created",
    "Resolved",
    "Due date",
    "Original estimate",
    "Remaining Estimate",
    "Time Spent",
    "Σ Original Estimate",
    "Sprint",
    "Sprint",
    "Inward issue link (Blocks)",
    "Inward issue link (Blocks)",
    "Outward issue link (Blocks)",
    "Outward issue link (Relates)",
    "Custom field (Start date)",
    "Parent key",
    "Status Category",
]
RUSSIAN = [
    "Тема",
    "Ключ проблемы",
    "Идентификатор проблемы",
    "Тип задачи",
    "Статус",
    "Исполнитель",
    "Создано",
    "Дата решения",
    "Срок исполнения",
    "Первоначальная оценка",
    "Оставшееся время",
    "Затраченное время",
    "Суммарная первоначальная оценка",
    "Спринт",
    "Спринт",
    "Входящая связь задачи (Blocks)",
    "Входящая связь задачи (Blocks)",
    "Внешняя ссылка на проблему (Blocks)",
    "Внешняя ссылка на проблему (Relates)",
    "Пользовательское поле (Start date)",
    "Ключ родителя",
    "Категория статуса",
]
UNKNOWN = [
    "Samenvatting",
    "Sleutel",
    "Nummer",
    "Soort",
    "Toestand",
    "Assignee",
    "Created",
    "Resolved",
    "Due date",
    "Original estimate",
    "Remaining Estimate",
    "Time Spent",
    "Som",
    "Sprint",
    "Sprint",
    "Binnen (Blocks)",
    "Binnen (Blocks)",
    "Buiten (Blocks)",
    "Buiten (Relates)",
    "X (Start date)",
    "Parent key",
    "Y",
]
ISSUES = [
    [
        "Shop",
        "SHOP-1",
        "100",
        "Epic",
        "Open",
        "",
        "01/Mar/26 9:00 AM",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
    [
        "Basket\nwith lines",
        "SHOP-2",
        "101",
        "Task",
        "Done",
        "Anna, B.",
        "02/Mar/26 9:00 AM",
        "05/Mar/26 4:30 PM",
        "",
        "28800",
        "0",
        "25200",
        "",
        "S1",
        "",
        "",
        "",
        "SHOP-3",
        "SHOP-4",
        "",
        "SHOP-1",
        "Done",
    ],
    [
        "Checkout",
        "SHOP-3",
        "102",
        "Task",
        "In Progress",
        "Ben",
        "02/Mar/26 9:00 AM",
        "",
        "30/Apr/26",
        "57600",
        "28800",
        "7200",
        "",
        "S1",
        "S2",
        "",
        "",
        "",
        "",
        "03/Mar/26",
        "SHOP-1",
        "In Progress",
    ],
    [
        "Live",
        "SHOP-4",
        "103",
        "Task",
        "Open",
        "",
        "02/Mar/26 9:00 AM",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "SHOP-3",
        "OTHER-9",
        "",
        "SHOP-2",
        "",
        "SHOP-1",
        "To Do",
    ],
]


def export(headings: list[str], rows: list[list[str]] = ISSUES, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([headings, *rows])
    return text.getvalue().encode()


@pytest.mark.parametrize("headings", [ENGLISH, RUSSIAN, UNKNOWN])
def test_an_export_is_read_whatever_its_language(headings: list[str]) -> None:
    plan = read_jira_csv(export(headings), "shop.csv")
    found = plan.activity_by_id
    assert {key: each.parent for key, each in found.items()} == {
        "SHOP-1": None,
        "SHOP-2": "SHOP-1",
        "SHOP-3": "SHOP-1",
        "SHOP-4": "SHOP-1",
    }
    assert found["SHOP-2"].name == "Basket\nwith lines"
    assert found["SHOP-2"].modes[0].effort == Estimate.fixed(480)
    assert found["SHOP-2"].modes[0].demands == (Demand("Anna  B."),) or found["SHOP-2"].modes[0].demands == (
        Demand("Anna B."),
    )
    assert set(plan.links) == {Link("SHOP-2", "SHOP-3"), Link("SHOP-3", "SHOP-4")}
    assert found["SHOP-4"].modes == ()


def test_progress_deadline_and_start_follow_from_the_issue() -> None:
    plan = read_jira_csv(export(ENGLISH), "shop.csv")
    done, started = plan.activity_by_id["SHOP-2"].progress, plan.activity_by_id["SHOP-3"].progress
    assert done is not None
    assert started is not None
    assert (done.actual_finish, done.actual_effort_minutes) == (datetime(2026, 3, 5, 16, 30, tzinfo=UTC), 420)
    assert (started.remaining, started.actual_effort_minutes) == (Estimate.fixed(480), 120)
    assert started.actual_start == datetime(2026, 3, 3, tzinfo=UTC)
    deadline = plan.activity_by_id["SHOP-3"].deadline
    assert deadline is not None
    assert deadline.at == datetime(2026, 5, 1, tzinfo=UTC)
    assert plan.start == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("30/Aug/26 9:36 AM", datetime(2026, 8, 30, 9, 36, tzinfo=UTC)),
        ("30/Aug/26 12:20 PM", datetime(2026, 8, 30, 12, 20, tzinfo=UTC)),
        ("30/Aug/26 12:20 AM", datetime(2026, 8, 30, 0, 20, tzinfo=UTC)),
        ("29/июл/26 09:59", datetime(2026, 7, 29, 9, 59, tzinfo=UTC)),
        ("05.Mär.26", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2026-08-30 10:00", datetime(2026, 8, 30, 10, 0, tzinfo=UTC)),
        ("2026-08-30T10:00:00.000+0200", datetime(2026, 8, 30, 8, 0, tzinfo=UTC)),
        ("2026-08-30T10:00:00.000Z", datetime(2026, 8, 30, 10, 0, tzinfo=UTC)),
        ("6/21/2026 16:14", datetime(2026, 6, 21, 16, 14, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_jira_writes_them(text: str, expected: datetime) -> None:
    plan = read_jira_csv(export(ENGLISH, [changed(0, 6, text)[0]]), "shop.csv")
    assert plan.start == expected


@pytest.mark.parametrize("text", ["31/Feb/26", "soon", "32/13/2026", "30/Aug/26 25:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"is no date|has no time of day") as caught:
        read_jira_csv(export(ENGLISH, [changed(0, 6, text)[0]]), "shop.csv")
    assert caught.value.place == "shop.csv: issue SHOP-1"


def test_estimates_may_carry_units() -> None:
    plan = read_jira_csv(export(ENGLISH, changed(1, 9, "2d 3h")), "shop.csv")
    assert plan.activity_by_id["SHOP-2"].modes[0].effort == Estimate.fixed(1140)


def test_a_csv_file_that_is_an_export_is_recognised() -> None:
    by_name = read_plan(export(RUSSIAN, delimiter=";"), name="export.csv")
    assert list(by_name.activity_by_id) == ["SHOP-1", "SHOP-2", "SHOP-3", "SHOP-4"]
    a_list = read_plan(b"Name,Start,Duration\nDesign,2027-01-11,3d\n", name="list.csv")
    assert a_list.activities[0].name == "Design"


def changed(row: int, column: int, cell: str) -> list[list[str]]:
    rows = [list(each) for each in ISSUES]
    rows[row][column] = cell
    return rows


@pytest.mark.parametrize(
    "rows, message, place",
    [
        (changed(1, 9, "lots"), "'lots' is no number of seconds", "shop.csv: issue SHOP-2"),
        (changed(1, 9, "-5"), "'-5' is no number of seconds", "shop.csv: issue SHOP-2"),
        (changed(1, 9, "inf"), "'inf' is no number of seconds", "shop.csv: issue SHOP-2"),
        (changed(1, 6, "yesterday"), "'yesterday' is no date", "shop.csv: issue SHOP-2"),
        (changed(2, 17, "SHOP-2"), "the links form a circle", "shop.csv"),
        ([["a"] * 22], "no Jira export", "shop.csv"),
    ],
)
def test_what_cannot_be_understood_is_named(rows: list[list[str]], message: str, place: str) -> None:
    with pytest.raises(TrilemmaError) as caught:
        read_jira_csv(export(ENGLISH, rows), "shop.csv")
    assert message in caught.value.message
    assert caught.value.place == place


def issue_for(headings: list[str], **cells: str) -> list[str]:
    row = [""] * len(headings)
    for heading, cell in cells.items():
        row[headings.index(heading)] = cell
    return row


@pytest.mark.real_data
def test_the_headings_of_a_real_cloud_export_are_understood() -> None:
    text = (real_data("jira-csv-headers") / "jira_cloud_en_header.csv").read_text(encoding="utf-8")
    headings = next(csv.reader(io.StringIO(text)))
    cells: dict[str, Any] = {
        "Summary": "A",
        "Issue key": "GE-1",
        "Issue id": "1",
        "Created": "30/Aug/26 9:36 AM",
        "Original estimate": "7200",
    }
    plan: Plan = read_plan(export(headings, [issue_for(headings, **cells)]), name="cloud.csv")
    assert plan.activities[0].modes[0].estimate == Estimate.fixed(120)


@pytest.mark.real_data
def test_the_headings_of_a_real_russian_server_export_are_understood() -> None:
    text = (real_data("jira-csv-headers") / "jira_server_ru_distinct_columns.txt").read_text(encoding="utf-8")
    headings = [line for line in text.splitlines() if line.strip()]
    first: dict[str, Any] = {
        "Тема": "A",
        "Ключ проблемы": "AB-1",
        "Создано": "29/июл/26 09:59",
        "Первоначальная оценка": "3600",
    }
    second = {**first, "Ключ проблемы": "AB-2", "Входящая связь задачи (Gantt End to Start)": "AB-1"}
    rows = [issue_for(headings, **each) for each in (first, second)]
    plan = read_plan(export(headings, rows), name="server.csv")
    assert plan.links == (Link("AB-1", "AB-2", LinkType.FINISH_START),)
    assert plan.activities[0].modes[0].estimate == Estimate.fixed(60)


def test_an_empty_export_says_so() -> None:
    with pytest.raises(InputError, match="no Jira export"):
        read_jira_csv(b"", "empty.csv")
    with pytest.raises(InputError, match="there is no issue in the export"):
        read_plan(export(ENGLISH, []), name="empty.csv")
