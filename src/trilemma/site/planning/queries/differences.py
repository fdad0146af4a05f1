"""What the plan page must learn to get from one state of a plan to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.cells import NAMES, cells_of
from trilemma.site.planning.queries.columns import encoded_all
from trilemma.site.planning.queries.dates import dates_of
from trilemma.site.planning.queries.outline import Int1D, outline_of
from trilemma.site.planning.queries.page_rows import DATES, driving_links, page_links, plain
from trilemma.site.planning.queries.reasons import MOST_MOVES, told_moves

ALWAYS: Final = ("id",)


@dataclass(frozen=True)
class Differences:
    """The difference in the words of the page's protocol; ``rows`` are the primary keys of rows that were written."""

    patch: dict[str, Any]
    order: dict[str, Any] | None
    links: dict[str, Any] | None
    moved: list[list[Any]]
    moved_count: int
    plan: dict[str, Any]
    rows: frozenset[int] = field(default_factory=frozenset)

    @property
    def answer(self) -> dict[str, Any]:
        """Return what goes into an answer; parts without a difference are left out."""
        found: dict[str, Any] = {"patch": self.patch, "moved": self.moved, "moved_count": self.moved_count}
        if self.order is not None:
            found["order"] = self.order
        if self.links is not None:
            found["links"] = self.links
        return {**found, "plan": self.plan} if self.plan else found


def differences(before: Compiled, after: Compiled, *, dates_only: bool = False) -> Differences:
    """Return what differs between two states of one plan.

    Parameters
    ----------
    before, after
        The states.
    dates_only
        Whether only computed dates are wanted, as while a bar is dragged.
    """
    written = written_rows(before, after)
    moved, count = told_moves(before, after, without=written)
    same_outline = before.rows.outline == after.rows.outline
    return Differences(
        patch=_patch(before, after, dates_only=dates_only),
        order=None if same_outline or dates_only else _order(after),
        links=None if dates_only or _same_links(before, after) else page_links(after),
        moved=moved[:MOST_MOVES],
        moved_count=count,
        plan=_totals(before, after),
        rows=written,
    )


def written_rows(before: Compiled, after: Compiled) -> frozenset[int]:
    """Return primary keys of the activities that people changed, or whose links they changed."""
    old, new = before.rows.activities, after.rows.activities
    known, changed, changed_links = after.derived.get("step", (None, frozenset(), frozenset()))
    if known is before.rows:
        links = {pk: after.rows.links.get(pk) or before.rows.links.get(pk) for pk in changed_links}
        return frozenset(pk for pk in changed if pk in new) | {link["successor_id"] for link in links.values() if link}
    rows = {pk for pk, row in new.items() if old.get(pk) is not row}
    if before.rows.links is not after.rows.links:
        links = {**before.rows.links, **after.rows.links}
        then, now = before.rows.links, after.rows.links
        rows |= {link["successor_id"] for pk, link in links.items() if then.get(pk) is not now.get(pk)}
    return frozenset(rows)


def _patch(before: Compiled, after: Compiled, *, dates_only: bool) -> dict[str, Any]:
    old, new = outline_of(before), outline_of(after)
    same = old.keys == new.keys
    at = np.arange(len(new.keys)) if same else np.array([old.row_of.get(key, -1) for key in new.keys], dtype=np.int64)
    columns = _changed_dates(before, after, at)
    if not dates_only:
        columns |= _changed_outline(before, after, at)
    changed = at < 0
    for differs, _ in columns.values():
        changed |= differs
    cells = {} if dates_only else _changed_cells(before, after)
    changed[[new.row_of[pk] for pk in cells]] = True
    rows = np.nonzero(changed)[0].tolist()
    added = bool((at < 0).any())
    names = [name for name, (differs, _) in columns.items() if added or differs.any()]
    found: dict[str, Sequence[Any]] = {name: _of_rows(columns[name][1], rows) for name in names}
    found |= _cell_columns(after, [new.keys[row] for row in rows], cells, added=added)
    ids = [after.rows.activities[new.keys[row]]["public_id"] for row in rows]
    return {"ids": ids, "columns": _with_empty(found)}


def _changed_dates(before: Compiled, after: Compiled, at: Int1D) -> dict[str, tuple[Any, Int1D]]:
    old, new = dates_of(before), dates_of(after)
    return {name: (_differs(getattr(old, name), getattr(new, name), at), getattr(new, name)) for name in DATES}


def _changed_outline(before: Compiled, after: Compiled, at: Int1D) -> dict[str, tuple[Any, Int1D]]:
    old, new = outline_of(before), outline_of(after)
    pairs = {"level": (old.level, new.level), "kind": (old.kind, new.kind)}
    return {name: (_differs(one, other, at), other) for name, (one, other) in pairs.items()}


def _differs(old: Int1D, new: Int1D, at: Int1D) -> Any:  # noqa: ANN401 - an array of truth values
    if not len(old):
        return np.ones(len(new), dtype=np.bool_)
    return (at < 0) | (old[np.maximum(at, 0)] != new)


def _of_rows(values: Int1D, rows: list[int]) -> list[int | None]:
    return plain(values[rows])


def _changed_cells(before: Compiled, after: Compiled) -> dict[int, frozenset[str]]:
    """Return the names of the cells that differ, by primary key."""
    old, new = cells_of(before), cells_of(after)
    found: dict[int, frozenset[str]] = {}
    for pk in (pk for pk, cells in new.items() if old.get(pk) is not cells):
        known, cells = old.get(pk), new[pk]
        found[pk] = frozenset(
            NAMES if known is None else (n for n, a, b in zip(NAMES, known, cells, strict=True) if a != b)
        )
    return found


def _cell_columns(
    after: Compiled, keys: list[int], changed: dict[int, frozenset[str]], *, added: bool
) -> dict[str, Sequence[Any]]:
    names = [name for name in NAMES if name not in ALWAYS and (added or any(name in own for own in changed.values()))]
    cells = cells_of(after)
    return {name: [getattr(cells[key], name) for key in keys] for name in names}


def _with_empty(columns: dict[str, Sequence[Any]]) -> dict[str, Any]:
    """Return columns in short form; one that has become empty is sent, for the page must forget what it had."""
    return {**{name: {"rows": [], "is": []} for name in columns}, **encoded_all(dict(columns))}


def _order(after: Compiled) -> dict[str, Any]:
    outline = outline_of(after)
    activities = after.rows.activities
    return {"ids": [activities[key]["public_id"] for key in outline.keys], "level": outline.level.tolist()}


def _same_links(before: Compiled, after: Compiled) -> bool:
    if before.rows.links is not after.rows.links or before.rows.outline != after.rows.outline:
        return False
    return driving_links(before) == driving_links(after)


def _totals(before: Compiled, after: Compiled) -> dict[str, Any]:
    old, new = dates_of(before), dates_of(after)
    pairs = {"start": (old.start_of_plan, new.start_of_plan), "finish": (old.finish_of_plan, new.finish_of_plan)}
    return {name: now for name, (then, now) in pairs.items() if then != now}
