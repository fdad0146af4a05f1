"""From a Jira export to a plan: issues are activities, estimates efforts, assignees persons, blocking links links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from trilemma.engine.api import (
    Activity,
    Deadline,
    Demand,
    Estimate,
    InputError,
    Link,
    LinkType,
    Mode,
    Person,
    Plan,
    PlanError,
    Progress,
    Project,
    standard_calendar,
)
from trilemma.files.jira.columns import KEY, JiraColumns, find_columns
from trilemma.files.lists import cells
from trilemma.files.lists.csv_list import csv_rows
from trilemma.files.quantities import DayUnits

_SECONDS_PER_MINUTE: Final = 60
_DONE: Final = {
    "done",
    "fertig",
    "erledigt",
    "готово",
    "terminé",
    "listo",
    "closed",
    "resolved",
    "geschlossen",
    "закрыт",
}
_DATES: Final = ("created", "resolved", "due", "start")
_JIRA_UNITS: Final = DayUnits()
_LONGEST: Final = 10**9


def is_jira(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a CSV table is a Jira export: a column of issue keys, and one of Jira's own columns beside it."""
    found = find_columns(headings, rows)
    known = {"type", "status", "created", "id"} if found else set()
    return found is not None and len(headings) > 4 and bool(known & found.at.keys())


def read_jira_csv(data: bytes, name: str = "jira.csv", zone: str = "UTC") -> Plan:
    """Read a plan from the export "CSV (all fields)" of Jira Cloud or Server.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What to call the file in errors; its stem becomes the project's id.
    zone
        The time zone of its dates.

    Returns
    -------
    Plan
        An activity per issue, below its parent or epic; the original estimate is its effort (a fixed duration where
        nobody is assigned), time spent and remaining its progress, the due date its deadline. Issues without an
        estimate are milestones. The project starts with the earliest start date, else the earliest creation.

    Raises
    ------
    TrilemmaError
        If it is no Jira export, a cell cannot be understood, or the links form a circle; names file and line.
    """
    rows = [[str(each) for each in row] for row in csv_rows(data, name)]
    columns = find_columns(rows[0], rows[1:]) if rows else None
    if columns is None:
        raise InputError("this is no Jira export: no column holds issue keys such as SHOP-12", name)
    reader = _Reader(columns, rows[1:], name, ZoneInfo(zone))
    try:
        return reader.plan(zone)
    except PlanError as error:
        place = error.place or ""
        raise type(error)(f"{place}: {error.message}" if place else error.message, name) from error


class _Reader:
    def __init__(self, columns: JiraColumns, rows: Sequence[Sequence[str]], name: str, zone: ZoneInfo) -> None:
        self.columns = columns
        self.name = name
        self.zone = zone
        self.rows: dict[str, Sequence[str]] = {}
        self.key_of: dict[str, str] = {}
        for number, row in enumerate(rows, start=2):
            if not any(cell.strip() for cell in row):
                continue
            key = columns.cell(row, "key")
            if not KEY.fullmatch(key):
                raise InputError(f"{key!r} is no issue key such as SHOP-12", f"{name}: issue {number - 1}")
            self.rows[key] = row
            self.key_of[columns.cell(row, "id") or key] = key
        dates = (columns.cell(row, column) for row in self.rows.values() for column in _DATES)
        self.month_first = cells.month_first(dates)
        self.parents = {key: parent for key, row in self.rows.items() if (parent := self._parent(key, row))}

    def plan(self, zone: str) -> Plan:
        if not self.rows:
            raise InputError("there is no issue in the export", self.name)
        stem = self.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "jira"
        named = {self.columns.cell(row, "assignee") for row in self.rows.values()} - {""}
        return Plan(
            projects=(Project(stem),),
            start=self._start(),
            time_zone=zone,
            calendars=(standard_calendar(time_zone=zone),),
            activities=tuple(self._activity(key, row) for key, row in self.rows.items()),
            links=self._links(),
            people=tuple(Person(self._id_of(each), each) for each in sorted(named)),
        )

    def _start(self) -> datetime:
        for column in ("start", "created"):
            found = [at for key in self.rows if (at := self._instant(key, column)) is not None]
            if found:
                return min(found)
        raise InputError(
            "no date says when the project starts: the export has neither start dates nor creations", self.name
        )

    def _activity(self, key: str, row: Sequence[str]) -> Activity:
        due = self._instant(key, "due", finishes=True)
        activity = Activity(
            key,
            self.columns.cell(row, "summary"),
            self.parents.get(key),
            deadline=None if due is None else Deadline(due),
        )
        if key in self.parents.values():
            return activity
        return Activity(
            key,
            activity.name,
            activity.parent,
            self._modes(key, row),
            deadline=activity.deadline,
            progress=self._progress(key, row),
        )

    def _modes(self, key: str, row: Sequence[str]) -> tuple[Mode, ...]:
        minutes = self._minutes(key, "original")
        if minutes is None:
            left, spent = self._minutes(key, "remaining"), self._minutes(key, "spent")
            minutes = None if left is None and spent is None else (left or 0) + (spent or 0)
        if not minutes:
            return ()
        who = self.columns.cell(row, "assignee")
        if not who:
            return (Mode(duration=Estimate.fixed(minutes)),)
        return (Mode(effort=Estimate.fixed(minutes), demands=(Demand(self._id_of(who)),)),)

    def _progress(self, key: str, row: Sequence[str]) -> Progress | None:
        spent = self._minutes(key, "spent")
        left = self._minutes(key, "remaining")
        resolved = self._instant(key, "resolved")
        status = self.columns.cell(row, "category") or self.columns.cell(row, "status")
        done = resolved is not None or status.lower() in _DONE
        if not done and not spent:
            return None
        created = self._instant(key, "start") or self._instant(key, "created")
        if done and resolved is not None:
            started = min(resolved - timedelta(minutes=spent or 0), resolved)
            started = max(started, created) if created is not None and created <= resolved else started
            return Progress(started, resolved, None, 1000, None, spent)
        remaining = None if left is None or done else Estimate.fixed(left)
        return Progress(created, None, remaining, 1000 if done else None, None, spent)

    def _links(self) -> tuple[Link, ...]:
        found: dict[tuple[str, str, str], Link] = {}
        for key, row in self.rows.items():
            pairs = [(row[index].strip(), key, kind) for index, kind in self.columns.inward if index < len(row)]
            pairs += [(key, row[index].strip(), kind) for index, kind in self.columns.outward if index < len(row)]
            for before, after, kind in pairs:
                if before in self.rows and after in self.rows and before != after:
                    found[before, after, kind] = Link(before, after, LinkType(kind))
        return tuple(found.values())

    def _parent(self, key: str, row: Sequence[str]) -> str | None:
        for column in ("parent_key", "parent", "epic"):
            stated = self.columns.cell(row, column)
            parent = stated if stated in self.rows else self.key_of.get(stated)
            if stated and parent is not None and parent != key:
                return parent
        return None

    def _minutes(self, key: str, column: str) -> int | None:
        cell = self.columns.cell(self.rows[key], column)
        if not cell:
            return None
        place = f"{self.name}: issue {key}"
        if cell[-1:].isalpha() and cell[:1].isdigit():
            return round(cells.span(cell, _JIRA_UNITS, "min", place).minutes)
        try:
            seconds = float(cell)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds < _LONGEST * _SECONDS_PER_MINUTE:
            raise InputError(f"{cell!r} is no number of seconds", place)
        return round(seconds / _SECONDS_PER_MINUTE)

    def _instant(self, key: str, column: str, *, finishes: bool = False) -> datetime | None:
        cell = self.columns.cell(self.rows[key], column)
        if not cell:
            return None
        place = f"{self.name}: issue {key}"
        found = cells.parse_date(cell, month_first=self.month_first, place=place)
        at = found if isinstance(found, datetime) else datetime.combine(found, time())
        local = at.astimezone(self.zone) if at.tzinfo else at.replace(tzinfo=self.zone)
        midnight = local.hour == 0 and local.minute == 0
        return local + timedelta(days=1) if finishes and midnight else local

    @staticmethod
    def _id_of(name: str) -> str:
        return re.sub(r"[,\t\r\n\"]+", " ", name).strip()
