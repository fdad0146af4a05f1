"""Dates, money, shares and differences in the words and forms of the report."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

from trilemma.engine.api import MINUTES_PER_DAY_ELAPSED, Plan, currency_exponent, to_instant
from trilemma.files.report.markup import Markup, tag

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GAP: Final = "\u202f"
"""A narrow space that does not break: between thousands, and before a unit."""
SOLID: Final = "\u00a0"
"""A space that does not break."""
MINUS: Final = "\u2212"


def at(plan: Plan, minutes: float) -> datetime:
    """Return the instant of an elapsed minute, on the clock of the plan."""
    return to_instant(plan.origin, round(minutes), plan.time_zone)


def day(instant: datetime) -> str:
    """Write a date on one line: ``3 Aug 2027``."""
    return f"{instant.day}{SOLID}{MONTHS[instant.month - 1]}{SOLID}{instant.year}"


def start_day(plan: Plan, minutes: float) -> str:
    """Write the day on which something starts."""
    return day(at(plan, minutes))


def finish_day(plan: Plan, minutes: float) -> str:
    """Write the day on which something finishes; what finishes at midnight finishes on the day before."""
    return day(at(plan, minutes) - timedelta(minutes=1))


def last_day(plan: Plan, instant: datetime) -> str:
    """Write the last day that is still in time for an instant."""
    return day(instant.astimezone(at(plan, 0).tzinfo) - timedelta(minutes=1))


def money(plan: Plan, minor: float) -> str:
    """Write minor units as whole units of the currency: ``212 400 EUR``."""
    return f"{whole(minor / 10 ** currency_exponent(plan.currency))}{GAP}{plan.currency}"


def short_money(plan: Plan, minor: float) -> str:
    """Write money for an axis: ``212 k``, ``1.5 M``."""
    value = minor / 10 ** currency_exponent(plan.currency)
    for size, letter in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{GAP}{letter}".replace("-", MINUS)
    return f"{value:.4g}".replace("-", MINUS)


def whole(value: float) -> str:
    """Write a whole number with its thousands apart."""
    return f"{round(value):,}".replace(",", GAP).replace("-", MINUS)


def share(value: float) -> str:
    """Write a probability in percent; what is not certain is never shown as certain."""
    percent = round(value * 100)
    if percent == 0 and value > 0:
        return f"under 1{GAP}%"
    if percent == 100 and value < 1:
        return f"over 99{GAP}%"
    return f"{percent}{GAP}%"


def count(value: float) -> str:
    """Write a number of defects."""
    return f"{value:.1f}" if abs(value) < 10 else whole(value)


def plural(value: float, noun: str, many: str = "") -> str:
    """Write how many of something there are."""
    return f"{whole(value)} {noun}" if round(abs(value)) == 1 else f"{whole(value)} {many or noun + 's'}"


def later(minutes: float) -> str:
    """Say how much later or earlier, in days."""
    days = minutes / MINUTES_PER_DAY_ELAPSED
    if abs(days) < 0.05:
        return "same day"
    size = abs(days)
    text = plural(size, "day") if size >= 9.5 or math.isclose(size, round(size), abs_tol=0.05) else f"{size:.1f} days"
    return f"{text} {'later' if days > 0 else 'earlier'}"


def dearer(plan: Plan, minor: float) -> str:
    """Say how much more or less it costs."""
    if abs(minor) < 10 ** currency_exponent(plan.currency) / 2:
        return "costs the same"
    return f"{money(plan, abs(minor))} {'more' if minor > 0 else 'less'}"


def name_of(text: str, identifier: str = "") -> Markup:
    """Return a name from the plan, kept apart from the direction of the text around it."""
    return tag("bdi", text or identifier)


def shortened(text: str, most: int) -> str:
    """Return text with at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
