"""Histories of estimates and actuals as CSV, columns named by whoever asks."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.api import History, InputError, Tasks
from trilemma.files.limits import MEGABYTE, bounded_bytes, decode

LIMIT: Final = 200 * MEGABYTE
LONGEST_CELL: Final = 131_072
DELIMITERS: Final = ",;\t|"
NOTHING: Final = frozenset({"", "-", "?", "\\n", "na", "n/a", "nan", "null", "none"})
"""Cells, in lower case, that say that there is no value."""
MOST_UNREADABLE: Final = 0.1
"""A larger share of cells that are no number is a wrong column, not a slip of the pen."""
DATE_FORMATS: Final = (
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%m/%d/%y",
    "%m/%d/%y %H:%M",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d/%m/%y %H:%M",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%d-%m-%Y %H:%M",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d/%b/%y",
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
)
"""Tried on the whole column; the first that reads most of it is taken, so that day and month are not mixed up."""

ISO: Final = "iso"
NUMBER: Final = "number"
READERS: Final = (ISO, *DATE_FORMATS, NUMBER)
THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+")

_SECONDS_PER_DAY: Final = 86_400.0
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of the file say what."""

    estimate: str
    actual: str
    groups: tuple[str, ...] = ()
    date: str | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every column that must be there."""
        return (self.estimate, self.actual, *self.groups, *((self.date,) if self.date else ()))


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A history, how many rows the file has, and how many of them had no estimate and actual above 0."""

    history: History
    rows: int
    left_out: int


def read_history(path: str | Path, columns: Columns) -> HistoryFile:
    """Read finished tasks from a CSV file.

    Parameters
    ----------
    path
        A file with one line of headings; separated by commas, semicolons, tabs or bars; UTF-8, UTF-16 or UTF-32 with a
        byte order mark, else Windows-1252. Decimal marks and the form of dates are found for each column.
    columns
        Its columns. Estimates and actuals may be in any unit, the same for both.

    Returns
    -------
    HistoryFile
        Rows without a number above 0 in both columns are left out: nothing can be learnt from them.

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, more than a tenth of the cells of a column of numbers are none,
        a column of dates has none, or no row is left; names the file, and line and column where there is one cell.
    """
    rows = _rows(Path(path), columns)
    estimates, actuals = (_numbers(rows, name) for name in (columns.estimate, columns.actual))
    kept = np.flatnonzero((estimates > 0) & (actuals > 0) & np.isfinite(estimates) & np.isfinite(actuals))
    if not len(kept):
        raise InputError("no row has both an estimate and an actual above 0", str(path))
    groups = tuple(np.array(rows.column(name), dtype=np.str_)[kept] for name in columns.groups)
    days = _days(rows, columns.date) if columns.date else np.full(len(estimates), np.nan)
    tasks = Tasks(estimates[kept], columns.groups, groups, days[kept])
    return HistoryFile(History(tasks, actuals[kept]), len(estimates), len(estimates) - len(kept))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The cells of a file, where each row begins, and whether commas separate."""

    path: Path
    headings: list[str]
    cells: list[list[str]]
    lines: list[int]
    by_comma: bool

    def index(self, name: str) -> int:
        """Return the position of a column: the very name, else the only one that differs in capitals alone."""
        if name in self.headings:
            return self.headings.index(name)
        alike = [place for place, heading in enumerate(self.headings) if heading.casefold() == name.casefold()]
        if len(alike) == 1:
            return alike[0]
        known = ", ".join(self.headings[:40])
        raise InputError(f"there is no column {name!r}; the columns are {known}", f"{self.path}:1")

    def column(self, name: str) -> list[str]:
        """Return the cells of a column; "" where a row is too short."""
        index = self.index(name)
        return [row[index].strip() if index < len(row) else "" for row in self.cells]

    def place(self, name: str, row: int) -> str:
        """Return file, line and column (counted in cells) of a cell."""
        return f"{self.path}:{self.lines[row]}:{self.index(name) + 1}"


def _rows(path: Path, columns: Columns) -> _Rows:
    text = _text(bounded_bytes(path, LIMIT))
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LONGEST_CELL)  # of the whole process, so whoever reads sets it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    cells, lines = [], []
    begins = 1
    try:
        for row in reader:
            if row:
                cells.append(row)
                lines.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(str(error), f"{path}:{begins}") from error
    headings = [heading.strip() for heading in cells[0]] if cells else []
    rows = _Rows(path, headings, cells[1:], lines[1:], delimiter == ",")
    for name in columns.wanted:
        rows.index(name)
    return rows


def _text(data: bytes) -> str:
    """Decode by the byte order mark, else as UTF-8, else as Windows-1252, which can read anything."""
    try:
        return decode(data, "history")
    except InputError:
        return data.decode("cp1252", errors="replace")


def _numbers(rows: _Rows, name: str) -> Floats:
    cells = rows.column(name)
    has_comma_decimals = _has_comma_decimals(cells, by_comma=rows.by_comma)
    found = [_number(cell, has_comma_decimals=has_comma_decimals) for cell in cells]
    wrong = [row for row, number in enumerate(found) if number is None]
    said = sum(cell.lower() not in NOTHING for cell in cells)
    if len(wrong) > MOST_UNREADABLE * said:
        raise InputError(f"{cells[wrong[0]][:40]!r} in column {name!r} is no number", rows.place(name, wrong[0]))
    return np.array([np.nan if number is None else number for number in found], dtype=np.float64)


def _has_comma_decimals(cells: Sequence[str], *, by_comma: bool) -> bool:
    """Return whether a comma is the decimal mark of a column.

    It is where it stands after a dot, or where no dot follows and the digits behind it are not all groups of three;
    if only groups of three are found, the delimiter decides: files with commas write dots.
    """
    commas = [cell for cell in cells if "," in cell]
    if not commas:
        return False
    mixed = [cell.rfind(",") > cell.rfind(".") for cell in commas if "." in cell]
    if mixed:
        return sum(mixed) * 2 > len(mixed)
    return not by_comma or not all(THOUSANDS.fullmatch(cell) for cell in commas)


def _number(cell: str, *, has_comma_decimals: bool) -> float | None:
    """Return the number of a cell, NaN where it says that there is none, None where it cannot be read."""
    if cell.lower() in NOTHING:
        return float("nan")
    plain = "".join(sign for sign in cell if not sign.isspace() and sign not in "'\u2019_")
    plain = plain.replace(".", "").replace(",", ".") if has_comma_decimals else plain.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        return None


def _days(rows: _Rows, name: str) -> Floats:
    """Return days since 1970, NaN where a cell is no date in the column's format; numbers stand for themselves."""
    cells = ["" if cell.lower() in NOTHING else cell for cell in rows.column(name)]
    said = [place for place, cell in enumerate(cells) if cell]
    probe = [cells[place] for place in said[:: max(1, len(said) // 500)]]
    best = max(READERS, key=lambda form: sum(_day(cell, form) is not None for cell in probe))
    kin = [form for form in READERS if form[:2] == best[:2] and form != best]
    found = [next((day for form in (best, *kin) if (day := _day(cell, form)) is not None), None) for cell in cells]
    if said and all(day is None for day in found):
        raise InputError(f"{cells[said[0]][:40]!r} in column {name!r} is no date", rows.place(name, said[0]))
    return np.array([np.nan if day is None else day for day in found], dtype=np.float64)


def _day(cell: str, form: str) -> float | None:
    try:
        if form == NUMBER:
            number = float(cell)
            return number if math.isfinite(number) else None
        found = datetime.fromisoformat(cell) if form == ISO else datetime.strptime(cell, form)  # noqa: DTZ007 - next line
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware.timestamp() / _SECONDS_PER_DAY
    except (ValueError, OverflowError):
        return None
