"""Proper scores of forecast distributions, and how often intervals hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtr

from trilemma.engine.calibration.history import EXACT, Floats
from trilemma.engine.errors import ShapeError

METHOD: Final = "proper_scores"
PINBALL_LEVELS: Final = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
GRID_SIZE: Final = 400


@dataclass(frozen=True, slots=True)
class Scores:
    """How good forecasts of log(actual / estimate) were; lower ``pinball`` and ``crps`` are better."""

    coverage_80: float
    """Share of the outcomes within the 10 % and 90 % quantiles, both included."""
    pinball: float
    """Mean pinball loss over the outcomes and the levels 10, 25, 50, 75 and 90 %."""
    crps: float
    """Mean continuous ranked probability score."""


def grid(size: int = GRID_SIZE) -> Floats:
    """Return the midpoints of ``size`` equal steps of probability, shape ``(size,)``."""
    return (np.arange(size) + 0.5) / size


def pinball_loss(quantiles: Floats, outcomes: Floats, levels: Floats) -> Floats:
    """Pinball loss of every quantile.

    Parameters
    ----------
    quantiles
        Forecast quantiles, shape ``(n, n_levels)``.
    outcomes
        What happened, shape ``(n,)``, in the unit of the quantiles.
    levels
        Probability of each quantile, shape ``(n_levels,)``, each in ``(0, 1)``.

    Returns
    -------
    Floats
        Losses, shape ``(n, n_levels)``, in the unit of the quantiles; never negative.

    Raises
    ------
    ShapeError
        If the shapes do not fit.

    Notes
    -----
    Method id ``proper_scores`` (docs/methods/proper_scores.md).

    References
    ----------
    Koenker & Bassett, "Regression Quantiles", Econometrica 46 (1978).
    """
    if quantiles.shape != (outcomes.size, levels.size):
        raise ShapeError(f"{quantiles.shape} is not {(outcomes.size, levels.size)}", "quantiles")
    misses = outcomes[:, None] - quantiles
    losses: Floats = np.maximum(levels * misses, (levels - 1.0) * misses)
    return losses


def crps_of_quantiles(quantiles: Floats, outcomes: Floats) -> Floats:
    """Continuous ranked probability score of distributions given by quantiles on the midpoints of equal steps.

    The score is twice the integral of the pinball loss over all levels (Gneiting & Raftery 2007, section 4.2); the
    integral is taken by the midpoint rule. Quantiles have the shape ``(n, n_levels)`` at ``grid(n_levels)``, outcomes
    and the returned scores ``(n,)``. Method id ``proper_scores``.
    """
    scores: Floats = 2.0 * pinball_loss(quantiles, outcomes, grid(quantiles.shape[1])).mean(axis=1)
    return scores


def crps_of_sample(sample: Floats, outcome: float) -> float:
    """Score of the distribution of a sample, shape ``(n,)``: mean distance to the outcome less half the mean spread."""
    values = np.sort(sample)
    weights = 2.0 * np.arange(1, values.size + 1) - values.size - 1
    return float(np.abs(values - outcome).mean() - (weights * values).sum() / values.size**2)


def crps_of_normal(mean: float, deviation: float, outcomes: Floats) -> Floats:
    """Score of a normal distribution in closed form, shape of the outcomes (Gneiting & Raftery 2007, equation 5)."""
    standard = (outcomes - mean) / deviation
    density = np.exp(-0.5 * standard**2) / np.sqrt(2.0 * np.pi)
    scores: Floats = deviation * (standard * (2.0 * ndtr(standard) - 1.0) + 2.0 * density - 1.0 / np.sqrt(np.pi))
    return scores


def coverage(low: Floats, high: Floats, outcomes: Floats) -> float:
    """Return the share of the outcomes within ``low`` and ``high``, both included; all of the shape ``(n,)``."""
    return float(np.mean((outcomes >= low - EXACT) & (outcomes <= high + EXACT)))
