"""The bare longest-path simulation against formulas and against plain NumPy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trilemma.engine.errors import ShapeError
from trilemma.engine.risk import PathNetwork, path_network, simulate_paths
from trilemma.engine.risk.tails import Quantile

UNIFORM = stats.uniform.ppf
NORMAL = stats.norm.ppf
PERT = stats.beta(2.0, 4.0).ppf


def network(
    predecessors: list[list[int]], shape: Quantile = UNIFORM, offset: float = 0.0, scale: float = 1.0
) -> PathNetwork:
    n = len(predecessors)
    return path_network(
        predecessors,
        [shape],
        [0] * n,
        [offset] * n,
        [scale] * n,
        [f"a{i}" for i in range(n)],
    )


def by_numpy(predecessors: list[list[int]], durations: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    finish = np.zeros_like(durations)
    for i, row in enumerate(predecessors):
        start = np.max(finish[row], axis=0) if row else 0.0
        finish[i] = start + durations[i]
    latest: npt.NDArray[np.float64] = finish.max(axis=0)
    return latest


@st.composite
def networks(draw: st.DrawFn) -> list[list[int]]:
    n = draw(st.integers(1, 12))
    return [sorted(draw(st.sets(st.integers(0, i - 1), max_size=3))) if i else [] for i in range(n)]


def test_a_chain_of_normals_is_the_normal_of_the_sums() -> None:
    finish = simulate_paths(network([[], [0], [1], [2]], NORMAL, 10.0, 2.0), draws=64_000, seed=1)
    assert finish.mean() == pytest.approx(40.0, abs=0.02)
    assert finish.std() == pytest.approx(4.0, abs=0.05)
    assert np.quantile(finish, 0.8) == pytest.approx(40.0 + 4.0 * 0.8416212, abs=0.06)


def test_the_latest_of_independent_uniforms_has_the_known_mean() -> None:
    finish = simulate_paths(network([[] for _ in range(9)]), draws=64_000, seed=2)
    assert finish.mean() == pytest.approx(0.9, abs=0.001)
    assert np.quantile(finish, 0.5) == pytest.approx(0.5 ** (1 / 9), abs=0.002)


def test_where_paths_meet_the_mean_lies_after_both_of_them() -> None:
    finish = simulate_paths(network([[], [], [0, 1]], NORMAL, 10.0, 1.0), draws=64_000, seed=3)
    assert finish.mean() == pytest.approx(20.0 + 1 / np.sqrt(np.pi), abs=0.01)


def test_a_chain_of_pert_estimates_has_the_sum_of_their_means() -> None:
    finish = simulate_paths(network([[], [0], [1]], PERT, 60.0, 120.0), draws=32_000, seed=4)
    assert finish.mean() == pytest.approx(3 * (60 + 120 / 3), rel=1e-3)
    assert finish.var() == pytest.approx(3 * 120**2 * stats.beta(2, 4).var(), rel=0.03)


@given(networks(), st.floats(0.0, 20.0))
def test_without_uncertainty_it_is_the_longest_path(predecessors: list[list[int]], length: float) -> None:
    finish = simulate_paths(network(predecessors, UNIFORM, length, 0.0), draws=3, seed=0)
    durations = np.full((len(predecessors), 3), np.float32(length), dtype=np.float64)
    assert finish == pytest.approx(by_numpy(predecessors, durations), rel=1e-6)


@given(networks())
def test_it_agrees_with_plain_numpy(predecessors: list[list[int]]) -> None:
    ours = simulate_paths(network(predecessors, PERT, 5.0, 10.0), draws=4096, seed=7)
    rng = np.random.default_rng(7)
    theirs = by_numpy(predecessors, 5.0 + 10.0 * rng.beta(2.0, 4.0, (len(predecessors), 4096)))
    assert stats.ks_2samp(ours, theirs).pvalue > 1e-5


def test_any_number_of_workers_gives_the_same_numbers() -> None:
    net = network([[], [0], [0], [1, 2]], PERT)
    alone = simulate_paths(net, draws=1000, seed=5)
    with ThreadPoolExecutor(3) as pool:
        shared = simulate_paths(net, draws=1000, seed=5, executor=pool, workers=3)
    assert np.array_equal(alone, shared)


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    net = network([[], [0]], PERT)
    assert np.array_equal(simulate_paths(net, draws=700, seed=5)[:200], simulate_paths(net, draws=200, seed=5))


def test_finishes_keep_their_row_only_while_somebody_needs_it() -> None:
    net = network([[i - 1] if i else [] for i in range(50)])
    assert net.n_rows == 2


def test_a_predecessor_that_comes_later_is_refused() -> None:
    with pytest.raises(ShapeError, match="must come before"):
        network([[1], []])


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ShapeError, match="2 activities"):
        path_network([[], [0]], [UNIFORM], [0], [1.0, 1.0], [1.0, 1.0], ["a", "b"])
