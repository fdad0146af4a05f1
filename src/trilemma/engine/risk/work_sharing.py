"""Blocks of draws shared out to workers: who computes a block never changes what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from itertools import pairwise
from typing import Any, TypeVar

_T = TypeVar("_T")


def shares(n_blocks: int, workers: int) -> list[tuple[int, int]]:
    """Return ``(first block, number of blocks)`` of at most ``workers`` shares that differ by one block at most."""
    workers = max(1, min(workers, n_blocks))
    bounds = [n_blocks * i // workers for i in range(workers + 1)]
    return [(first, last - first) for first, last in pairwise(bounds)]


def spread(executor: Executor | None, work: Callable[..., _T], calls: Sequence[tuple[Any, ...]]) -> list[_T]:
    """Return the results of the calls in their order, made here or by the executor."""
    if executor is None or len(calls) < 2:
        return [work(*arguments) for arguments in calls]
    futures = [executor.submit(work, *arguments) for arguments in calls]
    return [future.result() for future in futures]
