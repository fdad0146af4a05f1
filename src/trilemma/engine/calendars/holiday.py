"""Public holidays of a country or one of its regions."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from trilemma.engine.errors import CalendarError

_REGION = re.compile(r"([A-Z]{2})(?:-(.+))?")


def public_holidays(region: str, first_year: int, last_year: int) -> frozenset[date]:
    """Return the days off by law in a region, in local dates.

    Parameters
    ----------
    region
        ISO 3166 country, or country and region joined by a hyphen: ``"FR"``, ``"DE-BY"``, ``"US-CA"``.
    first_year, last_year
        Both are included.

    Returns
    -------
    frozenset[date]
        Days off, those moved from a weekend to a working day included. Half holidays are not days off. Years that
        the `holidays` library does not know (for many countries those after 2100) have none.

    Raises
    ------
    CalendarError
        If the country or region is unknown.
    """
    days: set[date] = set()
    for year in range(first_year, last_year + 1):
        days |= _holidays_in(region, year)
    return frozenset(days)


def check_region(region: str, place: str) -> None:
    """Raise a CalendarError, naming ``place``, unless the holidays of ``region`` are known."""
    try:
        _holidays_in(region, 2026)
    except CalendarError as error:
        raise CalendarError(error.message, place) from error


@lru_cache(maxsize=4096)
def _holidays_in(region: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 -- it takes a quarter of a second to load, and many plans name no holidays

    match = _REGION.fullmatch(region)
    if match is None:
        raise CalendarError(f"public holidays are named like DE-BY or FR, not {region!r}")
    try:
        found = holidays.country_holidays(match[1], subdiv=match[2], years=year)
    except NotImplementedError as error:
        raise CalendarError(f"the public holidays of {region!r} are not known") from error
    return frozenset(day for day in found if day.year == year)
