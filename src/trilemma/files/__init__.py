"""Interchange: bytes to engine values and back."""

from trilemma.files.formats import FORMATS, Format, format_named
from trilemma.files.plan_files import read_plan, write_plan

__all__ = ["FORMATS", "Format", "format_named", "read_plan", "write_plan"]
