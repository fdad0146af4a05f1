"""Calendar arithmetic: operations per second, beside walking over days in Python and NumPy's business days.

All three answer the same question on the same calendar: when is work done that begins on some day? NumPy knows only
whole days, so that is where its answers are compared; the walk answers by the minute.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import markdown_table, write_section
from trilemma.engine.calendars import Timeline, compile_calendar, standard_calendar, to_minutes
from trilemma.engine.calendars.holiday import public_holidays

ZONE = "Europe/Berlin"
REGION = "DE-BY"
ORIGIN = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES_PER_YEAR = 525_960
SHIFTS = ((540, 780), (840, 1080))
MINUTES_PER_DAY = 480
ROUNDS = 5
Int1D = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Questions:
    """Activities that begin on the morning of a working day and take some days, shapes ``(n,)``."""

    days: NDArray[np.datetime64]
    starts: Int1D
    n_days: Int1D
    finishes: Int1D


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="a few operations only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    text = f"{compilation_table(options.sample)}\n\n{operations_table(options.sample)}"
    print(text)
    if options.write:
        write_section("Calendars", text, datetime.now(UTC).date().isoformat())
    return text


def compilation_table(sample: bool) -> str:  # noqa: FBT001
    """Time to compile a calendar with holidays, the first time and once its years are known."""
    rows = []
    for years in (2,) if sample else (20, 200):
        calendar = standard_calendar(time_zone=ZONE, public_holidays=REGION)
        first = seconds(lambda: compile_calendar(calendar, ORIGIN, years * MINUTES_PER_YEAR), 1)  # noqa: B023
        again = seconds(lambda: compile_calendar(calendar, ORIGIN, years * MINUTES_PER_YEAR))  # noqa: B023
        rows.append((f"{years} years", first * 1e3, again * 1e3))
    return markdown_table(["compile", "first [ms]", "again [ms]"], rows)


def operations_table(sample: bool) -> str:  # noqa: FBT001
    """Operations per second and how many times that of the peers."""
    timeline = compile_calendar(
        standard_calendar(time_zone=ZONE, public_holidays=REGION), ORIGIN, 20 * MINUTES_PER_YEAR
    )
    holidays = np.array(sorted(public_holidays(REGION, 2026, 2046)), "datetime64[D]")
    asked = questions(holidays, 1000 if sample else 1_000_000)
    walked = min(asked.days.size, 200 if sample else 2000)
    walk_rate = walked / seconds(lambda: walk_all(asked, holidays, walked), 1)
    rows = [
        (name, rate / 1e6, rate / walk_rate, busday / 1e6 if busday else None, rate / busday if busday else None)
        for name, rate, busday in rates(timeline, asked, holidays)
    ]
    headings = ["operation", "ours [M/s]", "x walk over days", "NumPy busday [M/s]", "x busday"]
    return f"{markdown_table(headings, rows)}\n\nThe walk over days in Python: {walk_rate:,.0f} operations per second."


def rates(
    timeline: Timeline, asked: Questions, holidays: NDArray[np.datetime64]
) -> list[tuple[str, float, float | None]]:
    """Operations per second of ours and, where it has the operation, of NumPy's business days."""
    n = asked.days.size
    work = asked.n_days * MINUTES_PER_DAY * 1000
    finishes = timeline.add(asked.starts, work)
    last_days = np.busday_offset(asked.days, asked.n_days - 1, holidays=holidays)
    counts = np.busday_count(asked.days, last_days, holidays=holidays) + 1
    if not (np.array_equal(finishes, asked.finishes) and np.array_equal(counts, asked.n_days)):
        message = "the peers disagree about dates"
        raise AssertionError(message)
    offset = n / seconds(lambda: np.busday_offset(asked.days, asked.n_days - 1, holidays=holidays))
    count = n / seconds(lambda: np.busday_count(asked.days, last_days, holidays=holidays))
    return [
        ("add", n / seconds(lambda: timeline.add(asked.starts, work)), offset),
        ("subtract", n / seconds(lambda: timeline.subtract(finishes, work)), offset),
        ("between", n / seconds(lambda: timeline.between(asked.starts, finishes)), count),
        ("next_working", n / seconds(lambda: timeline.next_working(finishes)), None),
        ("previous_working", n / seconds(lambda: timeline.previous_working(finishes)), None),
    ]


def questions(holidays: NDArray[np.datetime64], n: int) -> Questions:
    """Draw activities of 1 to 60 days over ten years; the finishes come from NumPy's business days."""
    generator = np.random.default_rng(2026)
    drawn = np.datetime64("2026-01-02", "D") + generator.integers(0, 3650, n)
    days = np.busday_offset(drawn, 0, roll="forward", holidays=holidays)
    n_days = generator.integers(1, 61, n)
    last_days = np.busday_offset(days, n_days - 1, holidays=holidays)
    opens, closes = day_edges(days.min(), last_days.max())
    first = (days - days.min()).astype(np.int64)
    last = (last_days - days.min()).astype(np.int64)
    return Questions(days, opens[first], n_days, closes[last])


def day_edges(first: np.datetime64, last: np.datetime64) -> tuple[Int1D, Int1D]:
    """Minutes of 09:00 and 18:00 of each day, found by Python's own time zones."""
    zone = ZoneInfo(ZONE)
    days = [first.astype(date) + timedelta(days=k) for k in range(int((last - first).astype(int)) + 1)]
    at = [
        [to_minutes(ORIGIN, datetime(day.year, day.month, day.day, hour, tzinfo=zone)) for day in days]
        for hour in (9, 18)
    ]
    return np.array(at[0]), np.array(at[1])


def walk_all(asked: Questions, holidays: NDArray[np.datetime64], n: int) -> None:
    """Answer the first ``n`` questions by the walk and hold the answers against the others."""
    off = frozenset(holidays.astype(object).tolist())
    zone = ZoneInfo(ZONE)
    for k in range(n):
        begins = ORIGIN + timedelta(minutes=int(asked.starts[k]))
        finish = walk(begins, int(asked.n_days[k]) * MINUTES_PER_DAY, off, zone)
        if to_minutes(ORIGIN, finish) != asked.finishes[k]:
            message = "the walk disagrees about a date"
            raise AssertionError(message)


def walk(begins: datetime, minutes: int, off: frozenset[date], zone: ZoneInfo) -> datetime:
    """Return when work is done, shift after shift and day after day."""
    day = begins.astimezone(zone).date()
    while True:
        if day.weekday() < 5 and day not in off:
            midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
            for start, finish in SHIFTS:
                opens = max((midnight + timedelta(minutes=start)).astimezone(UTC), begins)
                closes = (midnight + timedelta(minutes=finish)).astimezone(UTC)
                free = int((closes - opens).total_seconds()) // 60
                if free >= minutes:
                    return opens + timedelta(minutes=minutes)
                minutes -= max(free, 0)
        day += timedelta(days=1)


def seconds(measured: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median duration of some calls."""
    durations = []
    for _ in range(rounds):
        begun = time.perf_counter()
        measured()
        durations.append(time.perf_counter() - begun)
    return median(durations)


if __name__ == "__main__":
    main()
