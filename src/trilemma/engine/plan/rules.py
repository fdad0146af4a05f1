"""The one way to state a rule of the plan model: a condition, the object that breaks it, and what must hold."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from trilemma.engine.errors import PlanError

if TYPE_CHECKING:
    from datetime import date, datetime

LAST_YEAR = 2200
"""Dates after this year are taken for mistakes: no plan reaches so far, and calendars need not."""
FIRST_YEAR = 1970


def require(holds: bool, place: str, rule: str) -> None:  # noqa: FBT001 - the condition is what the call reads as
    """Raise `PlanError` naming ``place`` and ``rule`` unless the condition holds."""
    if not holds:
        raise PlanError(rule, place)


def require_id(identifier: str, place: str) -> None:
    """Demand an id that can be written in a link list: no blanks at the ends, no comma, no line break."""
    fits = bool(identifier) and identifier == identifier.strip() and not set(identifier) & set(',\n\r\t"')
    require(fits, place, f"the id {identifier!r} must be non-empty, without commas, quotes or line breaks")


def require_unique(identifiers: Iterable[str], kind: str) -> None:
    """Demand that no two objects of a kind share an id."""
    seen: set[str] = set()
    for identifier in identifiers:
        require(identifier not in seen, f"{kind} {identifier}", "this id is used twice")
        seen.add(identifier)


def require_known(identifier: str | None, known: Iterable[str], place: str, kind: str) -> None:
    """Demand that a reference points at something that exists; None refers to nothing."""
    if identifier is not None:
        require(identifier in known, place, f"there is no {kind} {identifier!r}")


def require_share(value: float, place: str, what: str) -> None:
    """Demand a probability or share in ``[0, 1]``."""
    require(0.0 <= value <= 1.0, place, f"{what} must lie between 0 and 1, not {value:g}")


def require_money(value: Decimal | None, place: str, what: str) -> None:
    """Demand a finite amount that is not negative."""
    if value:
        require(value.is_finite() and value >= 0, place, f"{what} must not be negative, and is {value}")


def require_instant(value: datetime | None, place: str, what: str) -> None:
    """Demand an instant with a time zone, on a whole minute, in a year that plans can reach."""
    if value is None:
        return
    require(value.tzinfo is not None, place, f"{what} needs a time zone")
    require(value.second == 0 and value.microsecond == 0, place, f"{what} must be on a whole minute")
    require_day(value.date(), place, what)


def require_day(value: date | None, place: str, what: str) -> None:
    """Demand a date in a year that plans can reach."""
    if value is not None:
        reachable = FIRST_YEAR <= value.year <= LAST_YEAR
        require(reachable, place, f"{what} must lie between {FIRST_YEAR} and {LAST_YEAR}, not in {value.year}")
