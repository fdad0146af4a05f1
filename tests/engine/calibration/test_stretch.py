"""The conformal correction of levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from trilemma.engine.calibration.stretch import PERSISTENCE, conformal_stretch, levels_to_try, stretched


def test_the_example_of_the_methods_page() -> None:
    moved = stretched(np.array([0.1, 0.5, 0.9]), 1.2)
    assert moved == pytest.approx(np.array([0.0620, 0.5, 0.9380]), abs=1e-4)


@given(st.floats(0.6, 1.6))
def test_a_stretch_keeps_the_order_and_the_middle_of_levels(stretch: float) -> None:
    moved = stretched(np.linspace(0.01, 0.99, 99), stretch)
    assert np.all(np.diff(moved) > 0)
    assert moved[49] == pytest.approx(0.5)


@pytest.mark.parametrize("factor", [0.8, 1.0, 1.25])
def test_too_narrow_forecasts_are_widened_and_too_wide_ones_narrowed(factor: float) -> None:
    outcomes = factor * norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    quantiles = np.tile(norm.ppf(levels_to_try()), (outcomes.size, 1))
    assert np.log(conformal_stretch(quantiles, outcomes)) == pytest.approx(PERSISTENCE * np.log(factor), abs=0.015)


def test_a_handful_of_tasks_hardly_corrects() -> None:
    quantiles = np.tile(norm.ppf(levels_to_try()), (5, 1))
    assert conformal_stretch(quantiles, np.full(5, 9.0)) < 1.02
