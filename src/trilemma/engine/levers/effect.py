"""What a lever changes: quantiles, promises and the error of these, draw by draw against the plan as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trilemma.engine.levers.simulation import Drawn
from trilemma.engine.risk.forecast import quantile
from trilemma.engine.risk.hashing import BLOCK

Numbers = npt.NDArray[np.float64] | npt.NDArray[np.int64]

P50 = 0.5
P80 = 0.8


@dataclass(frozen=True, slots=True)
class Change:
    """A number after a lever, and by how much it differs from the plan as it is; ``error`` is the difference's own.

    The error is a standard error across independent blocks of draws; infinite with one block.
    """

    after: float
    change: float
    error: float


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """The probability of a statement after a lever, its difference, and the standard error of that, draw by draw."""

    statement: str
    after: float
    change: float
    error: float


@dataclass(frozen=True, slots=True)
class LeverEffect:
    """What a lever does to the forecast.

    Attributes
    ----------
    finish_p50, finish_p80
        Elapsed minutes from the plan's origin.
    cost_p50, cost_p80, cost_mean
        Minor units of the plan's currency.
    escaped_p50, escaped_p80, escaped_mean
        Defects.
    promises
        Of every statement of the plan, in its order.
    joint
        Probability that all statements are met, and its difference; 1 and 0 without statements.
    draws
        How many draws this rests on.
    """

    finish_p50: Change
    finish_p80: Change
    cost_p50: Change
    cost_p80: Change
    cost_mean: Change
    escaped_p50: Change
    escaped_p80: Change
    escaped_mean: Change
    promises: tuple[PromiseChange, ...]
    joint: Change
    draws: int


def lever_effect(base: Drawn, after: Drawn, statements: Sequence[str]) -> LeverEffect:
    """Compare two variants draw by draw.

    Parameters
    ----------
    base, after
        Samples with the same luck, of the same number of draws.
    statements
        Ids of the plan's statements, in its order.
    """
    finish, cost, escaped = (
        (base.finish, after.finish), (base.cost, after.cost), (base.escaped_defects, after.escaped_defects)
    )  # fmt: skip
    return LeverEffect(
        finish_p50=_change(*finish, _p50),
        finish_p80=_change(*finish, _p80),
        cost_p50=_change(*cost, _p50),
        cost_p80=_change(*cost, _p80),
        cost_mean=_change(*cost, _mean),
        escaped_p50=_change(*escaped, _p50),
        escaped_p80=_change(*escaped, _p80),
        escaped_mean=_change(*escaped, _mean),
        promises=tuple(_promise_change(name, a, b) for name, a, b in zip(statements, base.met, after.met, strict=True)),
        joint=_change(_all_met(base), _all_met(after), _mean),
        draws=len(after.finish),
    )


def _promise_change(name: str, before: npt.NDArray[np.bool_], after: npt.NDArray[np.bool_]) -> PromiseChange:
    difference = after.astype(np.float64) - before
    error = float(difference.std() / np.sqrt(len(difference)))
    return PromiseChange(name, float(after.mean()), float(difference.mean()), error)


def _all_met(drawn: Drawn) -> npt.NDArray[np.float64]:
    """Return 1 for the draws in which every statement is met."""
    return np.asarray(drawn.met.all(axis=0), dtype=np.float64)


def _mean(values: Numbers) -> float:
    return float(values.mean())


def _p50(values: Numbers) -> float:
    return quantile(values, P50)


def _p80(values: Numbers) -> float:
    return quantile(values, P80)


def _change(before: Numbers, after: Numbers, number: Callable[[Numbers], float]) -> Change:
    value = number(after)
    return Change(value, value - number(before), _error(before, after, number))


def _error(before: Numbers, after: Numbers, number: Callable[[Numbers], float]) -> float:
    """Return the standard error of a difference from its spread over blocks of draws."""
    blocks = len(before) // BLOCK
    if blocks < 2:
        return float("inf")
    pieces = [slice(block * BLOCK, (block + 1) * BLOCK) for block in range(blocks)]
    differences = [number(after[piece]) - number(before[piece]) for piece in pieces]
    return float(np.std(differences, ddof=1) / np.sqrt(blocks))
