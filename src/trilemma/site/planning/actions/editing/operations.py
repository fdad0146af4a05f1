"""What somebody wants of a plan: one or many operations that are done as one act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field of a row a value, as typed; ``version`` is that of the row when it was seen."""

    row: str
    field: str
    value: Any
    version: int | None = None


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be inserted; ``key`` stands for it in later operations."""

    key: str
    level: int
    kind: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Insert:
    """Insert rows before another, or at the bottom."""

    rows: tuple[NewRow, ...]
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete rows with what lies below them."""

    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Move rows, with what lies below them, before another or to the bottom; the first comes to lie at ``level``."""

    rows: tuple[str, ...]
    before: str | None
    level: int


@dataclass(frozen=True, slots=True)
class Shift:
    """Indent rows by one level, or outdent them by one, with what lies below them."""

    rows: tuple[str, ...]
    by: int


@dataclass(frozen=True, slots=True)
class LinkTo:
    """Link two rows; a link that joins them already is changed."""

    before: str
    after: str
    type: str = "FS"
    lag: str = ""


@dataclass(frozen=True, slots=True)
class Unlink:
    """Remove the links between two rows."""

    before: str
    after: str


Operation = SetField | Insert | Delete | Move | Shift | LinkTo | Unlink
