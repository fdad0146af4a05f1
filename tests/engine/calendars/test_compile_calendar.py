from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.calendars.oracle import minutes_of, working_minutes
from tests.engine.calendars.strategies import CHANGES, HORIZON, calendars
from trilemma.engine.calendars import (
    Calendar,
    CalendarException,
    Shift,
    Timeline,
    Week,
    compile_calendar,
    continuous_calendar,
    scaled,
    standard_calendar,
    to_instant,
    to_minutes,
)
from trilemma.engine.errors import CalendarError, HorizonError

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 60
DAY = 1440
YEAR = 525_960


def intervals(timeline: Timeline) -> list[tuple[int, int]]:
    return list(zip(timeline.starts.tolist(), timeline.finishes.tolist(), strict=True))


def every_day(*shifts: Shift) -> Week:
    return (shifts, shifts, shifts, shifts, shifts, shifts, shifts)


@settings(max_examples=40)
@given(calendars())
def test_a_timeline_has_the_minutes_that_the_wall_clock_says(calendar_and_origin: tuple[Calendar, datetime]) -> None:
    calendar, origin = calendar_and_origin
    timeline = compile_calendar(calendar, origin, HORIZON)
    expected = working_minutes(calendar, origin, HORIZON)
    assert np.array_equal(minutes_of(timeline.starts, timeline.finishes, HORIZON), expected)


@given(calendars())
def test_intervals_are_sorted_apart_and_counted(calendar_and_origin: tuple[Calendar, datetime]) -> None:
    calendar, origin = calendar_and_origin
    timeline = compile_calendar(calendar, origin, HORIZON)
    assert np.all(timeline.starts < timeline.finishes)
    assert np.all(timeline.starts[1:] > timeline.finishes[:-1])
    assert timeline.cumulative.tolist() == [
        1000 * sum(finish - start for start, finish in intervals(timeline)[:i]) for i in range(timeline.starts.size)
    ]


def test_a_standard_day_in_berlin_starts_at_eight_universal_time_in_winter_and_at_seven_in_summer() -> None:
    calendar = standard_calendar(time_zone="Europe/Berlin")
    winter = compile_calendar(calendar, datetime(2026, 1, 5, tzinfo=UTC), DAY)
    summer = compile_calendar(calendar, datetime(2026, 7, 6, tzinfo=UTC), DAY)
    assert intervals(winter) == [(8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR)]
    assert intervals(summer) == [(7 * HOUR, 11 * HOUR), (12 * HOUR, 16 * HOUR)]


@pytest.mark.parametrize("zone", sorted(CHANGES))
def test_a_continuous_calendar_has_no_gap_in_forty_years_of_any_zone(zone: str) -> None:
    timeline = compile_calendar(continuous_calendar(time_zone=zone), datetime(1995, 1, 1, tzinfo=UTC), 40 * YEAR)
    assert intervals(timeline) == [(0, 40 * YEAR)]
    assert timeline.same_as(Timeline.continuous(40 * YEAR))


@pytest.mark.parametrize(
    "day, hours",
    [(date(2026, 3, 28), 8), (date(2026, 3, 29), 7), (date(2026, 10, 24), 8), (date(2026, 10, 25), 9)],
)
def test_a_night_shift_is_an_hour_shorter_in_spring_and_longer_in_autumn(day: date, hours: int) -> None:
    calendar = Calendar("n", "Nights", "Europe/Berlin", ((None, every_day(Shift(22 * HOUR, 30 * HOUR))),))
    evening = datetime.combine(day - timedelta(days=1), datetime.min.time(), BERLIN).replace(hour=22)
    timeline = compile_calendar(calendar, evening, 12 * HOUR)
    assert intervals(timeline) == [(0, hours * HOUR)]


def test_a_shift_that_starts_in_the_skipped_hour_starts_when_it_is_over() -> None:
    calendar = Calendar("c", "C", "Europe/Berlin", ((None, every_day(Shift(150, 300))),))
    midnight = datetime(2026, 3, 29, tzinfo=BERLIN)
    assert intervals(compile_calendar(calendar, midnight, DAY - HOUR)) == [(120, 240)]


def test_a_shift_that_finishes_in_the_skipped_hour_finishes_when_it_begins() -> None:
    calendar = Calendar("c", "C", "Europe/Berlin", ((None, every_day(Shift(60, 150))),))
    midnight = datetime(2026, 3, 29, tzinfo=BERLIN)
    assert intervals(compile_calendar(calendar, midnight, DAY - HOUR)) == [(60, 120)]


def test_a_shift_inside_the_skipped_hour_is_not_worked() -> None:
    calendar = Calendar("c", "C", "Europe/Berlin", ((None, every_day(Shift(130, 170))),))
    midnight = datetime(2026, 3, 29, tzinfo=BERLIN)
    assert intervals(compile_calendar(calendar, midnight, DAY - HOUR)) == []


def test_in_the_repeated_hour_a_shift_starts_in_the_first_pass_and_finishes_in_the_second() -> None:
    early = Calendar("e", "Early", "Europe/Berlin", ((None, every_day(Shift(150, 300))),))
    late = Calendar("l", "Late", "Europe/Berlin", ((None, every_day(Shift(60, 150))),))
    midnight = datetime(2026, 10, 25, tzinfo=BERLIN)
    assert intervals(compile_calendar(early, midnight, DAY)) == [(150, 360)]
    assert intervals(compile_calendar(late, midnight, DAY)) == [(60, 210)]


def test_an_exception_goes_before_a_holiday_and_a_holiday_before_the_week() -> None:
    first_of_may = CalendarException(date(2026, 5, 1), date(2026, 5, 1), (Shift(600, 660),), "Inventory")
    calendar = standard_calendar(public_holidays="DE-BY")
    origin = datetime(2026, 5, 1, tzinfo=UTC)
    assert intervals(compile_calendar(standard_calendar(), origin, DAY)) == [(540, 780), (840, 1080)]
    assert intervals(compile_calendar(calendar, origin, DAY)) == []
    assert intervals(compile_calendar(replace(calendar, exceptions=(first_of_may,)), origin, DAY)) == [(600, 660)]


def test_holidays_differ_between_regions_of_a_country() -> None:
    epiphany = datetime(2026, 1, 6, tzinfo=UTC)
    assert intervals(compile_calendar(standard_calendar(public_holidays="DE-BY"), epiphany, DAY)) == []
    assert len(intervals(compile_calendar(standard_calendar(public_holidays="DE-HH"), epiphany, DAY))) == 2


def test_a_pattern_holds_from_its_date_on() -> None:
    full: Week = every_day(Shift(540, 1020))
    half: Week = every_day(Shift(540, 780))
    calendar = Calendar("p", "Part-time from June", "UTC", ((None, full), (date(2026, 6, 1), half)))
    timeline = compile_calendar(calendar, datetime(2026, 5, 31, tzinfo=UTC), 2 * DAY)
    assert intervals(timeline) == [(540, 1020), (DAY + 540, DAY + 780)]


def test_the_tail_of_a_night_shift_stays_when_the_next_day_is_off() -> None:
    off = CalendarException(date(2026, 6, 2), date(2026, 6, 2))
    calendar = Calendar("n", "Nights", "UTC", ((None, every_day(Shift(1320, 1800))),), (off,))
    timeline = compile_calendar(calendar, datetime(2026, 6, 1, 12, tzinfo=UTC), 2 * DAY)
    assert intervals(timeline) == [(600, 1080)]


def test_a_night_shift_and_an_exception_that_overlap_are_worked_once() -> None:
    early = CalendarException(date(2026, 6, 2), date(2026, 6, 2), (Shift(300, 600),))
    calendar = Calendar("n", "Nights", "UTC", ((None, every_day(Shift(1320, 1800))),), (early,))
    timeline = compile_calendar(calendar, datetime(2026, 6, 1, 12, tzinfo=UTC), DAY)
    assert intervals(timeline) == [(600, 1320)]


def test_a_timeline_starts_in_the_middle_of_a_shift_where_the_origin_does() -> None:
    timeline = compile_calendar(standard_calendar(), datetime(2026, 1, 5, 10, tzinfo=UTC), 4 * HOUR)
    assert intervals(timeline) == [(0, 180)]


def test_the_same_calendar_from_a_later_origin_is_the_same_working_time() -> None:
    calendar = standard_calendar(time_zone="America/New_York", public_holidays="US-CA")
    origin, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
    shift = to_minutes(origin, later)
    whole = compile_calendar(calendar, origin, YEAR)
    part = compile_calendar(calendar, later, YEAR - shift)
    assert [(start + shift, finish + shift) for start, finish in intervals(part)] == [
        (start, finish) for start, finish in intervals(whole) if finish > shift
    ]


def test_two_hundred_years_are_compiled() -> None:
    weeks = 52 * 200
    calendar = standard_calendar(time_zone="Europe/Berlin")
    timeline = compile_calendar(calendar, datetime(2026, 1, 5, tzinfo=UTC), weeks * 7 * DAY)
    assert timeline.starts.size == 10 * weeks
    assert timeline.total_work == weeks * 2_400_000


def test_an_origin_without_a_time_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="needs a time zone"):
        compile_calendar(standard_calendar(), datetime(2026, 1, 1), DAY)  # noqa: DTZ001


def test_an_origin_within_a_minute_is_refused() -> None:
    with pytest.raises(
        CalendarError, match=r"calendar standard: the origin 2026-01-01T00:00:30.* must be a whole minute"
    ):
        compile_calendar(standard_calendar(), datetime(2026, 1, 1, 0, 0, 30, tzinfo=UTC), DAY)


@pytest.mark.parametrize(
    "year, horizon",
    [(2026, -1), (2026, 10_000 * YEAR), (2026, 1 << 62), (9998, YEAR), (9999, 0), (1, 0)],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_a_horizon_outside_of_time_is_refused(zone: str, year: int, horizon: int) -> None:
    with pytest.raises(HorizonError, match="calendar standard"):
        compile_calendar(standard_calendar(time_zone=zone), datetime(year, 6, 1, tzinfo=UTC), horizon)


@pytest.mark.parametrize("year", [2, 9998])
def test_the_first_and_the_last_years_are_compiled(year: int) -> None:
    calendar = standard_calendar(time_zone="America/New_York", public_holidays="US")
    timeline = compile_calendar(calendar, datetime(year, 3, 1, tzinfo=UTC), 7 * DAY)
    assert timeline.total_work == 5 * 480_000


def test_the_example_of_the_method_page() -> None:
    origin = datetime(2026, 3, 27, 9, tzinfo=BERLIN)
    calendar = standard_calendar(time_zone="Europe/Berlin", public_holidays="DE-BY")
    timeline = compile_calendar(calendar, origin, 14 * DAY)
    assert timeline.add(0, 16 * HOUR * 1000) == 4800
    assert to_instant(origin, 4800, "Europe/Berlin").isoformat() == "2026-03-30T18:00:00+02:00"
    assert timeline.next_working(4800) == 5700
    thursday = to_minutes(origin, datetime(2026, 4, 2, 16, tzinfo=BERLIN))
    assert (thursday, timeline.add(thursday, 3 * HOUR * 1000)) == (9000, 15_840)
    assert to_instant(origin, 15_840, "Europe/Berlin").isoformat() == "2026-04-07T10:00:00+02:00"
    assert scaled(timeline, 500).add(0, 3 * HOUR * 1000) == 420
