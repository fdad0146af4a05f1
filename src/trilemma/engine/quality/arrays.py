"""The quality model of a plan as arrays: what the search, the solvers and the simulation read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from trilemma.engine.errors import ShapeError
from trilemma.engine.plan import NONE, REWORK, Mode, Plan, QualityStep
from trilemma.engine.quality import kernels
from trilemma.engine.quality.effort import Crew, Modes, chosen_mode, crew_of, measure_done, measure_left, work_share
from trilemma.engine.quality.expected import fix_means, removal_means
from trilemma.engine.quality.reach import ordered_steps, steps_downstream
from trilemma.engine.units import MINUTES_PER_HOUR

Int1D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]
Float2D = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReworkSlot:
    """Work that a quality step may make for a crew: its place in every rework array.

    ``id`` is the id of the activity that `with_rework` makes of it.
    """

    step: str
    crew: Crew
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class QualityArrays:
    """Injection by mode, removal by step and mode, and who fixes, over groups of defects that share their fate.

    A group holds the defects of one kind of work, fixed by one crew, on their way to the same quality steps. Modes are
    numbered through all leaves as in ``plan.arrays``; steps are in topological order; kinds in the plan's order. All
    arrays are read-only.

    Attributes
    ----------
    step_ids, kind_ids, slots
        Names of the steps, kinds of work and rework slots.
    mode_injected
        Expected defects that a mode puts in, shape ``(m,)``. [defects]
    mode_group
        Group of these defects, shape ``(m,)``.
    mode_kind
        Kind of work, ``NONE`` without one, shape ``(m,)``.
    mode_share, mode_factor
        Minutes of work in a minute of the mode's measure, and what multiplies the rate, shape ``(m,)``.
    mode_done, mode_left
        Most likely measure behind and ahead, shape ``(m,)``. [minutes]
    rate
        Mean defects per hour of each kind, shape ``(k,)``.
    step_activity
        Leaf of each step, shape ``(s,)``.
    mode_removal, removal
        Row of ``removal`` for a mode of a step's activity, else ``NONE``, shape ``(m,)``; mean shares, ``(rows, k)``.
    fix_minutes
        Mean effort to fix a defect found, shape ``(s, k)``; 0 at a finished step. [minutes]
    step_first, entry_group, entry_kind, entry_bad_group, entry_slot
        Groups that reach a step: row ``s`` is ``step_first[s]:step_first[s + 1]``; each with its kind, the group its
        bad fixes fall into, and the rework slot, ``NONE`` where nobody fixes.
    group_count
        Number of groups.
    slot_mode
        Mode of the slot's activity where the plan has it (see `with_rework`), else ``NONE``, shape ``(slots,)``.
    bad_fix
        Share of fixes that put a defect in again.
    """

    step_ids: tuple[str, ...]
    kind_ids: tuple[str, ...]
    slots: tuple[ReworkSlot, ...]
    mode_injected: Float1D
    mode_group: Int1D
    mode_kind: Int1D
    mode_share: Float1D
    mode_factor: Float1D
    mode_done: Float1D
    mode_left: Float1D
    rate: Float1D
    step_activity: Int1D
    mode_removal: Int1D
    removal: Float2D
    fix_minutes: Float2D
    step_first: Int1D
    entry_group: Int1D
    entry_kind: Int1D
    entry_bad_group: Int1D
    entry_slot: Int1D
    group_count: int
    slot_mode: Int1D
    bad_fix: float

    @property
    def kernel_arguments(self) -> tuple[Any, ...]:
        """What `kernels.flow` and `kernels.effects` take after the mode vector, up to the share of bad fixes."""
        return (
            self.mode_injected,
            self.mode_group,
            self.step_activity,
            self.step_first,
            self.entry_group,
            self.entry_kind,
            self.entry_bad_group,
            self.entry_slot,
            self.mode_removal,
            self.removal,
            self.fix_minutes,
            self.bad_fix,
        )


@dataclass(frozen=True, slots=True, eq=False)
class QualityEffects:
    """What a mode vector means: escaped millidefects, and whole minutes of rework by slot, both rounded up."""

    escaped_millidefects: int
    rework_minutes: Int1D


def quality_effects(arrays: QualityArrays, modes: Int1D) -> QualityEffects:
    """Escaped defects and rework of a mode vector.

    Parameters
    ----------
    arrays
        The quality model.
    modes
        Number of the mode of each leaf among all modes, shape ``(n,)``, as in ``plan.arrays``.

    Returns
    -------
    QualityEffects
        ``escaped_millidefects`` is never below the expectation and less than 1 above it (but for an error of
        floating-point sums under 1e-6): a bound proven for it, less 1, is a bound for the expectation. Each of
        ``rework_minutes``, shape ``(slots,)``, is likewise rounded up to a whole minute.

    Raises
    ------
    ShapeError
        If a number is not that of a mode.

    Notes
    -----
    Method id ``defect_flow`` (docs/methods/defect_flow.md). Takes about ten microseconds for 300 activities and 9
    steps; `kernels.effects` is the same for callers that are kernels themselves.
    """
    vector = np.ascontiguousarray(modes, dtype=np.int64)
    if vector.size and not 0 <= int(vector.min()) <= int(vector.max()) < len(arrays.mode_injected):
        raise ShapeError(f"modes must be numbers from 0 to {len(arrays.mode_injected) - 1}", "modes")
    rework = np.zeros(len(arrays.slots), dtype=np.int64)
    space = np.zeros(arrays.group_count), np.zeros(len(arrays.slots))
    arguments: tuple[Any, ...] = (vector, *arrays.kernel_arguments, *space, rework)
    escaped = kernels.effects(*arguments)
    return QualityEffects(int(escaped), rework)


def mode_vector(plan: Plan, modes: Modes | None = None) -> Int1D:
    """Return the number of each leaf's chosen mode among all modes, shape ``(n,)``.

    Parameters
    ----------
    plan
        The plan.
    modes
        Chosen modes by activity id; otherwise the adopted mode, else the first.

    Raises
    ------
    PlanError
        If an activity has no mode of a given id.
    """
    arrays = plan.arrays
    numbers = []
    for name in arrays.activity_ids:
        mode = chosen_mode(plan, plan.activity_by_id[name], modes)
        numbers.append(arrays.mode_index(name, mode.id if mode else ""))
    return np.array(numbers, dtype=np.int64)


def quality_arrays(plan: Plan) -> QualityArrays:
    """Return the quality model of a plan as arrays.

    Parameters
    ----------
    plan
        The plan; with or without its rework written out as activities.

    Returns
    -------
    QualityArrays
        Fit for every mode vector of the plan.
    """
    return _compiled(_Same(plan))


class _Same:
    """A plan as the key of what is remembered about it: all but what was adopted is the very same.

    That is quicker to see than whether it is equal. Of what was adopted only dropped scope counts here.
    """

    _PARTS = ("activities", "links", "steps", "quality", "risks", "people", "teams", "start", "status_date")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parts = tuple(id(getattr(plan, name)) for name in self._PARTS)
        self.dropped = plan.adopted.dropped

    def __hash__(self) -> int:
        return hash(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and (self.parts, self.dropped) == (other.parts, other.dropped)


@lru_cache(maxsize=4)
def _compiled(same: _Same) -> QualityArrays:
    """Return the arrays of a plan; those of the last few plans are remembered, for variants ask again and again."""
    return _Compiler(same.plan).compile()


class _Compiler:
    """Numbers groups and slots as they turn up: activities first, then the bad fixes of each step in turn."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps = ordered_steps(plan)
        self.reach = steps_downstream(plan, self.steps)
        self.kinds = {kind.id: column for column, kind in enumerate(plan.quality.kinds)}
        self.groups: dict[tuple[int, str | None, int], int] = {}
        self.live: set[int] = set()
        self.crews: dict[str, Crew] = {}
        self.crew_of_first: dict[object, Crew | None] = {}
        self.slots: dict[tuple[int, str], int] = {}
        self.entries: list[tuple[int, int, int, int]] = []
        self.lengths: list[int] = []
        self.removals: list[list[float]] = []
        self.rate = [kind.defects_per_hour.mean for kind in plan.quality.kinds]
        self.hit = _hit_by_risks(plan)

    def compile(self) -> QualityArrays:
        arrays = self.plan.arrays
        columns = [self.mode(row, name) for row, name in zip(arrays.mode_activity, arrays.mode_ids, strict=True)]
        table = np.array(columns, dtype=np.float64).reshape(len(columns), 7)
        mode_removal = self.removal_rows()
        fixes = [fix_means(self.plan, step) for step in self.steps]
        for bit, step in enumerate(self.steps):
            self.step(bit, step, fixes[bit], mode_removal)
        entries = np.array(self.entries, dtype=np.int64).reshape(-1, 4)
        slots = self.named_slots()
        return QualityArrays(
            step_ids=tuple(step.id for step in self.steps),
            kind_ids=tuple(self.kinds),
            slots=slots,
            mode_injected=_fixed(table[:, 0]),
            mode_group=_whole(table[:, 1]),
            mode_kind=_whole(table[:, 2]),
            mode_share=_fixed(table[:, 3]),
            mode_factor=_fixed(table[:, 4]),
            mode_done=_fixed(table[:, 5]),
            mode_left=_fixed(table[:, 6]),
            rate=_fixed(np.array(self.rate)),
            step_activity=_whole([arrays.activity_index[step.activity] for step in self.steps]),
            mode_removal=_whole(mode_removal),
            removal=_fixed(np.array(self.removals).reshape(len(self.removals), len(self.kinds))),
            fix_minutes=_fixed(np.array([self.row(fix) for fix in fixes]).reshape(len(fixes), len(self.kinds))),
            step_first=_whole(np.concatenate(([0], np.cumsum(self.lengths, dtype=np.int64)))),
            entry_group=_whole(entries[:, 0]),
            entry_kind=_whole(entries[:, 1]),
            entry_bad_group=_whole(entries[:, 2]),
            entry_slot=_whole(entries[:, 3]),
            group_count=len(self.groups),
            slot_mode=_whole([_mode_of_slot(self.plan, slot) for slot in slots]),
            bad_fix=self.plan.quality.bad_fix,
        )

    def mode(self, row: int, name: str) -> tuple[float, ...]:
        """Return injected defects, group, kind, share, factor, measure done and left of a mode."""
        leaf = self.plan.activity_by_id[self.plan.arrays.activity_ids[row]]
        mode = leaf.mode(name) if name else None
        kind = NONE if leaf.work_kind is None else self.kinds[leaf.work_kind]
        if mode is None:
            return 0.0, self.group(NONE, None, 0), kind, 0.0, 0.0, 0.0, 0.0
        crew = self.crew(mode)
        share, done, left = work_share(mode), measure_done(leaf, mode), measure_left(leaf, mode)
        rate = self.rate[kind] if kind != NONE else 0.0
        injected = rate * ((done + left) * share) / MINUTES_PER_HOUR * mode.defect_factor
        group = self.group(kind, crew.label if crew else None, self.reach[leaf.id])
        if injected or leaf.id in self.hit:
            self.live.add(group)
        return injected, group, kind, share, mode.defect_factor, done, left

    def crew(self, mode: Mode) -> Crew | None:
        """Return who fixes what a mode puts in; modes that begin with the same demand or pick have the same crew."""
        first = (*mode.demands[:1], *mode.picks[:1], mode.supplier)[:1]
        if first not in self.crew_of_first:
            self.crew_of_first[first] = crew_of(self.plan, mode)
        crew = self.crew_of_first[first]
        if crew is not None:
            self.crews.setdefault(crew.label, crew)
        return crew

    def group(self, kind: int, crew: str | None, reach: int) -> int:
        return self.groups.setdefault((kind, crew, reach), len(self.groups))

    def row(self, means: dict[str, float]) -> list[float]:
        return [means.get(kind, 0.0) for kind in self.kinds]

    def removal_rows(self) -> list[int]:
        """Return the row of shares of each mode, ``NONE`` for those of activities that are no quality steps."""
        arrays = self.plan.arrays
        step_of = {step.activity: step for step in self.steps}
        rows = []
        for number, name in enumerate(arrays.mode_ids):
            activity = self.plan.activity_by_id[arrays.activity_ids[arrays.mode_activity[number]]]
            step = step_of.get(activity.id)
            rows.append(NONE if step is None else len(self.removals))
            if step is not None:
                self.removals.append(self.row(removal_means(step, activity.mode(name) if name else None)))
        return rows

    def step(self, bit: int, step: QualityStep, fixes: dict[str, float], mode_removal: Sequence[int]) -> None:
        """Note the groups that reach a step; its bad fixes may add groups that later steps meet."""
        arrays = self.plan.arrays
        leaf = arrays.activity_index[step.activity]
        rows = [mode_removal[mode] for mode in range(arrays.mode_first[leaf], arrays.mode_first[leaf + 1])]
        length = 0
        for (kind, crew, reach), group in list(self.groups.items()):
            removes = kind != NONE and any(self.removals[row][kind] for row in rows)
            if not (reach >> bit & 1 and removes):
                continue
            bad = group
            if self.plan.quality.bad_fix:
                bad = self.group(kind, crew, self.reach[step.activity])
            slot = NONE
            if crew is not None and group in self.live:
                self.live.add(bad)
                if fixes.get(tuple(self.kinds)[kind]):
                    slot = self.slots.setdefault((bit, crew), len(self.slots))
            self.entries.append((group, kind, bad, slot))
            length += 1
        self.lengths.append(length)

    def named_slots(self) -> tuple[ReworkSlot, ...]:
        found = []
        for bit, crew in self.slots:
            step = self.steps[bit].id
            found.append(ReworkSlot(step, self.crews[crew], f"{step}{REWORK}{crew}"))
        return tuple(found)


def _hit_by_risks(plan: Plan) -> frozenset[str]:
    """Return the leaves into which a risk may put defects."""
    harmful = [risk for risk in plan.risks if risk.defects is not None]
    if any(not risk.activities for risk in harmful):
        return frozenset(leaf.id for leaf in plan.leaves if leaf.modes)
    return frozenset(leaf for risk in harmful for name in risk.activities for leaf in plan.leaves_below(name))


def _mode_of_slot(plan: Plan, slot: ReworkSlot) -> int:
    arrays = plan.arrays
    leaf = arrays.activity_index.get(slot.id)
    return NONE if leaf is None else int(arrays.mode_first[leaf])


def _fixed(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def _whole(values: npt.ArrayLike) -> Int1D:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array
