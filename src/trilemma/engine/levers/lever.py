"""A lever: one applicable change of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trilemma.engine.plan import OvertimeSlot


class LeverKind(StrEnum):
    """What a lever changes."""

    MODE = "mode"
    SUPPLIER = "supplier"
    QUALITY_STEP = "quality-step"
    OVERTIME = "overtime"
    PEOPLE = "people"
    SCOPE = "scope"
    MITIGATION = "mitigation"


BY_MODE = frozenset({LeverKind.MODE, LeverKind.SUPPLIER, LeverKind.QUALITY_STEP})
"""Kinds that do an activity in another of its modes."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One applicable change; which fields count depends on the kind.

    Attributes
    ----------
    id, kind, text
        A stable id, what it changes, and the change in plain words.
    activity, mode
        An activity and the mode to do it in: for another mode, a supplier, more or less of a quality step.
    resource
        The team or person of overtime, or the team that grows.
    overtime
        Extra minutes by day, beside what is adopted already.
    people, first, cost, ramp_up_minutes
        How many are added, from which day on, at which one-off cost, and how much working time until they are fully
        productive.
    deliverable, risk
        What is dropped, or mitigated.
    """

    id: str
    kind: LeverKind
    text: str
    activity: str = ""
    mode: str = ""
    resource: str = ""
    overtime: tuple[OvertimeSlot, ...] = ()
    people: int = 0
    first: date | None = None
    cost: Decimal = Decimal(0)
    ramp_up_minutes: int = 0
    deliverable: str = ""
    risk: str = ""
