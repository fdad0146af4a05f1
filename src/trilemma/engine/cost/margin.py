"""What is earned: the price by the terms of the contract, less what the project and its lateness and defects cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.cost.schedule_cost import ScheduleCost
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import NONE, Plan, Schedule, Terms, TermsKind
from trilemma.engine.plan.content import minute_of
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED, from_minor, to_minor

Float1D = npt.NDArray[np.float64]

UNLIMITED: Final = 1 << 60


@dataclass(frozen=True, slots=True)
class Margin:
    """What a plan earns, in minor units."""

    currency: str
    price: int
    bonus: int
    penalty: int
    failure_cost: int
    cost: int

    @property
    def margin(self) -> int:
        """Price and bonus, less penalty, cost of failure and cost."""
        return self.price + self.bonus - self.penalty - self.failure_cost - self.cost

    @property
    def money(self) -> Decimal:
        """The margin in the plan's currency."""
        return from_minor(self.margin, self.currency)


@dataclass(frozen=True, slots=True, eq=False)
class SampledMargin:
    """What a plan earns in every draw, shape ``(n_draws,)`` each, in minor units."""

    price: Float1D
    bonus: Float1D
    penalty: Float1D
    failure_cost: Float1D
    margin: Float1D


def margin(plan: Plan, cost: ScheduleCost, finish: int, escaped: float) -> Margin:
    """Price by the plan's terms, with bonus, penalty, cost of failure and cost.

    Parameters
    ----------
    plan
        A plan with terms.
    cost
        The cost of its schedule; also says what is billed by time and material.
    finish
        Finish of the plan: of its release milestone, else the last of all. [elapsed minutes from the origin]
    escaped
        Defects at release. [defects]

    Returns
    -------
    Margin
        Amounts rounded half to even to the minor unit, each once.

    Raises
    ------
    PlanError
        If the plan has no terms.

    Notes
    -----
    Method id ``cost_of_schedule`` (docs/methods/cost_of_schedule.md). A fixed price is what it is; time and material
    bills worked hours at billing rates and material at cost; capped bills the same up to the cap. Each started day
    after ``due`` costs the penalty, each whole day before it earns the bonus, both up to their limits.
    """
    terms = _terms(plan)
    late, early = _late_and_early(plan, terms, np.array([finish], dtype=np.float64))
    limits = _Limits(plan, terms)
    return Margin(
        plan.currency,
        price=_price(plan, terms, cost.billed),
        bonus=min(int(early[0]) * limits.bonus_per_day, limits.bonus),
        penalty=min(int(late[0]) * limits.penalty_per_day, limits.penalty),
        failure_cost=to_minor(plan.quality.external_fix_cost * Decimal(escaped), plan.currency),
        cost=cost.total,
    )


def sampled_margin(plan: Plan, cost: Float1D, billed: Float1D, finish: Float1D, escaped: Float1D) -> SampledMargin:
    """Margin in every draw of a simulation.

    Parameters
    ----------
    plan
        A plan with terms.
    cost, billed
        Cost, and what time and material are billed at, shape ``(n_draws,)``. [minor units]
    finish
        Shape ``(n_draws,)``. [elapsed minutes from the origin]
    escaped
        Shape ``(n_draws,)``. [defects]

    Returns
    -------
    SampledMargin
        The formula of `margin`, not rounded.

    Raises
    ------
    PlanError
        If the plan has no terms.
    """
    terms = _terms(plan)
    limits = _Limits(plan, terms)
    late, early = _late_and_early(plan, terms, np.asarray(finish, dtype=np.float64))
    bonus = np.minimum(early * limits.bonus_per_day, limits.bonus)
    penalty = np.minimum(late * limits.penalty_per_day, limits.penalty)
    failure = np.asarray(escaped, dtype=np.float64) * float(plan.quality.external_fix_cost * limits.unit)
    agreed = UNLIMITED if terms.price is None else to_minor(terms.price, plan.currency)
    price = np.minimum(np.asarray(billed, dtype=np.float64), agreed)
    if terms.kind is TermsKind.FIXED_PRICE:
        price = np.full(len(late), float(agreed))
    elif terms.kind is TermsKind.TIME_AND_MATERIAL:
        price = np.array(billed, dtype=np.float64)
    return SampledMargin(price, bonus, penalty, failure, price + bonus - penalty - failure - cost)


def deadline_penalties(plan: Plan, schedule: Schedule) -> int:
    """Return what the deadlines of single activities cost: each started day late, in minor units.

    They are an objective of scheduling (weighted tardiness) and no part of the contract's margin.
    """
    arrays = plan.arrays
    total = 0
    for row, name in enumerate(arrays.activity_ids):
        late = schedule.by_id[name].finish - int(arrays.deadline[row])
        if late > 0 and arrays.deadline[row] != NONE:
            total += -(-late // MINUTES_PER_DAY_ELAPSED) * int(arrays.penalty[row])
    return total


class _Limits:
    """Amounts of the terms in minor units."""

    def __init__(self, plan: Plan, terms: Terms) -> None:
        self.unit = Decimal(to_minor(Decimal(1), plan.currency))
        self.penalty_per_day = to_minor(terms.penalty_per_day, plan.currency)
        self.bonus_per_day = to_minor(terms.bonus_per_day, plan.currency)
        self.penalty = _limit(plan, terms.penalty_limit)
        self.bonus = _limit(plan, terms.bonus_limit)


def _limit(plan: Plan, amount: Decimal | None) -> int:
    return UNLIMITED if amount is None else to_minor(amount, plan.currency)


def _terms(plan: Plan) -> Terms:
    if plan.terms is None:
        raise PlanError("a margin needs the terms of the contract", "plan")
    return plan.terms


def _price(plan: Plan, terms: Terms, billed: int) -> int:
    if terms.kind is TermsKind.TIME_AND_MATERIAL or terms.price is None:
        return billed
    agreed = to_minor(terms.price, plan.currency)
    return agreed if terms.kind is TermsKind.FIXED_PRICE else min(agreed, billed)


def _late_and_early(plan: Plan, terms: Terms, finish: Float1D) -> tuple[Float1D, Float1D]:
    """Return started days after the due date and whole days before it."""
    if terms.due is None:
        return np.zeros(len(finish)), np.zeros(len(finish))
    days = (finish - minute_of(plan, terms.due)) / MINUTES_PER_DAY_ELAPSED
    return np.maximum(np.ceil(days), 0.0), np.maximum(np.floor(-days), 0.0)
