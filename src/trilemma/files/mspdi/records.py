"""The XML of a file as plain records: bounded, without what a plan never reads, each field named in errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.parsers import expat

from trilemma.engine.api import InputError

NAMESPACE: Final = "http://schemas.microsoft.com/project"
RECORDS: Final = ("Calendar", "Task", "Resource", "Assignment")
SKIPPED: Final = (
    "TimephasedData",
    "ExtendedAttribute",
    "OutlineCode",
    "OutlineCodes",
    "ExtendedAttributes",
    "WBSMasks",
)
_DURATION: Final = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
DEEPEST: Final = 64
MOST: Final = 10**15
"""The largest number that a field may hold."""
FIELD: Final = 2
"""Depth of the project's own fields."""
LISTED: Final = 3
"""Depth of calendars, tasks, resources and assignments in their lists."""


@dataclass(slots=True)
class Record:
    """Fields of one XML element by name, and its child elements; reads them as the types that the format states."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    children: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def settle(self, place: str) -> None:
        """Say where the record and those inside it stand, once that is known."""
        self.place = place
        for records in self.children.values():
            for record in records:
                record.settle(place)

    def text(self, name: str, default: str = "") -> str:
        """Return a field as text, stripped."""
        return self.fields.get(name, default).strip()

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; decimals, which some writers add, are cut off."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self.error(name, value, "a whole number") from error
        if not number.is_finite() or abs(number) > MOST:
            raise self.error(name, value, f"a whole number up to {MOST:,}")
        return int(number)

    def decimal(self, name: str, default: Decimal = Decimal(0)) -> Decimal:
        """Return a number."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self.error(name, value, "a number") from error
        if not number.is_finite() or abs(number) > MOST:
            raise self.error(name, value, f"a number up to {MOST:,}")
        return number

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes or no."""
        value = self.text(name).lower()
        return default if not value else value in {"1", "true"}

    def instant(self, name: str) -> datetime | None:
        """Return a local date and time on a whole minute, None where there is none or the writer's word for none."""
        value = self.text(name)
        if not value or value == "NA":
            return None
        try:
            instant = datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError as error:
            raise self.error(name, value, "a date and time") from error
        return instant.replace(second=0, microsecond=0)

    def minutes(self, name: str) -> float | None:
        """Return a duration such as PT8H30M0S, None where there is none. [minutes]."""
        value = self.text(name)
        if not value:
            return None
        match = _DURATION.fullmatch(value)
        if match is None:
            raise self.error(name, value, "a duration such as PT8H0M0S")
        days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
        total = days * 1440 + hours * 60 + minutes + seconds / 60
        return -total if match[1] else total

    def all(self, outer: str, inner: str) -> list[Record]:
        """Return the children of a list element."""
        return [record for wrapper in self.children.get(outer, ()) for record in wrapper.children.get(inner, ())]

    def error(self, name: str, value: str, wanted: str) -> InputError:
        """Return the error of a field that is not what it should be."""
        return InputError(f"{name} is {value[:40]!r}, which is not {wanted}", self.place)


@dataclass(frozen=True, slots=True)
class Document:
    """The fields of the project and its calendars, tasks, resources and assignments."""

    project: Record
    records: dict[str, list[Record]]


def parse(data: bytes, name: str) -> Document:
    """Return the records of an MS Project XML file.

    Raises
    ------
    InputError
        If it is not well-formed, has a document type or entities, or is not a project.
    """
    reader = _Elements(name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(data, True)
    except LookupError as error:
        raise InputError(f"the XML names an {error}", name) from error
    except expat.ExpatError as error:
        place = f"{name}:{error.lineno}:{error.offset + 1}"
        raise InputError(f"the XML is broken: {expat.ErrorString(error.code)}", place) from error
    return Document(reader.project, reader.records)


class _Elements:
    """Turns elements into records as they come; what a plan never reads is passed over."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.project = Record(name)
        self.records: dict[str, list[Record]] = defaultdict(list)
        self._depth = 0
        self._skipped = 0
        self._open: list[Record | None] = []
        """The record of each open element inside one of the file's lists; None while it has no children."""
        self._text: list[str] = []
        self._leaf = False

    def start(self, tag: str, _attributes: object) -> None:
        """Take the beginning of an element."""
        self._depth += 1
        self._leaf = True
        self._text.clear()
        tag = _local(tag)
        _require(self._depth <= DEEPEST, "elements are nested too deeply", self.name)
        _require(self._depth > 1 or tag == "Project", f"the document is a {tag[:40]}, not a Project", self.name)
        if self._skipped or tag in SKIPPED:
            self._skipped += 1
        elif self._depth == LISTED and tag in RECORDS:
            self._open = [Record(self.name)]
        elif self._open:
            if self._open[-1] is None:
                self._open[-1] = Record(self.name)
            self._open.append(None)

    def characters(self, text: str) -> None:
        """Take text, which counts only in elements without others inside."""
        self._text.append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element: a field of the element around it, or a record of its own."""
        if self._skipped:
            self._skipped -= 1
        elif self._open:
            self._close(_local(tag), self._open.pop())
        elif self._depth == FIELD and self._leaf:
            self.project.fields[_local(tag)] = "".join(self._text)
        self._depth -= 1
        self._leaf = False

    def _close(self, tag: str, record: Record | None) -> None:
        if not self._open:
            if record is not None:
                record.settle(f"{self.name}: {tag} {record.fields.get('UID', '')}".rstrip())
                self.records[tag].append(record)
            return
        around = self._open[-1]
        assert around is not None  # noqa: S101 - it became a record when this element began
        if record is None:
            around.fields[tag] = "".join(self._text) if self._leaf else ""
        else:
            around.children[tag].append(record)

    def refuse(self, *_declaration: object) -> None:
        """Refuse what could expand without bounds or reach for other files."""
        raise InputError("the XML has a document type or entities, which plan files do not need", self.name)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _require(holds: bool, message: str, name: str) -> None:  # noqa: FBT001 - the condition is what the call reads as
    if not holds:
        raise InputError(message, name)


def period(record: Record) -> tuple[datetime, datetime] | None:
    """Return the from and to dates of a time period, None where one is missing."""
    for time_period in record.children.get("TimePeriod", ()):
        first, last = time_period.instant("FromDate"), time_period.instant("ToDate")
        if first is not None and last is not None:
            return first, max(first, last)
    return None


def iso_duration(minutes: float) -> str:
    """Return minutes as the format writes them: PT8H30M0S."""
    seconds = round(minutes * 60)
    hours, rest = divmod(abs(seconds), 3600)
    return f"{'-' if seconds < 0 else ''}PT{hours}H{rest // 60}M{rest % 60}S"


def days(first: datetime, last: datetime) -> Iterable[datetime]:
    """Yield each midnight from one day to another, both included."""
    day = first.replace(hour=0, minute=0)
    while day <= last:
        yield day
        day += timedelta(days=1)
