"""Between rows of plans and plans of the engine: the only place that knows both."""

from __future__ import annotations

from trilemma.site.planning.convert.compiled import (
    Compiled,
    compiled_plan,
    content_hash,
    earlier_state,
    engine_plan,
    keep_compiled,
    latest_of,
    renumbered,
    tables_of,
)
from trilemma.site.planning.convert.housing import housed_tables
from trilemma.site.planning.convert.making import rows_of_tables
from trilemma.site.planning.convert.revising import Change
from trilemma.site.planning.convert.rows import PlanRows, read_rows
from trilemma.site.planning.convert.tables import tables_of_rows

__all__ = [
    "Change",
    "Compiled",
    "PlanRows",
    "compiled_plan",
    "content_hash",
    "earlier_state",
    "engine_plan",
    "housed_tables",
    "keep_compiled",
    "latest_of",
    "read_rows",
    "renumbered",
    "rows_of_tables",
    "tables_of",
    "tables_of_rows",
]
