"""Public holidays: the countries and regions that are known, and the days of a year with their names."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

Choice = tuple[str, str]


@lru_cache(maxsize=1)
def countries() -> tuple[Choice, ...]:
    """Return code and name of each country, by name."""
    from holidays import list_supported_countries  # noqa: PLC0415 - it takes a quarter of a second to load
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - as above

    names = {codes[1]: _words(codes[0]) for codes in COUNTRIES.values()}
    known = {code.partition("-")[0] for code in list_supported_countries(include_aliases=False)}
    return tuple(sorted(((code, names[code]) for code in known if code in names), key=lambda choice: choice[1]))


@lru_cache(maxsize=512)
def regions_of(country: str) -> tuple[Choice, ...]:
    """Return code and name of each region of a country that has holidays of its own, by name."""
    from holidays import country_holidays  # noqa: PLC0415 - as above

    if country not in dict(countries()):
        return ()
    found = country_holidays(country)
    aliases = found.get_subdivision_aliases()
    choices = [(code, (aliases.get(code) or [code])[0]) for code in found.subdivisions]
    return tuple(sorted(choices, key=lambda choice: choice[1]))


def holidays_of_year(place: str, year: int) -> list[tuple[date, str]]:
    """Return the days off by law of a place such as ``DE-BY`` in a year, named in the reader's language where known."""
    return list(_holidays(place, year, (get_language() or "en")[:2])) if place else []


@lru_cache(maxsize=512)
def _holidays(place: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    from holidays import country_holidays  # noqa: PLC0415 - as above

    country, _dash, region = place.partition("-")
    try:
        spoken = country_holidays(country).supported_languages
        named = next((known for known in spoken if known[:2] == language), None)
        found = country_holidays(country, subdiv=region or None, years=year, language=named)
    except NotImplementedError:
        return ()
    return tuple(sorted((day, name) for day, name in found.items() if day.year == year))


def _words(name: str) -> str:
    """Return ``UnitedStates`` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name.removeprefix("Holidays"))
