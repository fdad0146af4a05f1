"""What moved between two computations of a plan's dates, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import overload

import numpy as np

from trilemma.engine.network.critical_path import CriticalPath
from trilemma.engine.network.explanation import Cause, cause_of
from trilemma.engine.network.passes import FINISH_FINISH
from trilemma.engine.plan import NONE
from trilemma.engine.plan.arrays import Int1D


@dataclass(frozen=True, slots=True)
class DateMove:
    """An activity whose dates moved.

    ``start_before`` and ``finish_before`` are None where it is new. ``cause`` is what holds its start now; ``root`` is
    the activity where the move began: itself, where nothing that it waits for moved.
    """

    activity: str
    start_before: datetime | None
    finish_before: datetime | None
    start: datetime
    finish: datetime
    cause: Cause
    root: str


@dataclass(frozen=True, slots=True, eq=False)
class DateMoves(Sequence[DateMove]):
    """All that moved between two critical paths, in an order in which each comes after what it waits for.

    Attributes
    ----------
    path
        The dates after the change.
    rows
        Rows of the activities that moved, or are new, in the arrays of ``path``, shape ``(k,)``.
    start_before, finish_before
        Elapsed minutes from the origin of ``path``, ``NONE`` where new, shape ``(k,)``. They may be negative where the
        origin moved too: then ``new`` tells them apart.
    new
        Whether the activity was not there before, shape ``(k,)``.
    root
        Row of the activity where each move began, shape ``(k,)``.
    gone
        Ids of the activities that are there no longer.
    """

    path: CriticalPath
    rows: Int1D
    start_before: Int1D
    finish_before: Int1D
    new: np.typing.NDArray[np.bool_]
    root: Int1D
    gone: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many activities moved or are new."""
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> DateMove: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[DateMove, ...]: ...
    def __getitem__(self, index: int | slice) -> DateMove | tuple[DateMove, ...]:
        """Return one move, or several."""
        if isinstance(index, slice):
            return tuple(self._move(k) for k in range(*index.indices(len(self.rows))))
        return self._move(range(len(self.rows))[index])

    def __iter__(self) -> Iterator[DateMove]:
        """Yield each move."""
        return (self._move(k) for k in range(len(self.rows)))

    def _move(self, k: int) -> DateMove:
        path, row = self.path, int(self.rows[k])
        return DateMove(
            activity=path.activity_ids[row],
            start_before=None if self.new[k] else self._at(self.start_before[k]),
            finish_before=None if self.new[k] else self._at(self.finish_before[k]),
            start=self._at(path.early_start[row]),
            finish=self._at(path.early_finish[row]),
            cause=cause_of(path, row)[0],
            root=path.activity_ids[int(self.root[k])],
        )

    def _at(self, minutes: np.int64) -> datetime:
        return self.path.graph.origin + timedelta(minutes=int(minutes))


def date_moves(before: CriticalPath, after: CriticalPath) -> DateMoves:
    """Return the activities whose early dates differ between two computations, with what moved them.

    Parameters
    ----------
    before, after
        Dates of the same plan before and after a change; activities may have come and gone.

    Returns
    -------
    DateMoves
        What moved. The causes are looked up when a move is read, so that a list of thousands costs nothing.
    """
    arrays = after.graph.arrays
    old_row = _old_rows(before, after)
    known = old_row >= 0
    shift = round((before.graph.origin - after.graph.origin).total_seconds()) // 60
    start = np.where(known, before.early_start[old_row] + shift, NONE) if before.graph.arrays.n else old_row
    finish = np.where(known, before.early_finish[old_row] + shift, NONE) if before.graph.arrays.n else old_row
    moved = ~known | (start != after.early_start) | (finish != after.early_finish)
    rows = after.graph.order[moved[after.graph.order]]
    root = np.arange(arrays.n)
    for row in rows.tolist():
        same_start = known[row] and start[row] == after.early_start[row]
        sources = _of_finish(after, row) if same_start else _of_start(before, after, row, int(old_row[row]))
        source = next((each for each in sources if moved[each]), row)
        root[row] = row if source == row else root[source]
    gone = [name for name in before.activity_ids if name not in arrays.activity_index]
    return DateMoves(after, rows, start[rows], finish[rows], ~known[rows], root[rows], tuple(gone))


def _old_rows(before: CriticalPath, after: CriticalPath) -> Int1D:
    """Return the row before of each activity after, ``NONE`` where it is new, shape ``(n,)``."""
    if before.activity_ids == after.activity_ids:
        return np.arange(after.graph.arrays.n)
    index = before.graph.arrays.activity_index
    return np.array([index.get(name, NONE) for name in after.activity_ids], dtype=np.int64)


def _of_start(before: CriticalPath, after: CriticalPath, row: int, old_row: int) -> Iterator[int]:
    """Yield the rows of what drives the start now, and of what drove it and is still waited for."""
    links = after.graph.links
    if after.driver[row] >= 0:
        yield int(links.predecessor[after.driver[row]])
    if old_row != NONE and before.driver[old_row] >= 0:
        name = before.activity_ids[int(before.graph.links.predecessor[before.driver[old_row]])]
        drove = after.graph.arrays.activity_index.get(name)
        if drove is not None and drove in links.predecessor[links.first[row] : links.first[row + 1]]:
            yield drove


def _of_finish(after: CriticalPath, row: int) -> Iterator[int]:
    """Yield the rows of what may hold the finish alone."""
    links = after.graph.links
    for k in range(int(links.first[row]), int(links.first[row + 1])):
        if links.type[k] >= FINISH_FINISH:
            yield int(links.predecessor[k])
