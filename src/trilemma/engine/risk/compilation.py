"""From a plan to the numbers that a simulation reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from trilemma.engine.calendars import Timeline
from trilemma.engine.distributions import Distribution, Estimate
from trilemma.engine.errors import PlanError
from trilemma.engine.network.critical_path import run_passes
from trilemma.engine.network.graph import Graph, compile_graph
from trilemma.engine.plan import NONE, PERMILLE, Activity, Mode, Plan, Risk
from trilemma.engine.plan.arrays import Int1D
from trilemma.engine.quality import is_rework, quality_arrays, quality_estimates
from trilemma.engine.risk.model import NO_ROW, Model, NetworkRows, QualityRows, ResourceRows, RiskRows
from trilemma.engine.risk.prices import cost_rows
from trilemma.engine.risk.resources import dispatch_order, resource_rows
from trilemma.engine.risk.sampling import SampledBuilder
from trilemma.engine.risk.timelines import index_timelines
from trilemma.engine.units import currency_exponent

Modes = Mapping[str, str]


def compile_model(
    plan: Plan,
    *,
    modes: Modes | None = None,
    resources: bool = True,
    arcs: Iterable[tuple[str, str]] = (),
    watched: Sequence[str] = (),
) -> Model:
    """Return a plan ready to be simulated.

    Parameters
    ----------
    plan
        The plan, with its rework written out as activities (`quality.with_rework`).
    modes
        Chosen modes by activity id; otherwise the adopted mode, else the first.
    resources
        Whether teams and persons are shared out in every draw.
    arcs
        Pairs of which the second waits for the first: a fixed resource flow.
    watched
        Ids of activities, summaries among them, that keep their own samples of the finish, beside milestones and
        what statements name.

    Raises
    ------
    PlanError
        If ``watched`` names an unknown activity, or an activity holds more than 256 people at a time.
    """
    graph = compile_graph(plan, modes, arcs)
    builder = SampledBuilder()
    for leaf, mode in _chosen(plan, graph):
        _add_measure(builder, plan, leaf, mode)
    quality = _quality_rows(builder, plan, modes, graph)
    risks = tuple(_risk_rows(builder, plan, risk) for risk in plan.risks if _may_strike(plan, risk))
    supply: ResourceRows | None = None
    own: tuple[Timeline, ...] = ()
    order = graph.order
    if resources:
        supply, own = resource_rows(plan, graph)
        order = dispatch_order(plan, graph, run_passes(graph).late_start)
    return Model(
        leaf_ids=plan.arrays.activity_ids,
        mode=graph.mode,
        sampled=builder.build(),
        network=_network_rows(plan, graph, order, own),
        resources=supply,
        risks=risks,
        quality=quality,
        cost=cost_rows(plan, graph),
        watched=_watched(plan, watched),
    )


def _chosen(plan: Plan, graph: Graph) -> list[tuple[Activity, Mode | None]]:
    arrays = plan.arrays
    leaves = [plan.activity_by_id[name] for name in arrays.activity_ids]
    names = [arrays.mode_ids[mode] for mode in graph.mode]
    return [(leaf, leaf.mode(name) if name else None) for leaf, name in zip(leaves, names, strict=True)]


def _add_measure(builder: SampledBuilder, plan: Plan, leaf: Activity, mode: Mode | None) -> int:
    """Add what is left of a leaf in its mode; the key is the leaf's, so that two modes of it get the same luck."""
    progress = leaf.progress
    if mode is None or (progress is not None and progress.finished):
        return builder.constant(0.0)
    estimate, share = mode.estimate, 1.0
    if progress is not None and progress.started:
        if progress.remaining is not None:
            estimate = progress.remaining
        else:
            share = (PERMILLE - (progress.complete_permille or 0)) / PERMILLE
    correlation = plan.correlation
    team = _team_of(plan, mode)
    return builder.add(
        "estimate",
        leaf.id,
        estimate,
        share=share,
        team=(team or "", correlation.team if team else 0.0),
        project=(plan.project_of(leaf).id, correlation.project),
    )


def _team_of(plan: Plan, mode: Mode) -> str | None:
    """Return the team whose luck an estimate shares: that of who is demanded first, else of the first pick."""
    if mode.demands:
        name = mode.demands[0].resource
        person = plan.person_by_id.get(name)
        return name if person is None else person.team
    return mode.picks[0].team if mode.picks else None


def _quality_rows(builder: SampledBuilder, plan: Plan, modes: Modes | None, graph: Graph) -> QualityRows:
    arrays = quality_arrays(plan)
    estimates = quality_estimates(plan, modes)
    kinds, steps = arrays.kind_ids, arrays.step_ids
    names = [f"{step}/{kind}" for step in steps for kind in kinds]
    shape = (len(steps), len(kinds))
    slots = [plan.arrays.activity_index.get(slot.id, NONE) for slot in arrays.slots]
    return QualityRows(
        arrays=arrays,
        rate=_whole([builder.add("injection", kind, rate) for kind, rate in zip(kinds, estimates.rates, strict=True)]),
        removal=_whole(_optional(builder, "removal", names, _flat(estimates.removals))).reshape(shape),
        fix=_whole(_optional(builder, "fix", names, _flat(estimates.fixes))).reshape(shape),
        done=arrays.mode_done[graph.mode],
        slot_leaf=_whole(slots),
        threshold=plan.quality.acceptance_threshold,
    )


def _flat(rows: Sequence[Sequence[Estimate | None]]) -> list[Estimate | None]:
    return [entry for row in rows for entry in row]


def _optional(
    builder: SampledBuilder, kind: str, names: Sequence[str], distributions: Sequence[Distribution | None]
) -> list[int]:
    pairs = zip(names, distributions, strict=True)
    return [NO_ROW if entry is None else builder.add(kind, name, entry) for name, entry in pairs]


def _may_strike(plan: Plan, risk: Risk) -> bool:
    """Return whether a risk still has something ahead that it can affect."""
    return bool(len(_affected(plan, risk))) and risk.probability > 0.0


def _affected(plan: Plan, risk: Risk) -> list[int]:
    """Return the leaves that a risk affects: unfinished tasks below what it names, all of them where it names none."""
    index = plan.arrays.activity_index
    if risk.activities:
        named = dict.fromkeys(leaf for name in risk.activities for leaf in plan.leaves_below(name))
        candidates = [plan.activity_by_id[name] for name in named]
    else:
        candidates = [leaf for leaf in plan.leaves if not is_rework(plan, leaf.id)]
    open_tasks = [
        leaf
        for leaf in candidates
        if leaf.modes and leaf.id not in plan.dropped and not (leaf.progress and leaf.progress.finished)
    ]
    return [index[leaf.id] for leaf in open_tasks]


def _risk_rows(builder: SampledBuilder, plan: Plan, risk: Risk) -> RiskRows:
    mitigated = risk.mitigation if risk.id in plan.adopted.mitigated else None
    leaves = _affected(plan, risk)
    with_kind = [i for i in leaves if plan.activity_by_id[plan.arrays.activity_ids[i]].work_kind is not None]
    effects = {"delay": risk.delay, "stretch": risk.stretch, "cost": risk.cost, "defects": risk.defects}
    unit = {"cost": 10.0 ** currency_exponent(plan.currency)}
    rows = {
        name: NO_ROW if effect is None else builder.add(f"risk-{name}", risk.id, effect, share=unit.get(name, 1.0))
        for name, effect in effects.items()
    }
    return RiskRows(
        id=risk.id,
        probability=mitigated.probability if mitigated else risk.probability,
        left=mitigated.effect if mitigated else 1.0,
        uniform=builder.uniform("risk", risk.id),
        leaves=_whole(leaves),
        injecting=_whole(with_kind or leaves[:1]),
        **rows,
    )


def _network_rows(plan: Plan, graph: Graph, order: Int1D, own: tuple[Timeline, ...]) -> NetworkRows:
    leaves, links = graph.leaves, graph.links
    return NetworkRows(
        lines=index_timelines((*plan.workforce.timelines, *own)),
        order=order,
        leaf=np.column_stack(
            (
                leaves.timeline,
                leaves.lag_timeline,
                leaves.earliest_start,
                leaves.earliest_finish,
                leaves.actual_start,
                leaves.actual_finish,
                links.first[:-1],
                links.first[1:],
            )
        ),
        link=np.column_stack((links.predecessor, links.type, links.lag, links.elapsed)),
        status=plan.arrays.status_minute,
        release=graph.release,
        horizon=graph.horizon,
    )


def _watched(plan: Plan, wanted: Sequence[str]) -> tuple[tuple[str, Int1D], ...]:
    milestones = [leaf.id for leaf in plan.leaves if not leaf.modes and leaf.id not in plan.dropped]
    stated = [statement.activity for statement in plan.statements if statement.activity]
    names = dict.fromkeys((*milestones, *stated, *wanted))
    for name in names:
        if name not in plan.activity_by_id:
            raise PlanError("there is no such activity to watch", f"activity {name}")
    index = plan.arrays.activity_index
    return tuple((name, _whole([index[leaf] for leaf in plan.leaves_below(name)])) for name in names)


def _whole(values: Sequence[int]) -> Int1D:
    return np.array(values, dtype=np.int64)
