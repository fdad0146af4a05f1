"""The clock in Berlin and a working week, as far as the plans of these tests reach."""

from __future__ import annotations

import bisect
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 1440
CHANGES = [0, 29_580_540, 29_882_940, 30_104_700, 30_407_100, 30_628_860]
OFFSETS = [60, 120, 60, 120, 60, 120]
"""Europe/Berlin from spring 2026 on, as far as these plans reach."""


def wall(text: str) -> int:
    """Minutes of the wall clock since 1970 of an ISO date or date and time."""
    return int((datetime.fromisoformat(text).replace(tzinfo=UTC) - EPOCH).total_seconds()) // 60


def instant(minute: int | None) -> int | None:
    """Return the minute of universal time at which the clock in Berlin shows a wall minute."""
    if minute is None:
        return None
    local = [change + offset for change, offset in zip(CHANGES, OFFSETS, strict=True)]
    return minute - OFFSETS[max(bisect.bisect_right(local, minute) - 1, 0)]


class WorkTime:
    """Monday to Friday, 09:00 to 13:00 and 14:00 to 18:00."""

    def __init__(self, first: str, days: int) -> None:
        self.spans: list[tuple[int, int]] = []
        begin = wall(first)
        for day in range(begin, begin + days * DAY, DAY):
            if (EPOCH + timedelta(minutes=day)).weekday() < 5:
                self.spans += [(day + 540, day + 780), (day + 840, day + 1080)]
        self.starts = [start for start, _ in self.spans]
        self.finishes = [finish for _, finish in self.spans]
        self.before = [240 * k for k in range(len(self.spans) + 1)]

    def next(self, minute: int) -> int:
        """Return the first working minute at or after."""
        k = bisect.bisect_right(self.finishes, minute)
        return max(minute, self.starts[k])

    def count(self, minute: int) -> int:
        """Working minutes before."""
        k = bisect.bisect_right(self.starts, minute) - 1
        return 0 if k < 0 else self.before[k] + min(max(minute - self.starts[k], 0), 240)

    def add(self, minute: int, length: int) -> int:
        """Return the minute at which so much work is done; of no work the minute itself."""
        if length == 0:
            return minute
        done = self.count(minute) + length
        k = bisect.bisect_left(self.before, done) - 1
        return self.starts[k] + done - self.before[k]

    def back(self, minute: int, length: int) -> int:
        """Return the minute before which so much work is left until ``minute``."""
        done = max(self.count(minute) - length, 0)
        k = min(bisect.bisect_right(self.before, done) - 1, len(self.spans) - 1)
        return self.starts[k] + done - self.before[k]
