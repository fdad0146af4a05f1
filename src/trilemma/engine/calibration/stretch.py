"""The conformal correction: forecast levels are moved so that intervals hold as often as they say on later tasks."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from trilemma.engine.calibration.history import Floats
from trilemma.engine.calibration.scores import coverage

METHOD: Final = "conformal_stretch"
AIM: Final = 0.8
STRETCHES: Final = np.round(np.exp(np.linspace(np.log(0.6), np.log(1.6), 41)), 4)
CAUTION: Final = 150.0
"""So many held-out tasks count as much as the prior belief that no correction is needed."""
PERSISTENCE: Final = 0.4
"""How much of a past error of coverage is taken to last: tasks, people and projects change, and so does the error."""


def stretched(probabilities: Floats, stretch: float) -> Floats:
    """Move levels away from the middle (stretch above 1) or towards it, on the scale of normal deviates."""
    moved: Floats = ndtr(stretch * ndtri(probabilities))
    return moved


def levels_to_try() -> Floats:
    """Return the lower and upper level of the 80 % interval for each stretch, shape ``(2 * n_stretches,)``."""
    low = (1.0 - AIM) / 2.0
    return np.concatenate([ndtr(STRETCHES * ndtri(low)), ndtr(STRETCHES * ndtri(1.0 - low))])


def conformal_stretch(quantiles: Floats, outcomes: Floats, persistence: float = PERSISTENCE) -> float:
    """Go part of the way to the stretch with which the 80 % intervals cover 80 % of the held-out outcomes.

    Parameters
    ----------
    quantiles
        Quantiles of the held-out tasks at ``levels_to_try()``, shape ``(n, 2 * n_stretches)``.
    outcomes
        Their log ratios, shape ``(n,)``.
    persistence
        How much of the error found is taken to last. Labels left out stand for labels to come without a change of
        times between them: there it is 1.

    Returns
    -------
    float
        Between 0.6 and 1.6; pulled towards 1 (no correction) where few tasks were held out.

    Notes
    -----
    Method id ``conformal_stretch`` (docs/methods/conformal_stretch.md).

    References
    ----------
    Romano, Patterson & Candès, "Conformalized quantile regression", NeurIPS (2019).
    """
    n = outcomes.size
    aim = min(1.0, AIM * (n + 1) / n)
    half = STRETCHES.size
    covered = np.array([coverage(quantiles[:, k], quantiles[:, half + k], outcomes) for k in range(half)])
    distance = np.abs(covered - aim)
    best = np.flatnonzero(distance <= distance.min() + 1e-12)
    found = STRETCHES[best[np.argmin(np.abs(np.log(STRETCHES[best])))]]
    return float(np.exp(persistence * np.log(found) * n / (n + CAUTION)))
