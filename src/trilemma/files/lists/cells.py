"""What stands in single cells: lengths of time, dates, shares, links and people, as spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
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
_DAY = re.compile(r"(?:\w{2,3}\.?\s+)?(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)?")


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


def permille(cell: Cell, place: str) -> int:
    """Read a share such as ``50%`` or 0.5; a plain number above 1 is percent."""
    text = str(cell).strip()
    value = number(text.rstrip("%").strip(), place)
    share = value / 100 if text.endswith("%") or value > 1 else value
    if not 0 <= share <= 1:
        raise InputError(f"{cell!r} is no share between 0 and 100 %", place)
    return round(share * 1000)


def instant(cell: Cell, zone: ZoneInfo, place: str, *, finishes: bool = False) -> datetime:
    """Read a date, with or without a time; a day alone means its start, or its end where something finishes."""
    value = cell if isinstance(cell, date) else _date_in(str(cell).strip(), place)
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


def _date_in(text: str, place: str) -> date | datetime:
    match = _DAY.fullmatch(text)
    if match is None:
        raise InputError(f"{text!r} is no date; write 2026-03-31", place)
    first, separator, middle, last = match[1], match[2], int(match[3]), match[4]
    if len(first) == 4:
        year, month, day = int(first), middle, int(last)
    elif separator == "/":
        day, month, year = _slashed(int(first), middle, text, place), 0, int(last)
        month = middle if day == int(first) else int(first)
    else:
        day, month, year = int(first), middle, int(last)
    year += 2000 if year < 100 else 0
    try:
        found = date(year, month, day)
    except ValueError:
        raise InputError(f"{text!r} is no date; write 2026-03-31", place) from None
    return found if match[5] is None else datetime.combine(found, _time(match[5], match[6], text, place))


def _slashed(first: int, second: int, text: str, place: str) -> int:
    """Return the day of 13/02/2026 or 02/13/2026; refuse what could be both."""
    if first > 12:
        return first
    if second > 12 or first == second:
        return second
    raise InputError(f"{text!r} could be two dates; write it as 2026-03-31", place)


def _time(hour: str, minute: str, text: str, place: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise InputError(f"{text!r} is no date and time", place) from None


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
