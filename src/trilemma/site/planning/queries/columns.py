"""Columns in the shortest of the forms that the plan page takes: dense, by dictionary, or sparse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

Column = list[Any] | dict[str, Any]
_FEW: Final = 3
"""A sparse entry takes a position beside its value, so that it pays where less than a third have one."""
_SAME: Final = 4
_PLAIN: Final = (int, float, bool)


def encoded(values: Sequence[Any]) -> Column | None:
    """Return a column in its shortest form, or None where no row has a value."""
    rows = [row for row, value in enumerate(values) if value is not None]
    if not rows:
        return None
    if len(rows) * _FEW < len(values):
        return {"rows": rows, "is": [values[row] for row in rows]}
    if isinstance(values[rows[0]], _PLAIN):
        return list(values)
    different = dict.fromkeys(values[row] for row in rows)
    if len(different) * _SAME > len(values):
        return list(values)
    number = {value: index for index, value in enumerate(different)}
    return {"dict": list(different), "at": [-1 if value is None else number[value] for value in values]}


def encoded_all(columns: dict[str, Sequence[Any]]) -> dict[str, Column]:
    """Return several columns; those without any value are left out."""
    found = ((name, encoded(values)) for name, values in columns.items())
    return {name: column for name, column in found if column is not None}
