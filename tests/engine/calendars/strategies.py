"""Calendars and timelines for property tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from trilemma.engine.calendars import Calendar, CalendarException, Shift, Timeline, Week

# A moment in each zone shortly before its wall clock changes.
CHANGES = {
    "Europe/Berlin": datetime(2026, 3, 28, 12, tzinfo=UTC),
    "America/New_York": datetime(2026, 10, 31, 12, tzinfo=UTC),
    "America/Havana": datetime(2026, 10, 31, 20, tzinfo=UTC),  # back over midnight
    "Asia/Beirut": datetime(2026, 3, 28, 12, tzinfo=UTC),  # forward from midnight
    "Australia/Lord_Howe": datetime(2026, 4, 4, 6, tzinfo=UTC),  # by half an hour
    "Pacific/Apia": datetime(2011, 12, 29, 20, tzinfo=UTC),  # a whole day is skipped
    "Africa/Casablanca": datetime(2026, 2, 14, 12, tzinfo=UTC),
    "Asia/Kathmandu": datetime(2026, 3, 28, 12, tzinfo=UTC),  # a quarter of an hour, no change
}
HORIZON = 4 * 1440


@st.composite
def days(draw: st.DrawFn, latest: int = 1440) -> tuple[Shift, ...]:
    count = draw(st.integers(0, 3))
    edges = sorted(draw(st.lists(st.integers(0, latest // 15), min_size=2 * count, max_size=2 * count, unique=True)))
    return tuple(Shift(15 * first, 15 * last) for first, last in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Weeks of day shifts, or of night shifts that reach into a next morning kept free for them."""
    if draw(st.booleans()):
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = (draw(days()) for _ in range(7))
        return monday, tuesday, wednesday, thursday, friday, saturday, sunday
    night = (Shift(draw(st.integers(1000, 1439)), draw(st.integers(1441, 1980))),)
    off: tuple[Shift, ...] = ()
    return tuple(night if draw(st.booleans()) else off for _ in range(7))  # type: ignore[return-value]


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """Draw a calendar and an origin around which its wall clock changes."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    origin = CHANGES[zone]
    first = origin.date() + timedelta(days=draw(st.integers(-2, 4)))
    patterns: list[tuple[date | None, Week]] = [(None, draw(weeks()))]
    if draw(st.booleans()):
        patterns.append((first, draw(weeks())))
    exception = CalendarException(
        first + timedelta(days=1), first + timedelta(days=draw(st.integers(1, 2))), draw(days())
    )
    always: tuple[Shift, ...] = (Shift(540, 1020),)
    last = CalendarException(date(2200, 1, 1), date(2200, 1, 1), always)  # so that there is some working time
    return Calendar("c", "C", zone, tuple(patterns), (exception, last)), origin


@st.composite
def timelines(draw: st.DrawFn, horizon: int = 400) -> Timeline:
    edges = sorted(draw(st.lists(st.integers(0, horizon), min_size=2, max_size=16, unique=True)))
    rates = draw(
        st.lists(st.sampled_from([0, 1, 333, 500, 1000, 2000]), min_size=len(edges) - 1, max_size=len(edges) - 1)
    )
    return Timeline.of(edges[:-1], edges[1:], rates, horizon)
