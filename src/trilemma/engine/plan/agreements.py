"""What was agreed and what is counted on: the terms of the contract and measurable statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trilemma.engine.plan.rules import (
    require,
    require_day,
    require_id,
    require_instant,
    require_money,
    require_share,
)


class TermsKind(StrEnum):
    """How the customer pays."""

    FIXED_PRICE = "fixed-price"
    TIME_AND_MATERIAL = "time-and-material"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True)
class Terms:
    """The contract.

    ``price`` is the fixed price, or the cap. Days count from ``due``: each started elapsed day late costs the penalty,
    each whole day early earns the bonus, both up to their limits.
    """

    kind: TermsKind
    price: Decimal | None = None
    due: datetime | None = None
    penalty_per_day: Decimal = Decimal(0)
    penalty_limit: Decimal | None = None
    bonus_per_day: Decimal = Decimal(0)
    bonus_limit: Decimal | None = None

    def __post_init__(self) -> None:
        amounts = (self.price, self.penalty_per_day, self.penalty_limit, self.bonus_per_day, self.bonus_limit)
        for amount in amounts:
            require_money(amount, "terms", "an amount")
        require_instant(self.due, "terms", "the due date")
        priced = self.kind is TermsKind.TIME_AND_MATERIAL or self.price is not None
        require(priced, "terms", "a fixed price or cap needs its amount")
        dated = self.due is not None or not (self.penalty_per_day or self.bonus_per_day)
        require(dated, "terms", "a penalty or bonus needs a due date")


class Measure(StrEnum):
    """What a statement is about."""

    FINISH = "finish"
    COST = "cost"
    PRICE = "price"
    MARGIN = "margin"
    ESCAPED_DEFECTS = "escaped-defects"
    ACCEPTANCE = "acceptance"
    SCOPE = "scope"


class StatementKind(StrEnum):
    """Whether somebody counts on it, or it was told to them."""

    EXPECTATION = "expectation"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Statement:
    """A measurable sentence that is met or not met in each draw of a forecast.

    A finish (of ``activity``, or of the project) is met when it is not after ``at``; cost, price and escaped defects
    when they do not exceed ``amount``; the margin when it is at least ``amount``; acceptance when the release is
    accepted; scope when ``deliverable`` is not dropped.
    """

    id: str
    measure: Measure
    kind: StatementKind = StatementKind.EXPECTATION
    name: str = ""
    stakeholder: str = ""
    activity: str | None = None
    deliverable: str | None = None
    at: datetime | None = None
    amount: Decimal | None = None
    weight: float = 1.0
    confidence: float = 0.8
    told_on: date | None = None
    told_by: str = ""
    probability_then: float | None = None

    def __post_init__(self) -> None:
        place = f"statement {self.id}"
        require_id(self.id, place)
        require_instant(self.at, place, "its date")
        require_day(self.told_on, place, "the day it was told")
        require_share(self.confidence, place, "the confidence wanted")
        require_share(self.probability_then or 0.0, place, "the probability then")
        require(self.weight >= 0, place, "its weight must not be negative")
        dated = self.measure is Measure.FINISH
        require(dated == (self.at is not None), place, "a finish needs a date, and nothing else has one")
        amounts = {Measure.COST, Measure.PRICE, Measure.MARGIN, Measure.ESCAPED_DEFECTS}
        counted = self.measure in amounts
        require(counted == (self.amount is not None), place, "this measure needs an amount, or must not have one")
        require(
            (self.measure is Measure.SCOPE) == (self.deliverable is not None), place, "only scope names a deliverable"
        )
        require(self.activity is None or dated, place, "only a finish names an activity")
