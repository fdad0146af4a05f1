"""Whether each statement is met in each draw of a forecast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from trilemma.engine.cost import SampledMargin, sampled_margin
from trilemma.engine.errors import ShapeError
from trilemma.engine.plan import Measure, Plan, Statement
from trilemma.engine.plan.content import minute_of
from trilemma.engine.units import to_minor

Int1D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]
Bool1D = npt.NDArray[np.bool_]


class JointSamples(Protocol):
    """Joint samples of one plan: draw ``i`` of every array is the same imagined course; `risk.Forecast` is one.

    ``finish`` and ``milestones`` (by activity id) are elapsed minutes from the plan's origin, ``cost`` and ``billed``
    minor units, ``escaped_defects`` defects; all of shape ``(n_draws,)``.
    """

    @property
    def finish(self) -> Int1D:
        """Finish of the plan."""

    @property
    def cost(self) -> Float1D:
        """Internal cost."""

    @property
    def billed(self) -> Float1D:
        """What time and material are billed at."""

    @property
    def escaped_defects(self) -> Float1D:
        """Defects at release."""

    @property
    def milestones(self) -> Mapping[str, Int1D]:
        """Finish of what statements name."""


def statement_outcomes(plan: Plan, samples: JointSamples) -> Mapping[str, Bool1D]:
    """Whether each of the plan's statements is met in each draw.

    Parameters
    ----------
    plan
        The plan whose statements count; whose terms give price and margin.
    samples
        A forecast of it.

    Returns
    -------
    Mapping[str, Bool1D]
        By statement id, in the plan's order, shape ``(n_draws,)`` each. Money is compared rounded to the minor unit.

    Raises
    ------
    ShapeError
        If the samples lack an activity that a statement names.
    """
    priced = any(s.measure in {Measure.PRICE, Measure.MARGIN} for s in plan.statements)
    earned = _earned(plan, samples) if priced else None
    return {statement.id: _met(plan, statement, samples, earned) for statement in plan.statements}


def _earned(plan: Plan, samples: JointSamples) -> SampledMargin:
    finish = samples.finish.astype(np.float64)
    return sampled_margin(plan, samples.cost, samples.billed, finish, samples.escaped_defects)


def _met(plan: Plan, statement: Statement, samples: JointSamples, earned: SampledMargin | None) -> Bool1D:
    if statement.measure is Measure.FINISH:
        return _finished(plan, statement, samples)
    if statement.measure is Measure.SCOPE:
        return np.full(len(samples.finish), statement.deliverable not in plan.adopted.dropped)
    if statement.measure is Measure.ACCEPTANCE:
        return _at_most(samples.escaped_defects, float(plan.quality.acceptance_threshold or 0.0))
    amount = statement.amount
    assert amount is not None  # noqa: S101 - the statement demands it of all other measures
    if statement.measure is Measure.ESCAPED_DEFECTS:
        return _at_most(samples.escaped_defects, float(amount))
    limit = to_minor(amount, plan.currency)
    if statement.measure is Measure.COST:
        return _at_most(np.rint(samples.cost), limit)
    assert earned is not None  # noqa: S101 - computed where price or margin is asked for
    if statement.measure is Measure.PRICE:
        return _at_most(np.rint(earned.price), limit)
    return _at_most(-np.rint(earned.margin), -limit)


def _finished(plan: Plan, statement: Statement, samples: JointSamples) -> Bool1D:
    assert statement.at is not None  # noqa: S101 - the statement demands it of a finish
    finish = samples.finish
    if statement.activity is not None:
        if statement.activity not in samples.milestones:
            raise ShapeError(f"there are no samples of activity {statement.activity}", f"statement {statement.id}")
        finish = samples.milestones[statement.activity]
    return _at_most(finish, minute_of(plan, statement.at))


def _at_most(values: npt.NDArray[np.float64] | Int1D, limit: float) -> Bool1D:
    met: Bool1D = values <= limit
    return met
