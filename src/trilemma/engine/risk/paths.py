"""The bare longest-path simulation: finish-start links, one time axis, no resources; the fastest of the kernels.

Method id ``path_simulation`` (docs/methods/path_simulation.md). Draws go through the network a block at a time, so that
sampling and path stay in the processor's nearest cache: an activity's values are made, added to the latest of its
predecessors' finishes and forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from trilemma.engine.errors import ShapeError
from trilemma.engine.risk.hashing import BLOCK, cell_key, fill_bits, object_keys
from trilemma.engine.risk.tails import Quantile, fill_from_tails, fill_knots, tail_table
from trilemma.engine.risk.work_sharing import shares, spread

METHOD: Final = "path_simulation"

Float1D = npt.NDArray[np.float32]
Int1D = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PathNetwork:
    """Activities in topological order with finish-start links and a sampled duration each.

    A duration is ``offset + scale * shape`` with ``shape`` from a table that activities may share.

    Attributes
    ----------
    predecessor_first, predecessor
        Rows of predecessors by activity, shapes ``(n + 1,)`` and ``(l,)``.
    table, table_of
        Tail tables, shape ``(n_tables, 2 * HALF + 1)``, and which one each activity reads, shape ``(n,)``.
    offset, scale
        Shape ``(n,)``, in the unit of time of the result.
    key
        What the random numbers of each activity hang on, shape ``(n,)``.
    row, n_rows
        Where each activity keeps its finish while a successor still needs it, shape ``(n,)``; rows are reused.
    """

    predecessor_first: Int1D
    predecessor: Int1D
    table: npt.NDArray[np.float32]
    table_of: Int1D
    offset: Float1D
    scale: Float1D
    key: npt.NDArray[np.uint64]
    row: Int1D
    n_rows: int


def path_network(
    predecessors: Sequence[Sequence[int]],
    shapes: Sequence[Quantile],
    shape_of: Sequence[int],
    offset: npt.ArrayLike,
    scale: npt.ArrayLike,
    names: Sequence[str],
) -> PathNetwork:
    """Prepare a network for `simulate_paths`.

    Parameters
    ----------
    predecessors
        Of each activity, numbers smaller than its own.
    shapes
        Quantile functions of the normalised durations.
    shape_of, offset, scale
        Duration of activity ``i`` = ``offset[i] + scale[i] * shapes[shape_of[i]]``; shape ``(n,)`` each.
    names
        Ids of the activities: the same id gets the same random numbers in another network.

    Raises
    ------
    ShapeError
        If lengths differ or a predecessor does not come first.
    """
    n = len(predecessors)
    if not len(shape_of) == len(names) == len(np.atleast_1d(offset)) == len(np.atleast_1d(scale)) == n:
        raise ShapeError(f"there are {n} activities, and not as many shapes, offsets, scales and names")
    if any(p >= i or p < 0 for i, row in enumerate(predecessors) for p in row):
        raise ShapeError("a predecessor must come before its activity", "predecessors")
    row, n_rows = _reused_rows(predecessors)
    return PathNetwork(
        predecessor_first=np.concatenate(([0], np.cumsum([len(p) for p in predecessors]))).astype(np.int64),
        predecessor=np.array([p for of_activity in predecessors for p in of_activity], dtype=np.int64),
        table=np.array([tail_table(shape) for shape in shapes]),
        table_of=np.array(shape_of, dtype=np.int64),
        offset=np.array(offset, dtype=np.float32),
        scale=np.array(scale, dtype=np.float32),
        key=object_keys("estimate", tuple(names)),
        row=row,
        n_rows=n_rows,
    )


def simulate_paths(
    network: PathNetwork, *, draws: int, seed: int, executor: Executor | None = None, workers: int = 1
) -> Float1D:
    """Finish of the whole network in every draw.

    Parameters
    ----------
    draws
        How many; they come in blocks of `BLOCK` draws that are stratified within and independent of each other.
    seed
        The same seed gives the same numbers on any number of workers.
    executor, workers
        Where blocks are computed, and in how many shares.

    Returns
    -------
    Float1D
        Shape ``(draws,)``, in the network's unit of time.
    """
    n_blocks = -(-draws // BLOCK)
    parts = spread(
        executor, _some_blocks, [(network, seed, first, count) for first, count in shares(n_blocks, workers)]
    )
    return np.concatenate(parts)[:draws]


def _some_blocks(network: PathNetwork, seed: int, first: int, count: int) -> Float1D:
    out = np.empty(count * BLOCK, dtype=np.float32)
    _path_blocks(
        np.uint64(seed % (1 << 64)),
        first,
        count,
        network.predecessor_first,
        network.predecessor,
        network.table,
        network.table_of,
        network.offset,
        network.scale,
        network.key,
        network.row,
        network.n_rows,
        out,
    )
    return out


def _reused_rows(predecessors: Sequence[Sequence[int]]) -> tuple[Int1D, int]:
    """Give each activity a row for its finish, free again after its last successor."""
    last_use = list(range(len(predecessors)))
    for activity, row in enumerate(predecessors):
        for predecessor in row:
            last_use[predecessor] = activity
    rows = np.zeros(len(predecessors), dtype=np.int64)
    expiring: dict[int, list[int]] = {}
    free: list[int] = []
    n_rows = 0
    for activity in range(len(predecessors)):
        if free:
            rows[activity] = free.pop()
        else:
            rows[activity] = n_rows
            n_rows += 1
        expiring.setdefault(last_use[activity], []).append(int(rows[activity]))
        free.extend(expiring.pop(activity, ()))
    return rows, n_rows


@njit(cache=True, nogil=True, error_model="numpy")
def _path_blocks(  # type: ignore[no-untyped-def]
    seed, first, count, link_first, predecessor, table, table_of, offset, scale, key, row, n_rows, out
):
    n = key.shape[0]
    finish = np.empty((n_rows, BLOCK), np.float32)
    start, value = np.empty(BLOCK, np.float32), np.empty(BLOCK, np.float32)
    strata, bits = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint32)
    knots, fractions = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.float32)
    for block in range(count):
        last = out[block * BLOCK : (block + 1) * BLOCK]
        last[:] = 0.0
        for j in range(n):
            fill_bits(cell_key(seed, key[j], first + block), strata, bits)
            fill_knots(bits, knots, fractions)
            _latest(finish, row, predecessor, link_first[j], link_first[j + 1], start)
            fill_from_tails(knots, fractions, table[table_of[j]], value)
            _advance(start, value, offset[j], scale[j], finish[row[j]], last)


@njit(cache=True, nogil=True, error_model="numpy")
def _latest(finish, row, predecessor, begin, end, start):  # type: ignore[no-untyped-def]
    """Write the latest of the predecessors' finishes into ``start``."""
    if begin == end:
        for i in range(start.shape[0]):
            start[i] = 0.0
        return
    one, other = finish[row[predecessor[begin]]], finish[row[predecessor[end - 1]]]
    for i in range(start.shape[0]):
        start[i] = max(one[i], other[i])
    for link in range(begin + 1, end - 1):
        other = finish[row[predecessor[link]]]
        for i in range(start.shape[0]):
            start[i] = max(start[i], other[i])


@njit(cache=True, nogil=True, error_model="numpy")
def _advance(start, value, offset, scale, finish, last):  # type: ignore[no-untyped-def]
    """Finish = start + offset + scale x value; ``last`` keeps the latest finish of the network."""
    for i in range(start.shape[0]):
        finish[i] = start[i] + (offset + scale * value[i])
    for i in range(start.shape[0]):
        last[i] = max(last[i], finish[i])
