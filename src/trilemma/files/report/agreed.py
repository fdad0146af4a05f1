"""What a plan is measured against: the date, the cost and the defects that were agreed or are counted on."""

from __future__ import annotations

from dataclasses import dataclass

from trilemma.engine.api import Measure, Plan, Statement, StatementKind, to_minor, to_minutes


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in the unit of its quantity, and a word for where it comes from: agreed, promised, expected, accepted."""

    value: float
    words: str


def agreed_finish(plan: Plan) -> Limit | None:
    """Return the due date of the contract, else the deadline of the release, else the first date that was told."""
    if plan.terms is not None and plan.terms.due is not None:
        return Limit(to_minutes(plan.origin, plan.terms.due), "agreed")
    release = plan.activity_by_id.get(plan.release or "")
    if release is not None and release.deadline is not None:
        return Limit(to_minutes(plan.origin, release.deadline.at), "deadline")
    told = [
        (to_minutes(plan.origin, each.at), each)
        for each in _about(plan, Measure.FINISH)
        if each.activity in {None, plan.release} and each.at is not None
    ]
    return min((Limit(at, _words(each)) for at, each in told), key=lambda limit: limit.value, default=None)


def agreed_cost(plan: Plan) -> Limit | None:
    """Return the lowest cost that is counted on."""
    limits = [
        Limit(to_minor(each.amount, plan.currency), _words(each))
        for each in _about(plan, Measure.COST)
        if each.amount is not None
    ]
    return min(limits, key=lambda limit: limit.value, default=None)


def agreed_defects(plan: Plan) -> Limit | None:
    """Return how many escaped defects are accepted, else the fewest that are counted on."""
    if plan.quality.acceptance_threshold is not None:
        return Limit(plan.quality.acceptance_threshold, "accepted")
    limits = [
        Limit(float(each.amount), _words(each))
        for each in _about(plan, Measure.ESCAPED_DEFECTS)
        if each.amount is not None
    ]
    return min(limits, key=lambda limit: limit.value, default=None)


def _about(plan: Plan, measure: Measure) -> list[Statement]:
    return [each for each in plan.statements if each.measure is measure]


def _words(statement: Statement) -> str:
    return "promised" if statement.kind is StatementKind.PROMISE else "expected"
