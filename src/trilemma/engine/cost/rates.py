"""What an hour of a resource costs, and what it is billed at, from which minute on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from trilemma.engine.plan import OvertimeRule, Person, Pick, Plan, Rate, Team
from trilemma.engine.plan.picks import eligible
from trilemma.engine.plan.workforce import calendar_of, local_minute
from trilemma.engine.units import MINUTES_PER_HOUR, PERMILLE, currency_exponent

FOREVER = 1 << 60
PARTS_PER_HOUR = MINUTES_PER_HOUR * PERMILLE
"""Permille-minutes in an hour of one person."""


@dataclass(frozen=True, slots=True)
class HourlyPrices:
    """Exact prices of an hour, in minor units: regular work, overtime, and what the customer is billed."""

    regular: Fraction
    overtime: Fraction
    billed: Fraction


FREE = HourlyPrices(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices of a resource by minute: ``prices[i]`` holds from ``since[i]`` on, until the next; before, none.

    A price changes at midnight of the resource's own time zone.
    """

    since: tuple[int, ...]
    prices: tuple[HourlyPrices, ...]

    def stretches(self, start: int, finish: int) -> Iterator[tuple[int, int, HourlyPrices]]:
        """Yield the stretches of ``[start, finish)`` within which the price does not change."""
        inside = [edge for edge in self.since if start < edge < finish]
        for begin, end in pairwise((start, *inside, finish)):
            yield begin, end, self.at(begin)

    def from_on(self, minute: int) -> tuple[HourlyPrices, ...]:
        """Return the prices that hold at a minute or later."""
        row = bisect_right(self.since, minute) - 1
        return (FREE, *self.prices) if row < 0 else self.prices[row:]

    def at(self, minute: int) -> HourlyPrices:
        """Return the prices of a minute."""
        row = bisect_right(self.since, minute) - 1
        return FREE if row < 0 else self.prices[row]


def price_table(plan: Plan, resource: Team | Person) -> PriceTable:
    """Return the prices of a team or person by minute; a person without rates has those of the team.

    Parameters
    ----------
    plan
        The plan.
    resource
        An anonymous team or a person of the plan.
    """
    team = plan.team_by_id.get(resource.team) if isinstance(resource, Person) and resource.team else None
    rates = resource.rates or (team.rates if team else ())
    rule = resource.overtime or (team.overtime if team else None)
    zone = plan.calendar_by_id[calendar_of(plan, resource)]
    since = [-FOREVER if rate.first is None else local_minute(plan, zone, rate.first, 0) for rate in rates]
    prices = [_prices(rate, rule, currency_exponent(plan.currency)) for rate in rates]
    return PriceTable(tuple(since), tuple(prices))


def pick_table(plan: Plan, pick: Pick, tables: dict[str, PriceTable]) -> PriceTable:
    """Return the mean prices of everyone who could be chosen for a pick: what is assumed until somebody is."""
    could = [tables[name] for name in eligible(plan, pick)]
    edges = tuple(sorted({edge for table in could for edge in table.since}))
    return PriceTable(edges, tuple(_mean([table.at(edge) for table in could]) for edge in edges))


def _mean(prices: Sequence[HourlyPrices]) -> HourlyPrices:
    count = len(prices)
    return HourlyPrices(
        sum((p.regular for p in prices), Fraction(0)) / count,
        sum((p.overtime for p in prices), Fraction(0)) / count,
        sum((p.billed for p in prices), Fraction(0)) / count,
    )


def _prices(rate: Rate, rule: OvertimeRule | None, exponent: int) -> HourlyPrices:
    regular = _minor(rate.cost_per_hour, exponent)
    overtime = regular
    if rule is not None and rule.price_per_hour is not None:
        overtime = _minor(rule.price_per_hour, exponent)
    elif rule is not None:
        overtime = regular * (1 + Fraction(rule.premium))
    return HourlyPrices(regular, overtime, _minor(rate.billing_per_hour or Decimal(0), exponent))


def _minor(amount: Decimal, exponent: int) -> Fraction:
    return Fraction(amount) * Fraction(10**exponent)
