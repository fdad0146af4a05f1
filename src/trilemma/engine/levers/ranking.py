"""Levers in the order of what they buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite
from typing import Final

from trilemma.engine.levers.effect import LeverEffect
from trilemma.engine.levers.lever import Lever
from trilemma.engine.plan import Plan
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED, to_minor

NOTHING: Final = 1e-9
"""A difference of floating-point sums that is none."""
ERRORS: Final = 2.0
"""A gain must be more than this many standard errors to count."""


class Worth(StrEnum):
    """What kind of deal a lever is, best first."""

    FREE = "free"
    BOUGHT = "bought"
    SAVING = "saving"
    NO_HELP = "no-help"


@dataclass(frozen=True, slots=True)
class RankedLever:
    """A lever with its effect and its place.

    Attributes
    ----------
    lever, effect
        What changes, and what that does.
    worth
        ``free``: it helps and does not cost more; ``bought``: it helps at a price; ``saving``: it saves money without
        helping, or at the expense of promises; ``no-help``: neither.
    gain
        Weighted mean of the changes in the statements' probabilities; without statements the days that P80 of the
        finish comes earlier.
    gain_error
        Standard error of the gain, or more. A gain or loss of less than two of them counts as none.
    price
        Change of mean cost plus the external cost of the change in escaped defects, in minor units; negative where it
        saves.
    efficient
        Whether no other lever, and not leaving the plan as it is, is at least as good in gain, P80 of the finish, mean
        cost and mean of escaped defects, and better in one.
    """

    lever: Lever
    effect: LeverEffect
    worth: Worth
    gain: float
    gain_error: float
    price: float
    efficient: bool

    @property
    def sure_gain(self) -> float:
        """The gain or loss where it is more than chance, else 0."""
        return self.gain if abs(self.gain) > ERRORS * self.gain_error + NOTHING else 0.0


def ranked(plan: Plan, effects: Sequence[tuple[Lever, LeverEffect]]) -> tuple[RankedLever, ...]:
    """Return levers in order: free ones by gain, bought ones by gain for money, savings by money for what they lose.

    Of the same worth those that rest on fewer draws come last.

    Parameters
    ----------
    plan
        The plan, for its statements' weights and the external cost to fix.
    effects
        Levers with their effects, all against the same plan as it is.
    """
    weights = {statement.id: statement.weight for statement in plan.statements}
    external = to_minor(plan.quality.external_fix_cost, plan.currency)
    points = [_point(effect, weights) for _, effect in effects]
    found = []
    for (lever, effect), point in zip(effects, points, strict=True):
        gain = -point[0]
        price = effect.cost_mean.change + effect.escaped_mean.change * external
        efficient = not any(_dominates(other, point) for other in (*points, (0.0,) * 4))
        entry = RankedLever(lever, effect, Worth.NO_HELP, gain, _gain_error(effect, weights), price, efficient)
        found.append(replace(entry, worth=_worth(entry.sure_gain, price)))
    full = max((entry.effect.draws for entry in found), default=0)
    return tuple(sorted(found, key=lambda entry: _place(entry, full)))


def _gain(effect: LeverEffect, weights: dict[str, float]) -> float:
    whole = sum(weights.values())
    if not whole:
        return -effect.finish_p80.change / MINUTES_PER_DAY_ELAPSED
    return sum(weights[entry.statement] * entry.change for entry in effect.promises) / whole


def _gain_error(effect: LeverEffect, weights: dict[str, float]) -> float:
    """Return the error of the gain as if the errors of all statements added up: never too small."""
    whole = sum(weights.values())
    if not whole:
        return effect.finish_p80.error / MINUTES_PER_DAY_ELAPSED if isfinite(effect.finish_p80.error) else 0.0
    return sum(weights[entry.statement] * entry.error for entry in effect.promises) / whole


def _point(effect: LeverEffect, weights: dict[str, float]) -> tuple[float, ...]:
    """Return what should be small."""
    gain = _gain(effect, weights)
    return -gain, effect.finish_p80.change, effect.cost_mean.change, effect.escaped_mean.change


def _dominates(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    never_worse = all(a <= b + NOTHING for a, b in zip(one, other, strict=True))
    return never_worse and any(a < b - NOTHING for a, b in zip(one, other, strict=True))


def _worth(gain: float, price: float) -> Worth:
    if gain > NOTHING:
        return Worth.FREE if price <= NOTHING else Worth.BOUGHT
    return Worth.SAVING if price < -NOTHING else Worth.NO_HELP


def _place(entry: RankedLever, full: int) -> tuple[int, bool, float, float, str]:
    """Return what a lever is sorted by; the id settles ties, so that the order never depends on chance."""
    order = -entry.sure_gain
    if entry.worth is Worth.BOUGHT:
        order = -entry.gain / entry.price
    elif entry.worth is Worth.SAVING:
        loss = max(0.0, -entry.sure_gain)
        order = float("-inf") if loss <= NOTHING else entry.price / loss
    return list(Worth).index(entry.worth), entry.effect.draws < full, order, entry.price, entry.lever.id
