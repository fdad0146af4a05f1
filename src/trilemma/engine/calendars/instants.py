"""Instants at the edges, whole minutes since an origin inside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trilemma.engine.calendars.zones import zone_of
from trilemma.engine.errors import CalendarError, HorizonError

_ONE_MINUTE = timedelta(minutes=1)


def to_minutes(origin: datetime, instant: datetime) -> int:
    """Elapsed minutes from ``origin`` to ``instant``, rounded down to a whole minute.

    Parameters
    ----------
    origin, instant
        Aware datetimes, of any time zones.

    Returns
    -------
    int
        Elapsed minutes, negative before the origin.

    Raises
    ------
    CalendarError
        If one of them has no time zone.
    """
    return (in_utc(instant) - in_utc(origin)) // _ONE_MINUTE


def to_instant(origin: datetime, minutes: int, time_zone: str = "UTC") -> datetime:
    """Return the instant that lies ``minutes`` elapsed minutes after ``origin``, on the clock of ``time_zone``.

    Parameters
    ----------
    origin
        Aware datetime.
    minutes
        Elapsed minutes.
    time_zone
        IANA name.

    Returns
    -------
    datetime
        Aware, in ``time_zone``; ``fold`` tells the two passes of a repeated hour apart.

    Raises
    ------
    CalendarError
        If the origin has no time zone or the time zone is unknown.
    HorizonError
        If the instant lies outside the years 1 to 9999.
    """
    zone = zone_of(time_zone)
    try:
        return (in_utc(origin) + int(minutes) * _ONE_MINUTE).astimezone(zone)
    except OverflowError as error:
        raise HorizonError(f"{minutes} minutes after {origin.isoformat()} no calendar has a date") from error


def in_utc(instant: datetime) -> datetime:
    """Return the instant in universal time, for datetimes of one zone are subtracted by their wall clocks."""
    if instant.utcoffset() is None:
        raise CalendarError(f"{instant.isoformat()} needs a time zone")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise HorizonError(f"{instant.isoformat()} is outside the years 1 to 9999") from error
