"""Texts that a spreadsheet would compute: written so that it shows them, and read back as they were."""

from __future__ import annotations

import re
from typing import Final

from trilemma.files.lists.table import Cell

_COMPUTED: Final = re.compile("[=@+\\-\t\r\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH COMMERCIAL AT}]")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?%?")


def shown(cell: Cell) -> Cell:
    """Return a cell to write: a text that would be a formula begins with an apostrophe; numbers stay numbers."""
    if isinstance(cell, str) and _COMPUTED.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def meant(cell: Cell) -> Cell:
    """Return what a cell says: without the apostrophe that kept it from being computed."""
    if isinstance(cell, str) and cell.startswith("'") and _COMPUTED.match(cell, 1):
        return cell[1:]
    return cell
