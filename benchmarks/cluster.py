"""Executors: one forecast on threads, on a pool of processes and on a Dask cluster, with the same numbers."""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime

import numpy as np

from benchmarks.results import markdown_table, write_section
from trilemma.engine.api import Forecast, Plan, RestartingPool, forecast
from trilemma.files.samples import sample_plan

DRAWS = (4_096, 65_536)
WORKERS = 2
SEED = 11


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="few draws, no cluster")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    text = table((256,) if options.sample else DRAWS, cluster=not options.sample)
    print(text)
    if options.write:
        write_section("Cluster", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        f"The forecast of the sample plan website-relaunch with resources in each draw, {WORKERS} workers, seconds of "
        "one run after a warm-up on the same workers. *same* says whether every sample equals that of the threads."
    )


def table(sizes: Sequence[int], *, cluster: bool) -> str:
    """Forecast on each kind of executor and return the table."""
    plan = sample_plan("website-relaunch")
    rows = []
    for draws in sizes:
        expected, seconds = timed(plan, draws, None)
        rows.append([f"{draws} draws, threads", seconds, 1.0, "yes"])
        for name, executor in executors(cluster=cluster):
            with executor as workers:
                found, taken = timed(plan, draws, workers)
            same = np.array_equal(found.finish, expected.finish) and np.array_equal(found.cost, expected.cost)
            rows.append([f"{draws} draws, {name}", taken, taken / seconds, "yes" if same else "NO"])
    return markdown_table(["", "seconds", "x threads", "same"], rows)


def executors(*, cluster: bool) -> Iterator[tuple[str, AbstractContextManager[Executor]]]:
    """Yield each kind of executor, ready to be entered."""
    yield "processes", RestartingPool(WORKERS)
    if cluster and importlib.util.find_spec("distributed") is not None:
        yield "Dask", dask()


@contextmanager
def dask() -> Iterator[Executor]:
    """Start a scheduler and two worker processes on this machine."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as local,  # type: ignore[no-untyped-call]
        Client(local) as client,  # type: ignore[no-untyped-call]
    ):
        yield client.get_executor()


def timed(plan: Plan, draws: int, executor: Executor | None) -> tuple[Forecast, float]:
    """Return a forecast and its seconds, after a short one on the same workers."""
    forecast(plan, draws=256, seed=SEED, executor=executor, workers=WORKERS, influences=False)
    began = time.perf_counter()
    found = forecast(plan, draws=draws, seed=SEED, executor=executor, workers=WORKERS, influences=False)
    return found, time.perf_counter() - began


if __name__ == "__main__":
    main()
