"""The columns of the plan page: cells, outline and live dates together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.cells import NAMES, cells_of
from trilemma.site.planning.queries.dates import ABSENT, Dates, dates_of
from trilemma.site.planning.queries.outline import Int1D, outline_of

DATES: Final = ("start", "finish", "late_finish", "total_float", "duration", "flags")
LINK_TYPES: Final = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}


def page_columns(compiled: Compiled) -> dict[str, Sequence[Any]]:
    """Return every column that all readers may see, one value for each row of the outline."""
    outline, cells = outline_of(compiled), cells_of(compiled)
    rows = [cells[key] for key in outline.keys]
    columns: dict[str, Sequence[Any]] = dict(zip(NAMES, zip(*rows, strict=True), strict=True)) if rows else {}
    columns |= {"level": outline.level.tolist(), "kind": outline.kind.tolist()}
    return {**columns, **date_columns(dates_of(compiled))}


def date_columns(dates: Dates) -> dict[str, list[int | None]]:
    """Return the columns that are computed."""
    return {name: plain(getattr(dates, name)) for name in DATES}


def plain(values: Int1D) -> list[int | None]:
    """Return integers with None where there is no value."""
    listed: list[int | None] = values.tolist()
    for row in np.nonzero(values == ABSENT)[0].tolist():
        listed[row] = None
    return listed


def page_links(compiled: Compiled) -> dict[str, list[int]]:
    """Return all links by the rows of their ends, with what each says and whether it holds its successor's date."""
    outline = outline_of(compiled)
    rows, links = compiled.rows.links, compiled.parts.links
    keys = sorted(rows)
    driving = driving_links(compiled)
    return {
        "from": [outline.row_of[rows[key]["predecessor_id"]] for key in keys],
        "to": [outline.row_of[rows[key]["successor_id"]] for key in keys],
        "type": [LINK_TYPES[rows[key]["type"]] for key in keys],
        "lag": [links[key].lag_minutes for key in keys],
        "elapsed": [int(links[key].elapsed) for key in keys],
        "driving": [int(key in driving) for key in keys],
    }


def driving_links(compiled: Compiled) -> frozenset[int]:
    """Return primary keys of the links that hold the date of what comes after them."""
    found = compiled.derived.get("driving")
    if found is None:
        found = compiled.derived["driving"] = frozenset(_driving(compiled))
    return found


def _driving(compiled: Compiled) -> set[int]:
    path = dates_of(compiled).path
    names, graph = path.activity_ids, path.graph
    rows = np.nonzero((path.driver >= 0) & (graph.arrays.actual_start < 0))[0]
    rows = rows[~graph.arc[path.driver[rows]]]
    before = graph.links.predecessor[path.driver[rows]]
    joined = {(names[a], names[b]) for a, b in zip(before.tolist(), rows.tolist(), strict=True)}
    return {key for key, link in compiled.parts.links.items() if _joins(compiled, link, joined)}


def _joins(compiled: Compiled, link: Any, joined: set[tuple[str, str]]) -> bool:  # noqa: ANN401 - a link of the engine
    if (link.predecessor, link.successor) in joined:
        return True
    summaries: Mapping[str | None, Sequence[str]] = compiled.plan.children
    if link.predecessor not in summaries and link.successor not in summaries:
        return False
    before, after = compiled.plan.leaves_below(link.predecessor), compiled.plan.leaves_below(link.successor)
    return any((one, other) in joined for one in before for other in after)
