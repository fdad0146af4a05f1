from __future__ import annotations

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.distributions import Distribution, Empirical
from trilemma.engine.errors import EstimateError

TABLE = Empirical((0.0, 0.3, 0.6, 1.0), (2.0, 4.0, 4.0, 10.0), 4.0)


@st.composite
def tables(draw: st.DrawFn) -> Empirical:
    inner = draw(st.lists(st.integers(1, 999), max_size=8, unique=True))
    probabilities = [0.0, *(p / 1000 for p in sorted(inner)), 1.0]
    n = len(probabilities)
    values = sorted(draw(st.lists(st.integers(0, 50).map(float), min_size=n, max_size=n)))
    return Empirical(tuple(probabilities), tuple(values), values[n // 2])


@given(tables())
def test_each_value_is_the_quantile_at_its_probability(table: Empirical) -> None:
    assert table.quantile(table.probabilities) == pytest.approx(table.values, rel=1e-12)


@given(tables(), st.floats(0, 1))
def test_the_distribution_function_is_the_inverse_of_the_quantiles(table: Empirical, share: float) -> None:
    value = float(table.quantile(share))
    assert float(table.cdf(value + 1e-9)) >= share - 1e-6
    assert float(table.cdf(value - 1e-9)) <= share + 1e-6


@given(tables())
def test_mean_and_variance_are_those_of_many_draws(table: Empirical) -> None:
    draws = table.quantile((np.arange(20_000) + 0.5) / 20_000)
    assert table.mean == pytest.approx(draws.mean(), rel=1e-5, abs=1e-6)
    assert table.variance == pytest.approx(draws.var(), rel=1e-3, abs=1e-5)


def test_equal_neighbours_make_a_lump() -> None:
    assert TABLE.cdf([1, 2, 3, 3.999999, 4, 7, 10, 11]) == pytest.approx([0, 0, 0.15, 0.3, 0.6, 0.8, 1, 1], abs=1e-6)
    assert TABLE.quantile([0.3, 0.45, 0.6]).tolist() == [4, 4, 4]


def test_the_moments_of_a_table_are_exact() -> None:
    assert TABLE.mean == pytest.approx(0.3 * 3 + 0.3 * 4 + 0.4 * 7)
    second = 0.3 * (4 + 8 + 16) / 3 + 0.3 * 16 + 0.4 * (16 + 40 + 100) / 3
    assert TABLE.variance == pytest.approx(second - TABLE.mean**2)
    assert TABLE.deviation == pytest.approx(TABLE.variance**0.5)


def test_the_example_of_the_method_page() -> None:
    assert TABLE.quantile([0.15, 0.45, 0.8]) == pytest.approx([3, 4, 7])
    assert TABLE.mean == pytest.approx(4.9)


def test_a_sample_becomes_its_quantiles() -> None:
    table: Distribution = Empirical.of_sample([30.0, 10.0, 20.0, 50.0, 40.0])
    assert table.likely == 30
    assert table.quantile([0, 0.25, 0.5, 0.875, 1]).tolist() == [10, 20, 30, 45, 50]
    assert Empirical.of_sample([1, 2, 3], likely=1).likely == 1


def test_one_observation_is_certain() -> None:
    table = Empirical.of_sample([7.0])
    assert table.certain
    assert (table.mean, table.variance) == (7, 0)
    assert table.cdf([6.9, 7, 7.1]).tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "probabilities, values, likely, rule",
    [
        ((0.0,), (1.0,), 1.0, "at least two"),
        ((0.0, 1.0), (1.0,), 1.0, "a value each"),
        ((0.0, 0.9), (1.0, 2.0), 1.0, "from 0 to 1"),
        ((0.1, 1.0), (1.0, 2.0), 1.0, "from 0 to 1"),
        ((0.0, 0.5, 0.5, 1.0), (1.0, 2.0, 3.0, 4.0), 1.0, "must rise"),
        ((0.0, 0.5, 1.0), (1.0, 3.0, 2.0), 1.0, "must not fall"),
        ((0.0, 1.0), (-1.0, 2.0), 1.0, "not be negative"),
        ((0.0, 1.0), (1.0, 2.0), 3.0, "between the first and the last"),
        ((0.0, 1.0), (1.0, nan), 1.0, "finite"),
    ],
)
def test_contradictions_are_refused(
    probabilities: tuple[float, ...], values: tuple[float, ...], likely: float, rule: str
) -> None:
    with pytest.raises(EstimateError, match=rule):
        Empirical(probabilities, values, likely)


@pytest.mark.parametrize("sample", [[], [[1.0, 2.0]]])
def test_a_sample_is_a_list_of_values(sample: list[float]) -> None:
    with pytest.raises(EstimateError, match="at least one value"):
        Empirical.of_sample(sample)
