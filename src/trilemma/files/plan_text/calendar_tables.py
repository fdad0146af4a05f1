"""Calendars: weeks as text such as ``"Mon-Thu 08:00-12:00 13:00-17:00"``, exceptions and public holidays."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from trilemma.engine.api import Calendar, CalendarException, Shift, Shifts, Week, standard_calendar
from trilemma.files.plan_text.codec import JsonSchema, Key, ListOf, Node, Record, ShortRecord, Stated, Whole, expected
from trilemma.files.plan_text.misfit import Misfit, within
from trilemma.files.plan_text.scope import Scope
from trilemma.files.plan_text.values import DAY, HOURS, TEXT

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LINE = re.compile(r"([A-Za-z]+(?:\s*[-,]\s*[A-Za-z]+)*)\s+(.+)")
_SHIFT = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*-\s*([0-9]{1,2}):([0-9]{2})")
_MINUTES_PER_DAY: Final = 1440
STANDARD_WEEK: Final[Week] = standard_calendar().weeks[0][1]


def parse_shifts(text: str) -> Shifts:
    """Read shifts such as ``"08:00-12:00 13:00-17:00"``; one that finishes before it starts runs into the next day."""
    pieces = [piece for piece in re.split(r"[\s,]+", re.sub(r"\s*-\s*", "-", text.strip())) if piece]
    shifts = []
    for piece in pieces:
        match = _SHIFT.fullmatch(piece)
        if match is None:
            raise Misfit(f"{piece!r} is no shift such as 08:00-12:00")
        hour, minute, last_hour, last_minute = (int(part) for part in match.groups())
        if max(minute, last_minute) > 59 or hour > 23 or last_hour > 24:
            raise Misfit(f"{piece!r} is no time of day")
        start, finish = hour * 60 + minute, last_hour * 60 + last_minute
        with within():
            shifts.append(Shift(start, finish if finish > start else finish + _MINUTES_PER_DAY))
    return tuple(shifts)


def format_shifts(shifts: Shifts) -> str:
    """Write shifts so that `parse_shifts` reads them back."""
    return " ".join(f"{_clock(s.start_minute)}-{_clock(s.finish_minute, last=True)}" for s in shifts)


def _clock(minute: int, *, last: bool = False) -> str:
    if last and minute == _MINUTES_PER_DAY:
        return "24:00"
    minute %= _MINUTES_PER_DAY
    return f"{minute // 60:02d}:{minute % 60:02d}"


class WeekText:
    """A week, one line per group of days; days that no line names are free."""

    def read(self, value: Stated, scope: Scope) -> Week:
        """Return the week."""
        lines = [value] if isinstance(value, str) else value
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise expected('a week such as ["Mon-Thu 08:00-12:00 13:00-17:00", "Fri 08:00-14:00"]', value)
        days: dict[int, Shifts] = {}
        for index, line in enumerate(lines):
            with within(*([] if isinstance(value, str) else [index])):
                match = _LINE.fullmatch(line.strip())
                if match is None:
                    raise Misfit(f"{line!r} is no line such as Mon-Thu 08:00-12:00 13:00-17:00")
                shifts = parse_shifts(match[2])
                for day in _days_of(match[1]):
                    if day in days:
                        raise Misfit(f"{_DAYS[day]} is named twice")
                    days[day] = shifts
        free: Shifts = ()
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = (days.get(day, free) for day in range(7))
        return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)

    def write(self, value: Week, scope: Scope) -> Node:
        """Return lines, equal neighbouring days together."""
        lines = []
        first = 0
        for day in range(1, len(_DAYS) + 1):
            if day < len(_DAYS) and value[day] == value[first]:
                continue
            if value[first]:
                last = f"-{_DAYS[day - 1]}" if day - 1 > first else ""
                lines.append(f"{_DAYS[first]}{last} {format_shifts(value[first])}")
            first = day
        return lines[0] if len(lines) == 1 else lines

    def schema(self) -> JsonSchema:
        """Return the schema of a week."""
        line = {"type": "string", "examples": ["Mon-Thu 08:00-12:00 13:00-17:00", "Fri 08:00-14:00"]}
        return {"anyOf": [line, {"type": "array", "items": line}]}


def _days_of(text: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"\s*,\s*", text):
        ends = [_day(name) for name in re.split(r"\s*-\s*", part)]
        if len(ends) > 2 or ends[-1] < ends[0]:
            raise Misfit(f"{part!r} are no days such as Mon-Fri")
        found.extend(range(ends[0], ends[-1] + 1))
    return found


def _day(name: str) -> int:
    for number, short in enumerate(_DAYS):
        if len(name) >= len(short) and name.lower().startswith(short.lower()):
            return number
    raise Misfit(f"{name!r} is no day of the week: {', '.join(_DAYS)}")


class ShiftText:
    """The shifts of an exception; none is a day off."""

    def read(self, value: Stated, scope: Scope) -> Shifts:
        """Return the shifts."""
        if not isinstance(value, str):
            raise expected('shifts such as "09:00-13:00"', value)
        return parse_shifts(value)

    def write(self, value: Shifts, scope: Scope) -> Node:
        """Return the shifts."""
        return format_shifts(value)

    def schema(self) -> JsonSchema:
        """Return the schema of shifts."""
        return {"type": "string", "examples": ["09:00-13:00"]}


def _exception(first: date, last: date | None = None, shifts: Shifts = (), name: str = "") -> CalendarException:
    return CalendarException(first, last or first, shifts, name)


EXCEPTION: Final = ShortRecord(
    _exception,
    Key("first", DAY),
    Key("last", DAY),
    Key("hours", ShiftText(), "shifts"),
    Key("name", TEXT),
    same="last",
)


def _change(first: date, week: Week) -> tuple[date, Week]:
    return first, week


class Change(Record[tuple[date, Week]]):
    """A week that holds from a date on."""

    def write(self, value: tuple[date, Week], scope: Scope) -> dict[str, Node]:
        """Return the table."""
        return {"first": value[0], "week": WEEK.write(value[1], scope)}


WEEK: Final = WeekText()
CHANGE: Final = Change(_change, Key("first", DAY), Key("week", WEEK))


class Weeks:
    """The keys ``week`` (the pattern from the beginning) and ``changes`` (those from a date on)."""

    names: tuple[str, ...] = ("week", "changes")
    _changes = ListOf(CHANGE)

    def read(self, table: Stated, scope: Scope, values: dict[str, Any]) -> None:
        """Put both keys together."""
        first = STANDARD_WEEK
        if "week" in table:
            with within("week"):
                first = WEEK.read(table["week"], scope)
        with within("changes"):
            changes = self._changes.read(table.get("changes", []), scope)
        values["weeks"] = ((None, first), *changes)

    def write(self, thing: Calendar, scope: Scope, node: dict[str, Node]) -> None:
        """Write both keys."""
        node["week"] = WEEK.write(thing.weeks[0][1], scope)
        if thing.weeks[1:]:
            dated = tuple((first, week) for first, week in thing.weeks if first is not None)
            node["changes"] = self._changes.write(dated, scope)

    def schema(self) -> dict[str, JsonSchema]:
        """Return the schema of both keys."""
        return {"week": WEEK.schema(), "changes": self._changes.schema()}


class ZoneKey(Key):
    """A calendar's time zone is the project's unless stated."""

    def read(self, table: Stated, scope: Scope, values: dict[str, Any]) -> None:
        """Read it, or take the project's."""
        values[self.attribute] = scope.zone.key
        super().read(table, scope, values)

    def write(self, thing: Stated, scope: Scope, node: dict[str, Node]) -> None:
        """Write it where it differs from the project's."""
        if getattr(thing, self.attribute) != scope.zone.key:
            node[self.name] = getattr(thing, self.attribute)


CALENDAR: Final = Record(
    Calendar,
    Key("id", TEXT),
    Key("name", TEXT),
    ZoneKey("time_zone", TEXT),
    Weeks(),
    Key("public_holidays", TEXT),
    Key("exceptions", ListOf(EXCEPTION)),
    Key("day", HOURS, "minutes_per_day"),
    Key("working_week", HOURS, "minutes_per_week"),
    Key("days_per_month", Whole(1, 31)),
    defaults={"name": "", "time_zone": ""},
)
