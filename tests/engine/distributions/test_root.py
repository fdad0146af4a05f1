from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import brentq

from trilemma.engine.distributions.root import root


@example(9.238448697111848e-10, 7)
@given(st.floats(-5, 5), st.sampled_from([1, 3, 7]))
def test_the_crossing_is_the_one_that_brent_finds(target: float, power: int) -> None:
    def function(x: float) -> float:
        return math.copysign(abs(x) ** power, x) + x - target

    assert root(function, -10, 10) == pytest.approx(brentq(function, -10, 10, xtol=1e-14), abs=1e-12)


def test_few_evaluations_are_needed_even_on_a_hockey_stick() -> None:
    calls = []

    def function(x: float) -> float:
        calls.append(x)
        return math.exp(20 * x) - 2

    assert root(function, 0, 1) == pytest.approx(math.log(2) / 20, rel=1e-12)
    assert len(calls) < 60


def test_an_end_that_is_a_zero_is_the_answer() -> None:
    assert root(lambda x: x, 0.0, 1.0) == 0.0
    assert root(lambda x: x - 1, 0.0, 1.0) == 1.0


def test_without_a_crossing_the_end_that_is_nearer_to_zero_is_the_answer() -> None:
    assert root(lambda x: x + 1e-17, 0.0, 1.0) == 0.0
    assert root(lambda x: x - 1 - 1e-9, 0.0, 1.0) == 1.0
