"""Interchange: bytes to engine values and back."""

from trilemma.files.formats import FORMATS, Format, format_named
from trilemma.files.imported import DateDifference, DifferenceCause, Imported, date_differences, pinned
from trilemma.files.plan_files import read_import, read_plan, write_plan

__all__ = [
    "FORMATS",
    "DateDifference",
    "DifferenceCause",
    "Format",
    "Imported",
    "date_differences",
    "format_named",
    "pinned",
    "read_import",
    "read_plan",
    "write_plan",
]
