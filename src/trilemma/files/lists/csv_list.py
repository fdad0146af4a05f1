"""Lists as CSV: any usual delimiter and encoding in, UTF-8 with semicolon or comma out."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from trilemma.engine.api import InputError, Plan
from trilemma.files.limits import decode, require_size
from trilemma.files.lists.formulas import meant, shown
from trilemma.files.lists.reader import plan_of_table, plan_updated
from trilemma.files.lists.table import MOST_ROWS, Cell, Table, table_of
from trilemma.files.lists.writer import rows_of

MOST_COLUMNS = 1000
_LONGEST_CELL = 1_000_000


def read_csv_list(data: bytes, name: str = "list.csv") -> Plan:
    """Read a plan from a list in CSV, see `plan_of_table`."""
    return plan_of_table(csv_table(data, name), name)


def update_from_csv(plan: Plan, data: bytes, name: str = "list.csv") -> Plan:
    """Return a plan changed by a list in CSV, see `plan_updated`."""
    return plan_updated(plan, csv_table(data, name), name)


def write_csv_list(plan: Plan) -> bytes:
    """Write a plan's activities as CSV with commas, in UTF-8 with a byte order mark, which spreadsheets expect."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows_of(plan):
        writer.writerow([_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def csv_table(data: bytes, name: str) -> Table:
    """Return the list in a CSV text."""
    return table_of(csv_rows(data, name), name)


def csv_rows(data: bytes, name: str) -> list[list[Cell]]:
    """Return the cells of a CSV text in UTF-8, in UTF-16 with its mark, or else in Windows-1252.

    Raises
    ------
    InputError
        If it is too large, has too many columns or no even quotes; names file and line.
    """
    require_size(data, name)
    text = _text(data, name)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            if len(row) > MOST_COLUMNS:
                raise InputError(f"there are more than {MOST_COLUMNS} columns", f"{name}:{reader.line_num}")
            if len(rows) > MOST_ROWS:
                raise InputError(f"the file has more than {MOST_ROWS} rows", name)
            rows.append([meant(cell) for cell in row])
    except csv.Error as error:
        raise InputError(f"this is no valid CSV: {error}", f"{name}:{reader.line_num}") from error
    return rows


def _text(data: bytes, name: str) -> str:
    try:
        return decode(data, name)
    except InputError:
        if b"\x00" in data:
            raise
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Return which of the usual delimiters stands most often in the first line that has any, outside of quotes."""
    for line in text[:100_000].splitlines():
        bare = "".join(part for index, part in enumerate(line.split('"')) if index % 2 == 0)
        counts = {delimiter: bare.count(delimiter) for delimiter in ("\t", ";", ",", "|")}
        best = max(counts, key=lambda each: counts[each])
        if counts[best]:
            return best
    return ","


def _cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return "" if cell is None else str(shown(cell))
