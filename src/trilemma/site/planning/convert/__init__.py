"""Between rows of plans and plans of the engine: the only place that knows both."""

from __future__ import annotations

from trilemma.site.planning.convert.compiled import (
    Compiled,
    compiled_plan,
    content_hash,
    engine_plan,
    tables_of,
)
from trilemma.site.planning.convert.housing import housed_tables
from trilemma.site.planning.convert.making import rows_of_tables
from trilemma.site.planning.convert.rows import PlanRows, read_rows
from trilemma.site.planning.convert.tables import tables_of_rows

__all__ = [
    "Compiled",
    "PlanRows",
    "compiled_plan",
    "content_hash",
    "engine_plan",
    "housed_tables",
    "read_rows",
    "rows_of_tables",
    "tables_of",
    "tables_of_rows",
]
