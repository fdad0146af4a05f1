"""The bare simulation with resources against plain loops and against the simulation without."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trilemma.engine.errors import ShapeError
from trilemma.engine.risk import PathNetwork, path_network, shared_network, simulate_paths, simulate_sharing

CAPACITIES = [3, 2]


def network(predecessors: list[list[int]], lengths: list[int], scale: float = 0.0) -> PathNetwork:
    n = len(predecessors)
    names = [f"a{i}" for i in range(n)]
    return path_network(predecessors, [stats.uniform.ppf], [0] * n, np.array(lengths, float), [scale] * n, names)


def by_minutes(predecessors: list[list[int]], lengths: list[int], demands: list[list[int]]) -> int:
    """Serve in the given order, trying minute after minute."""
    used = np.zeros((2, 1 + sum(lengths)), dtype=int)
    finish: list[int] = []
    for row, length, need in zip(predecessors, lengths, demands, strict=True):
        start = max((finish[p] for p in row), default=0)
        while any((used[r, start : start + length] + need[r] > CAPACITIES[r]).any() for r in range(2)):
            start += 1
        for r in range(2):
            used[r, start : start + length] += need[r]
        finish.append(start + length)
    return max(finish)


@st.composite
def instances(draw: st.DrawFn) -> tuple[list[list[int]], list[int], list[list[int]]]:
    n = draw(st.integers(1, 9))
    predecessors = [sorted(draw(st.sets(st.integers(0, i - 1), max_size=2))) if i else [] for i in range(n)]
    lengths = draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    demands = [[draw(st.integers(0, capacity)) for capacity in CAPACITIES] for _ in range(n)]
    return predecessors, lengths, demands


@given(instances())
def test_without_uncertainty_it_is_serial_generation(
    instance: tuple[list[list[int]], list[int], list[list[int]]],
) -> None:
    predecessors, lengths, demands = instance
    shared = shared_network(network(predecessors, lengths), demands, CAPACITIES, range(len(lengths)))
    assert simulate_sharing(shared, draws=2, seed=0).tolist() == [by_minutes(predecessors, lengths, demands)] * 2


@given(instances())
def test_without_demands_every_draw_is_the_longest_path(
    instance: tuple[list[list[int]], list[int], list[list[int]]],
) -> None:
    predecessors, lengths, _ = instance
    net = network(predecessors, lengths, 5.0)
    shared = shared_network(net, [[0, 0]] * len(lengths), CAPACITIES, range(len(lengths)))
    assert np.array_equal(simulate_sharing(shared, draws=300, seed=3), simulate_paths(net, draws=300, seed=3))


def test_two_tasks_that_need_all_of_a_team_take_the_sum_of_their_times() -> None:
    net = network([[], []], [10, 10], 4.0)
    shared = shared_network(net, [[3, 0], [3, 0]], CAPACITIES, [1, 0])
    chain = network([[], [0]], [10, 10], 4.0)
    assert simulate_sharing(shared, draws=500, seed=1) == pytest.approx(
        simulate_paths(chain, draws=500, seed=1), rel=1e-6
    )


def test_any_number_of_workers_gives_the_same_numbers() -> None:
    shared = shared_network(network([[], [], [0]], [5, 6, 7], 9.0), [[2, 1]] * 3, CAPACITIES, [1, 0, 2])
    with ThreadPoolExecutor(2) as pool:
        several = simulate_sharing(shared, draws=900, seed=5, executor=pool, workers=3)
    assert np.array_equal(several, simulate_sharing(shared, draws=900, seed=5))


@pytest.mark.parametrize(
    "demands, capacities, order, rule",
    [
        ([[4, 0], [0, 0]], [3, 2], [0, 1], "between 0 and the capacity"),
        ([[1, 0], [0, 0]], [3, 2], [1, 0], "after its predecessors"),
        ([[1] * 5, [1] * 5], [3] * 5, [0, 1], "4 resources"),
        ([[1], [1]], [40_000], [0, 1], "at most 32767"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(
    demands: list[list[int]], capacities: list[int], order: list[int], rule: str
) -> None:
    with pytest.raises(ShapeError, match=rule):
        shared_network(network([[], [0]], [1, 1]), demands, capacities, order)
