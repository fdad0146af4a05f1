"""Calibrated distributions for new estimates, in the form in which a plan takes them."""

from __future__ import annotations

from typing import Final

import numpy as np

from trilemma.engine.calibration.calibrate import Calibration
from trilemma.engine.calibration.history import Tasks
from trilemma.engine.distributions import Empirical

STEPS: Final = 80
OUTERMOST: Final = 0.0025
"""Stands for the levels 0 and 1, which no history can tell."""


def calibrated_estimates(calibration: Calibration, tasks: Tasks) -> tuple[Empirical, ...]:
    """Give every new estimate its distribution.

    Parameters
    ----------
    calibration
        What the history taught.
    tasks
        The new tasks, with the groupings that were learnt; labels may be new.

    Returns
    -------
    tuple[Empirical, ...]
        For each task a table of 81 quantiles of the actual, in the unit of the estimates; the likely value is the
        median.

    Raises
    ------
    InputError
        If the groupings are not those that were learnt.
    """
    probabilities = np.linspace(0.0, 1.0, STEPS + 1)
    asked = np.clip(probabilities, OUTERMOST, 1.0 - OUTERMOST)
    ratios = np.exp(calibration.quantiles(tasks, asked))
    values = np.maximum.accumulate(ratios * tasks.estimates[:, None], axis=1)
    levels = tuple(probabilities.tolist())
    return tuple(Empirical(levels, tuple(row.tolist()), float(row[STEPS // 2])) for row in values)
