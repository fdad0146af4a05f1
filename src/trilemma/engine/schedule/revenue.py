"""What a finish earns under the plan's terms, as steps."""

from __future__ import annotations

from typing import Final

import numpy as np

from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Plan, TermsKind
from trilemma.engine.plan.content import minute_of
from trilemma.engine.schedule.objectives import Revenue
from trilemma.engine.schedule.problem import integers
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED, to_minor

MOST_DAYS: Final = 2000
"""Days before and after the due date beyond which bonus and penalty no longer change."""


def revenue_of(plan: Plan) -> Revenue:
    """Return what each finish earns: the fixed price, plus the bonus of days early, less the penalty of days late.

    Parameters
    ----------
    plan
        A plan with terms. Of time and material, and of a cap, only bonus and penalty are counted: what is billed does
        not depend on the dates.

    Returns
    -------
    Revenue
        Steps in minor units, by finish in elapsed minutes from the origin.

    Raises
    ------
    PlanError
        If the plan has no terms.
    """
    terms = plan.terms
    if terms is None:
        raise PlanError("a margin needs the terms of the contract", "plan")
    fixed = terms.kind is TermsKind.FIXED_PRICE and terms.price is not None
    price = to_minor(terms.price, plan.currency) if fixed and terms.price is not None else 0
    if terms.due is None:
        return Revenue(integers([0]), integers([price]))
    due = minute_of(plan, terms.due)
    days = np.arange(-MOST_DAYS, MOST_DAYS + 1)
    edges = due + days * MINUTES_PER_DAY_ELAPSED + 1
    time = np.concatenate(([0], edges[edges > 0]))
    late = np.maximum(np.ceil((time - due) / MINUTES_PER_DAY_ELAPSED), 0)
    early = np.maximum(np.floor((due - time) / MINUTES_PER_DAY_ELAPSED), 0)
    bonus = early * to_minor(terms.bonus_per_day, plan.currency)
    penalty = late * to_minor(terms.penalty_per_day, plan.currency)
    if terms.bonus_limit is not None:
        bonus = np.minimum(bonus, to_minor(terms.bonus_limit, plan.currency))
    if terms.penalty_limit is not None:
        penalty = np.minimum(penalty, to_minor(terms.penalty_limit, plan.currency))
    value = (price + bonus - penalty).astype(np.int64)
    changes = np.concatenate(([True], value[1:] != value[:-1]))
    return Revenue(integers(time[changes]), integers(value[changes]))
