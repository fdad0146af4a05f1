"""Which runs have been abandoned. A lease is watched, not dated: clocks of the day may jump as they like.

A run at work has a beat that grows. Each worker looks at the beats of all runs; one that has not grown for a lease
of the watcher's own monotonic clock belongs to a worker that is dead, paused or cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from trilemma.site.runs.models import Run, RunState
from trilemma.site.runs.outcomes import lose

LEASE_SECONDS: Final[float] = settings.RUN_LEASE_SECONDS
BEAT_SECONDS: Final = LEASE_SECONDS / 6


@dataclass(frozen=True, slots=True)
class Pulse:
    """The beat of an attempt as it was last seen."""

    run_id: int
    attempt: int
    beat: int


@dataclass
class Watch:
    """Remembers since when each beat has not grown."""

    since: dict[Pulse, float] = field(default_factory=dict)

    def abandoned(self, pulses: Iterable[Pulse], now: float) -> list[Pulse]:
        """Take note of the beats at a moment of the monotonic clock; return those that stood still for a lease."""
        self.since = {pulse: self.since.get(pulse, now) for pulse in pulses}
        return [pulse for pulse, first in self.since.items() if now - first >= LEASE_SECONDS]


def pulses() -> list[Pulse]:
    """Return the beats of all runs at work."""
    rows = Run.objects.filter(state=RunState.RUNNING).values_list("pk", "attempt", "beat")
    return [Pulse(*row) for row in rows]


def recover(watch: Watch, now: float) -> int:
    """Give back to the queue what was abandoned; return how much that was."""
    return sum(lose(pulse.run_id, pulse.attempt, beat=pulse.beat) for pulse in watch.abandoned(pulses(), now))
