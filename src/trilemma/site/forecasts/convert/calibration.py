"""Whether estimates held: how often what was done fell within the range that was estimated."""

from __future__ import annotations

from dataclasses import dataclass

from trilemma.engine.api import Plan

WANTED = 0.8


@dataclass(frozen=True, slots=True)
class EstimateRecord:
    """Finished activities with a range and a known effort: how many came out below, within and above it."""

    below: int = 0
    within: int = 0
    above: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.below + self.within + self.above

    @property
    def share(self) -> float | None:
        """The share within the range; None without any."""
        return self.within / self.total if self.total else None


def estimate_record(plan: Plan) -> EstimateRecord:
    """Compare the effort of finished activities with the P10 to P90 of their mode's estimate."""
    below = within = above = 0
    for leaf in plan.leaves:
        progress = leaf.progress
        if progress is None or not progress.finished or not progress.actual_effort_minutes or not leaf.modes:
            continue
        mode = leaf.mode(plan.adopted.mode_of(leaf.id) or leaf.modes[0].id)
        if mode.effort is None or mode.effort.low == mode.effort.high:
            continue
        low, high = (float(mode.effort.quantile(level)) for level in (0.1, 0.9))
        below += progress.actual_effort_minutes < low
        above += progress.actual_effort_minutes > high
        within += low <= progress.actual_effort_minutes <= high
    return EstimateRecord(below, within, above)
