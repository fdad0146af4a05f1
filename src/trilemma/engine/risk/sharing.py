"""The bare simulation with resources: one time axis, constant capacities, a fixed order; the fastest of its kind.

Method id ``path_simulation`` (docs/methods/path_simulation.md). Up to four resources lie side by side in one 64-bit
number, 15 bits each, so that one subtraction says whether an activity fits.
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
from trilemma.engine.risk.compiling import BARE
from trilemma.engine.risk.hashing import BLOCK, cell_key, fill_bits
from trilemma.engine.risk.paths import PathNetwork
from trilemma.engine.risk.tails import fill_from_tails, fill_knots
from trilemma.engine.risk.work_sharing import shares, spread

Int1D = npt.NDArray[np.int64]
UInt1D = npt.NDArray[np.uint64]

LANES: Final = 4
_LANE_BITS: Final = 16
_MOST: Final = (1 << 15) - 1
_GUARDS: Final = np.uint64(0x8000_8000_8000_8000)
_FAR: Final = np.float32(3e38)


@dataclass(frozen=True, slots=True, eq=False)
class SharedNetwork:
    """A network whose activities share up to four renewable resources.

    ``order`` serves them, each after its predecessors, shape ``(n,)``; ``demand`` and ``capacity`` hold a resource in
    each 16 bits.
    """

    network: PathNetwork
    order: Int1D
    demand: UInt1D
    capacity: np.uint64


def shared_network(
    network: PathNetwork, demands: Sequence[Sequence[int]], capacities: Sequence[int], order: Sequence[int]
) -> SharedNetwork:
    """Prepare a network for `simulate_sharing`.

    Parameters
    ----------
    network
        Activities, links and durations.
    demands
        Of each activity on each resource, shape ``(n, r)`` with ``r <= 4``, whole units.
    capacities
        Of each resource, shape ``(r,)``, at most 32,767.
    order
        In which the activities are served, each after its predecessors.

    Raises
    ------
    ShapeError
        If there are more than four resources, a demand exceeds the capacity, or the order is not one.
    """
    n = len(network.key)
    if len(capacities) > LANES or max(capacities, default=0) > _MOST or len(demands) != n:
        raise ShapeError(f"there may be {LANES} resources of at most {_MOST}, and demands of each activity")
    if any(not 0 <= d <= c for row in demands for d, c in zip(row, capacities, strict=True)):
        raise ShapeError("a demand must lie between 0 and the capacity", "demands")
    place = {activity: position for position, activity in enumerate(order)}
    first = network.predecessor_first
    for i in range(n):
        if any(place[int(p)] > place[i] for p in network.predecessor[first[i] : first[i + 1]]):
            raise ShapeError("the order must serve an activity after its predecessors", "order")
    return SharedNetwork(
        network,
        np.array(order, dtype=np.int64),
        np.array([_packed(row) for row in demands], dtype=np.uint64),
        np.uint64(_packed(capacities)),
    )


def _packed(amounts: Sequence[int]) -> int:
    return sum(int(amount) << (_LANE_BITS * lane) for lane, amount in enumerate(amounts))


def simulate_sharing(
    shared: SharedNetwork, *, draws: int, seed: int, executor: Executor | None = None, workers: int = 1
) -> npt.NDArray[np.float32]:
    """Finish of the whole network in every draw, its resources shared out by serial generation.

    Parameters
    ----------
    draws
        How many; they come in stratified, independent blocks of `BLOCK` draws.
    seed
        The same seed gives the same numbers on any number of workers.
    executor, workers
        Where blocks are computed, and in how many shares.

    Returns
    -------
    array
        Shape ``(draws,)``, in the network's unit of time.
    """
    blocks = shares(-(-draws // BLOCK), workers)
    parts = spread(executor, _some_blocks, [(shared, seed, first, count) for first, count in blocks])
    return np.concatenate(parts)[:draws]


def _some_blocks(shared: SharedNetwork, seed: int, first: int, count: int) -> npt.NDArray[np.float32]:
    net = shared.network
    n = len(net.key)
    out = np.zeros(count * BLOCK, dtype=np.float32)
    duration = np.empty((BLOCK, n), dtype=np.float32)
    time, left = np.empty(2 * n + 4, dtype=np.float32), np.empty(2 * n + 4, dtype=np.uint64)
    finish = np.empty(n, dtype=np.float32)
    for block in range(count):
        _fill_durations(
            np.uint64(seed % (1 << 64)),
            first + block,
            net.key,
            net.table,
            net.table_of,
            net.offset,
            net.scale,
            duration,
        )
        _serve(
            duration,
            shared.order,
            net.predecessor_first,
            net.predecessor,
            shared.demand,
            shared.capacity,
            time,
            left,
            finish,
            out[block * BLOCK : (block + 1) * BLOCK],
        )
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _fill_durations(seed, block, key, table, table_of, offset, scale, duration):  # type: ignore[no-untyped-def]
    """Sample a block's durations into ``duration``, shape ``(BLOCK, n)``."""
    strata, bits = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint32)
    knots, fractions = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.float32)
    value = np.empty(BLOCK, np.float32)
    for j in range(key.shape[0]):
        fill_bits(cell_key(seed, key[j], block), strata, bits)
        fill_knots(bits, knots, fractions)
        fill_from_tails(knots, fractions, table[table_of[j]], value)
        for draw in range(BLOCK):
            duration[draw, j] = offset[j] + scale[j] * value[draw]


@njit(**BARE)
def _serve(duration, order, link_first, predecessor, demand, capacity, time, left, finish, out):  # type: ignore[no-untyped-def]
    """Generate one schedule per draw; ``time`` and ``left`` are a profile's knots and what is left from there on."""
    for draw in range(duration.shape[0]):
        time[0], left[0], time[1] = np.float32(0.0), capacity | _GUARDS, _FAR
        count = 1
        for j in order:
            start = np.float32(0.0)
            for link in range(link_first[j], link_first[j + 1]):
                start = max(start, finish[predecessor[link]])
            length, need = duration[draw, j], demand[j]
            if length > 0.0 and need != 0:
                low, high, start = _fitting(time, left, count, start, length, need)
                count = _taken(time, left, count, low, high, start, start + length, need)
            finish[j] = start + length
            out[draw] = max(out[draw], finish[j])


@njit(**BARE)
def _fitting(time, left, count, start, length, need):  # type: ignore[no-untyped-def]
    """Return the knots around, and the start of, the first gap from ``start`` on that fits."""
    k = count - 1
    while time[k] > start:
        k -= 1
    low, until = k, start + length
    while True:
        if ((left[k] - need) & _GUARDS) != _GUARDS:
            k += 1
            while ((left[k] - need) & _GUARDS) != _GUARDS:
                k += 1
            start, low = time[k], k
            until = start + length
        k += 1
        if k == count or time[k] >= until:
            return low, k, start


@njit(**BARE)
def _taken(time, left, count, low, high, start, until, need):  # type: ignore[no-untyped-def]
    """Take ``need`` out of the profile between two instants; return its number of knots."""
    new_start = np.int64(time[low] != start)
    new_until = np.int64(high == count or time[high] != until)
    shift = new_start + new_until
    if shift > 0:
        for k in range(count, high - 1, -1):
            time[k + shift], left[k + shift] = time[k], left[k]
    if new_until > 0:
        time[high + new_start], left[high + new_start] = until, left[high - 1]
    if new_start > 0:
        for k in range(high - 1, low, -1):
            time[k + 1], left[k + 1] = time[k], left[k] - need
        time[low + 1], left[low + 1] = start, left[low] - need
    else:
        for k in range(low, high):
            left[k] -= need
    return count + shift
