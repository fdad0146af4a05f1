"""What moves finish and cost most: rank correlations and conditional means of everything uncertain.

Method id ``joint_forecast`` (docs/methods/joint_forecast.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.risk.forecast import Influence
from trilemma.engine.risk.model import Model

Float1D = npt.NDArray[np.float64]
Bool1D = npt.NDArray[np.bool_]

MOST: Final = 200
"""How many activities are looked at closely: those whose values go most with finish or cost."""
_FIFTH: Final = 5


def find_influences(
    model: Model, measure: npt.NDArray[np.float32], struck: npt.NDArray[np.bool_], finish: Float1D, cost: Float1D
) -> tuple[Influence, ...]:
    """Influence of every risk and of the activities that matter most.

    Parameters
    ----------
    model
        Whose samples they are.
    measure
        Sampled measures of the leaves, shape ``(n, n_draws)``.
    struck
        Whether each risk struck, shape ``(n_risks, n_draws)``.
    finish, cost
        Shape ``(n_draws,)``.

    Returns
    -------
    tuple of Influence
        The greatest swing of the finish first, then of the cost.
    """
    outcomes = (finish, cost)
    found = [
        _influence(model.leaf_ids[i], "activity", measure[i].astype(np.float64), _fifths(measure[i]), outcomes)
        for i in _candidates(measure, model.quality.slot_leaf, outcomes)
    ]
    for risk, hits in zip(model.risks, struck, strict=True):
        if hits.any() and not hits.all():
            found.append(_influence(risk.id, "risk", hits.astype(np.float64), (~hits, hits), outcomes))
    return tuple(sorted(found, key=_by_swing))


def _by_swing(entry: Influence) -> tuple[float, float, str]:
    return -abs(entry.finish_high - entry.finish_low), -abs(entry.cost_high - entry.cost_low), entry.id


def _candidates(
    measure: npt.NDArray[np.float32], rework: npt.NDArray[np.int64], outcomes: tuple[Float1D, Float1D]
) -> list[int]:
    """Return the leaves that vary, at most `MOST` of them: those with the greatest linear correlations.

    Rework is left out: it is no cause but follows from what was done and what was found.
    """
    varying = np.flatnonzero(measure.max(axis=1) > measure.min(axis=1)) if measure.size else np.zeros(0, dtype=np.int64)
    varying = np.setdiff1d(varying, rework)
    if len(varying) <= MOST:
        return [int(i) for i in varying]
    rows = measure[varying].astype(np.float64)
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
    strength = np.zeros(len(varying))
    for outcome in outcomes:
        centred = outcome - outcome.mean()
        length = float(np.sqrt((centred**2).sum())) or 1.0
        strength = np.maximum(strength, np.abs(rows @ (centred / length)))
    return [int(i) for i in np.sort(varying[np.argsort(-strength, kind="stable")[:MOST]])]


def _fifths(values: npt.NDArray[np.float32]) -> tuple[Bool1D, Bool1D]:
    """Return the draws with the lowest and the highest fifth of the values."""
    order = np.argsort(values, kind="stable")
    size = max(1, len(values) // _FIFTH)
    low, high = np.zeros(len(values), dtype=np.bool_), np.zeros(len(values), dtype=np.bool_)
    low[order[:size]] = True
    high[order[-size:]] = True
    return low, high


def _influence(
    name: str, kind: str, values: Float1D, groups: tuple[Bool1D, Bool1D], outcomes: tuple[Float1D, Float1D]
) -> Influence:
    ranks = _ranks(values)
    finish, cost = outcomes
    low, high = groups
    return Influence(
        id=name,
        kind=kind,
        finish_correlation=_correlation(ranks, _ranks(finish)),
        cost_correlation=_correlation(ranks, _ranks(cost)),
        finish_low=float(finish[low].mean()),
        finish_high=float(finish[high].mean()),
        cost_low=float(cost[low].mean()),
        cost_high=float(cost[high].mean()),
    )


def _ranks(values: Float1D) -> Float1D:
    """Return the ranks of values, equal ones sharing the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Float1D = (last - (counts - 1) / 2.0)[inverse]
    return ranks


def _correlation(a: Float1D, b: Float1D) -> float:
    deviation = float(a.std() * b.std())
    return 0.0 if deviation == 0.0 else float(((a - a.mean()) * (b - b.mean())).mean() / deviation)
