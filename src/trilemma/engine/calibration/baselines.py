"""What any calibration must beat: the ratios of all history, raw or as one lognormal, the same for every task."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from trilemma.engine.calibration.history import Floats, History, Tasks


@dataclass(frozen=True, slots=True, eq=False)
class RawRatios:
    """The quantiles of the ratios of all history; ``ratios`` are log ratios, shape ``(n_history,)``."""

    ratios: Floats

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles of log(actual / estimate), shape ``(n_tasks, n_probabilities)``."""
        return np.tile(np.quantile(self.ratios, probabilities), (len(tasks), 1))


@dataclass(frozen=True, slots=True)
class OneLognormal:
    """One lognormal distribution of the ratio, by the mean and standard deviation of its logarithm."""

    mean: float
    deviation: float

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles of log(actual / estimate), shape ``(n_tasks, n_probabilities)``."""
        return np.tile(self.mean + self.deviation * ndtri(probabilities), (len(tasks), 1))


def raw_ratios(history: History) -> RawRatios:
    """Take the ratios of all history as they are."""
    return RawRatios(np.sort(history.log_ratios))


def one_lognormal(history: History) -> OneLognormal:
    """Fit one lognormal to the ratios of all history."""
    ratios = history.log_ratios
    return OneLognormal(float(ratios.mean()), float(ratios.std(ddof=1)) if ratios.size > 1 else 0.0)
