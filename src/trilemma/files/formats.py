"""The formats of plan files: by which name and which first bytes each is known, and who reads and writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from trilemma.files.limits import DEFAULT_LIMIT, MEGABYTE


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of plan file.

    ``reader`` and ``writer`` are ``module:function`` below this package, loaded when they are needed; a reader takes
    the bytes and the file's name and gives a plan, or an `Imported` with the dates that the file states; a writer takes
    the plan.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    reader: str | None = None
    writer: str | None = None
    limit: int = DEFAULT_LIMIT

    def load(self, function: str) -> Callable[..., Any]:
        """Return a function that ``reader`` or ``writer`` names."""
        module, name = function.split(":")
        loaded: Callable[..., Any] = getattr(import_module(f"trilemma.files.{module}"), name)
        return loaded


FORMATS: Final[tuple[Format, ...]] = (
    Format("plan-text", "plan text", (".toml",), "plan_text:read_plan_text", "plan_text:write_plan_text"),
    Format("json", "JSON", (".json",), "plan_json:read_plan_json", "plan_json:write_plan_json"),
    Format("csv", "list or Jira export in CSV", (".csv", ".tsv"), "csv_plan:read_csv_plan", "lists:write_csv_list"),
    Format("xlsx", "Excel workbook", (".xlsx",), "lists:read_xlsx_list", "lists:write_xlsx_list"),
    Format("icalendar", "iCalendar", (".ics",), writer="icalendar:write_icalendar"),
    Format("mspdi", "MS Project XML", (".xml", ".mspdi"), "mspdi:read_mspdi", "mspdi:write_mspdi", limit=64 * MEGABYTE),
    Format("pmxml", "Primavera P6 XML", (".pmxml",), "mpxj:read_with_mpxj", limit=64 * MEGABYTE),
    Format("xer", "Primavera P6 XER", (".xer",), "mpxj:read_with_mpxj", limit=64 * MEGABYTE),
    Format("mpp", "Microsoft Project", (".mpp", ".mpt"), "mpxj:read_with_mpxj", limit=64 * MEGABYTE),
    Format("p2x", "ProTrack", (".p2x",), "p2x:read_p2x", limit=32 * MEGABYTE),
    Format("mpx", "MPX", (".mpx",), "mpxj:read_with_mpxj", limit=64 * MEGABYTE),
    Format("planner", "Planner", (".planner",), "mpxj:read_with_mpxj", limit=64 * MEGABYTE),
    Format("ganttproject", "GanttProject", (".gan",), "mpxj:read_with_mpxj", limit=64 * MEGABYTE),
)


def format_named(identifier: str) -> Format | None:
    """Return a format by its id."""
    return next((each for each in FORMATS if each.id == identifier), None)


def format_of_suffix(suffix: str) -> Format | None:
    """Return the format that a file name's ending stands for."""
    return next((each for each in FORMATS if suffix.lower() in each.suffixes), None)


def format_of_content(data: bytes) -> Format | None:
    """Return the format that the first bytes show, whatever the file is called; None where they show none."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for identifier, shows in _SIGNS:
        if shows(start):
            return format_named(identifier)
    return None


_SIGNS: Final[tuple[tuple[str, Callable[[bytes], bool]], ...]] = (
    ("plan-text", lambda start: start.startswith((b"format = ", b"format=", b"[project]", b"#"))),
    ("json", lambda start: start.startswith(b"{")),
    ("xlsx", lambda start: start.startswith(b"PK\x03\x04")),
    ("pmxml", lambda start: b"<APIBusinessObjects" in start),
    ("mspdi", lambda start: b"http://schemas.microsoft.com/project" in start),
    ("xer", lambda start: start.startswith(b"ERMHDR\t")),
    ("mpp", lambda start: start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("mpx", lambda start: start.startswith((b"MPX,", b"MPX;"))),
)
