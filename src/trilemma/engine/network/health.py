"""How sound a plan's network is: the 14 points of the US Defense Contract Management Agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final

import numpy as np

from trilemma.engine.network.critical_path import CriticalPath, critical_path, run_passes
from trilemma.engine.plan import NONE, BaselineEntry, ConstraintKind, LinkType, Plan
from trilemma.engine.plan.content import minute_of

METHOD: Final = "plan_health"

LONG_DAYS: Final = 44
FEW: Final = 0.05
MOST: Final = 0.90
ON_COURSE: Final = 0.95
PROBE_DAYS: Final = 600
HARD: Final = {
    ConstraintKind.MUST_START,
    ConstraintKind.MUST_FINISH,
    ConstraintKind.START_NO_LATER,
    ConstraintKind.FINISH_NO_LATER,
}


@dataclass(frozen=True, slots=True)
class HealthPoint:
    """One of the points: whether it passes, on how many of how many it does not, and which these are.

    ``value`` is the measured share or index, ``limit`` its threshold; both None where there is nothing to measure, and
    then ``passes`` is True.
    """

    id: str
    name: str
    passes: bool
    value: float | None
    limit: float | None
    offenders: tuple[str, ...]
    total: int


def plan_health(plan: Plan, path: CriticalPath | None = None) -> tuple[HealthPoint, ...]:
    """Return the 14 points with the activities or links that offend each.

    Notes
    -----
    Method id ``plan_health`` (docs/methods/plan_health.md).

    References
    ----------
    DCMA, "Earned Value Management System Program Analysis Pamphlet", DCMA-EA PAM 200.1, 2012, section 4.
    """
    return tuple(_Health(plan, path or critical_path(plan)).points())


class _Health:
    def __init__(self, plan: Plan, path: CriticalPath) -> None:
        self.plan = plan
        self.path = path
        self.arrays = plan.arrays
        self.index = plan.arrays.activity_index
        self.open = [leaf for leaf in plan.leaves if not (leaf.progress and leaf.progress.finished)]
        self.tasks = [leaf for leaf in self.open if leaf.modes]
        self.day = plan.calendar_by_id[plan.calendar].minutes_per_day
        self.baseline: dict[str, BaselineEntry] = (
            {entry.activity: entry for entry in plan.baselines[-1].entries} if plan.baselines else {}
        )

    def points(self) -> Iterator[HealthPoint]:
        yield self.few("logic", "Missing predecessors or successors", self.loose_ends(), len(self.open))
        links = [link for link in self.plan.leaf_links if self.is_open(link.successor)]
        named = [(f"{link.predecessor} -> {link.successor}", link) for link in links]
        leads = [name for name, link in named if link.lag_minutes < 0]
        yield self.share("leads", "Leads", leads, len(links), 0.0)
        yield self.few("lags", "Lags", [name for name, link in named if link.lag_minutes > 0], len(links))
        odd = [name for name, link in named if link.type is not LinkType.FINISH_START]
        yield self.at_least("link-types", "Finish-to-start links", odd, len(links))
        hard = [leaf.id for leaf in self.open if any(c.kind in HARD for c in leaf.constraints)]
        yield self.few("hard-constraints", "Hard constraints", hard, len(self.open))
        yield self.few(
            "high-float", "Float over 44 days", self.by_float(lambda f: f > LONG_DAYS * self.day), len(self.open)
        )
        yield self.share("negative-float", "Negative float", self.by_float(lambda f: f < 0), len(self.open), 0.0)
        long = [leaf.id for leaf in self.tasks if self.working_minutes(leaf.id) > LONG_DAYS * self.day]
        yield self.few("high-duration", "Durations over 44 days", long, len(self.tasks))
        yield self.share(
            "invalid-dates", "Actual dates after the status date", self.invalid(), len(self.plan.leaves), 0.0
        )
        bare = [
            leaf.id
            for leaf in self.tasks
            if not any(m.demands or m.picks or m.cost or m.supplier_cost for m in leaf.modes)
        ]
        yield self.share("resources", "Tasks without people or cost", bare, len(self.tasks), 0.0)
        yield self.few("missed", "Missed baseline finishes", self.missed(), len(self.due()))
        yield self.critical_path_test()
        yield self.critical_path_length_index()
        yield self.baseline_execution_index()

    def is_open(self, name: str) -> bool:
        return bool(self.arrays.actual_finish[self.index[name]] == NONE)

    def few(self, name: str, title: str, offenders: Sequence[str], total: int) -> HealthPoint:
        return self.share(name, title, offenders, total, FEW)

    def share(self, name: str, title: str, offenders: Sequence[str], total: int, limit: float) -> HealthPoint:
        """Return a point of which at most a share may offend."""
        value = len(offenders) / total if total else None
        return HealthPoint(name, title, value is None or value <= limit, value, limit, tuple(offenders), total)

    def at_least(self, name: str, title: str, offenders: Sequence[str], total: int) -> HealthPoint:
        """Return a point that at least nine of ten must meet."""
        value = 1 - len(offenders) / total if total else None
        return HealthPoint(name, title, value is None or value >= MOST, value, MOST, tuple(offenders), total)

    def loose_ends(self) -> list[str]:
        """Return what has no predecessor or no successor, the first and the last activity excepted."""
        with_before = {link.successor for link in self.plan.leaf_links}
        with_after = {link.predecessor for link in self.plan.leaf_links}
        first = min(self.open, key=lambda leaf: self.start(leaf.id), default=None)
        last = max(self.open, key=lambda leaf: (self.finish(leaf.id), self.index[leaf.id]), default=None)
        end = self.plan.release or (last.id if last else None)
        return [
            leaf.id
            for leaf in self.open
            if (leaf.id not in with_before and leaf is not first) or (leaf.id not in with_after and leaf.id != end)
        ]

    def start(self, name: str) -> int:
        return int(self.path.early_start[self.index[name]])

    def finish(self, name: str) -> int:
        return int(self.path.early_finish[self.index[name]])

    def by_float(self, offends: Callable[[int], bool]) -> list[str]:
        return [leaf.id for leaf in self.open if offends(int(self.path.total_float[self.index[leaf.id]]))]

    def working_minutes(self, name: str) -> int:
        """Return the working minutes on the plan's calendar between the early dates of an activity."""
        workforce = self.plan.workforce
        line = workforce.timelines[workforce.calendar_timeline[self.arrays.lag_calendar[self.index[name]]]]
        return int(line.between(self.start(name), self.finish(name))) // 1000

    def invalid(self) -> list[str]:
        """Return activities with actual dates in the future."""
        status = self.plan.status_date
        if status is None:
            return []
        return [
            leaf.id
            for leaf in self.plan.leaves
            if leaf.progress
            and any(at is not None and at > status for at in (leaf.progress.actual_start, leaf.progress.actual_finish))
        ]

    def due(self) -> list[str]:
        """Return activities whose baseline finish is not after the status date."""
        status = self.plan.status_date
        if status is None:
            return []
        known = self.plan.activity_by_id
        return [name for name, entry in self.baseline.items() if name in known and entry.finish <= status]

    def missed(self) -> list[str]:
        """Return due activities that finished later than the baseline, or have not finished."""
        missed = []
        for name in self.due():
            progress = self.plan.activity_by_id[name].progress
            done = progress.actual_finish if progress else None
            if done is None or done.astimezone(UTC) > self.baseline[name].finish:
                missed.append(name)
        return missed

    def critical_path_test(self) -> HealthPoint:
        """Delay the first critical activity by 600 days and see that the finish moves by as much."""
        critical = [leaf.id for leaf in self.tasks if self.path.critical[self.index[leaf.id]]]
        if not critical:
            return HealthPoint("critical-path-test", "Critical path test", True, None, None, (), 0)
        first = min(critical, key=self.start)
        moved = self.delayed(first)
        expected = PROBE_DAYS * self.day
        value = moved / expected
        passes = value >= ON_COURSE
        offenders = () if passes else (first,)
        return HealthPoint("critical-path-test", "Critical path test", passes, value, ON_COURSE, offenders, 1)

    def delayed(self, name: str) -> int:
        """Return the working minutes by which the finish moves when an activity takes 600 days longer."""
        graph = self.path.graph
        longer = graph.leaves.work.copy()
        row = self.index[name]
        timeline = self.plan.workforce.timelines[graph.leaves.timeline[row]]
        typical = int(np.median(timeline.rates)) if len(timeline.rates) else 1000
        longer[row] += PROBE_DAYS * self.day * typical
        probe = run_passes(graph.with_work(longer))
        line = self.plan.workforce.timelines[self.plan.workforce.calendar_timeline[self.lag_row()]]
        return int(line.between(self.path.finish, probe.finish)) // 1000

    def lag_row(self) -> int:
        return [calendar.id for calendar in self.plan.calendars].index(self.plan.calendar)

    def critical_path_length_index(self) -> HealthPoint:
        """Compare what is left of the critical path, plus its float, with what is left."""
        status = self.plan.status_date or self.plan.start
        line = self.plan.workforce.timelines[self.plan.workforce.calendar_timeline[self.lag_row()]]
        left = line.between(minute_of(self.plan, status), max(self.path.finish, minute_of(self.plan, status))) // 1000
        if not left or not self.open:
            return HealthPoint("length-index", "Critical path length index", True, None, ON_COURSE, (), 0)
        slack = min(int(self.path.total_float[self.index[leaf.id]]) for leaf in self.open)
        value = (left + slack) / left
        worst = tuple(self.by_float(lambda f: f < 0)) if value < ON_COURSE else ()
        return HealthPoint("length-index", "Critical path length index", value >= ON_COURSE, value, ON_COURSE, worst, 1)

    def baseline_execution_index(self) -> HealthPoint:
        """Compare how many activities are finished with how many should be."""
        due = self.due()
        finished = sum(1 for leaf in self.plan.leaves if leaf.progress and leaf.progress.finished)
        if not due:
            return HealthPoint("execution-index", "Baseline execution index", True, None, ON_COURSE, (), 0)
        value = finished / len(due)
        late = tuple(name for name in due if not self.is_done(name)) if value < ON_COURSE else ()
        return HealthPoint(
            "execution-index", "Baseline execution index", value >= ON_COURSE, value, ON_COURSE, late, len(due)
        )

    def is_done(self, name: str) -> bool:
        progress = self.plan.activity_by_id[name].progress
        return progress is not None and progress.finished
