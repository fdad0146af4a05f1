"""A forecast: joint samples of finish, cost and escaped defects, and what can be read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.errors import ShapeError
from trilemma.engine.risk.hashing import BLOCK

METHOD: Final = "joint_forecast"

Int1D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]
Float2D = npt.NDArray[np.float64]

LEVEL: Final = 0.8
"""Confidence at which finish and cost are each stated, before it is asked how often both hold."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sample says in six numbers, in the sample's own unit; ``pNN`` is not exceeded in NN % of the draws."""

    p10: float
    p50: float
    p80: float
    p90: float
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Influence:
    """How far one uncertain thing moves finish and cost.

    Attributes
    ----------
    id, kind
        Of an ``"activity"`` or ``"risk"``.
    finish_correlation, cost_correlation
        Spearman's rank correlation of its value with the finish and the cost; of a risk, of whether it strikes.
    finish_low, finish_high
        Mean finish in the fifth of the draws in which the value is lowest, and highest; of a risk, when it does not
        strike, and when it does. [elapsed minutes from the plan's origin]
    cost_low, cost_high
        The same of the cost. [minor units]
    """

    id: str
    kind: str
    finish_correlation: float
    cost_correlation: float
    finish_low: float
    finish_high: float
    cost_low: float
    cost_high: float


@dataclass(frozen=True, slots=True)
class Convergence:
    """How exact the forecast is, estimated across independent blocks of draws.

    ``finish_error`` [minutes] and ``cost_error`` [minor units] are standard errors of the two P80; the tolerance is a
    share of what lies between the start of the forecast and P80, and of the cost's P80. ``reached`` says whether both
    errors are within it.
    """

    blocks: int
    finish_error: float
    cost_error: float
    tolerance: float
    reached: bool


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Joint samples of one plan: draw ``i`` of every array is the same imagined course of the project.

    Attributes
    ----------
    finish
        Shape ``(n_draws,)``. [elapsed minutes from ``origin``]
    cost
        Actual and remaining internal cost with overtime, rework, risks and mitigations, shape ``(n_draws,)``.
        [minor units of ``currency``]
    billed
        What time and material are billed at, shape ``(n_draws,)``; under a fixed price only what is fixed or past.
        [minor units]
    escaped_defects
        Shape ``(n_draws,)``. [defects]
    milestones
        Finish of every milestone, of what statements name and of what was asked to be watched, by activity id, shape
        ``(n_draws,)`` each. [elapsed minutes from ``origin``]
    risks
        Whether each risk struck, by risk id, shape ``(n_draws,)`` each; risks that are over are left out.
    criticality
        Share of the draws in which an activity held the finish, by id of the leaf.
    influences
        What moves finish and cost, the greatest swing of the finish first.
    acceptance
        Probability that no more defects escape than the plan accepts; None without a threshold.
    finish_sd_working_minutes
        Standard deviation of the finish on the plan's calendar. [working minutes]
    origin, currency
        What the numbers count from, and in.
    draws, seed, seconds, method, version
        What it takes to judge or repeat the computation.
    resources
        ``"dispatch"`` where teams and persons were shared out in every draw, ``"flow"`` where the order of the adopted
        schedule was kept, ``"none"`` where capacity was left aside.
    convergence
        How exact it is.
    stopped
        Whether it was stopped before all draws were made.
    """

    finish: Int1D
    cost: Float1D
    billed: Float1D
    escaped_defects: Float1D
    milestones: Mapping[str, Int1D]
    risks: Mapping[str, npt.NDArray[np.bool_]]
    criticality: Mapping[str, float]
    influences: tuple[Influence, ...]
    acceptance: float | None
    finish_sd_working_minutes: float
    origin: datetime
    currency: str
    draws: int
    seed: int
    seconds: float
    version: str
    resources: str
    convergence: Convergence
    stopped: bool = False
    method: str = METHOD

    @property
    def finish_summary(self) -> Summary:
        """Quantiles, mean and deviation of the finish [elapsed minutes]."""
        return summarise(self.finish)

    @property
    def cost_summary(self) -> Summary:
        """Quantiles, mean and deviation of the cost [minor units]."""
        return summarise(self.cost)

    @property
    def escaped_summary(self) -> Summary:
        """Quantiles, mean and deviation of the escaped defects [defects]."""
        return summarise(self.escaped_defects)

    @property
    def joint_confidence(self) -> float:
        """Probability that finish and cost are both within their P80."""
        return self.confidence(finish=quantile(self.finish, LEVEL), cost=quantile(self.cost, LEVEL))

    def confidence(
        self, *, finish: float | None = None, cost: float | None = None, escaped_defects: float | None = None
    ) -> float:
        """Probability that all the limits given are kept together.

        Parameters
        ----------
        finish
            Latest finish. [elapsed minutes from ``origin``]
        cost
            Highest cost. [minor units]
        escaped_defects
            Most defects left at release. [defects]

        Returns
        -------
        float
            Share of the draws; 1 without limits.
        """
        kept = np.ones(self.draws, dtype=np.bool_)
        for sample, limit in ((self.finish, finish), (self.cost, cost), (self.escaped_defects, escaped_defects)):
            if limit is not None:
                kept &= sample <= limit
        return float(kept.mean())

    def joint_surface(self, finishes: npt.ArrayLike, costs: npt.ArrayLike) -> Float2D:
        """Joint confidence level for many pairs of limits.

        Parameters
        ----------
        finishes
            Latest finishes, shape ``(k,)``. [elapsed minutes from ``origin``]
        costs
            Highest costs, shape ``(m,)``. [minor units]

        Returns
        -------
        Float2D
            Shape ``(k, m)``: share of the draws within both limits.

        References
        ----------
        NASA Cost Estimating Handbook, version 4.0, appendix J, "Joint cost and schedule confidence level (JCL)".
        """
        by_finish = self.finish[None, :] <= np.asarray(finishes, dtype=np.float64)[:, None]
        by_cost = self.cost[None, :] <= np.asarray(costs, dtype=np.float64)[:, None]
        share: Float2D = (by_finish.astype(np.float64) @ by_cost.astype(np.float64).T) / self.draws
        return share

    def instant(self, minutes: float) -> datetime:
        """Return the instant of elapsed minutes from the origin, rounded to a minute."""
        return self.origin + timedelta(minutes=round(minutes))


def quantile(sample: npt.ArrayLike, level: float) -> float:
    """Return the smallest value of a sample that at least a share ``level`` of it does not exceed.

    Parameters
    ----------
    sample
        Shape ``(n,)``, not empty.
    level
        In ``(0, 1]``.

    Raises
    ------
    ShapeError
        If the sample is empty.
    """
    values = np.asarray(sample)
    if not values.size:
        raise ShapeError("a sample needs at least one draw")
    return float(np.quantile(values, level, method="inverted_cdf"))


def summarise(sample: npt.ArrayLike) -> Summary:
    """Quantiles, mean and standard deviation of a sample, shape ``(n,)``, in its own unit."""
    values = np.asarray(sample, dtype=np.float64)
    p10, p50, p80, p90 = (quantile(values, level) for level in (0.1, 0.5, 0.8, 0.9))
    return Summary(p10, p50, p80, p90, float(values.mean()), float(values.std()))


def error_of_quantile(sample: npt.ArrayLike, level: float = LEVEL) -> float:
    """Return the standard error of a quantile, from the spread of the same quantile over independent blocks of draws.

    Parameters
    ----------
    sample
        Shape ``(n,)``, whole blocks of `BLOCK` draws one after the other; a last part of a block is left out.
    level
        Which quantile.

    Returns
    -------
    float
        In the sample's unit; infinite with fewer than two blocks, 0 where the sample does not vary.
    """
    values = np.asarray(sample, dtype=np.float64)
    blocks = len(values) // BLOCK
    if values.size and values.min() == values.max():
        return 0.0
    if blocks < 2:
        return float("inf")
    by_block = np.quantile(values[: blocks * BLOCK].reshape(blocks, BLOCK), level, axis=1, method="inverted_cdf")
    return float(by_block.std(ddof=1) / np.sqrt(blocks))
