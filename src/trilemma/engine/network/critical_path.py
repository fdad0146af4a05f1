"""Critical path with calendars, four link types, date constraints, deadlines and progress."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from trilemma.engine.errors import HorizonError
from trilemma.engine.network import passes
from trilemma.engine.network.graph import Graph, compile_graph, compile_live_graph
from trilemma.engine.network.passes import Leaves
from trilemma.engine.plan import NONE, Plan
from trilemma.engine.plan.arrays import Int1D

METHOD: Final = "critical_path"
METHOD_LIVE: Final = "live_dates"


@dataclass(frozen=True, slots=True, eq=False)
class CriticalPath:
    """Early and late dates of every leaf, in the order of ``plan.arrays.activity_ids``.

    Attributes
    ----------
    early_start, early_finish, late_start, late_finish
        Elapsed minutes from the plan's origin, shape ``(n,)``.
    total_float, free_float
        Working minutes on the activity's own calendar or the plan's, shape ``(n,)``. Total float is negative where a
        date constraint or deadline cannot be met.
    critical
        Whether total float is at most 0 and the activity is not finished, shape ``(n,)``.
    driver
        What holds the early start: the number of a link of ``graph``, or a code of `passes`, shape ``(n,)``.
    finish
        The plan's finish: the release milestone's, else the latest of all. [elapsed minutes]
    """

    graph: Graph
    early_start: Int1D
    early_finish: Int1D
    late_start: Int1D
    late_finish: Int1D
    total_float: Int1D
    free_float: Int1D
    driver: Int1D
    finish: int

    @property
    def activity_ids(self) -> tuple[str, ...]:
        """Ids of the leaves, in the order of the arrays."""
        return self.graph.arrays.activity_ids

    @property
    def critical(self) -> np.typing.NDArray[np.bool_]:
        """Whether an activity is critical, shape ``(n,)``."""
        return np.asarray((self.total_float <= 0) & (self.graph.arrays.actual_finish == NONE))


def critical_path(
    plan: Plan,
    modes: Mapping[str, str] | None = None,
    arcs: Iterable[tuple[str, str]] = (),
) -> CriticalPath:
    """Return the dates that links, calendars, constraints and progress allow, capacity aside.

    Parameters
    ----------
    plan
        The plan.
    modes
        Mode of an activity where it is not the adopted one, else the first.
    arcs
        Pairs of which the second starts no earlier than the first finishes: the order of an adopted schedule.

    Returns
    -------
    CriticalPath
        Dates, floats and drivers of every leaf.

    Raises
    ------
    HorizonError
        If a date falls beyond the span that is computed.

    Notes
    -----
    Method id ``critical_path`` (docs/methods/critical_path.md).

    References
    ----------
    Kelley & Walker, "Critical-path planning and scheduling", 1959; PMI, "Practice Standard for Scheduling".
    """
    arcs = tuple(arcs)
    try:
        return run_passes(compile_graph(plan, modes, arcs, plan.near_workforce))
    except HorizonError:
        return run_passes(compile_graph(plan, modes, arcs))


def live_dates(plan: Plan) -> CriticalPath:
    """Return the dates that a plan's people see after each edit: its critical path along the adopted order.

    Parameters
    ----------
    plan
        The plan. `revise_plan` makes it quickly from the one before an edit.

    Returns
    -------
    CriticalPath
        Dates in the adopted modes, with the adopted persons and overtime; who waits for a resource of another in the
        adopted schedule waits here too, unless links say otherwise by now. Capacity is not looked at: what no longer
        fits shows as overload, and rescheduling is a proposal of its own.

    Raises
    ------
    HorizonError
        If a date falls beyond the span that is computed.

    Notes
    -----
    Method id ``live_dates`` (docs/methods/live_dates.md).
    """
    try:
        return run_passes(compile_live_graph(plan, plan.near_workforce))
    except HorizonError:
        return run_passes(compile_live_graph(plan))


def run_passes(graph: Graph) -> CriticalPath:
    """Return the critical path of a compiled network."""
    early_start, early_finish, driver = forward(graph)
    finish = project_finish(graph.release, early_finish)
    last = max(finish, int(early_finish.max(initial=0)))
    leaves = _bounded(graph, finish, last)
    network = (graph.lines, graph.links, leaves)
    if graph.arrays.late.any():
        passes.as_late_as_possible(*network, graph.order, last, early_start, early_finish)
    late_start, late_finish, free = (np.zeros(graph.arrays.n, dtype=np.int64) for _ in range(3))
    passes.backward_pass(*network, graph.order, last, early_start, early_finish, late_start, late_finish)
    passes.free_slack(*network, early_start, early_finish, last, free)
    total = _total_float(graph, early_start, early_finish, late_start, late_finish)
    return CriticalPath(
        graph=graph,
        early_start=early_start,
        early_finish=early_finish,
        late_start=late_start,
        late_finish=late_finish,
        total_float=total,
        free_float=np.minimum(free, np.maximum(total, 0)),
        driver=driver,
        finish=finish,
    )


def forward(graph: Graph) -> tuple[Int1D, Int1D, Int1D]:
    """Return early starts, early finishes and drivers, shape ``(n,)`` each."""
    arrays = graph.arrays
    early_start, early_finish, driver = (np.zeros(arrays.n, dtype=np.int64) for _ in range(3))
    passes.forward_pass(
        graph.lines,
        graph.links,
        graph.leaves,
        graph.order,
        arrays.status_minute,
        graph.project_start,
        early_start,
        early_finish,
        driver,
    )
    beyond = np.flatnonzero(early_finish > graph.horizon)
    if len(beyond):
        name = arrays.activity_ids[int(beyond[0])]
        raise HorizonError("it finishes beyond the span of time that is computed", f"activity {name}")
    return early_start, early_finish, driver


def project_finish(release: int, finishes: Int1D) -> int:
    """Return the finish of the release milestone, or the latest of all [elapsed minutes]."""
    if release >= 0:
        return int(finishes[release])
    return int(finishes.max(initial=0))


def _bounded(graph: Graph, finish: int, last: int) -> Leaves:
    """Return the leaves with latest finishes that deadlines and the release milestone bound too."""
    limits = np.minimum(np.minimum(graph.arrays.latest_finish, graph.arrays.deadline), last)
    if graph.release >= 0:
        limits[graph.release] = min(int(limits[graph.release]), finish)
    return graph.leaves._replace(latest_finish=limits)


def _total_float(graph: Graph, early_start: Int1D, early_finish: Int1D, late_start: Int1D, late_finish: Int1D) -> Int1D:
    by_start, by_finish = np.zeros(graph.arrays.n, dtype=np.int64), np.zeros(graph.arrays.n, dtype=np.int64)
    passes.total_slack(graph.lines, graph.leaves, early_start, late_start, by_start)
    passes.total_slack(graph.lines, graph.leaves, early_finish, late_finish, by_finish)
    begun = graph.arrays.actual_start != NONE
    return np.where(begun, by_finish, np.minimum(by_start, by_finish))
