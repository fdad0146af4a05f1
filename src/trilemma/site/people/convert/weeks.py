"""What a week of a calendar comes to."""

from __future__ import annotations

from functools import lru_cache

from trilemma.engine import api as engine
from trilemma.files.plan_text import part_of_document


@lru_cache(maxsize=512)
def free_weekdays(week: str) -> frozenset[int]:
    """Return the days of a week, Monday is 0, on which nobody works by it."""
    return frozenset(day for day, shifts in enumerate(_week(week)) if not shifts)


@lru_cache(maxsize=512)
def minutes_of_week(week: str) -> int:
    """Return the working minutes of a week."""
    return sum(shift.finish_minute - shift.start_minute for shifts in _week(week) for shift in shifts)


def _week(week: str) -> engine.Week:
    calendar = part_of_document("calendar", {"id": "week", "week": week.splitlines()})
    assert isinstance(calendar, engine.Calendar)  # noqa: S101 - that is the kind that was asked for
    return calendar.weeks[0][1]
