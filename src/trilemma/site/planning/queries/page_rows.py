"""The columns of the plan page: cells, outline and live dates together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def _driving(compiled: Compiled) -> Iterator[int]:
    path = dates_of(compiled).path
    names, graph = path.activity_ids, path.graph
    rows = np.nonzero((path.driver >= 0) & (graph.arrays.actual_start < 0))[0]
    rows = rows[~graph.arc[path.driver[rows]]]
    before = graph.links.predecessor[path.driver[rows]]
    joined = {(names[a], names[b]) for a, b in zip(before.tolist(), rows.tolist(), strict=True)}
    pairs, of_summaries = _pairs(compiled)
    for pair in joined & pairs.keys():
        yield from pairs[pair]
    for key in of_summaries:
        link = compiled.parts.links[key]
        below = compiled.plan.leaves_below(link.predecessor), compiled.plan.leaves_below(link.successor)
        if any((one, other) in joined for one in below[0] for other in below[1]):
            yield key


Pairs = Mapping[tuple[str, str], Sequence[int]]


def _pairs(compiled: Compiled) -> tuple[Pairs, Sequence[int]]:
    """Return keys of links by the leaves that they join, and keys of those from or to summaries."""
    links, outline = compiled.parts.links, compiled.rows.outline
    known = compiled.derived.get("known_pairs")
    if known is not None and known[0] is links and known[1] is outline:
        return known[2], known[3]
    pairs: dict[tuple[str, str], list[int]] = {}
    of_summaries = []
    summaries = compiled.plan.children
    for key, link in links.items():
        if link.predecessor in summaries or link.successor in summaries:
            of_summaries.append(key)
        else:
            pairs.setdefault((link.predecessor, link.successor), []).append(key)
    compiled.derived["known_pairs"] = (links, outline, pairs, of_summaries)
    return pairs, of_summaries
