"""A plan's network, compiled for the passes: timelines and work of the chosen modes, links both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trilemma.engine.network.passes import Leaves, Lines, Links
from trilemma.engine.plan import NONE, Link, Plan, PlanArrays
from trilemma.engine.plan.arrays import Int1D, minute_of
from trilemma.engine.plan.expansion import topological_order

PERMILLE = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The network of one choice of modes.

    ``links`` are the plan's links with the arcs of an adopted order among them; ``order`` lists the leaves so that each
    comes after all it waits for; ``release`` is the row of the release milestone or ``NONE``.
    """

    arrays: PlanArrays
    lines: Lines
    links: Links
    leaves: Leaves
    order: Int1D
    mode: Int1D
    release: int
    project_start: int
    horizon: int

    def with_work(self, work: Int1D) -> Graph:
        """Return the same network with other work left, shape ``(n,)`` [permille-minutes]."""
        return replace(self, leaves=self.leaves._replace(work=work))


def compile_graph(plan: Plan, modes: Mapping[str, str] | None = None, arcs: Iterable[tuple[str, str]] = ()) -> Graph:
    """Return the network of a plan in the given, adopted or first modes."""
    arrays = plan.arrays
    chosen = chosen_modes(plan, modes)
    arcs = tuple(arcs)
    links = _links(arrays, arcs)
    return Graph(
        arrays=arrays,
        lines=Lines(*plan.workforce.packed.arrays),
        links=links,
        leaves=_leaves(plan, chosen),
        order=_order(arrays, links) if arcs else np.arange(arrays.n, dtype=np.int64),
        mode=chosen,
        release=NONE if plan.release is None else _release(plan, arrays),
        project_start=minute_of(plan, plan.start),
        horizon=plan.workforce.horizon,
    )


def _leaves(plan: Plan, chosen: Int1D) -> Leaves:
    arrays = plan.arrays
    return Leaves(
        timeline=plan.workforce.mode_timeline[chosen],
        lag_timeline=plan.workforce.calendar_timeline[arrays.lag_calendar],
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
    wanted = {**dict(plan.adopted.modes), **(modes or {})}
    for activity, mode in wanted.items():
        row = arrays.activity_index.get(activity)
        if row is not None and arrays.mode_ids[arrays.mode_first[row]]:
            chosen[row] = arrays.mode_index(activity, mode)
    return chosen


def work_left(arrays: PlanArrays, chosen: Int1D) -> Int1D:
    """Return the most likely work that is left in the chosen modes, shape ``(n,)`` [permille-minutes]."""
    full = arrays.mode_minutes[chosen]
    return np.where(arrays.remaining != NONE, arrays.remaining, full) * PERMILLE


def _links(arrays: PlanArrays, arcs: Sequence[tuple[str, str]]) -> Links:
    """Return the plan's links and the arcs together, sorted by successor."""
    index = arrays.activity_index
    pairs = [(index[a], index[b]) for a, b in arcs if a in index and b in index]
    extra = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    zeros = np.zeros(len(extra), dtype=np.int64)
    predecessor = np.concatenate((arrays.link_predecessor, extra[:, 0]))
    successor = np.concatenate((arrays.link_successor, extra[:, 1]))
    order = np.argsort(successor, kind="stable")
    predecessor, successor = predecessor[order], successor[order]
    return Links(
        first=_row_starts(successor, arrays.n),
        predecessor=predecessor,
        successor=successor,
        type=np.concatenate((arrays.link_type, zeros))[order],
        lag=np.concatenate((arrays.link_lag, zeros))[order],
        elapsed=np.concatenate((arrays.link_elapsed, zeros))[order],
        out_first=_row_starts(predecessor, arrays.n),
        out_link=np.argsort(predecessor, kind="stable").astype(np.int64),
    )


def _row_starts(rows: Int1D, n: int) -> Int1D:
    return np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=n)))).astype(np.int64)


def _order(arrays: PlanArrays, links: Links) -> Int1D:
    names = arrays.activity_ids
    pairs = zip(links.predecessor.tolist(), links.successor.tolist(), strict=True)
    ordered = topological_order(names, [Link(names[a], names[b]) for a, b in pairs])
    return np.array([arrays.activity_index[name] for name in ordered], dtype=np.int64)
