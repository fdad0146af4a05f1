"""The plan as integer arrays: what every kernel reads, compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.plan.people import PERMILLE
from trilemma.engine.plan.work import Activity, ConstraintKind, Demand, LinkType, Mode, Pick
from trilemma.engine.units import to_minor

if TYPE_CHECKING:
    from trilemma.engine.plan.plan import Plan

Int1D = npt.NDArray[np.int64]
Int2D = npt.NDArray[np.int64]

NEVER: Final = 1 << 40
"""A minute so late that it limits nothing."""
NONE: Final = -1

LINK_CODES: Final = {
    LinkType.FINISH_START: 0,
    LinkType.START_START: 1,
    LinkType.FINISH_FINISH: 2,
    LinkType.START_FINISH: 3,
}


@dataclass(frozen=True, slots=True, eq=False)
class PlanArrays:
    """Tasks and milestones (the leaves) in topological order, their modes, links, dates and progress.

    Rows of a compressed table ``x`` are ``x_first[i]:x_first[i + 1]``. All arrays are read-only ``int64``; times are
    elapsed minutes from the plan's origin; ``NONE`` is -1, ``NEVER`` limits nothing. Amounts are in thousandths.

    Attributes
    ----------
    activity_ids
        Ids of the leaves; every array of shape ``(n,)`` follows this order.
    mode_first, mode_ids, mode_activity
        Modes of each activity: a milestone, and a leaf whose deliverable was dropped, has one empty mode ``""``.
    mode_effort, mode_elapsed
        1 where the measure is effort, and where a duration is elapsed time, shape ``(m,)``.
    mode_minutes
        Most likely duration or effort, shape ``(m,)``. [minutes]
    mode_cost
        Fixed and supplier cost, shape ``(m,)``. [minor units]
    demand_first, demand_resource, demand_permille
        What a mode demands of single resources (anonymous teams first, then persons).
    pick_first, pick_count, pick_permille, eligible_first, eligible_resource
        Persons to be chosen by whoever schedules; a demand on a team with members is a pick among them.
    budget_limit, budget_use
        Shapes ``(b,)`` and ``(m, b)``.
    link_first, link_predecessor, link_successor, link_type, link_lag, link_elapsed
        Links into each activity; types 0 FS, 1 SS, 2 FF, 3 SF; lags in minutes.
    earliest_start, latest_start, earliest_finish, latest_finish, late
        Windows from date constraints, summaries' included, shape ``(n,)``; ``late`` is 1 for as late as possible.
    deadline, penalty
        ``NEVER`` without deadline, shape ``(n,)``; penalty per started day in minor units.
    priority
        Project's priority times 1001 plus the activity's: higher is served first, shape ``(n,)``.
    actual_start, actual_finish, remaining
        Progress, shape ``(n,)``; ``NONE`` where nothing is known. ``remaining`` in the mode's measure, most likely.
    calendar
        Index into the plan's calendars of the activity's own calendar, ``NONE`` without, shape ``(n,)``.
    lag_calendar
        Index of the calendar on which lags of links into the activity count, shape ``(n,)``.
    resource_ids
        Ids of anonymous teams, then of persons.
    status_minute
        Minute of the status date, ``NONE`` without one.
    """

    activity_ids: tuple[str, ...]
    activity_index: dict[str, int]
    mode_first: Int1D
    mode_ids: tuple[str, ...]
    mode_activity: Int1D
    mode_effort: Int1D
    mode_elapsed: Int1D
    mode_minutes: Int1D
    mode_cost: Int1D
    demand_first: Int1D
    demand_resource: Int1D
    demand_permille: Int1D
    pick_first: Int1D
    pick_count: Int1D
    pick_permille: Int1D
    eligible_first: Int1D
    eligible_resource: Int1D
    budget_limit: Int1D
    budget_use: Int2D
    link_first: Int1D
    link_predecessor: Int1D
    link_successor: Int1D
    link_type: Int1D
    link_lag: Int1D
    link_elapsed: Int1D
    earliest_start: Int1D
    latest_start: Int1D
    earliest_finish: Int1D
    latest_finish: Int1D
    late: Int1D
    deadline: Int1D
    penalty: Int1D
    priority: Int1D
    actual_start: Int1D
    actual_finish: Int1D
    remaining: Int1D
    calendar: Int1D
    lag_calendar: Int1D
    resource_ids: tuple[str, ...]
    resource_index: dict[str, int]
    status_minute: int

    @property
    def n(self) -> int:
        """Number of leaves."""
        return len(self.activity_ids)

    @property
    def m(self) -> int:
        """Number of modes, of all leaves together."""
        return len(self.mode_ids)

    def mode_index(self, activity: str, mode: str) -> int:
        """Return the number of a mode among all modes."""
        row = self.activity_index[activity]
        for number in range(int(self.mode_first[row]), int(self.mode_first[row + 1])):
            if self.mode_ids[number] == mode:
                return number
        raise KeyError(mode)


def compile_arrays(plan: Plan) -> PlanArrays:
    """Return the plan's leaves, modes, links, dates and progress as integer arrays."""
    leaves = [plan.activity_by_id[name] for name in plan.topological_leaves]
    index = {leaf.id: row for row, leaf in enumerate(leaves)}
    resources = resource_ids(plan)
    resource_index = {name: row for row, name in enumerate(resources)}
    modes = [(row, mode) for row, leaf in enumerate(leaves) for mode in modes_of(plan, leaf)]
    return PlanArrays(
        activity_ids=tuple(index),
        activity_index=index,
        mode_first=_first(len(modes_of(plan, leaf)) for leaf in leaves),
        mode_ids=tuple(mode.id if mode else "" for _, mode in modes),
        mode_activity=_integers([row for row, _ in modes]),
        mode_effort=_integers([mode is not None and mode.effort is not None for _, mode in modes]),
        mode_elapsed=_integers([mode is not None and mode.elapsed for _, mode in modes]),
        mode_minutes=_integers([round(mode.estimate.likely) if mode else 0 for _, mode in modes]),
        mode_cost=_integers([_fixed_cost(plan, mode) for _, mode in modes]),
        **_demands(plan, [mode for _, mode in modes], resource_index),
        **_budgets(plan, [mode for _, mode in modes]),
        **_links(plan, index),
        **_dates(plan, leaves),
        **_progress(plan, leaves),
        **_calendars(plan, leaves),
        priority=_integers([plan.project_of(leaf).priority * 1001 + leaf.priority for leaf in leaves]),
        resource_ids=resources,
        resource_index=resource_index,
        status_minute=NONE if plan.status_date is None else minute_of(plan, plan.status_date),
    )


def resource_ids(plan: Plan) -> tuple[str, ...]:
    """Return ids of what can be demanded: teams without members first, then persons."""
    anonymous = [team.id for team in plan.teams if team.id not in plan.members_by_team]
    return (*anonymous, *(person.id for person in plan.people))


def modes_of(plan: Plan, leaf: Activity) -> tuple[Mode | None, ...]:
    """Return the modes of a leaf; a milestone or dropped leaf has one empty mode, None."""
    return (None,) if leaf.id in plan.dropped or not leaf.modes else leaf.modes


def minute_of(plan: Plan, instant: datetime) -> int:
    """Return the elapsed minutes from the plan's origin to an instant."""
    return round((instant.astimezone(UTC) - plan.origin).total_seconds()) // 60


def picks_of(plan: Plan, mode: Mode) -> tuple[Pick, ...]:
    """Return the picks of a mode, its demands on teams with members among them."""
    return (*mode.picks, *(_as_pick(d) for d in mode.demands if d.resource in plan.members_by_team))


def eligible(plan: Plan, pick: Pick) -> tuple[str, ...]:
    """Return ids of the persons who could be chosen for a pick."""
    return tuple(
        person.id
        for person in plan.people
        if (pick.team in (None, person.team)) and (pick.skill is None or person.level_of(pick.skill) >= pick.level)
    )


@lru_cache(maxsize=4096)
def _as_pick(demand: Demand) -> Pick:
    count = -(-demand.permille // PERMILLE)
    return Pick(count=count, team=demand.resource, permille=-(-demand.permille // count))


def _integers(values: Sequence[int] | Sequence[bool] | npt.NDArray[np.int64]) -> Int1D:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def _first(lengths: Iterable[int]) -> Int1D:
    return _integers(np.concatenate(([0], np.cumsum(np.fromiter(lengths, dtype=np.int64)))).astype(np.int64))


def _fixed_cost(plan: Plan, mode: Mode | None) -> int:
    return 0 if mode is None else to_minor(mode.cost + mode.supplier_cost, plan.currency)


def _demands(plan: Plan, modes: Sequence[Mode | None], index: dict[str, int]) -> dict[str, Int1D]:
    single = [[d for d in mode.demands if d.resource in index] if mode else [] for mode in modes]
    picks = [picks_of(plan, mode) if mode else () for mode in modes]
    flat = [pick for row in picks for pick in row]
    eligibles = [[index[name] for name in eligible(plan, pick)] for pick in flat]
    return {
        "demand_first": _first(len(row) for row in single),
        "demand_resource": _integers([index[d.resource] for row in single for d in row]),
        "demand_permille": _integers([d.permille for row in single for d in row]),
        "pick_first": _first(len(row) for row in picks),
        "pick_count": _integers([pick.count for pick in flat]),
        "pick_permille": _integers([pick.permille for pick in flat]),
        "eligible_first": _first(len(row) for row in eligibles),
        "eligible_resource": _integers([resource for row in eligibles for resource in row]),
    }


def _budgets(plan: Plan, modes: Sequence[Mode | None]) -> dict[str, npt.NDArray[np.int64]]:
    index = {budget.id: column for column, budget in enumerate(plan.budgets)}
    use = np.zeros((len(modes), len(index)), dtype=np.int64)
    for row, mode in enumerate(modes):
        for entry in mode.uses if mode else ():
            use[row, index[entry.budget]] += entry.amount
    use.setflags(write=False)
    return {"budget_limit": _integers([budget.limit for budget in plan.budgets]), "budget_use": use}


def _links(plan: Plan, index: dict[str, int]) -> dict[str, Int1D]:
    links = sorted(plan.leaf_links, key=lambda link: (index[link.successor], index[link.predecessor]))
    count = np.bincount([index[link.successor] for link in links] or [0], minlength=len(index))
    if not links:
        count = np.zeros(len(index), dtype=np.int64)
    return {
        "link_first": _first(count.tolist()),
        "link_predecessor": _integers([index[link.predecessor] for link in links]),
        "link_successor": _integers([index[link.successor] for link in links]),
        "link_type": _integers([LINK_CODES[link.type] for link in links]),
        "link_lag": _integers([link.lag_minutes for link in links]),
        "link_elapsed": _integers([link.elapsed for link in links]),
    }


def _dates(plan: Plan, leaves: Sequence[Activity]) -> dict[str, Int1D]:
    n = len(leaves)
    windows = {
        "earliest_start": np.full(n, minute_of(plan, plan.start), dtype=np.int64),
        "latest_start": np.full(n, NEVER, dtype=np.int64),
        "earliest_finish": np.zeros(n, dtype=np.int64),
        "latest_finish": np.full(n, NEVER, dtype=np.int64),
        "late": np.zeros(n, dtype=np.int64),
        "deadline": np.full(n, NEVER, dtype=np.int64),
        "penalty": np.zeros(n, dtype=np.int64),
    }
    for row, leaf in enumerate(leaves):
        chain = (leaf, *(plan.activity_by_id[above] for above in plan.ancestors(leaf.id)))
        for activity in chain:
            _apply_constraints(plan, windows, row, activity)
            _apply_deadline(plan, windows, row, activity)
    return {name: _integers(values) for name, values in windows.items()}


_LOWER: Final = {
    ConstraintKind.START_NO_EARLIER: "earliest_start",
    ConstraintKind.MUST_START: "earliest_start",
    ConstraintKind.FINISH_NO_EARLIER: "earliest_finish",
    ConstraintKind.MUST_FINISH: "earliest_finish",
}
_UPPER: Final = {
    ConstraintKind.START_NO_LATER: "latest_start",
    ConstraintKind.MUST_START: "latest_start",
    ConstraintKind.FINISH_NO_LATER: "latest_finish",
    ConstraintKind.MUST_FINISH: "latest_finish",
}
_SUMMARY_BINDS_LEAVES: Final = {
    ConstraintKind.START_NO_EARLIER,
    ConstraintKind.FINISH_NO_LATER,
    ConstraintKind.AS_LATE_AS_POSSIBLE,
}
"""Of a summary these three hold for each leaf below it; the others would hold for one leaf only, nobody knows which."""


def _apply_constraints(plan: Plan, windows: dict[str, Int1D], row: int, activity: Activity) -> None:
    for constraint in activity.constraints:
        if activity.id in plan.children and constraint.kind not in _SUMMARY_BINDS_LEAVES:
            continue
        if constraint.at is None:
            windows["late"][row] = 1
            continue
        minute = minute_of(plan, constraint.at)
        if constraint.kind in _LOWER:
            name = _LOWER[constraint.kind]
            windows[name][row] = max(windows[name][row], minute)
        if constraint.kind in _UPPER:
            name = _UPPER[constraint.kind]
            windows[name][row] = min(windows[name][row], minute)


def _apply_deadline(plan: Plan, windows: dict[str, Int1D], row: int, activity: Activity) -> None:
    """Take the earliest deadline of a leaf and its summaries; only the leaf's own carries its penalty."""
    if activity.deadline is None:
        return
    minute = minute_of(plan, activity.deadline.at)
    windows["deadline"][row] = min(windows["deadline"][row], minute)
    if activity.id not in plan.children:
        windows["penalty"][row] += to_minor(activity.deadline.penalty_per_day, plan.currency)


def _progress(plan: Plan, leaves: Sequence[Activity]) -> dict[str, Int1D]:
    starts, finishes, remaining = [], [], []
    for leaf in leaves:
        progress = leaf.progress
        start = progress.actual_start if progress else None
        finish = progress.actual_finish if progress else None
        starts.append(NONE if start is None else minute_of(plan, start))
        finishes.append(NONE if finish is None else minute_of(plan, finish))
        remaining.append(remaining_minutes(plan, leaf))
    return {
        "actual_start": _integers(starts),
        "actual_finish": _integers(finishes),
        "remaining": _integers(remaining),
    }


def remaining_minutes(plan: Plan, leaf: Activity) -> int:
    """Return the most likely rest of a started activity in its mode's measure; ``NONE`` where it has not started."""
    progress = leaf.progress
    if progress is None or not progress.started:
        return NONE
    if progress.finished or not leaf.modes:
        return 0
    if progress.remaining is not None:
        return round(progress.remaining.likely)
    adopted = plan.adopted.mode_of(leaf.id)
    mode = leaf.mode(adopted) if adopted else leaf.modes[0]
    left = PERMILLE - (progress.complete_permille or 0)
    return round(mode.estimate.likely * left / PERMILLE)


def _calendars(plan: Plan, leaves: Sequence[Activity]) -> dict[str, Int1D]:
    index = {calendar.id: row for row, calendar in enumerate(plan.calendars)}
    own = [NONE if leaf.calendar is None else index[leaf.calendar] for leaf in leaves]
    return {
        "calendar": _integers(own),
        "lag_calendar": _integers([index[leaf.calendar or plan.calendar] for leaf in leaves]),
    }
