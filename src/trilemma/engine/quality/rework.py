"""Rework written out as activities, so that nobody after this need know where it came from."""

from __future__ import annotations

from dataclasses import replace

from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import Activity, Adopted, Link, LinkType, Mode, Plan, rework_step
from trilemma.engine.quality.arrays import ReworkSlot, mode_vector, quality_arrays, quality_effects
from trilemma.engine.quality.effort import Modes

_AFTER_FINISH = {LinkType.FINISH_START, LinkType.FINISH_FINISH}


def is_rework(plan: Plan, identifier: str) -> bool:
    """Return whether an id is that of a rework activity of one of the plan's quality steps."""
    step = rework_step(identifier)
    return step is not None and any(step == known.id for known in plan.steps)


def with_rework(plan: Plan, modes: Modes | None = None) -> Plan:
    """Return the plan with the rework of its quality steps as ordinary activities.

    Parameters
    ----------
    plan
        The plan; rework that it has already is computed anew.
    modes
        Chosen modes by activity id; otherwise the adopted mode, else the first.

    Returns
    -------
    Plan
        For every step and crew that may have to fix something in any mode one activity ``<step>~rework~<crew>``, right
        after the step's activity and under the same summary: done by one person of the crew, after the step's activity,
        before everything that waits for its finish. Its effort is the expected one rounded up to a minute, 0 where
        these modes leave nothing to fix, so that the activities are the same for all mode vectors. Done twice it
        changes nothing. Rework that has begun stays as it is; a finished step gets none. Adopted modes, order and arcs
        of rework that is no longer there are left out.

    Raises
    ------
    PlanError
        If an activity has no mode of a given id.

    Notes
    -----
    Method id ``defect_flow`` (docs/methods/defect_flow.md).
    """
    bare = without_rework(plan)
    arrays = quality_arrays(bare)
    if not arrays.slots and bare is plan:
        return plan
    effects = quality_effects(arrays, mode_vector(bare, modes))
    begun = {a.id: a for a in plan.activities if is_rework(plan, a.id) and a.progress is not None}
    after: dict[str, list[Activity]] = {}
    links = list(bare.links)
    activity_of = {step.id: step.activity for step in bare.steps}
    for slot, minutes in zip(arrays.slots, effects.rework_minutes, strict=True):
        found = bare.activity_by_id[activity_of[slot.step]]
        made = begun.pop(slot.id, None) or _activity(found, slot, int(minutes))
        after.setdefault(found.id, []).append(made)
        links.extend(_links(bare, found.id, slot.id))
    for activity in begun.values():
        source = activity_of[rework_step(activity.id) or ""]
        after.setdefault(source, []).append(activity)
        links.extend(_links(bare, source, activity.id))
    activities = tuple(a for original in bare.activities for a in (original, *after.get(original.id, ())))
    adopted = _keep_adopted(plan, frozenset(a.id for a in activities))
    return replace(bare, activities=activities, links=tuple(links), adopted=adopted)


def without_rework(plan: Plan) -> Plan:
    """Return the plan without the activities that `with_rework` adds, and without what was adopted of them."""
    if not any(is_rework(plan, a.id) for a in plan.activities):
        return plan
    kept = tuple(a for a in plan.activities if not is_rework(plan, a.id))
    known = frozenset(a.id for a in kept)
    links = tuple(link for link in plan.links if link.predecessor in known and link.successor in known)
    return replace(plan, activities=kept, links=links, adopted=_keep_adopted(plan, known))


def _activity(step: Activity, slot: ReworkSlot, minutes: int) -> Activity:
    crew = slot.crew
    effort = Estimate.fixed(minutes)
    staffed = crew.demand is not None or crew.pick is not None
    mode = Mode(
        duration=None if staffed else effort,
        effort=effort if staffed else None,
        demands=() if crew.demand is None else (crew.demand,),
        picks=() if crew.pick is None else (crew.pick,),
        supplier=None if staffed else crew.label,
    )
    return Activity(
        slot.id,
        name=f"Rework after {step.name or step.id}",
        parent=step.parent,
        modes=(mode,),
        project=step.project,
        deliverable=step.deliverable,
        priority=step.priority,
    )


def _links(plan: Plan, source: str, rework: str) -> list[Link]:
    """Return the links that put rework between a step's activity and all that waits for its finish."""
    waiting = [link for link in plan.links if link.predecessor == source and link.type in _AFTER_FINISH]
    return [Link(source, rework), *(replace(link, predecessor=rework) for link in waiting)]


def _keep_adopted(plan: Plan, known: frozenset[str]) -> Adopted:
    adopted = plan.adopted
    return replace(
        adopted,
        modes=tuple(pair for pair in adopted.modes if pair[0] in known),
        order=tuple(name for name in adopted.order if name in known),
        arcs=tuple(arc for arc in adopted.arcs if arc[0] in known and arc[1] in known),
        assignments=tuple(entry for entry in adopted.assignments if entry.activity in known),
    )
