"""One change of a plan in words, and how the words write quantities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import Demand, Mode, Pick, Plan

T = TypeVar("T")
MINUTES_PER_HOUR = 60
PERMILLE = 1000


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One object that differs between two plans.

    ``kind`` is ``activity``, ``link``, ``deliverable``, ``team``, ``person``, ``calendar``, ``risk``, ``quality`` or
    ``plan``; ``id`` is the object's, of a link ``a -> b``, of a change of the whole plan the plan's own.
    """

    kind: str
    id: str
    words: str


def differing(
    old: Mapping[str, T], new: Mapping[str, T], content: Callable[[T], object] = lambda thing: thing
) -> Iterator[tuple[str, T | None, T | None]]:
    """Yield id, old and new object wherever two mappings differ, None where an object is missing."""
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before is None or after is None or content(before) != content(after):
            yield name, before, after


class Wording:
    """Writes quantities the way a plan's readers count them: days of its calendar, the clock of its time zone."""

    def __init__(self, plan: Plan) -> None:
        self._zone = ZoneInfo(plan.time_zone)
        self._currency = plan.currency
        self._day = plan.calendar_by_id[plan.calendar].minutes_per_day

    def work(self, minutes: float) -> str:
        """Write working minutes: hours below a day, else days."""
        if abs(minutes) < self._day:
            return f"{minutes / MINUTES_PER_HOUR:.3g} h"
        return f"{plain(minutes / self._day)} d"

    def estimate(self, estimate: Estimate | None) -> str:
        """Write an estimate of work with its range."""
        if estimate is None:
            return "nothing"
        likely = self.work(estimate.likely)
        if estimate.certain:
            return likely
        return f"{likely} ({self.work(estimate.low)} to {self.work(estimate.high)})"

    def instant(self, instant: datetime | None) -> str:
        """Write a date, with the time where it is not midnight."""
        if instant is None:
            return "nothing"
        local = instant.astimezone(self._zone)
        return f"{local:%Y-%m-%d}" if local.hour == local.minute == 0 else f"{local:%Y-%m-%d %H:%M}"

    def money(self, amount: Decimal) -> str:
        """Write an amount with its currency."""
        return f"{amount:,f} {self._currency}".replace(",", " ")

    def measure(self, mode: Mode) -> str:
        """Write how long a mode takes, or how much work it is."""
        return f"{self.estimate(mode.estimate)}{' of work' if mode.effort else ' elapsed' if mode.elapsed else ''}"


def plain(number: float) -> str:
    """Write a number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


def staffing(demands: Iterable[Demand], picks: Iterable[Pick]) -> str:
    """Write who does it."""
    named = [f"{plain(d.permille / PERMILLE)} {d.resource}" for d in demands]
    named += [
        f"{pick.count} with {pick.skill or 'any skill'}" + (f" of {pick.team}" if pick.team else "") for pick in picks
    ]
    return ", ".join(named) or "nobody"


def listed(words: Iterable[str]) -> str:
    """Join what changed of one object."""
    return ", ".join(words)
