"""Tables of quantiles: exact at their knots, close between them, true in the tails."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trilemma.engine.risk.tails import (
    HALF,
    SCORE_LIMIT,
    fill_from_scores,
    fill_from_tails,
    fill_knots,
    normal_table,
    score_table,
    tail_probabilities,
    tail_table,
)

DISTRIBUTIONS = {
    "normal": stats.norm(),
    "lognormal": stats.lognorm(0.8),
    "pert": stats.beta(2.0, 4.0),
    "triangular": stats.triang(0.3),
    "uniform": stats.uniform(),
    "exponential": stats.expon(),
}


def read(table: npt.NDArray[np.float32], bits: npt.ArrayLike) -> npt.NDArray[np.float32]:
    words = np.asarray(bits, dtype=np.uint32)
    knots, fractions = np.zeros(len(words), np.int32), np.zeros(len(words), np.float32)
    out = np.zeros(len(words), np.float32)
    fill_knots(words, knots, fractions)
    fill_from_tails(knots, fractions, table, out)
    return out


def exact(distribution: stats.rv_continuous, bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
    words = bits.astype(np.float64)
    lower, upper = (words + 0.5) / 2.0**32, (2.0**32 - words - 0.5) / 2.0**32
    values: npt.NDArray[np.float64] = np.where(words < 2.0**31, distribution.ppf(lower), distribution.isf(upper))
    return values


def test_the_knots_run_from_the_smallest_probability_of_32_bits_to_a_half() -> None:
    knots = tail_probabilities()
    assert (len(knots), knots[0], knots[-1]) == (HALF, 2.0**-33, 0.5)
    assert np.all(np.diff(knots) > 0)


def test_the_extreme_words_give_the_extreme_quantiles() -> None:
    extremes = read(normal_table(), [0, 2**32 - 1])
    assert extremes == pytest.approx([-6.33795776, 6.33795776], rel=1e-6)


def test_a_word_next_to_the_middle_gives_the_median() -> None:
    assert read(normal_table(), [2**31 - 1, 2**31]) == pytest.approx([0.0, 0.0], abs=1e-6)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_between_knots_the_table_is_within_a_two_thousandth_of_a_deviation(name: str) -> None:
    distribution = DISTRIBUTIONS[name]
    words = np.unique(np.concatenate([np.geomspace(1, 2**31, 3000), 2**32 - np.geomspace(1, 2**31, 3000)]))
    words = np.clip(words, 0, 2**32 - 1).astype(np.uint64)
    truth = exact(distribution, words)
    error = np.abs(read(tail_table(distribution.ppf), words) - truth)
    assert np.max(error / (distribution.std() + np.abs(truth - distribution.mean()))) < 1 / 2000


@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=40))
def test_a_larger_word_never_gives_a_smaller_value(words: list[int]) -> None:
    values = read(tail_table(DISTRIBUTIONS["pert"].ppf), sorted(words))
    assert np.all(np.diff(values) >= 0)


def test_tails_carry_the_probability_that_they_should() -> None:
    words = np.random.default_rng(1).integers(0, 2**32, 4_000_000, dtype=np.uint32)
    values = read(normal_table(), words)
    for score in (3.0, 3.5, 4.0):
        expected = 2 * stats.norm.sf(score) * len(words)
        assert abs((np.abs(values) > score).sum() - expected) < 4 * np.sqrt(expected)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_score_table_is_close_from_minus_six_to_six_deviations(name: str) -> None:
    distribution = DISTRIBUTIONS[name]
    scores = np.linspace(-6, 6, 2001)
    out = np.zeros_like(scores)
    fill_from_scores(scores, score_table(distribution.ppf), out)
    truth = np.where(scores < 0, distribution.ppf(stats.norm.cdf(scores)), distribution.isf(stats.norm.sf(scores)))
    error = np.abs(out - truth) / (distribution.std() + np.abs(truth - distribution.mean()))
    assert error.max() < 1 / 2000


def test_scores_beyond_the_table_give_its_ends() -> None:
    out = np.zeros(2)
    fill_from_scores(np.array([-20.0, 20.0]), score_table(stats.norm.ppf), out)
    assert out == pytest.approx([-SCORE_LIMIT, SCORE_LIMIT], abs=1e-3)
