"""Quantities as people write them: lengths of time, money and shares, each read with its unit and written back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from trilemma.engine.api import MINUTES_PER_HOUR, InputError, currency_exponent


@dataclass(frozen=True, slots=True)
class DayUnits:
    """How long a day, a week and a month of work are; they only translate quantities such as "3d"."""

    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20

    def minutes_of(self, unit: str) -> int:
        """Return the minutes of one ``min``, ``h``, ``d``, ``w`` or ``mo``."""
        return {
            "min": 1,
            "h": MINUTES_PER_HOUR,
            "d": self.minutes_per_day,
            "w": self.minutes_per_week,
            "mo": self.days_per_month * self.minutes_per_day,
        }[unit]


ELAPSED_UNITS: Final = DayUnits(24 * 60, 7 * 24 * 60, 30)
"""Elapsed time runs through nights and weekends: a day has 24 hours, a month 30 days."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in minutes, of work or elapsed."""

    minutes: Decimal
    elapsed: bool = False


_PART = r"[0-9]{1,15}(?:\.[0-9]{1,30})?\s*[A-Za-z]+"
_SPAN = re.compile(rf"\s*([+-]?)\s*({_PART}(?:\s*{_PART}){{0,4}})\s*")
_PIECE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]+)")
_UNIT_WORDS: Final = {
    "min": ("min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "d": ("d", "day", "days"),
    "w": ("w", "wk", "wks", "week", "weeks"),
    "mo": ("mo", "mon", "mons", "month", "months"),
}
_UNITS: Final = {
    prefix + word: (unit, bool(prefix)) for unit, words in _UNIT_WORDS.items() for word in words for prefix in ("", "e")
}
_MOST_MINUTES: Final = 10**9
TIME_HINT: Final = 'a length of time carries its unit: "90min", "16h", "3d", "2w", "1mo", or elapsed "3ed"'


@lru_cache(maxsize=4096)
def parse_span(text: str, units: DayUnits) -> Span:
    """Read a length of time such as ``"3d"``, ``"1d 4h"``, ``"2.5 days"`` or, in elapsed time, ``"3ed"``.

    Parameters
    ----------
    text
        One or several numbers with units; a sign stands in front of them all.
    units
        How long a working day, week and month are.

    Returns
    -------
    Span
        Exact minutes, negative with a minus sign.

    Raises
    ------
    InputError
        If there is no unit, an unknown one, working and elapsed time in one, or more than 10^9 minutes.
    """
    match = _SPAN.fullmatch(text)
    if match is None:
        raise InputError(f"{text!r} is no length of time; {TIME_HINT}")
    minutes = Decimal(0)
    elapsed: bool | None = None
    for number, word in _PIECE.findall(match[2]):
        if word.lower() not in _UNITS:
            raise InputError(f"{word!r} is no unit of time; {TIME_HINT}")
        unit, is_elapsed = _UNITS[word.lower()]
        if elapsed not in (None, is_elapsed):
            raise InputError(f"{text!r} mixes working and elapsed time")
        elapsed = is_elapsed
        minutes += Decimal(number) * (ELAPSED_UNITS if is_elapsed else units).minutes_of(unit)
    if minutes > _MOST_MINUTES:
        raise InputError(f"{text!r} is longer than any plan")
    return Span(-minutes if match[1] == "-" else minutes, bool(elapsed))


def format_span(minutes: float, units: DayUnits, *, elapsed: bool = False, largest: str = "d") -> str:
    """Write a length of time in the largest unit that keeps it short and exact; `parse_span` reads it back.

    Parameters
    ----------
    minutes
        Minutes; a negative number gets a minus sign in front.
    units
        How long a working day is; elapsed days have 24 hours.
    elapsed
        Whether to write elapsed units (``"3ed"``).
    largest
        ``"d"``, or ``"h"`` where days would mislead.

    Returns
    -------
    str
        For example ``"3d"``, ``"2.5d"``, ``"4.25h"`` or ``"17min"``.
    """
    value = exact(minutes)
    used = ELAPSED_UNITS if elapsed else units
    prefix = "e" if elapsed else ""
    for unit in ("d", "h"):
        size = used.minutes_of(unit)
        halves = value * 2 / size
        if (unit == "d" and largest != "d") or abs(value) < size / 2:
            continue
        if halves == halves.to_integral_value():
            return f"{plain(halves / 2)}{prefix}{unit}"
    return f"{plain(value)}{prefix}min"


def exact(number: float | Decimal) -> Decimal:
    """Return the decimal that a number is written as: 0.1 gives exactly 0.1."""
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def plain(number: Decimal) -> str:
    """Write a decimal without an exponent and without needless zeros."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


_MONEY = re.compile(r"([A-Z]{3})?\s*([+-]?[0-9][0-9 \u00a0\u2009\u202f'_]*(?:\.[0-9]{1,30})?)\s*([A-Z]{3})?")
_BLANKS = re.compile(r"[ \u00a0\u2009\u202f'_]")
_THOUSANDS_OR_CENTS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_MOST_DIGITS: Final = 30


def parse_money(value: str | int | Decimal, currency: str) -> Decimal:
    """Read money such as ``12500``, ``"12 500 EUR"`` or ``"EUR 95.50"`` in the project's currency.

    Parameters
    ----------
    value
        A number in the project's currency, or text with blanks between the thousands and a decimal point.
    currency
        The project's currency; another one is refused, since there is no rate of exchange.

    Returns
    -------
    Decimal
        The amount in the main unit.

    Raises
    ------
    InputError
        If it is no amount, in another currency, or could mean thousands as well as cents.
    """
    if not isinstance(value, str):
        return _bounded(Decimal(value), str(value))
    match = _MONEY.fullmatch(value.strip())
    if match is None:
        raise InputError(f'{value!r} is no amount of money; write 12500, 95.50 or "12 500 {currency}"')
    stated = {code for code in (match[1], match[3]) if code} or {currency}
    if stated != {currency}:
        raise InputError(f"{value!r} is not in the project's currency {currency}")
    number = _BLANKS.sub("", match[2])
    if _THOUSANDS_OR_CENTS.fullmatch(number) and currency_exponent(currency) < 3:
        raise InputError(
            f"{value!r} could mean thousands or decimals; write {number.replace('.', ' ')!r} or one digit less"
        )
    return _bounded(Decimal(number), value)


def _bounded(number: Decimal, shown: str) -> Decimal:
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise InputError(f"{shown[:60]!r} is no amount that a plan can hold")
    return number


_SHARE = re.compile(r"\s*([+-]?[0-9]{1,12}(?:\.[0-9]{1,400})?)\s*%\s*")


def parse_share(value: str | int | Decimal) -> Decimal:
    """Read a share such as ``"30%"`` or ``0.3``.

    Parameters
    ----------
    value
        A number where 1 is the whole, or text with a percent sign.

    Returns
    -------
    Decimal
        The share, where 1 is the whole; bounds are the affair of whoever uses it.

    Raises
    ------
    InputError
        If it is neither.
    """
    if not isinstance(value, str):
        return _bounded(Decimal(value), str(value))
    match = _SHARE.fullmatch(value)
    if match is None:
        raise InputError(f'{value!r} is no share; write "30%" or 0.3')
    return Decimal(match[1]).scaleb(-2)


def format_share(share: float | Decimal) -> str:
    """Write a share in percent; `parse_share` reads back exactly the same number."""
    return f"{plain(exact(share).scaleb(2))}%"


def exact_numbers(value: Any) -> Any:  # noqa: ANN401 - any node of a document
    """Return a node of a document with every floating-point number as the decimal that it was written as."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, dict):
        return {key: exact_numbers(each) for key, each in value.items()}
    return [exact_numbers(each) for each in value] if isinstance(value, list) else value
