"""The XML of a file as plain records: bounded, without what a plan never reads, each field named in errors."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from trilemma.engine.api import InputError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

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


@dataclass(frozen=True, slots=True)
class Record:
    """Fields of one XML element by name, and its child elements; reads them as the types that the format states."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    children: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def text(self, name: str, default: str = "") -> str:
        """Return a field as text, stripped."""
        return self.fields.get(name, default).strip()

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; decimals, which some writers add, are cut off."""
        value = self.text(name)
        if not value:
            return default
        try:
            return int(Decimal(value))
        except (InvalidOperation, ValueError, OverflowError) as error:
            raise self.error(name, value, "a whole number") from error

    def decimal(self, name: str, default: Decimal = Decimal(0)) -> Decimal:
        """Return a number."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self.error(name, value, "a number") from error
        if not number.is_finite():
            raise self.error(name, value, "a finite number")
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
    records: dict[str, list[Record]] = defaultdict(list)
    project = Record(name)
    depth = 0
    path: list[str] = []
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            tag = _local(element.tag)
            if event == "start":
                depth += 1
                path.append(tag)
                _require(depth <= DEEPEST, "elements are nested too deeply", name)
                _require(depth > 1 or tag == "Project", f"the document is a {tag[:40]}, not a Project", name)
                continue
            _take(element, path, project, records, name)
            path.pop()
            depth -= 1
    except ParseError as error:
        line, column = error.position
        raise InputError(f"the XML is broken: {error.msg}", f"{name}:{line}:{column + 1}") from error
    except DefusedXmlException as error:
        raise InputError("the XML has a document type or entities, which plan files do not need", name) from error
    return Document(project, records)


def _take(element: Element, path: list[str], project: Record, records: dict[str, list[Record]], name: str) -> None:
    """Turn a finished element into a record or a field of the project, and free its memory."""
    tag = path[-1]
    if tag in SKIPPED:
        element.clear()
    elif tag in RECORDS and len(path) == 3:
        record = _record(element, f"{name}: {tag} {_uid(element)}".rstrip())
        records[tag].append(record)
        element.clear()
    elif len(path) == 2 and not len(element):
        project.fields[tag] = element.text or ""


def _record(element: Element, place: str) -> Record:
    record = Record(place)
    for child in element:
        tag = _local(child.tag)
        if tag in SKIPPED:
            continue
        if len(child):
            record.children[tag].append(_record(child, place))
        else:
            record.fields[tag] = child.text or ""
    return record


def _uid(element: Element) -> str:
    return next((child.text or "" for child in element if _local(child.tag) == "UID"), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


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
