"""A plan's network, compiled for the passes: timelines and work of the chosen modes, links both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.network.ordering import order_along
from trilemma.engine.network.passes import Leaves, Lines, Links
from trilemma.engine.plan import NONE, Plan, PlanArrays
from trilemma.engine.plan.arrays import Int1D, Int2D
from trilemma.engine.plan.content import minute_of
from trilemma.engine.plan.expansion import topological_order
from trilemma.engine.plan.timelines import Workforce

PERMILLE = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The network of one choice of modes.

    ``links`` are the plan's links with the arcs of an adopted order among them, ``arc`` says which those are; ``order``
    lists the leaves so that each comes after all it waits for; ``release`` is the row of the release milestone or
    ``NONE``; minute 0 is the plan's ``origin``.
    """

    arrays: PlanArrays
    origin: datetime
    lines: Lines
    links: Links
    arc: NDArray[np.bool_]
    leaves: Leaves
    order: Int1D
    mode: Int1D
    release: int
    project_start: int
    horizon: int

    def with_work(self, work: Int1D) -> Graph:
        """Return the same network with other work left, shape ``(n,)`` [permille-minutes]."""
        return replace(self, leaves=self.leaves._replace(work=work))


def compile_graph(
    plan: Plan,
    modes: Mapping[str, str] | None = None,
    arcs: Iterable[tuple[str, str]] = (),
    force: Workforce | None = None,
) -> Graph:
    """Return the network of a plan in the given, adopted or first modes, on the timelines of ``force`` or all of them.

    Raises
    ------
    PlanError
        If the arcs form a circle with the links; the message names the activities on it.
    """
    arrays = plan.arrays
    links, arc = _links(arrays, _rows(arrays, arcs))
    order, given_up = _order(links, arc)
    if given_up.any():
        topological_order(arrays.activity_ids, links.predecessor, links.successor)
    return _graph(plan, chosen_modes(plan, modes), links, arc, order, force or plan.workforce)


def compile_live_graph(plan: Plan, force: Workforce | None = None) -> Graph:
    """Return the network of a plan with its adopted modes and order; links prevail over arcs that contradict them."""
    arrays = plan.arrays
    arcs = _rows(arrays, plan.adopted.arcs)
    links, arc = _links(arrays, arcs)
    order, given_up = _order(links, arc)
    if given_up.any():
        kept = ~given_up & arc
        links, arc = _links(arrays, np.column_stack((links.predecessor[kept], links.successor[kept])))
    return _graph(plan, chosen_modes(plan), links, arc, order, force or plan.workforce)


def _graph(plan: Plan, chosen: Int1D, links: Links, arc: NDArray[np.bool_], order: Int1D, force: Workforce) -> Graph:
    arrays = plan.arrays
    return Graph(
        arrays=arrays,
        origin=plan.origin,
        lines=Lines(*force.packed.arrays),
        links=links,
        arc=arc,
        leaves=_leaves(arrays, force, chosen),
        order=order,
        mode=chosen,
        release=NONE if plan.release is None else _release(plan, arrays),
        project_start=minute_of(plan, plan.start),
        horizon=force.horizon,
    )


def _rows(arrays: PlanArrays, arcs: Iterable[tuple[str, str]]) -> Int2D:
    """Return the rows of the leaves that arcs join, shape ``(k, 2)``; arcs of other activities are left out."""
    index = arrays.activity_index
    pairs = [(index[before], index[after]) for before, after in arcs if before in index and after in index]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _leaves(arrays: PlanArrays, force: Workforce, chosen: Int1D) -> Leaves:
    return Leaves(
        timeline=force.mode_timeline[chosen],
        lag_timeline=force.calendar_timeline[arrays.lag_calendar],
        work=work_left(arrays, chosen),
        earliest_start=arrays.earliest_start,
        latest_start=arrays.latest_start,
        earliest_finish=arrays.earliest_finish,
        latest_finish=arrays.latest_finish,
        actual_start=arrays.actual_start,
        actual_finish=arrays.actual_finish,
        late=arrays.late,
    )


def _release(plan: Plan, arrays: PlanArrays) -> int:
    """Return the row of the release milestone, or ``NONE`` where a summary is named: then all of it counts."""
    return arrays.activity_index.get(plan.release or "", NONE)


def chosen_modes(plan: Plan, modes: Mapping[str, str] | None = None) -> Int1D:
    """Return the mode number of each leaf: the one given, else the adopted one, else its first, shape ``(n,)``."""
    arrays = plan.arrays
    chosen = arrays.mode_first[:-1].copy()
    wanted = {**plan.adopted.mode_by_activity, **(modes or {})}
    for activity, mode in wanted.items():
        row = arrays.activity_index.get(activity)
        if row is not None and arrays.mode_ids[arrays.mode_first[row]]:
            chosen[row] = arrays.mode_index(activity, mode)
    return chosen


def work_left(arrays: PlanArrays, chosen: Int1D) -> Int1D:
    """Return the most likely work that is left in the chosen modes, shape ``(n,)`` [permille-minutes]."""
    full = arrays.mode_minutes[chosen]
    return np.where(arrays.remaining != NONE, arrays.remaining, full) * PERMILLE


def _links(arrays: PlanArrays, arcs: Int2D) -> tuple[Links, NDArray[np.bool_]]:
    """Return the plan's links and the arcs together, sorted by successor, and which of them are arcs."""
    zeros = np.zeros(len(arcs), dtype=np.int64)
    predecessor = np.concatenate((arrays.link_predecessor, arcs[:, 0]))
    successor = np.concatenate((arrays.link_successor, arcs[:, 1]))
    order = np.argsort(successor, kind="stable")
    predecessor, successor = predecessor[order], successor[order]
    links = Links(
        first=_row_starts(successor, arrays.n),
        predecessor=predecessor,
        successor=successor,
        type=np.concatenate((arrays.link_type, zeros))[order],
        lag=np.concatenate((arrays.link_lag, zeros))[order],
        elapsed=np.concatenate((arrays.link_elapsed, zeros))[order],
        out_first=_row_starts(predecessor, arrays.n),
        out_link=np.argsort(predecessor, kind="stable").astype(np.int64),
    )
    return links, order >= len(arrays.link_predecessor)


def _row_starts(rows: Int1D, n: int) -> Int1D:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=n)))).astype(np.int64)


def _order(links: Links, arc: NDArray[np.bool_]) -> tuple[Int1D, NDArray[np.bool_]]:
    """Return an order of the leaves, and which arcs contradict the links; without arcs the rows are in order."""
    if not arc.any():
        return np.arange(len(links.first) - 1, dtype=np.int64), np.zeros(len(arc), dtype=np.bool_)
    return order_along(links, arc)
