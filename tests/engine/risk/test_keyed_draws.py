"""Random numbers that hang on seed, object and draw, and on nothing else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trilemma.engine.distributions import Estimate
from trilemma.engine.risk.hashing import BLOCK, cell_key, fill_bits, fill_strata, object_key
from trilemma.engine.risk.sampling import SampledBuilder, draw_values

KEYS = st.integers(0, 2**64 - 1)


def strata(key: int) -> npt.NDArray[np.int64]:
    out = np.zeros(BLOCK, np.uint16)
    fill_strata(np.uint64(key), out)
    return out.astype(np.int64)


def bits(key: int) -> npt.NDArray[np.float64]:
    out = np.zeros(BLOCK, np.uint32)
    fill_bits(np.uint64(key), np.zeros(BLOCK, np.uint16), out)
    return out / 2.0**32


def many_strata(count: int) -> npt.NDArray[np.int64]:
    return np.array([strata(int(cell_key(np.uint64(5), object_key("estimate", f"a{i}"), 0))) for i in range(count)])


@given(KEYS)
def test_every_cell_has_one_draw_in_each_stratum(key: int) -> None:
    assert sorted(strata(key)) == list(range(BLOCK))
    assert sorted((bits(key) * BLOCK).astype(int)) == list(range(BLOCK))


def test_a_place_in_the_block_gets_every_stratum_equally_often() -> None:
    rows = many_strata(4000)
    counts = np.zeros((BLOCK, BLOCK))
    for place in range(BLOCK):
        counts[place] = np.bincount(rows[:, place], minlength=BLOCK)
    expected = len(rows) / BLOCK
    deviation = ((counts - expected) ** 2 / expected).sum()
    freedom = (BLOCK - 1) ** 2
    assert abs(deviation - freedom) < 4 * np.sqrt(2 * freedom)


def test_the_orders_of_two_objects_correlate_no_more_than_chance() -> None:
    scores = many_strata(4000) - (BLOCK - 1) / 2
    scores /= np.sqrt((BLOCK**2 - 1) / 12)
    correlations = (scores[:-1] * scores[1:]).mean(axis=1)
    assert abs(correlations.mean()) < 4 / np.sqrt(len(correlations) * (BLOCK - 1))
    assert correlations.var() * (BLOCK - 1) == pytest.approx(1.0, abs=0.1)
    assert abs(correlations).max() < 6 / np.sqrt(BLOCK - 1)


def test_pairs_of_objects_fill_the_square_evenly() -> None:
    rows = many_strata(2001) // 16
    cells = np.bincount((rows[:-1] * 8 + rows[1:]).ravel(), minlength=64)
    expected = cells.sum() / 64
    assert ((cells - expected) ** 2 / expected).sum() < stats.chi2.ppf(0.9999, 49)


def test_jitter_within_the_strata_is_uniform_and_independent_of_the_stratum() -> None:
    cells = np.array([bits(int(cell_key(np.uint64(9), np.uint64(k), b))) for k in range(20) for b in range(50)])
    jitter = cells * BLOCK % 1.0
    assert stats.kstest(jitter.ravel(), "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(jitter.ravel(), np.floor(cells * BLOCK).ravel())[0, 1]) < 4 / np.sqrt(jitter.size)
    neighbours = np.corrcoef(jitter[:, :-1].ravel(), jitter[:, 1:].ravel())[0, 1]
    assert abs(neighbours) < 4 / np.sqrt(jitter.size)


@pytest.mark.parametrize("seed, key, block", [(1, 7, 0), (0, 8, 0), (0, 7, 1)])
def test_another_seed_object_or_block_gives_unrelated_numbers(seed: int, key: int, block: int) -> None:
    base = bits(int(cell_key(np.uint64(0), np.uint64(7), 0)))
    other = bits(int(cell_key(np.uint64(seed), np.uint64(key), block)))
    assert not np.any(base == other)


def test_flipping_any_bit_of_the_key_changes_half_the_bits_of_the_cell() -> None:
    base = int(cell_key(np.uint64(0), np.uint64(0), 0))
    flips = [int(cell_key(np.uint64(0), np.uint64(1 << i), 0)) ^ base for i in range(64)]
    changed = np.array([flip.bit_count() for flip in flips])
    assert changed.mean() == pytest.approx(32, abs=2)
    assert changed.min() > 12


def test_the_numbers_are_the_same_on_every_machine_and_in_every_version() -> None:
    assert int(object_key("estimate", "design")) == 8939539999405167596
    assert int(cell_key(np.uint64(1), object_key("estimate", "design"), 3)) == 10136909433753010758
    assert strata(12345)[:6].tolist() == [67, 30, 29, 106, 61, 77]


def sampled(*names: str, team: float = 0.0, project: float = 0.0) -> SampledBuilder:
    builder = SampledBuilder()
    for name in names:
        estimate = Estimate(60, 100, 200, shape="normal")
        builder.add("estimate", name, estimate, team=(name[0], team), project=("p", project))
    return builder


def test_an_object_keeps_its_draws_whatever_else_is_drawn() -> None:
    alone = draw_values(sampled("b1").build(), 3, 0, 4)
    among = draw_values(sampled("a1", "b1", "c1").build(), 3, 0, 4)
    assert np.array_equal(alone[0], among[1])


def test_a_run_can_be_cut_into_blocks_anywhere() -> None:
    objects = sampled("a1", "a2", "b1", team=0.3, project=0.2).build()
    whole = draw_values(objects, 11, 0, 6)
    parts = [draw_values(objects, 11, 0, 1), draw_values(objects, 11, 1, 3), draw_values(objects, 11, 4, 2)]
    assert np.array_equal(whole, np.concatenate(parts, axis=1))


def test_two_tasks_of_one_team_have_the_stated_correlation() -> None:
    values = draw_values(sampled("a1", "a2", "b1", team=0.3, project=0.2).build(), 2, 0, 200)
    correlation = np.asarray(np.corrcoef(values))
    assert correlation[0, 1] == pytest.approx(0.5, abs=0.02)
    assert correlation[0, 2] == pytest.approx(0.2, abs=0.02)


def test_tasks_move_as_one_where_all_variance_is_the_teams() -> None:
    values = draw_values(sampled("a1", "a2", team=1.0).build(), 2, 0, 4)
    assert np.array_equal(values[0], values[1])


@pytest.mark.parametrize("shape", ["pert", "triangular", "lognormal", "normal", "uniform"])
@pytest.mark.parametrize("project", [0.0, 0.4])
def test_sampled_values_follow_the_stated_distribution(shape: str, project: float) -> None:
    estimate = Estimate(100, 160, 400, shape=shape)  # type: ignore[arg-type]
    builder = SampledBuilder()
    builder.add("estimate", "a", estimate, project=("p", project))
    values = draw_values(builder.build(), 17, 0, 160)[0]
    for level in (0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999):
        at = estimate.quantile(level)
        share = float(estimate.cdf(at))
        assert float((values <= at).mean()) == pytest.approx(
            share, abs=4 * np.sqrt(level * (1 - level) / len(values)) + 1e-4
        )
    assert values.mean() == pytest.approx(estimate.mean, rel=0.01)
    assert values.std() == pytest.approx(estimate.deviation, rel=0.03)


def test_stratified_draws_know_the_mean_much_better_than_independent_ones() -> None:
    estimate = Estimate(60, 100, 200)
    builder = SampledBuilder()
    builder.add("estimate", "a", estimate)
    means = draw_values(builder.build(), 4, 0, 100)[0].reshape(100, BLOCK).mean(axis=1)
    assert means.std() < 0.05 * estimate.deviation / np.sqrt(BLOCK) * 5
    assert means.mean() == pytest.approx(estimate.mean, rel=1e-3)
