"""From a plan to the integer problem that the solvers read, and from their solution back to a schedule of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from trilemma.engine.calendars import Timeline
from trilemma.engine.errors import HorizonError, InfeasibleError
from trilemma.engine.plan import Plan, Schedule, ScheduledActivity
from trilemma.engine.plan.leaf_columns import NONE
from trilemma.engine.schedule.problem import (
    CONTINUOUS,
    FINISH_START,
    NEVER,
    START_START,
    Int1D,
    Problem,
    Solution,
    integers,
)
from trilemma.engine.schedule.resumption import Begun, waiting
from trilemma.engine.schedule.variants import Variant, Variants
from trilemma.engine.units import PERMILLE

METHOD: Final = "schedule_problem"
START_FINISH: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class CompiledPlan:
    """A plan's integer problem and what its numbers stand for.

    Attributes
    ----------
    problem
        Activities are the leaves of ``plan.arrays``; each choice of persons is a mode of its own; time is in elapsed
        minutes from the plan's origin, amounts are in thousandths, cost in minor units.
    variants
        What each mode of the problem stands for.
    complete
        Whether every choice of persons was written out. Where not, a bound of the problem is none of the plan.
    late
        Activities that are to be as late as possible, shape ``(n,)``.
    """

    plan: Plan
    problem: Problem
    variants: tuple[Variant, ...]
    complete: bool
    late: Int1D

    def schedule(self, solution: Solution) -> Schedule:
        """Return the schedule of the plan that a solution of the problem stands for."""
        arrays = self.plan.arrays
        rows = []
        for row, identifier in enumerate(arrays.activity_ids):
            variant = self.variants[int(solution.mode[row])]
            start, finish = int(solution.start[row]), int(solution.finish[row])
            if arrays.actual_start[row] != NONE:
                start = int(arrays.actual_start[row])
            if arrays.actual_finish[row] != NONE:
                finish = int(arrays.actual_finish[row])
            people = tuple(arrays.resource_ids[resource] for resource in variant.people)
            rows.append(ScheduledActivity(identifier, start, finish, arrays.mode_ids[variant.mode], people))
        return Schedule(tuple(rows), self.plan.adopted.overtime)

    def solution(self, schedule: Schedule) -> Solution | None:
        """Return the solution that a schedule of the plan stands for, None where it uses what is not written out."""
        arrays, problem = self.plan.arrays, self.problem
        mode = np.zeros(problem.n, dtype=np.int64)
        for row, identifier in enumerate(arrays.activity_ids):
            scheduled = schedule.by_id.get(identifier)
            numbers = range(int(problem.mode_first[row]), int(problem.mode_first[row + 1]))
            if scheduled is None:
                return None
            people = tuple(arrays.resource_index.get(name, NONE) for name in scheduled.people)
            fitting = [
                number
                for number in numbers
                if arrays.mode_ids[self.variants[number].mode] == scheduled.mode
                and (self.variants[number].people == people or len(numbers) == 1)
            ]
            if not fitting:
                return None
            mode[row] = fitting[0]
        entries = [schedule.by_id[identifier] for identifier in arrays.activity_ids]
        start = integers([entry.start for entry in entries])
        return Solution(start, integers([entry.finish for entry in entries]), integers(mode))


def compile_plan(plan: Plan) -> CompiledPlan:
    """Return a plan as the integer problem of the solvers.

    Parameters
    ----------
    plan
        The plan; rework after quality steps must be written out as activities.

    Returns
    -------
    CompiledPlan
        What has finished has no work left and keeps its dates; what has begun has its remaining work and starts again
        at the status date. Effort and durations are the most likely ones.

    Notes
    -----
    Method id ``schedule_problem`` (docs/methods/schedule_problem.md).
    """
    return _Compiler(plan).compile()


class _Lines:
    """Collects timelines, equal ones once, with the work that a mode has to do on them."""

    def __init__(self, horizon: int) -> None:
        self.horizon = horizon
        self.rows: list[tuple[Int1D, Int1D, Int1D]] = []
        self._index: dict[bytes, int] = {}
        self._known: dict[int, tuple[int, int, int]] = {}
        self._kept: list[Timeline] = []

    def row(self, timeline: Timeline) -> tuple[int, int, int]:
        """Return the row of a timeline, its common rate, and its highest rate in units of the common one."""
        if id(timeline) not in self._known:
            self._kept.append(timeline)  # so that nobody else gets its id
            self._known[id(timeline)] = self._add(timeline)
        return self._known[id(timeline)]

    def _add(self, timeline: Timeline) -> tuple[int, int, int]:
        rates = timeline.rates
        common = int(np.gcd.reduce(rates)) if len(rates) else PERMILLE
        whole = len(rates) == 1 and timeline.starts[0] == 0 and timeline.finishes[0] >= self.horizon
        if whole:
            return CONTINUOUS, int(rates[0]), 1
        starts, finishes, units = timeline.starts, timeline.finishes, rates // common
        key = starts.tobytes() + b"|" + finishes.tobytes() + b"|" + units.tobytes()
        if key not in self._index:
            self._index[key] = len(self.rows)
            self.rows.append((starts, finishes, units))
        return self._index[key], common, int(units.max(initial=1))

    def arrays(self) -> dict[str, Int1D]:
        """Return the timelines as the problem's arrays."""
        lengths = [len(starts) for starts, _, _ in self.rows]
        empty = np.zeros(0, dtype=np.int64)
        return {
            "timeline_first": integers(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))),
            "timeline_start": integers(np.concatenate([empty, *(row[0] for row in self.rows)])),
            "timeline_finish": integers(np.concatenate([empty, *(row[1] for row in self.rows)])),
            "timeline_rate": integers(np.concatenate([empty, *(row[2] for row in self.rows)])),
        }


class _Compiler:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arrays = plan.arrays
        self.variants = Variants(plan)
        self.lines = _Lines(plan.workforce.horizon)
        self.started = self.arrays.actual_start != NONE
        self.finished = self.arrays.actual_finish != NONE
        self.now = max(self.arrays.status_minute, 0)
        self.windows = self._windows()

    def compile(self) -> CompiledPlan:
        rows = [self._variants_of(row) for row in range(self.arrays.n)]
        flat = [variant for row in rows for variant in row]
        self._refuse_unworkable(rows)
        waits = self._waiting(rows)
        problem = Problem(
            mode_first=_first([len(row) for row in rows]),
            **self._modes([(row, variant) for row, found in enumerate(rows) for variant in found]),
            **self._links(),
            **self._capacity(),
            **{name: integers(column) for name, column in self._windows_with(waits).items()},
            **self.lines.arrays(),
            budget_limit=integers(self.arrays.budget_limit),
            budget_use=integers(self.arrays.budget_use[[variant.mode for variant in flat]]),
            horizon=self.plan.workforce.horizon,
            release=self.arrays.activity_index.get(self.plan.release or "", NONE),
            due=integers(self.arrays.deadline),
            weight=self._weights(),
            fixed_start=integers(np.where(waits, NONE, self._fixed())),
            priority=integers(-self.arrays.priority),
        )
        late = integers(np.where(self.started, 0, self.arrays.late))
        return CompiledPlan(self.plan, problem, tuple(flat), self.variants.complete, late)

    def _variants_of(self, row: int) -> list[Variant]:
        modes = range(int(self.arrays.mode_first[row]), int(self.arrays.mode_first[row + 1]))
        if self.started[row]:
            modes = range(self._begun_mode(row, modes), self._begun_mode(row, modes) + 1)
        return [variant for mode in modes for variant in self.variants.of(row, mode)]

    def _begun_mode(self, row: int, modes: range) -> int:
        adopted = self.plan.adopted.mode_of(self.arrays.activity_ids[row])
        return next((mode for mode in modes if self.arrays.mode_ids[mode] == adopted), modes[0])

    def _modes(self, pairs: list[tuple[int, Variant]]) -> dict[str, Int1D]:
        timelines, works, durations, demands = [], [], [], []
        for row, variant in pairs:
            line, common, highest = self.lines.row(variant.timeline)
            work = -(-self._minutes(row, variant.mode) * PERMILLE // common)
            timelines.append(line if work else CONTINUOUS)
            works.append(work)
            durations.append(-(-work // highest))
            demands.append(variant.crew if work else ())
        return {
            "mode_timeline": integers(timelines),
            "work": integers(works),
            "duration": integers(durations),
            "demand_first": _first([len(row) for row in demands]),
            "demand_resource": integers([resource for crew in demands for resource, _ in crew]),
            "demand_amount": integers([share for crew in demands for _, share in crew]),
            "mode_cost": integers([variant.cost for _, variant in pairs]),
        }

    def _minutes(self, row: int, mode: int) -> int:
        """Return what is left to do in a mode, minutes of its own measure."""
        if self.finished[row]:
            return 0
        left = int(self.arrays.remaining[row])
        return int(self.arrays.mode_minutes[mode]) if left == NONE else left

    def _fixed(self) -> Int1D:
        begun = np.maximum(self.arrays.actual_start, self.now)
        return np.where(self.finished, self.arrays.actual_finish, np.where(self.started, begun, NONE))

    def _refuse_unworkable(self, rows: list[list[Variant]]) -> None:
        """Raise an InfeasibleError that names the activities which must start at a time at which nobody works."""
        dated = np.flatnonzero(~self.started & (self.windows["latest_start"] < NEVER)).tolist()
        reasons = [self._unworkable(row) for row in dated if not any(self._opens(row, v) for v in rows[row])]
        if reasons:
            raise InfeasibleError("nobody works at a time at which work must start", tuple(reasons))

    def _opens(self, row: int, variant: Variant) -> bool:
        """Return whether a variant has working time in its window of starts, or needs none."""
        if not self._minutes(row, variant.mode):
            return True
        early, late = (int(self.windows[side][row]) for side in ("earliest_start", "latest_start"))
        try:
            return late < early or variant.timeline.next_working(early) <= late
        except HorizonError:
            return False

    def _unworkable(self, row: int) -> str:
        zone = ZoneInfo(self.plan.time_zone)
        early, late = (
            (self.plan.origin + timedelta(minutes=int(self.windows[side][row]))).astimezone(zone)
            for side in ("earliest_start", "latest_start")
        )
        when = f"on {late:%Y-%m-%d %H:%M}" if early == late else f"from {early:%Y-%m-%d %H:%M} to {late:%Y-%m-%d %H:%M}"
        activity = self.plan.activity_by_id[self.arrays.activity_ids[row]]
        return f"activity {activity.id} {activity.name!r} must start {when}, when nobody works on it"

    def _waiting(self, rows: list[list[Variant]]) -> npt.NDArray[np.bool_]:
        """Return which begun activities may go on later, because others that have begun hold their people."""
        going = sorted(
            np.flatnonzero(self.started & ~self.finished).tolist(),
            key=lambda row: (-int(self.arrays.priority[row]), int(self.arrays.actual_start[row]), row),
        )
        fixed = self._fixed()
        begun = (Begun(row, int(fixed[row]), self._minutes(row, rows[row][0].mode), rows[row]) for row in going)
        waits = np.zeros(self.arrays.n, dtype=np.bool_)
        waits[waiting(begun, self.plan.workforce.presences)] = True
        return waits

    def _windows_with(self, waits: npt.NDArray[np.bool_]) -> dict[str, Int1D]:
        """Return the windows, in which what goes on later does so no sooner than it could have."""
        early = np.where(waits, self._fixed(), self.windows["earliest_start"])
        return self.windows | {"earliest_start": early}

    def _windows(self) -> dict[str, Int1D]:
        arrays, free = self.arrays, ~self.started
        return {
            "earliest_start": np.where(free, np.maximum(arrays.earliest_start, self.now), 0),
            "latest_start": np.where(free, arrays.latest_start, NEVER),
            "earliest_finish": np.where(free, arrays.earliest_finish, 0),
            "latest_finish": np.where(free, arrays.latest_finish, NEVER),
        }

    def _links(self) -> dict[str, Int1D]:
        """Return the links that still bind; those from what has happened become earliest dates."""
        arrays = self.arrays
        kept: list[tuple[int, int, int, int, int]] = []
        for link in range(len(arrays.link_predecessor)):
            before, after = int(arrays.link_predecessor[link]), int(arrays.link_successor[link])
            kind, lag = int(arrays.link_type[link]), int(arrays.link_lag[link])
            holds_start = kind in (FINISH_START, START_START)
            if self.finished[after] or (holds_start and self.started[after]):
                continue
            line = CONTINUOUS if arrays.link_elapsed[link] else self._lag_line(after)
            from_start = kind in (START_START, START_FINISH)
            if self.finished[before] or (from_start and self.started[before]):
                event = arrays.actual_start[before] if from_start else arrays.actual_finish[before]
                side = self.windows["earliest_start" if holds_start else "earliest_finish"]
                side[after] = max(side[after], self._lagged(after, int(event), lag, elapsed=line == CONTINUOUS))
            else:
                kept.append((before, after, kind, lag, line))
        table = np.array(kept, dtype=np.int64).reshape(-1, 5)
        names = ("link_predecessor", "link_successor", "link_type", "link_lag", "link_timeline")
        return {name: integers(table[:, column]) for column, name in enumerate(names)}

    def _lag_calendar(self, row: int) -> Timeline:
        workforce = self.plan.workforce
        return workforce.timelines[int(workforce.calendar_timeline[self.arrays.lag_calendar[row]])]

    def _lag_line(self, row: int) -> int:
        return self.lines.row(self._lag_calendar(row))[0]

    def _lagged(self, row: int, event: int, lag: int, *, elapsed: bool) -> int:
        if elapsed or lag == 0:
            return event + lag
        line = self._lag_calendar(row)
        return line.add(event, lag * PERMILLE) if lag > 0 else line.subtract(event, -lag * PERMILLE)

    def _capacity(self) -> dict[str, Int1D]:
        """Return how much of each resource there is, from change to change; pauses are the timelines' affair."""
        first, rows = [], []
        for who in self.plan.workforce.presences:
            changes = np.flatnonzero(np.diff(who.amounts)) + 1
            first.append(int(who.amounts[0]) if len(who.amounts) else 0)
            rows.append([(int(who.starts[change]), int(who.amounts[change])) for change in changes])
        return {
            "capacity": integers(first),
            "capacity_first": _first([len(row) for row in rows]),
            "capacity_time": integers([time for row in rows for time, _ in row]),
            "capacity_value": integers([value for row in rows for _, value in row]),
        }

    def _weights(self) -> Int1D:
        """Return the penalty per day of each deadline; where no deadline has one, all count alike."""
        dated = self.arrays.deadline < NEVER
        return integers(self.arrays.penalty if np.any(self.arrays.penalty[dated]) else dated)


def _first(lengths: list[int]) -> Int1D:
    return integers(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))))
