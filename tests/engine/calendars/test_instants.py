from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.calendars.strategies import CHANGES
from trilemma.engine.calendars import to_instant, to_minutes
from trilemma.engine.errors import CalendarError, HorizonError

ORIGIN = datetime(2026, 3, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@given(st.integers(-20_000_000, 60_000_000), st.sampled_from(sorted(CHANGES)))
def test_minutes_and_instants_are_inverse_in_every_zone(minutes: int, zone: str) -> None:
    instant = to_instant(ORIGIN, minutes, zone)
    assert to_minutes(ORIGIN, instant) == minutes
    assert str(instant.tzinfo) == zone


def test_minutes_are_elapsed_ones_across_a_change_of_the_clock() -> None:
    april = datetime(2026, 4, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    assert to_minutes(ORIGIN, april) == 31 * 1440 - 60
    assert to_instant(ORIGIN, 31 * 1440, "Europe/Berlin").isoformat() == "2026-04-01T10:00:00+02:00"


def test_both_passes_of_a_repeated_hour_are_told_apart() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    second = first.replace(fold=1)
    assert to_minutes(ORIGIN, second) - to_minutes(ORIGIN, first) == 60
    assert to_instant(ORIGIN, to_minutes(ORIGIN, second), "Europe/Berlin").fold == 1


@pytest.mark.parametrize("seconds, minutes", [(0, 0), (59, 0), (60, 1), (-1, -1), (-60, -1)])
def test_seconds_are_rounded_down(seconds: int, minutes: int) -> None:
    assert to_minutes(ORIGIN, ORIGIN + timedelta(seconds=seconds)) == minutes


def test_instants_without_a_zone_are_refused() -> None:
    with pytest.raises(CalendarError, match="needs a time zone"):
        to_minutes(ORIGIN, datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(CalendarError, match="needs a time zone"):
        to_instant(datetime(2026, 1, 1), 0)  # noqa: DTZ001
    with pytest.raises(CalendarError, match="unknown time zone 'Nowhere'"):
        to_instant(ORIGIN, 0, "Nowhere")


def test_instants_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(HorizonError, match="no calendar has a date"):
        to_instant(ORIGIN, 10**12)
    with pytest.raises(HorizonError, match="no calendar has a date"):
        to_instant(ORIGIN, 1 << 62)
    with pytest.raises(HorizonError, match="outside the years 1 to 9999"):
        to_minutes(ORIGIN, datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))))
    assert to_minutes(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)) == 3_652_058 * 1440
