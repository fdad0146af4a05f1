"""The rows of a plan in the order of its outline, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trilemma.site.planning.convert import Compiled

Int1D = NDArray[np.int64]
SUMMARY, TASK, MILESTONE = 0, 1, 2
NONE = -1


@dataclass(frozen=True)
class Outline:
    """Primary keys, engine ids, depth, parent's row, kind and row of the engine's leaf, in order of the outline."""

    keys: tuple[int, ...]
    names: tuple[str, ...]
    level: Int1D
    parent: Int1D
    kind: Int1D
    leaf: Int1D

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The row of each primary key."""
        return {key: row for row, key in enumerate(self.keys)}

    @cached_property
    def row_of_name(self) -> dict[str, int]:
        """The row of each id of the engine."""
        return {name: row for row, name in enumerate(self.names)}

    def below(self, row: int) -> range:
        """Return the rows that lie below a row, itself left out."""
        last = row + 1
        while last < len(self.keys) and self.level[last] > self.level[row]:
            last += 1
        return range(row + 1, last)


def outline_of(compiled: Compiled) -> Outline:
    """Return the outline of a plan, once for each revision; most of it is taken over where nothing was moved."""
    found = compiled.derived.get("outline")
    if found is None:
        known = compiled.derived.get("known_outline")
        if known is None or known[0] is not compiled.rows.outline or known[1] != compiled.plan.topological_leaves:
            found = _outline(compiled)
        else:
            found = replace(known[2], kind=_kinds(compiled, known[2].keys, known[2].parent))
        compiled.derived["outline"] = found
        compiled.derived["known_outline"] = (compiled.rows.outline, compiled.plan.topological_leaves, found)
    return found


def _outline(compiled: Compiled) -> Outline:
    rows, index = compiled.rows, compiled.plan.arrays.activity_index
    keys = tuple(pk for pk, _ in rows.outline)
    names = tuple(rows.activities[pk]["key"] for pk in keys)
    level = np.array([depth for _, depth in rows.outline], dtype=np.int64)
    row_of = {key: row for row, key in enumerate(keys)}
    parents = (rows.activities[pk]["parent_id"] for pk in keys)
    parent = np.array([row_of[pk] if pk else NONE for pk in parents], dtype=np.int64)
    leaf = np.array([index.get(name, NONE) for name in names], dtype=np.int64)
    return Outline(keys, names, level, parent, _kinds(compiled, keys, parent), leaf)


def _kinds(compiled: Compiled, keys: Sequence[int], parent: Int1D) -> Int1D:
    activities = compiled.rows.activities
    kind = np.array([TASK if activities[pk]["modes"] else MILESTONE for pk in keys], dtype=np.int64)
    kind[parent[parent != NONE]] = SUMMARY
    return kind
