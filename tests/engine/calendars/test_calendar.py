from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest

from trilemma.engine.calendars import (
    Calendar,
    CalendarException,
    Shift,
    Week,
    compile_calendar,
    continuous_calendar,
    standard_calendar,
)
from trilemma.engine.errors import CalendarError

OFF: Week = ((), (), (), (), (), (), ())
NINE_TO_FIVE = (Shift(540, 1020),)
FULL: Week = (NINE_TO_FIVE, NINE_TO_FIVE, NINE_TO_FIVE, NINE_TO_FIVE, NINE_TO_FIVE, (), ())


def a_calendar(
    *,
    time_zone: str = "UTC",
    weeks: tuple[tuple[date | None, Week], ...] = ((None, FULL),),
    exceptions: tuple[CalendarException, ...] = (),
    public_holidays: str | None = None,
) -> Calendar:
    return Calendar("team", "Team", time_zone, weeks, exceptions, public_holidays)


@pytest.mark.parametrize("start, finish", [(-1, 60), (1440, 1500), (60, 60), (120, 60), (60, 1501)])
def test_a_shift_starts_on_its_day_and_lasts_at_most_24_hours(start: int, finish: int) -> None:
    with pytest.raises(CalendarError):
        Shift(start, finish)


def test_a_shift_is_named_by_the_clock() -> None:
    with pytest.raises(CalendarError, match=r"the shift 22:00-06:15 of the next day and the shift 23:00-24:00 overlap"):
        a_calendar(weeks=((None, ((Shift(1320, 1815), Shift(1380, 1440)), (), (), (), (), (), ())),))


def test_shifts_of_a_day_must_not_overlap() -> None:
    with pytest.raises(CalendarError, match="calendar team: the shift 09:00-12:00 and the shift 11:00-15:00 overlap"):
        a_calendar(weeks=((None, ((Shift(540, 720), Shift(660, 900)), (), (), (), (), (), ())),))


@pytest.mark.parametrize("day", range(7))
def test_a_night_shift_must_not_reach_into_the_shift_of_the_next_day_on_sunday_neither(day: int) -> None:
    week: list[tuple[Shift, ...]] = [()] * 7
    week[day] = (Shift(1320, 1800),)
    week[(day + 1) % 7] = (Shift(300, 600),)
    with pytest.raises(CalendarError, match="reaches into the shift 05:00-10:00 of the next day"):
        a_calendar(weeks=((None, tuple(week)),))  # type: ignore[arg-type]


def test_shifts_may_touch_at_midnight() -> None:
    day = (Shift(0, 720), Shift(720, 1440))
    assert a_calendar(weeks=((None, (day, day, day, day, day, day, day)),)).id == "team"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe", "Europe/Berlin\0"])
def test_an_unknown_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(CalendarError, match="calendar team: unknown time zone"):
        a_calendar(time_zone=zone)


@pytest.mark.parametrize("region", ["ZZ", "DE-XX", "Germany", "DE-", ""])
def test_an_unknown_region_is_refused(region: str) -> None:
    with pytest.raises(CalendarError, match=r"calendar team: .*public holidays"):
        a_calendar(public_holidays=region)


def test_later_weeks_need_a_date_and_an_order() -> None:
    with pytest.raises(CalendarError, match="the first week pattern must have no date"):
        a_calendar(weeks=((date(2026, 1, 1), FULL),))
    with pytest.raises(CalendarError, match="needs the date from which it holds"):
        a_calendar(weeks=((None, FULL), (None, FULL)))
    with pytest.raises(CalendarError, match="must be in order of date: 2026-01-01 follows 2026-02-01"):
        a_calendar(weeks=((None, FULL), (date(2026, 2, 1), FULL), (date(2026, 1, 1), OFF)))


def test_a_week_has_seven_days() -> None:
    with pytest.raises(CalendarError, match="a week has seven days, not 6"):
        a_calendar(weeks=((None, FULL[:6]),))  # type: ignore[arg-type]


def test_somebody_works_sometime() -> None:
    with pytest.raises(CalendarError, match="there is no working time in any week"):
        a_calendar(weeks=((None, OFF),))
    saturday = CalendarException(date(2026, 1, 3), date(2026, 1, 3), NINE_TO_FIVE)
    assert a_calendar(weeks=((None, OFF),), exceptions=(saturday,)).exceptions == (saturday,)
    assert len(a_calendar(weeks=((None, FULL), (date(2027, 1, 1), OFF))).weeks) == 2


def test_exceptions_must_not_overlap_nor_finish_before_they_start() -> None:
    with pytest.raises(CalendarError, match="finishes on 2026-01-01, before it starts"):
        CalendarException(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(CalendarError, match="the exceptions Summer and 2026-08-05 overlap"):
        a_calendar(
            exceptions=(
                CalendarException(date(2026, 8, 5), date(2026, 8, 9)),
                CalendarException(date(2026, 8, 1), date(2026, 8, 5), name="Summer"),
            )
        )


def test_a_night_shift_of_a_longer_exception_must_not_reach_into_its_next_day() -> None:
    shifts = (Shift(60, 120), Shift(1380, 1510))
    with pytest.raises(CalendarError, match=r"exception Night: .* reaches into"):
        CalendarException(date(2026, 1, 1), date(2026, 1, 2), shifts, "Night")
    assert CalendarException(date(2026, 1, 1), date(2026, 1, 1), shifts, "Night").shifts == shifts


@pytest.mark.parametrize("day, week, month", [(0, 2400, 20), (1441, 2400, 20), (480, 0, 20), (480, 2400, 32)])
def test_conversions_must_be_possible(day: int, week: int, month: int) -> None:
    with pytest.raises(CalendarError):
        Calendar("c", "C", "UTC", ((None, FULL),), minutes_per_day=day, minutes_per_week=week, days_per_month=month)


def test_the_standard_calendar_has_forty_hours_and_the_continuous_one_all() -> None:
    assert sum(s.finish_minute - s.start_minute for day in standard_calendar().weeks[0][1] for s in day) == 2400
    continuous = continuous_calendar()
    assert sum(s.finish_minute - s.start_minute for day in continuous.weeks[0][1] for s in day) == 7 * 1440
    assert (continuous.minutes_per_day, continuous.minutes_per_week, continuous.days_per_month) == (1440, 10080, 30)


def test_absences_go_before_exceptions_and_cut_them() -> None:
    summer = CalendarException(date(2026, 8, 1), date(2026, 8, 31), NINE_TO_FIVE, "Summer hours")
    leave = CalendarException(date(2026, 8, 10), date(2026, 8, 14), name="Leave")
    ill = CalendarException(date(2026, 8, 13), date(2026, 8, 16), name="Ill")
    person = a_calendar(exceptions=(summer,)).with_absences((leave, ill))
    assert [(e.name, e.first.day, e.last.day) for e in person.exceptions] == [
        ("Summer hours", 1, 9),
        ("Leave", 10, 14),
        ("Ill", 15, 16),
        ("Summer hours", 17, 31),
    ]


def test_an_absence_takes_its_days_out_of_the_timeline() -> None:
    leave = CalendarException(date(2026, 1, 6), date(2026, 1, 7))
    origin = datetime(2026, 1, 5, tzinfo=UTC)
    team = a_calendar()
    assert compile_calendar(team, origin, 7 * 1440).total_work == 5 * 480_000
    assert compile_calendar(team.with_absences([leave]), origin, 7 * 1440).total_work == 3 * 480_000


def test_a_calendar_can_be_hashed_compared_and_sent_to_another_process() -> None:
    calendar = standard_calendar("by", "Europe/Berlin", public_holidays="DE-BY")
    copy = pickle.loads(pickle.dumps(calendar))  # noqa: S301
    assert copy == calendar
    assert hash(copy) == hash(calendar)
