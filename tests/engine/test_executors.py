"""Executors: the same numbers wherever they are computed, and nothing lost when a worker is killed."""

from __future__ import annotations

import importlib.util
import os
import signal
import time
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from trilemma.engine.api import RestartingPool, forecast
from trilemma.files.samples import sample_plan

Numbers = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]


def slow_square(number: int) -> int:
    time.sleep(0.2)
    return number * number


def die_once(path: str) -> str:
    """Kill the own process the first time, succeed the second."""
    marker = Path(path)
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def die_always() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def samples(executor: Executor | None) -> Numbers:
    found = forecast(sample_plan("website-relaunch"), draws=512, seed=5, resources=False, executor=executor, workers=4)
    return found.finish, found.cost


@pytest.fixture(scope="module")
def here() -> Numbers:
    return samples(None)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    with RestartingPool(2) as pool:
        futures = [pool.submit(slow_square, number) for number in range(4)]
        fatal = pool.submit(die_once, str(tmp_path / "died"))
        assert [future.result(timeout=60) for future in futures] == [0, 1, 4, 9]
        assert fatal.result(timeout=60) == "alive"


def test_a_call_that_always_kills_its_worker_is_given_up() -> None:
    with RestartingPool(1, attempts=2) as pool, pytest.raises(Exception, match="terminated abruptly"):
        pool.submit(die_always).result(timeout=60)


def test_an_error_of_the_call_comes_back_as_it_is() -> None:
    with RestartingPool(1) as pool, pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result(timeout=60)


def test_processes_give_the_same_forecast(here: Numbers) -> None:
    with RestartingPool(2) as pool:
        there = samples(pool)
    assert all(np.array_equal(a, b) for a, b in zip(here, there, strict=True))


@pytest.mark.filterwarnings("ignore:Sending large graph")  # a share of draws carries the model, and may
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs the extra trilemma[cluster]")
def test_a_dask_cluster_gives_the_same_forecast_though_a_worker_is_killed(
    here: Numbers,
) -> None:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,  # type: ignore[no-untyped-call]
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        executor = client.get_executor()
        waiting = [executor.submit(slow_square, number) for number in range(8)]
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        there = samples(executor)
        assert [future.result(timeout=60) for future in waiting] == [n * n for n in range(8)]
    assert all(np.array_equal(a, b) for a, b in zip(here, there, strict=True))
