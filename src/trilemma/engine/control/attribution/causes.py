"""The seven causes that may move a forecast, and which of two plans a hybrid takes each of them from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from trilemma.engine.plan import Plan


class MoveCause(StrEnum):
    """Why a forecast moved, in the order in which causes are told."""

    PROGRESS = "time-and-progress"
    ESTIMATES = "re-estimates"
    SCOPE = "scope"
    PEOPLE = "people-calendars-and-rates"
    RISKS = "risks-and-quality"
    ORDER = "links-and-order"
    TERMS = "terms-and-method"


@dataclass(frozen=True, slots=True)
class Sources:
    """The plan, old or new, that each cause is taken from."""

    progress: Plan
    estimates: Plan
    scope: Plan
    people: Plan
    risks: Plan
    order: Plan
    terms: Plan

    @classmethod
    def of(cls, old: Plan, new: Plan, taken: Iterable[MoveCause]) -> Self:
        """Take the causes ``taken`` from the new plan, the others from the old one."""
        wanted = frozenset(taken)
        return cls(*(new if cause in wanted else old for cause in MoveCause))
