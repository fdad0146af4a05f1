"""A table of cells with the place of each row, whatever kind of file it came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from trilemma.engine.api import InputError

Cell = str | int | float | bool | date | datetime | None

_NAMES: Final = {
    "id": ("id", "activity id", "key", "no", "nr", "number", "task id", "vorgangsnummer", "nummer"),
    "wbs": ("wbs", "wbs code", "outline number", "psp", "psp code", "psp-code", "gliederungsnummer"),
    "level": ("level", "outline level", "gliederungsebene", "ebene"),
    "parent": ("parent", "parent id", "parent task", "summary task", "übergeordnet", "sammelvorgang"),
    "name": (
        "name",
        "task name",
        "activity name",
        "task",
        "activity",
        "title",
        "summary",
        "vorgangsname",
        "vorgang",
        "aufgabe",
    ),
    "duration": ("duration", "dauer", "durée"),
    "effort": ("effort", "work", "original estimate", "estimate", "aufwand", "arbeit", "travail"),
    "low": ("low", "optimistic", "minimum", "min", "best case", "optimistisch"),
    "high": ("high", "pessimistic", "maximum", "max", "worst case", "pessimistisch"),
    "links": ("predecessors", "predecessor", "depends on", "dependencies", "vorgänger", "prédécesseurs"),
    "people": (
        "resources",
        "resource",
        "resource names",
        "assigned to",
        "assignee",
        "who",
        "ressourcen",
        "ressourcennamen",
    ),
    "start": ("start", "start date", "begin", "anfang", "début"),
    "planned_start": ("planned start",),
    "finish": ("finish", "finish date", "end", "end date", "due", "ende", "fin"),
    "start_no_earlier": ("start no earlier", "not before", "earliest start", "anfang nicht früher als"),
    "deadline": ("deadline", "due date", "stichtag", "fällig"),
    "complete": ("complete", "% complete", "percent complete", "progress", "% abgeschlossen", "fortschritt"),
    "actual_start": ("actual start", "started", "ist-anfang", "tatsächlicher anfang"),
    "actual_finish": ("actual finish", "finished", "ist-ende", "tatsächliches ende"),
    "cost": ("fixed cost", "cost", "feste kosten", "kosten"),
    "priority": ("priority", "priorität"),
    "milestone": ("milestone", "meilenstein"),
    "kind": ("kind of work", "kind", "art der arbeit"),
    "deliverable": ("deliverable", "lieferobjekt"),
    "note": ("notes", "note", "description", "notizen"),
}
_COLUMN_OF: Final = {name: column for column, names in _NAMES.items() for name in names}
_HEADER = re.compile(r"\s*(.*?)\s*(?:[(\[]\s*([a-z]+)\s*[)\]])?\s*", re.IGNORECASE | re.DOTALL)
_ROWS_TO_SEARCH: Final = 20
MOST_ROWS: Final = 200_000


@dataclass(frozen=True, slots=True)
class Column:
    """A recognised column: where it stands, and the unit that its heading states in brackets."""

    index: int
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row by column, none of them empty, and where it stands."""

    place: str
    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """Return a cell as text, empty where there is none; whole numbers have no decimals."""
        value = self.cells.get(column)
        if isinstance(value, float) and value == int(value):
            return str(int(value))
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """A list of activities: its columns and its rows."""

    columns: dict[str, Column]
    rows: tuple[Row, ...]


def table_of(rows: Sequence[Sequence[Cell]], name: str, first_row: int = 1) -> Table:
    """Find the headings among the first rows, and return the rows below them.

    Raises
    ------
    InputError
        If no row names the activities, or a heading comes twice; names file and row.
    """
    for index, row in enumerate(rows[:_ROWS_TO_SEARCH]):
        columns = _columns(row, f"{name}:{index + first_row}")
        if "name" in columns:
            return Table(columns, tuple(_rows(rows, index, columns, name, first_row)))
    raise InputError("no row of headings with a column such as 'Name' or 'Task' is among the first 20 rows", name)


def _columns(headings: Sequence[Cell], place: str) -> dict[str, Column]:
    """Return where each column stands; of several headings of one meaning the most usual one counts."""
    found: dict[str, Column] = {}
    ranks: dict[str, int] = {}
    for index, heading in enumerate(headings):
        match = _HEADER.fullmatch(heading.replace("_", " ")) if isinstance(heading, str) else None
        words = " ".join(match[1].lower().split()) if match else ""
        column = _COLUMN_OF.get(words)
        if match is None or column is None:
            continue
        rank = _NAMES[column].index(words)
        if rank == ranks.get(column):
            raise InputError(f"two columns are called {heading!r}", place)
        if rank < ranks.get(column, len(_NAMES[column])):
            found[column], ranks[column] = Column(index, match[2].lower() if match[2] else None), rank
    return found


def _rows(
    rows: Sequence[Sequence[Cell]], headings: int, columns: dict[str, Column], name: str, first_row: int
) -> list[Row]:
    found: list[Row] = []
    for index, row in enumerate(rows[headings + 1 :], start=headings + 1):
        cells = {
            column: row[at.index] for column, at in columns.items() if at.index < len(row) and not _empty(row[at.index])
        }
        if "name" in cells or "id" in cells:
            found.append(Row(f"{name}:{index + first_row}", len(found) + 1, cells))
    return found


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
