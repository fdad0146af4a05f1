"""Lists as Excel workbooks: the first sheet that has the headings of a list."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import Outline
from openpyxl.worksheet.worksheet import Worksheet

from trilemma.engine.api import InputError, Plan
from trilemma.files.limits import MEGABYTE, require_size
from trilemma.files.lists.formulas import meant, shown
from trilemma.files.lists.reader import plan_of_table, plan_updated
from trilemma.files.lists.table import MOST_ROWS, Cell, Table, table_of
from trilemma.files.lists.writer import rows_of

MOST_UNPACKED: Final = 100 * MEGABYTE
_MOST_COLUMNS: Final = 200
_WIDTHS: Final = {"Name": 42, "Predecessors": 28, "Resources": 28, "Notes": 40}


def read_xlsx_list(data: bytes, name: str = "list.xlsx") -> Plan:
    """Read a plan from a list in a workbook, see `plan_of_table`."""
    return plan_of_table(xlsx_table(data, name), name)


def update_from_xlsx(plan: Plan, data: bytes, name: str = "list.xlsx") -> Plan:
    """Return a plan changed by a list in a workbook, see `plan_updated`."""
    return plan_updated(plan, xlsx_table(data, name), name)


def write_xlsx_list(plan: Plan) -> bytes:
    """Write a plan's activities as a workbook with one sheet: headings fixed, summaries bold, rows grouped by level."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.create_sheet("Plan", 0)
    del book["Sheet"]
    rows = rows_of(plan)
    for row in rows:
        sheet.append([shown(cell) for cell in row])
    sheet.freeze_panes = "E2"
    sheet.sheet_properties.outlinePr = Outline(summaryBelow=False)
    for index, heading in enumerate(rows[0], start=1):
        sheet.cell(1, index).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS.get(str(heading), 14)
    for number, row in enumerate(rows[1:], start=2):
        sheet.row_dimensions[number].outlineLevel = min(int(str(row[2])) - 1, 7)
        if row[0] in plan.children:
            sheet.cell(number, 4).font = Font(bold=True)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx_table(data: bytes, name: str) -> Table:
    """Return the list on the first sheet that has one.

    Raises
    ------
    InputError
        If it is no workbook, unpacks to more than 100 MB, or no sheet has the headings of a list; names the file.
    """
    require_size(data, name)
    _refuse_bomb(data, name)
    first: InputError | None = None
    for title, rows in _sheets(data, name):
        try:
            return table_of(rows, f"{name}:{title}")
        except InputError as error:
            first = first or error
    raise first or InputError("the workbook has no sheet", name)


def _refuse_bomb(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = [entry.file_size for entry in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError("this is no Excel workbook (.xlsx)", name) from error
    if sum(sizes) > MOST_UNPACKED:
        raise InputError(f"the workbook unpacks to more than {MOST_UNPACKED // MEGABYTE} MB", name)


def _sheets(data: bytes, name: str) -> list[tuple[str, list[list[Cell]]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            found = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                rows = islice(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), MOST_ROWS + 50)
                found.append((sheet.title, [_trimmed(row) for row in rows]))
            return found
    except Exception as error:
        raise InputError("this is no Excel workbook that can be read", name) from error


def _trimmed(row: Sequence[object]) -> list[Cell]:
    """Return the cells up to the last that is filled."""
    last = next((index for index in range(len(row), 0, -1) if row[index - 1] is not None), 0)
    return [_cell(cell) for cell in row[:last]]


def _cell(cell: object) -> Cell:
    return meant(cell) if isinstance(cell, str | int | float | bool | date | datetime) or cell is None else str(cell)
