"""What stands in single cells: lengths of time, dates, shares, links and people, as spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from zoneinfo import ZoneInfo

from trilemma.engine.api import InputError, Link, LinkType
from trilemma.files.lists.table import Cell
from trilemma.files.quantities import DayUnits, Span, parse_span

_FOREIGN_UNITS: Final = {
    **dict.fromkeys(("t", "tag", "tage", "tagen", "j", "jour", "jours"), "d"),
    **dict.fromkeys(("std", "stunde", "stunden", "heure", "heures"), "h"),
    **dict.fromkeys(("wo", "woche", "wochen", "sem", "semaine", "semaines"), "w"),
    **dict.fromkeys(("monat", "monate", "mois"), "mo"),
    **dict.fromkeys(("m", "minuten"), "min"),
}
_WORD = re.compile(r"(?<=[0-9 .])\s*(e|f)?([A-Za-zÀ-ÿ]+)\.?\??")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12})?")
_LINK = re.compile(r"(.+?)\s*(FS|SS|FF|SF|EA|AA|EE|AE|FD|DD|DF)?\s*([+-]\s*[0-9].*)?", re.IGNORECASE | re.DOTALL)
_TYPES: Final = {
    **{str(each): each for each in LinkType},
    "EA": LinkType.FINISH_START,
    "AA": LinkType.START_START,
    "EE": LinkType.FINISH_FINISH,
    "AE": LinkType.START_FINISH,
    "FD": LinkType.FINISH_START,
    "DD": LinkType.START_START,
    "DF": LinkType.START_FINISH,
}
_PERSON = re.compile(r"(.+?)\s*(?:\[\s*([0-9.,]+)\s*%\s*\]|\s([0-9.,]+)\s*%)?")
_YEAR_DIGITS: Final = 4
_MONTHS_OF_YEAR: Final = 12
_DATE = re.compile(
    r"(?:[^\W\d]{2,9}[.,]?\s+(?=\S*\d))??(?P<a>\d{1,4}|[^\W\d]{3,10})(?P<sep>[-./\s])\s*(?P<b>\d{1,2}|[^\W\d]{3,10})"
    r"[-./,\s]\s*(?P<c>\d{1,4})(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp][Mm])?(?P<zone>[Zz]|[+-]\d{2}:?\d{2})?)?"
)
_MONTHS: Final = (
    ("jan", "янв", "ene", "gen"),
    ("feb", "фев", "fév", "fev"),
    ("mar", "mär", "mrz", "мар"),
    ("apr", "апр", "avr", "abr"),
    ("may", "mai", "май", "мая"),
    ("jun", "июн", "juin"),
    ("jul", "июл", "juil"),
    ("aug", "авг", "aoû", "ago"),
    ("sep", "сен", "set"),
    ("oct", "okt", "окт", "out"),
    ("nov", "ноя"),
    ("dec", "dez", "дек", "déc", "dic"),
)


def span(cell: Cell, units: DayUnits, unit: str, place: str) -> Span:
    """Read a length of time: text with units in English, German or French, or a number of ``unit``."""
    text = str(cell).strip().replace("\u00a0", " ")
    if _NUMBER.fullmatch(text):
        text = f"{text.replace(',', '.')} {unit}"
    text = _WORD.sub(_english, re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text))
    try:
        found = parse_span(text, units)
    except InputError as error:
        raise InputError(error.message, place) from error
    if found.minutes < 0:
        raise InputError(f"{text!r} is negative", place)
    return found


def _english(match: re.Match[str]) -> str:
    word = match[2].lower()
    return f"{(match[1] or '').replace('f', 'e')}{_FOREIGN_UNITS.get(word, word)}"


def number(cell: Cell, place: str) -> Decimal:
    """Read a number, with a decimal point or comma."""
    try:
        found = Decimal(str(cell).strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise InputError(f"{cell!r} is no number", place) from None
    if not found.is_finite() or abs(found.adjusted()) > 18:
        raise InputError(f"{cell!r} is no number that a plan can hold", place)
    return found


def money(cell: Cell, place: str) -> Decimal:
    """Read an amount such as ``$24,000.50``, ``24.000,50 €`` or ``24 000``; three digits at the end are thousands."""
    text = re.sub(r"[^0-9.,+-]", "", str(cell))
    for thousands, decimal in ((",", "."), (".", ",")):
        if re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:[{thousands}][0-9]{{3}})+(?:[{decimal}][0-9]+)?", text):
            text = text.replace(thousands, "")
    return number(text, place)


def permille(cell: Cell, place: str, *, percent: bool = True) -> int:
    """Read a share such as ``50%``; a plain number is percent, or else a share of 1."""
    text = str(cell).strip()
    value = number(text.rstrip("%").strip(), place)
    share = value / 100 if percent or text.endswith("%") else value
    if not 0 <= share <= 1:
        raise InputError(f"{cell!r} is no share between 0 and 100 %", place)
    return round(share * 1000)


def instant(
    cell: Cell, zone: ZoneInfo, place: str, *, finishes: bool = False, month_first: bool | None = None
) -> datetime:
    """Read a date, with or without a time; a day alone means its start, or its end where something finishes."""
    value = cell if isinstance(cell, date) else parse_date(str(cell), month_first=month_first, place=place)
    if isinstance(value, datetime):
        whole = value.replace(second=0, microsecond=0)
        at_midnight = isinstance(cell, datetime) and whole.time() == time()
        if not at_midnight:
            return whole if whole.tzinfo else whole.replace(tzinfo=zone)
        value = whole.date()
    try:
        return datetime.combine(value + timedelta(days=1 if finishes else 0), time(), zone)
    except OverflowError:
        raise InputError(f"no plan reaches the year {value.year}", place) from None


def month_first(texts: Iterable[str]) -> bool | None:
    """Return whether dates such as 3/14/2026 begin with the month: one that can be read in one way tells for all."""
    for text in texts:
        match = _DATE.fullmatch(text.strip())
        if match is None or match["sep"] != "/" or not match["b"].isdigit() or len(match["a"]) == _YEAR_DIGITS:
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > _MONTHS_OF_YEAR >= second:
            return False
        if second > _MONTHS_OF_YEAR >= first:
            return True
    return None


def parse_date(text: str, *, month_first: bool | None, place: str) -> date | datetime:
    """Read a date in the usual notations, with month names in several languages, with or without a time."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{text!r} is no date; write 2026-03-31", place)
    try:
        day = _day(match, month_first=month_first)
        return day if match["hour"] is None else datetime.combine(day, _time(match))
    except ValueError as error:
        raise InputError(f"{text!r} {error}; write 2026-03-31", place) from None


def _day(match: re.Match[str], *, month_first: bool | None) -> date:
    first, middle, last = match["a"], match["b"], match["c"]
    if not first.isdigit():
        first, middle = middle, first
    month = int(middle) if middle.isdigit() else _month(middle.lower())
    year, day = (int(first), int(last)) if len(first) == _YEAR_DIGITS else (int(last), int(first))
    if match["sep"] == "/" and middle.isdigit() and len(first) != _YEAR_DIGITS:
        if month_first is None and day != month and max(day, month) <= _MONTHS_OF_YEAR:
            raise ValueError("could be two dates")
        if month_first or (month_first is None and month > _MONTHS_OF_YEAR):
            day, month = month, day
    try:
        return date(year + (2000 if year < 100 else 0), month, day)
    except ValueError:
        raise ValueError("is no date") from None


def _time(match: re.Match[str]) -> time:
    hour, half = int(match["hour"]), match["half"]
    if half:
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    zone = match["zone"]
    try:
        offset = None if not zone else UTC if zone in {"Z", "z"} else datetime.strptime(zone, "%z").tzinfo
        return time(hour, int(match["minute"]), tzinfo=offset)
    except ValueError:
        raise ValueError("has no time of day") from None


def _month(word: str) -> int:
    return next((number for number, starts in enumerate(_MONTHS, start=1) if word.startswith(starts)), 0)


def links(cell: Cell, successor: str, find: Callable[[str], str | None], units: DayUnits, place: str) -> list[Link]:
    """Read predecessors such as ``12FS+2d; 13``; ``find`` gives the id of whatever is written before type and lag."""
    found = []
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)
    for part in re.split(r"[;,\n]", text) if find(text.strip()) is None else [text]:
        entry = part.strip()
        if entry:
            found.append(_link(entry, successor, find, units, place))
    return found


def _link(entry: str, successor: str, find: Callable[[str], str | None], units: DayUnits, place: str) -> Link:
    whole = find(entry)
    if whole is not None:
        return Link(whole, successor)
    match = _LINK.fullmatch(entry)
    known = find(match[1].strip()) if match else None
    if match is None or known is None:
        raise InputError(f"there is no activity {match[1] if match else entry!r} to wait for", place)
    lag = (match[3] or "").strip()
    if "%" in lag:
        raise InputError(f"the lag of {entry!r} is a share of a duration; write a length of time", place)
    length = span(lag.lstrip("+- "), units, "d", place) if lag else Span(Decimal(0))
    if length.minutes != length.minutes.to_integral_value():
        raise InputError(f"the lag of {entry!r} is no whole number of minutes", place)
    minutes = int(length.minutes) * (-1 if lag.startswith("-") else 1)
    return Link(known, successor, _TYPES[(match[2] or "FS").upper()], minutes, length.elapsed)


def people(cell: Cell, place: str) -> list[tuple[str, int | None]]:
    """Read names with shares in thousandths such as ``Anna[50%]; Ben``; None where no share is stated."""
    found: list[tuple[str, int | None]] = []
    for part in re.split(r"[;,\n](?![0-9])", str(cell)):
        match = _PERSON.fullmatch(part.strip())
        if match is None:
            continue
        share = match[2] or match[3]
        found.append((match[1].strip(), round(number(share, place) * 10) if share else None))
    return found
