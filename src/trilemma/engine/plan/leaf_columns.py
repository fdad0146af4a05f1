"""What is known of each leaf by itself, as columns of integers: compiled leaf by leaf, then put in any order.

Columns of one level have one entry per leaf, mode, demand, pick or eligible person; ``mode_first`` and its like say
which entries of the next level belong to an entry. So a plan that differs from another in a few leaves takes over the
columns of all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.plan.content import PlanContent, minute_of
from trilemma.engine.plan.people import PERMILLE
from trilemma.engine.plan.picks import eligible, picks_of
from trilemma.engine.plan.work import Activity, Constraint, ConstraintKind, Mode
from trilemma.engine.units import to_minor

Int1D = NDArray[np.int64]
Columns = dict[str, NDArray[np.int64]]

NEVER: Final = 1 << 40
"""A minute so late that it limits nothing."""
NONE: Final = -1

_OF_LEAVES: Final = (
    "earliest_start",
    "latest_start",
    "earliest_finish",
    "latest_finish",
    "late",
    "deadline",
    "penalty",
    "priority",
    "actual_start",
    "actual_finish",
    "remaining",
    "calendar",
    "lag_calendar",
)
_OF_MODES: Final = ("mode_effort", "mode_elapsed", "mode_minutes", "mode_cost", "budget_use")
_OF_DEMANDS: Final = ("demand_resource", "demand_permille")
_OF_PICKS: Final = ("pick_count", "pick_permille")
_OF_ELIGIBLE: Final = ("eligible_resource",)
FIRSTS: Final = ("mode_first", "demand_first", "pick_first", "eligible_first")
FLAT: Final = (*_OF_LEAVES, *_OF_MODES, *_OF_DEMANDS, *_OF_PICKS, *_OF_ELIGIBLE)


def modes_of(plan: PlanContent, leaf: Activity) -> tuple[Mode | None, ...]:
    """Return the modes of a leaf; a milestone or dropped leaf has one empty mode, None."""
    return (None,) if not leaf.modes or leaf.id in plan.dropped else leaf.modes


def remaining_minutes(plan: PlanContent, leaf: Activity) -> int:
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


def integers(values: Sequence[int] | Sequence[bool] | Int1D) -> Int1D:
    """Return a read-only array of whole numbers."""
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def first_of(lengths: Iterable[int] | Int1D) -> Int1D:
    """Return where each of several consecutive stretches begins, and where the last one ends."""
    sizes = lengths if isinstance(lengths, np.ndarray) else np.fromiter(lengths, dtype=np.int64)
    return integers(np.concatenate(([0], np.cumsum(sizes))).astype(np.int64))


def in_order(columns: Mapping[str, Int1D], rows: Int1D) -> tuple[Columns, Int1D]:
    """Return the columns of the given leaves in the given order, and which modes those are, as old numbers."""
    mode_first, modes = _stretches(columns["mode_first"], rows)
    demand_first, demands = _stretches(columns["demand_first"], modes)
    pick_first, picks = _stretches(columns["pick_first"], modes)
    eligible_first, persons = _stretches(columns["eligible_first"], picks)
    found = {
        "mode_first": mode_first,
        "demand_first": demand_first,
        "pick_first": pick_first,
        "eligible_first": eligible_first,
    }
    levels = (_OF_LEAVES, rows), (_OF_MODES, modes), (_OF_DEMANDS, demands), (_OF_PICKS, picks), (_OF_ELIGIBLE, persons)
    for names, taken in levels:
        found.update((name, columns[name][taken]) for name in names)
    for column in found.values():
        column.setflags(write=False)
    return found, modes


def joined(columns: Mapping[str, Int1D], more: Mapping[str, Int1D]) -> Columns:
    """Return the columns of some leaves followed by those of others."""
    found = {name: np.concatenate((columns[name], more[name][1:] + columns[name][-1])) for name in FIRSTS}
    found.update((name, np.concatenate((columns[name], more[name]))) for name in FLAT)
    return found


def _stretches(first: Int1D, rows: Int1D) -> tuple[Int1D, Int1D]:
    """Return the beginnings of the stretches of some rows once they follow each other, and their old entries."""
    begin = first[rows]
    length = first[rows + 1] - begin
    new_first = np.concatenate(([0], np.cumsum(length))).astype(np.int64)
    entries = np.arange(new_first[-1]) + np.repeat(begin - new_first[:-1], length)
    return new_first, entries


def leaf_columns(plan: PlanContent, leaves: Sequence[Activity]) -> Columns:
    """Return the columns of some leaves of a plan, in the order given."""
    modes = [modes_of(plan, leaf) for leaf in leaves]
    flat = [mode for row in modes for mode in row]
    return {
        "mode_first": first_of([len(row) for row in modes]),
        "mode_effort": integers([mode is not None and mode.effort is not None for mode in flat]),
        "mode_elapsed": integers([mode is not None and mode.elapsed for mode in flat]),
        "mode_minutes": integers([round(mode.estimate.likely) if mode else 0 for mode in flat]),
        "mode_cost": integers([_fixed_cost(plan, mode) for mode in flat]),
        **_demands(plan, flat),
        **_picks(plan, flat),
        "budget_use": _budget_use(plan, flat),
        **_dates(plan, leaves),
        **_progress(plan, leaves),
        **_calendars(plan, leaves),
    }


def _fixed_cost(plan: PlanContent, mode: Mode | None) -> int:
    if mode is None or not (mode.cost or mode.supplier_cost):
        return 0
    return to_minor(mode.cost + mode.supplier_cost, plan.currency)


def _demands(plan: PlanContent, modes: Sequence[Mode | None]) -> Columns:
    index = plan.resource_index
    single = [[d for d in mode.demands if d.resource in index] if mode else [] for mode in modes]
    return {
        "demand_first": first_of([len(row) for row in single]),
        "demand_resource": integers([index[d.resource] for row in single for d in row]),
        "demand_permille": integers([d.permille for row in single for d in row]),
    }


def _picks(plan: PlanContent, modes: Sequence[Mode | None]) -> Columns:
    picks = [picks_of(plan, mode) if mode else () for mode in modes]
    flat = [pick for row in picks for pick in row]
    could = {pick: [plan.resource_index[name] for name in eligible(plan, pick)] for pick in dict.fromkeys(flat)}
    return {
        "pick_first": first_of([len(row) for row in picks]),
        "pick_count": integers([pick.count for pick in flat]),
        "pick_permille": integers([pick.permille for pick in flat]),
        "eligible_first": first_of([len(could[pick]) for pick in flat]),
        "eligible_resource": integers([resource for pick in flat for resource in could[pick]]),
    }


def _budget_use(plan: PlanContent, modes: Sequence[Mode | None]) -> Int1D:
    index = {budget.id: column for column, budget in enumerate(plan.budgets)}
    use = np.zeros((len(modes), len(index)), dtype=np.int64)
    for row, mode in enumerate(modes):
        for entry in mode.uses if mode else ():
            use[row, index[entry.budget]] += entry.amount
    return use


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


@dataclass(frozen=True, slots=True)
class _Above:
    """What a leaf takes over from the summaries above it."""

    constraints: tuple[Constraint, ...] = ()
    deadline: int = NEVER
    project: str | None = None


@dataclass(frozen=True, slots=True)
class _Inheritance:
    """What each summary hands down, found once."""

    plan: PlanContent
    known: dict[str | None, _Above] = field(default_factory=lambda: {None: _Above()})

    def from_above(self, parent: str | None) -> _Above:
        unknown: list[str] = []
        while parent not in self.known:
            assert parent is not None  # noqa: S101 - None is known from the beginning
            unknown.append(parent)
            parent = self.plan.activity_by_id[parent].parent
        above = self.known[parent]
        for name in reversed(unknown):
            above = self.known[name] = self._below(above, self.plan.activity_by_id[name])
        return above

    def _below(self, above: _Above, summary: Activity) -> _Above:
        own = tuple(c for c in summary.constraints if c.kind in _SUMMARY_BINDS_LEAVES)
        at = minute_of(self.plan, summary.deadline.at) if summary.deadline else NEVER
        return _Above((*own, *above.constraints), min(at, above.deadline), summary.project or above.project)


def _dates(plan: PlanContent, leaves: Sequence[Activity]) -> Columns:
    n = len(leaves)
    columns = {
        "earliest_start": np.full(n, minute_of(plan, plan.start), dtype=np.int64),
        "latest_start": np.full(n, NEVER, dtype=np.int64),
        "earliest_finish": np.zeros(n, dtype=np.int64),
        "latest_finish": np.full(n, NEVER, dtype=np.int64),
        "late": np.zeros(n, dtype=np.int64),
    }
    penalty = np.zeros(n, dtype=np.int64)
    inherited = _Inheritance(plan)
    rank = {project.id: project.priority for project in reversed(plan.projects)}
    own = plan.projects[0].id
    deadline, priority = [], []
    for row, leaf in enumerate(leaves):
        above = inherited.from_above(leaf.parent)
        for constraint in (*leaf.constraints, *above.constraints):
            _bind(plan, columns, row, constraint)
        at = above.deadline
        if leaf.deadline is not None:
            at = min(at, minute_of(plan, leaf.deadline.at))
            penalty[row] = to_minor(leaf.deadline.penalty_per_day, plan.currency)
        deadline.append(at)
        priority.append(rank[leaf.project or above.project or own] * 1001 + leaf.priority)
    return {**columns, "deadline": integers(deadline), "penalty": penalty, "priority": integers(priority)}


def _bind(plan: PlanContent, columns: Columns, row: int, constraint: Constraint) -> None:
    if constraint.at is None:
        columns["late"][row] = 1
        return
    minute = minute_of(plan, constraint.at)
    if constraint.kind in _LOWER:
        lower = columns[_LOWER[constraint.kind]]
        lower[row] = max(lower[row], minute)
    if constraint.kind in _UPPER:
        upper = columns[_UPPER[constraint.kind]]
        upper[row] = min(upper[row], minute)


def _progress(plan: PlanContent, leaves: Sequence[Activity]) -> Columns:
    names = ("actual_start", "actual_finish", "remaining")
    columns = {name: np.full(len(leaves), NONE, dtype=np.int64) for name in names}
    for row, leaf in _begun(leaves):
        progress = leaf.progress
        assert progress is not None  # noqa: S101 - it has begun
        if progress.actual_start is not None:
            columns["actual_start"][row] = minute_of(plan, progress.actual_start)
        if progress.actual_finish is not None:
            columns["actual_finish"][row] = minute_of(plan, progress.actual_finish)
        columns["remaining"][row] = remaining_minutes(plan, leaf)
    return columns


def _begun(leaves: Sequence[Activity]) -> Iterator[tuple[int, Activity]]:
    return ((row, leaf) for row, leaf in enumerate(leaves) if leaf.progress is not None)


def _calendars(plan: PlanContent, leaves: Sequence[Activity]) -> Columns:
    index: dict[str | None, int] = {calendar.id: row for row, calendar in enumerate(plan.calendars)}
    own, usual = {None: NONE, **index}, {**index, None: index[plan.calendar]}
    return {
        "calendar": integers([own[leaf.calendar] for leaf in leaves]),
        "lag_calendar": integers([usual[leaf.calendar] for leaf in leaves]),
    }
