"""Histories of estimates and actuals as CSV, columns named by whoever asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.api import History, InputError, Tasks
from trilemma.files.limits import MEGABYTE, bounded_bytes

LIMIT: Final = 200 * MEGABYTE
DELIMITERS: Final = ",;\t|"
DATE_FORMATS: Final = (
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d/%b/%y",
    "%d/%b/%y %I:%M %p",
    "%d/%b/%Y",
    "%d %b %Y",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M",
)
"""Tried on the whole column; the first that reads most of it is taken, so that day and month are not mixed up."""

_SECONDS_PER_DAY: Final = 86_400.0


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
        A file with one line of headings; separated by commas, semicolons, tabs or bars; UTF-8, else Windows-1252.
    columns
        Its columns. Estimates and actuals may be in any unit, the same for both.

    Returns
    -------
    HistoryFile
        Rows without a number above 0 in both columns are left out: nothing can be learnt from them.

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, or no row is left; names the file, and the line where there is
        one.
    """
    rows = _rows(Path(path), columns)
    separator = rows.decimal
    estimates = _numbers(rows.column(columns.estimate), separator)
    actuals = _numbers(rows.column(columns.actual), separator)
    kept = np.flatnonzero((estimates > 0) & (actuals > 0) & np.isfinite(estimates) & np.isfinite(actuals))
    if not len(kept):
        raise InputError("no row has both an estimate and an actual above 0", str(path))
    groups = tuple(np.array(rows.column(name), dtype=np.str_)[kept] for name in columns.groups)
    days = _days(rows.column(columns.date)) if columns.date else np.full(len(estimates), np.nan)
    tasks = Tasks(estimates[kept], columns.groups, groups, days[kept])
    return HistoryFile(History(tasks, actuals[kept]), len(estimates), len(estimates) - len(kept))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The cells of a file, with the decimal mark that fits its delimiter."""

    headings: list[str]
    cells: list[list[str]]
    decimal: str

    def column(self, name: str) -> list[str]:
        index = self.headings.index(name)
        return [row[index].strip() if index < len(row) else "" for row in self.cells]


def _rows(path: Path, columns: Columns) -> _Rows:
    text = _text(bounded_bytes(path, LIMIT))
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        headings = [heading.strip() for heading in next(reader, [])]
        cells = [row for row in reader if row]
    except csv.Error as error:
        raise InputError(str(error), f"{path}:{reader.line_num}") from error
    missing = [name for name in columns.wanted if name not in headings]
    if missing:
        known = ", ".join(headings[:40])
        raise InputError(f"there is no column {missing[0]!r}; the columns are {known}", f"{path}:1")
    return _Rows(headings, cells, "," if delimiter != "," else ".")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _numbers(cells: Sequence[str], decimal: str) -> npt.NDArray[np.float64]:
    return np.array([_number(cell, decimal) for cell in cells], dtype=np.float64)


def _number(cell: str, decimal: str) -> float:
    plain = cell.replace("\u00a0", "").replace(" ", "")
    if decimal == "," and "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return float("nan")


def _days(cells: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return days since 1970, NaN where a cell is no date in the column's format."""
    readers: list[Callable[[str], datetime]] = [
        datetime.fromisoformat,
        *(partial(_by_format, form) for form in DATE_FORMATS),
    ]
    sample = [cell for cell in cells if cell]
    probe = sample[:: max(1, len(sample) // 500)]
    best = max(readers, key=lambda read: sum(_day(cell, read) is not None for cell in probe))
    found = (_day(cell, best) for cell in cells)
    return np.array([np.nan if day is None else day for day in found], dtype=np.float64)


def _by_format(form: str, cell: str) -> datetime:
    return datetime.strptime(cell, form)  # noqa: DTZ007 - the zone does not matter to the order of days


def _day(cell: str, read: Callable[[str], datetime]) -> float | None:
    try:
        found = read(cell)
    except ValueError:
        return None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.timestamp() / _SECONDS_PER_DAY
