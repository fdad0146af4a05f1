"""Local wall-clock minutes to minutes of universal time, for whole arrays, across changes of the clock.

Minutes are counted from 1970-01-01T00:00: of UTC, or of the local wall clock. Offsets are rounded down to whole
minutes, which matters only for dates before 1972.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.errors import CalendarError

Int1D = NDArray[np.int64]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_MINUTE = timedelta(minutes=1)
_FAR = 1 << 50


class Clock(NamedTuple):
    """The offsets of a time zone: offset ``offsets[k]`` holds in ``[changes[k], changes[k + 1])`` of universal time."""

    changes: Int1D
    offsets: Int1D

    def first(self, local: Int1D) -> Int1D:
        """Earliest universal minute at which the wall clock shows ``local`` or later.

        In a gap that is the end of the gap; in a fold it is the first of the two passes.
        """
        local_finishes = np.append(self.changes[1:], _FAR) + self.offsets
        k = np.searchsorted(np.maximum.accumulate(local_finishes), local, side="right")
        found: Int1D = np.maximum(self.changes[k], local - self.offsets[k])
        return found

    def last(self, local: Int1D) -> Int1D:
        """Latest universal minute until which the wall clock shows less than ``local``.

        In a gap that is the gap's beginning; in a fold it is the second of the two passes.
        """
        local_starts = self.changes + self.offsets
        lowest_after = np.minimum.accumulate(local_starts[::-1])[::-1]
        k = np.searchsorted(lowest_after, local, side="left") - 1
        found: Int1D = np.minimum(np.append(self.changes[1:], _FAR)[k], local - self.offsets[k])
        return found


def zone_of(time_zone: str, place: str | None = None) -> ZoneInfo:
    """Find an IANA time zone by its name, or raise a CalendarError."""
    try:
        return ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"unknown time zone {time_zone!r}; use an IANA name such as Europe/Berlin"
        raise CalendarError(message, place) from error


def clock_of(time_zone: str, first_year: int, last_year: int) -> Clock:
    """Offsets of a time zone from ``first_year`` up to and with ``last_year``, and beyond both as at the ends."""
    moment = EPOCH.replace(year=first_year)
    changes, offsets = [-_FAR], [_offset_minutes(zone_of(time_zone), moment)]
    for year in range(first_year, last_year + 1):
        for change, offset in _changes_in(time_zone, year):
            changes.append(change)
            offsets.append(offset)
    return Clock(np.array(changes, np.int64), np.array(offsets, np.int64))


@lru_cache(maxsize=4096)
def _changes_in(time_zone: str, year: int) -> tuple[tuple[int, int], ...]:
    return tuple(_find_changes(zone_of(time_zone), year))


def _find_changes(zone: ZoneInfo, year: int) -> Iterator[tuple[int, int]]:
    """Yield each minute of a year at which the offset changes, with the new offset, looking once a day."""
    day = EPOCH.replace(year=year)
    before = _offset_minutes(zone, day)
    for _ in range(366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365):
        following = day + timedelta(days=1)
        after = _offset_minutes(zone, following)
        if after != before:
            yield _first_minute_with(zone, after, day, following), after
        day, before = following, after


def _first_minute_with(zone: ZoneInfo, offset: int, low: datetime, high: datetime) -> int:
    start = (low - EPOCH) // _ONE_MINUTE
    below, above = 0, (high - low) // _ONE_MINUTE
    while above - below > 1:
        middle = (below + above) // 2
        if _offset_minutes(zone, low + middle * _ONE_MINUTE) == offset:
            above = middle
        else:
            below = middle
    return start + above


def _offset_minutes(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _ONE_MINUTE
