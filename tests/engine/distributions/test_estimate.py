from __future__ import annotations

import pickle
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from tests.engine.distributions.strategies import CURVED, ENDLESS, SPREAD, estimates
from trilemma.engine.distributions import Distribution, Estimate, Shape
from trilemma.engine.distributions.normals import Lognormal, Normal
from trilemma.engine.distributions.pert import Pert
from trilemma.engine.distributions.standard import Standard
from trilemma.engine.distributions.straight import Triangular
from trilemma.engine.errors import EstimateError

TWO_TO_THE_MINUS_33 = 2.0**-33


@given(estimates())
def test_the_stated_quantiles_are_those_of_the_distribution(estimate: Estimate) -> None:
    low, high = estimate.quantile([estimate.low_p, estimate.high_p])
    assert low == pytest.approx(estimate.low, rel=1e-9, abs=1e-11 * estimate.high)
    assert high == pytest.approx(estimate.high, rel=1e-9)


@given(estimates(CURVED))
def test_the_likely_value_is_where_the_density_is_highest(estimate: Estimate) -> None:
    form = estimate.form
    assert form.place + form.scale * form.standard.mode == pytest.approx(estimate.likely, abs=1e-10 * estimate.high)
    step = 1e-4 * (estimate.high - estimate.low)
    around = form.place + form.scale * form.standard.mode + step * np.array([-41, -40, -1, 0, 1, 40, 41])
    shares = np.diff(form.standard.cdf((around - form.place) / form.scale))
    assert shares[2] >= shares[0] - 1e-12
    assert shares[3] >= shares[5] - 1e-12


@given(estimates(), st.lists(st.floats(0, 1), min_size=2, max_size=50))
def test_quantiles_never_fall_and_are_never_negative(estimate: Estimate, shares: list[float]) -> None:
    values = estimate.quantile(sorted(shares))
    assert np.all(values >= 0)
    assert np.all(values[1:] >= values[:-1])


@given(estimates(), st.floats(1e-6, 1 - 1e-6))
def test_the_distribution_function_is_the_inverse_of_the_quantiles(estimate: Estimate, share: float) -> None:
    value = float(estimate.quantile(share))
    if value > 0:
        assert float(estimate.cdf(value)) == pytest.approx(share, abs=1e-7)
    else:
        assert float(estimate.cdf(0.0)) >= share - 1e-12
    assert float(estimate.cdf(-1e-9)) == 0


@given(estimates())
def test_mean_and_variance_are_those_of_the_quantiles(estimate: Estimate) -> None:
    scores = np.linspace(-9, 14, 8_001) if estimate.shape == "lognormal" else np.linspace(-9, 9, 8_001)
    values = np.where(scores < 0, estimate.quantile(stats.norm.cdf(scores)), _upper(estimate, scores))
    weight = stats.norm.pdf(scores)
    mean = integrate.simpson(values * weight, x=scores)
    variance = integrate.simpson((values - mean) ** 2 * weight, x=scores)
    assert estimate.mean == pytest.approx(mean, rel=2e-6)
    assert estimate.variance == pytest.approx(variance, rel=2e-5)
    assert estimate.deviation == pytest.approx(estimate.variance**0.5)


def _upper(
    estimate: Estimate, scores: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Quantiles at normal scores; beyond 7 probabilities near 1 lose their digits, so the curve itself is followed."""
    form = estimate.form
    if isinstance(form.standard, Lognormal):
        skew = form.standard.skew
        curve = scores if skew == 0 else np.expm1(skew * scores) / skew
        return np.maximum(form.place + form.scale * curve, 0)
    return estimate.quantile(stats.norm.cdf(scores).clip(0, 1 - 1e-16))


@given(estimates(), st.floats(0.001, 1000))
def test_another_unit_scales_everything(estimate: Estimate, factor: float) -> None:
    scaled = Estimate(
        estimate.low * factor,
        estimate.likely * factor,
        max(estimate.high * factor, estimate.likely * factor),
        estimate.low_p,
        estimate.high_p,
        estimate.shape,
    )
    assert scaled.mean == pytest.approx(factor * estimate.mean, rel=1e-9)
    assert scaled.quantile([0.03, 0.5, 0.97]) == pytest.approx(
        factor * estimate.quantile([0.03, 0.5, 0.97]), rel=1e-7, abs=1e-9
    )


@given(st.floats(0, 1), st.sampled_from([64, 449, 1100]))
def test_a_table_of_pert_quantiles_is_the_quantiles(mode: float, size: int) -> None:
    shares = stats.norm.cdf(np.linspace(-7, 7, size))
    table = Pert(mode).quantile(shares)
    some = np.linspace(0, size - 1, 40).astype(int)
    assert table[some] == pytest.approx(Pert(mode).quantile(shares[some]), abs=1e-13)
    assert np.all(np.diff(table) >= -1e-14)
    assert np.array_equal(Pert(mode).quantile(shares.reshape(1, size)), table.reshape(1, size))


def test_estimates_of_equal_proportions_share_their_standard_form() -> None:
    one = Estimate(1, 2, 4).form
    other = Estimate(3.3, 6.6, 13.2).form
    assert one.standard == other.standard
    assert other.scale == pytest.approx(3.3 * one.scale)


def test_pert_with_absolute_ends_is_the_textbook_one() -> None:
    estimate = Estimate(2, 5, 14, 0, 1, "pert")
    assert estimate.mean == pytest.approx((2 + 4 * 5 + 14) / 6, rel=1e-12)
    peer = stats.beta(1 + 4 * 3 / 12, 1 + 4 * 9 / 12, loc=2, scale=12)
    shares = np.array([TWO_TO_THE_MINUS_33, 0.01, 0.2, 0.5, 0.9, 0.999])
    assert estimate.quantile(shares) == pytest.approx(peer.ppf(shares), rel=1e-9)
    assert estimate.variance == pytest.approx(peer.var(), rel=1e-9)


def test_a_triangle_with_absolute_ends_is_that_of_scipy() -> None:
    estimate = Estimate(2, 5, 14, 0, 1, "triangular")
    peer = stats.triang(3 / 12, loc=2, scale=12)
    shares = np.linspace(0, 1, 33)
    assert estimate.quantile(shares) == pytest.approx(peer.ppf(shares), rel=1e-9)
    assert (estimate.mean, estimate.variance) == pytest.approx((peer.mean(), peer.var()), rel=1e-12)
    assert estimate.cdf([1, 2, 4, 5, 9, 14, 15]) == pytest.approx(peer.cdf([1, 2, 4, 5, 9, 14, 15]), abs=1e-13)


def test_a_symmetric_normal_estimate_is_the_normal_distribution() -> None:
    for shape in ENDLESS:
        estimate = Estimate(80, 100, 120, shape=shape)
        peer = stats.norm(100, 20 / stats.norm.ppf(0.9))
        shares = np.array([1e-4, 0.1, 0.3, 0.8, 0.9999])
        assert estimate.quantile(shares) == pytest.approx(peer.ppf(shares), rel=1e-9)


def test_a_lognormal_estimate_of_lognormal_points_is_that_lognormal() -> None:
    peer = stats.lognorm(0.5, scale=100)
    estimate = Estimate(peer.ppf(0.1), 100 * np.exp(-0.25), peer.ppf(0.9), shape="lognormal")
    shares = np.array([TWO_TO_THE_MINUS_33, 0.001, 0.1, 0.5, 0.9, 0.9999])
    assert estimate.quantile(shares) == pytest.approx(peer.ppf(shares), rel=1e-7)
    assert estimate.mean == pytest.approx(peer.mean(), rel=1e-9)
    assert estimate.variance == pytest.approx(peer.var(), rel=1e-7)


@pytest.mark.parametrize("shape", CURVED)
@pytest.mark.parametrize("likely", [10.0, 40.0])
def test_a_likely_value_at_a_stated_quantile_can_be_had(shape: Shape, likely: float) -> None:
    estimate = Estimate(10, likely, 40, shape=shape)
    assert estimate.quantile([0.1, 0.9]) == pytest.approx([10, 40], rel=1e-12)
    assert float(estimate.cdf(likely)) == pytest.approx(0.1 if likely == 10 else 0.9, rel=1e-9)


def test_what_lies_below_zero_counts_as_zero() -> None:
    estimate = Estimate(0.5, 1, 20, shape="normal")
    assert estimate.form.place + estimate.form.scale * float(estimate.form.standard.quantile(np.array([0.01]))[0]) < 0
    assert estimate.quantile([0.0, 0.01, 0.1]) == pytest.approx([0, 0, 0.5], abs=1e-12)
    assert 0.01 < float(estimate.cdf(0)) < 0.1


def test_the_extremes_are_the_ends_of_the_shape() -> None:
    assert Estimate(1, 2, 4, 0, 1).quantile([0, 1]) == pytest.approx([1, 4])
    assert Estimate(1, 2, 4, shape="lognormal").quantile(1.0) == inf
    assert Estimate.uniform(2, 6).quantile([0, 0.25, 1]).tolist() == [2, 3, 6]


@pytest.mark.parametrize("estimate", [Estimate.fixed(7), Estimate(7, 7, 7), Estimate(7, 7, 7, 0, 1, "lognormal")])
def test_a_certain_value_is_that_value(estimate: Estimate) -> None:
    assert estimate.certain
    assert (estimate.mean, estimate.variance) == (7, 0)
    assert estimate.quantile([0, 0.5, 1]).tolist() == [7, 7, 7]
    assert estimate.cdf([6.9, 7]).tolist() == [0, 1]
    with pytest.raises(EstimateError, match="has no distribution"):
        _ = estimate.form


def test_a_uniform_estimate_has_its_middle_as_likely_value() -> None:
    estimate = Estimate.uniform(2, 6)
    assert (estimate.likely, estimate.mean, estimate.variance) == pytest.approx((4, 4, 16 / 12))


@pytest.mark.parametrize(
    "low, likely, high, low_p, high_p, shape, rule",
    [
        (3, 2, 4, 0.1, 0.9, "pert", "0 <= low <= likely <= high must hold, not 3, 2, 4"),
        (1, 5, 4, 0.1, 0.9, "pert", "low <= likely <= high"),
        (-1, 2, 4, 0.1, 0.9, "pert", "0 <= low"),
        (1, 2, inf, 0.1, 0.9, "pert", "finite"),
        (1, nan, 4, 0.1, 0.9, "pert", "finite"),
        (1, 2, 4, 0.9, 0.1, "pert", "low_p < high_p"),
        (1, 2, 4, 0.5, 0.5, "pert", "low_p < high_p"),
        (1, 2, 10**400, 0.1, 0.9, "pert", "numbers up to"),
        (1, 2, 4, -0.1, 0.9, "pert", "0 <= low_p"),
        (1, 2, 4, 0.1, 1.1, "pert", "high_p <= 1"),
        (1, 2, 4, nan, 0.9, "pert", "low_p < high_p"),
        (1, 2, 4, 0.0, 0.9, "lognormal", "a lognormal distribution has no absolute ends"),
        (1, 2, 4, 0.1, 1.0, "normal", "a normal distribution has no absolute ends"),
        (1, 2, 4, 0.1, 0.9, "fixed", "a fixed value has low = likely = high"),
        (1, 2, 4, 0.1, 0.9, "gamma", "the shape 'gamma' is none of pert, triangular"),
    ],
)
def test_contradictions_are_refused(
    low: float, likely: float, high: float, low_p: float, high_p: float, shape: Shape, rule: str
) -> None:
    with pytest.raises(EstimateError, match=rule):
        Estimate(low, likely, high, low_p, high_p, shape)


@pytest.mark.parametrize("shape", SPREAD)
def test_tiny_and_huge_proportions_are_fitted(shape: Shape) -> None:
    for likely in (1e-6, 1.0, 1e6, 1e6 - 1e-3):
        estimate = Estimate(1e-6, likely, 1e6, 0.05, 0.95, shape)
        assert estimate.quantile(0.95) == pytest.approx(1e6, rel=1e-12)
        assert 0 < estimate.mean < 1e7


def test_an_estimate_is_a_distribution_that_can_be_sent_to_another_process() -> None:
    estimate: Distribution = Estimate(1, 2, 4)
    copy = pickle.loads(pickle.dumps(estimate))  # noqa: S301
    assert copy == estimate
    assert copy.mean == estimate.mean


def test_moments_above_a_floor_agree_with_sampling_each_standard_form() -> None:
    shares = (np.arange(200_000) + 0.5) / 200_000
    cases: list[tuple[Standard, float]] = [
        (Pert(0.3), 0.2),
        (Triangular(0.4), 0.3),
        (Triangular(0.4), -0.5),
        (Normal(0.3), -0.2),
        (Normal(0.0), 0.0),
        (Lognormal(0.6), -0.9),
        (Lognormal(-0.6), -0.9),
        (Lognormal(0.0), -0.4),
        (Lognormal(0.4), -20.0),
    ]
    for standard, floor in cases:
        sample = np.maximum(standard.quantile(shares) - floor, 0)
        assert standard.excess(floor) == pytest.approx((sample.mean(), (sample**2).mean()), rel=2e-4)


@pytest.mark.parametrize(
    "shape, quantiles, mean, deviation",
    [
        ("pert", [9.48, 11.20, 29.21, 62.09, 79.32], 30.80, 12.16),
        ("triangular", [5.81, 9.03, 29.58, 58.19, 62.90], 30.90, 11.91),
        ("lognormal", [0, 9.59, 28.22, 72.91, inf], 30.56, 13.37),
        ("normal", [0, 7.00, 29.55, 64.41, inf], 30.93, 12.57),
        ("uniform", [12, 12.40, 32.00, 51.60, 52], 32.00, 11.55),
    ],
)
def test_the_example_of_the_method_page(shape: Shape, quantiles: list[float], mean: float, deviation: float) -> None:
    estimate = Estimate(16, 24, 48, shape=shape)
    assert estimate.quantile([0, 0.01, 0.5, 0.99, 1]).round(2).tolist() == quantiles
    assert (round(estimate.mean, 2), round(estimate.deviation, 2)) == (mean, deviation)
