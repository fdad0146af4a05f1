"""What an MS Project XML file says of dates: those of its tasks, and those of its baselines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from trilemma.engine.api import Baseline, BaselineEntry
from trilemma.files.mspdi.records import Record


def aware(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return a local instant with its zone."""
    return None if instant is None else instant.replace(tzinfo=zone)


def baselines(project: Record, leaves: Sequence[Record], zone: ZoneInfo) -> Iterator[Baseline]:
    """Yield the baselines that the file keeps, by number."""
    entries: dict[int, list[BaselineEntry]] = defaultdict(list)
    for task in leaves:
        for record in task.children.get("Baseline", ()):
            start, finish = aware(record.instant("Start"), zone), aware(record.instant("Finish"), zone)
            if start is None or finish is None:
                continue
            entries[record.integer("Number")].append(
                BaselineEntry(
                    task.text("UID"),
                    start,
                    max(start, finish),
                    max(0, round(record.minutes("Duration") or 0)),
                    max(0, round(record.minutes("Work") or 0)),
                    max(record.decimal("Cost") / 100, Decimal(0)).quantize(Decimal("0.01")),
                )
            )
    taken = project.instant("CreationDate") or project.instant("StartDate")
    for number in sorted(entries):
        first = min(entry.start for entry in entries[number]).date()
        yield Baseline(f"baseline-{number}", (taken.date() if taken else first), tuple(entries[number]))


def stated_dates(leaves: Sequence[Record], zone: ZoneInfo) -> Iterator[tuple[str, tuple[datetime, datetime]]]:
    """Yield the UID of each leaf with the start and finish that the file states."""
    for task in leaves:
        start, finish = aware(task.instant("Start"), zone), aware(task.instant("Finish"), zone)
        if start is not None and finish is not None:
            yield task.text("UID"), (start, max(start, finish))
