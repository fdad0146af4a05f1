"""The plan as integer arrays: what every kernel reads, compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trilemma.engine.plan.content import PlanContent, minute_of
from trilemma.engine.plan.expansion import LeafLinks
from trilemma.engine.plan.leaf_columns import NONE, Columns, first_of, in_order, integers, leaf_columns, modes_of

Int1D = npt.NDArray[np.int64]
Int2D = npt.NDArray[np.int64]


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


def compile_arrays(plan: PlanContent, links: LeafLinks, order: Int1D) -> PlanArrays:
    """Return the plan's leaves, modes, links, dates and progress as integer arrays; ``order`` is that of the leaves."""
    columns, _ = in_order(leaf_columns(plan, plan.leaves), order)
    leaves = [plan.leaves[position] for position in order.tolist()]
    mode_ids = [mode.id if mode else "" for leaf in leaves for mode in modes_of(plan, leaf)]
    return arrays_of(plan, [leaf.id for leaf in leaves], mode_ids, columns, link_columns(links, order))


def arrays_of(
    plan: PlanContent, names: Sequence[str], mode_ids: Sequence[str], columns: Columns, links: Columns
) -> PlanArrays:
    """Return the arrays made of the columns of leaves and links."""
    modes_each = np.diff(columns["mode_first"])
    return PlanArrays(
        activity_ids=tuple(names),
        activity_index={name: row for row, name in enumerate(names)},
        mode_ids=tuple(mode_ids),
        mode_activity=integers(np.repeat(np.arange(len(names)), modes_each)),
        budget_limit=integers([budget.limit for budget in plan.budgets]),
        resource_ids=tuple(plan.resource_index),
        resource_index=dict(plan.resource_index),
        status_minute=NONE if plan.status_date is None else minute_of(plan, plan.status_date),
        **columns,
        **links,
    )


def link_columns(links: LeafLinks, order: Int1D) -> Columns:
    """Return the links as columns in the order of the leaves that wait, then of those waited for."""
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    predecessor, successor = rank[links.predecessor], rank[links.successor]
    by = np.lexsort((predecessor, successor))
    return {
        "link_first": first_of(np.bincount(successor, minlength=len(order))),
        "link_predecessor": integers(predecessor[by]),
        "link_successor": integers(successor[by]),
        "link_type": integers(links.type[by]),
        "link_lag": integers(links.lag[by]),
        "link_elapsed": integers(links.elapsed[by]),
    }
