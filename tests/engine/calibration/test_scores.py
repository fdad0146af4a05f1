"""Proper scores against closed forms, samples and hand-made numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from trilemma.engine.api import ShapeError
from trilemma.engine.calibration.scores import (
    coverage,
    crps_of_normal,
    crps_of_quantiles,
    crps_of_sample,
    grid,
    pinball_loss,
)

VALUES = st.floats(-5, 5, allow_nan=False)


def test_the_example_of_the_methods_page() -> None:
    quantiles, outcomes = np.array([[-0.5, 0.0, 0.5]]), np.array([0.4])
    losses = pinball_loss(quantiles, outcomes, np.array([0.1, 0.5, 0.9]))
    assert losses == pytest.approx(np.array([[0.09, 0.2, 0.01]]))
    assert crps_of_normal(0.0, 1.0, np.array([0.0]))[0] == pytest.approx(0.233695, abs=1e-6)
    assert crps_of_sample(np.array([0.0, 1.0]), 0.0) == pytest.approx(0.25)


def test_the_score_of_quantiles_is_the_closed_form_of_a_normal() -> None:
    outcomes = np.array([-2.0, -0.3, 0.0, 0.8, 3.0])
    levels = grid(4000)
    quantiles = np.tile(0.2 + 0.7 * norm.ppf(levels), (outcomes.size, 1))
    assert crps_of_quantiles(quantiles, outcomes) == pytest.approx(crps_of_normal(0.2, 0.7, outcomes), abs=2e-4)


@given(st.lists(VALUES, min_size=1, max_size=30), VALUES)
def test_the_score_of_quantiles_is_the_score_of_the_sample_they_come_from(sample: list[float], outcome: float) -> None:
    values = np.sort(np.array(sample))
    by_quantiles = crps_of_quantiles(values[None, :].repeat(200, axis=1), np.array([outcome]))[0]
    assert by_quantiles == pytest.approx(crps_of_sample(values, outcome), abs=1e-3)


@given(VALUES, VALUES)
def test_the_score_of_a_certain_forecast_is_its_error(forecast: float, outcome: float) -> None:
    score = crps_of_quantiles(np.full((1, 10), forecast), np.array([outcome]))[0]
    assert score == pytest.approx(abs(forecast - outcome), abs=1e-12)


@given(st.floats(0.05, 0.95), VALUES)
def test_no_constant_has_a_lower_pinball_loss_than_the_quantile(level: float, other: float) -> None:
    outcomes = np.linspace(-1, 1, 201)
    levels = np.array([level])
    best = np.quantile(outcomes, level, method="inverted_cdf")
    loss_of = {
        value: pinball_loss(np.full((outcomes.size, 1), value), outcomes, levels).mean() for value in (best, other)
    }
    assert loss_of[best] <= loss_of[other] + 1e-12


def test_both_ends_of_an_interval_are_covered() -> None:
    low, high = np.zeros(4), np.ones(4)
    assert coverage(low, high, np.array([0.0, 1.0, -0.1, 0.5])) == 0.75


def test_quantiles_of_another_shape_are_refused() -> None:
    with pytest.raises(ShapeError, match="is not"):
        pinball_loss(np.zeros((2, 3)), np.zeros(2), np.array([0.5]))
