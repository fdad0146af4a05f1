"""Expected defects of a plan: put in by activities, taken out by quality steps, left at release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import Mode, Plan, QualityStep
from trilemma.engine.quality.effort import Modes, chosen_mode, crew_of, effort_minutes
from trilemma.engine.quality.reach import ordered_steps, steps_downstream
from trilemma.engine.units import MINUTES_PER_HOUR

METHOD: Final = "defect_flow"


@dataclass(frozen=True, slots=True)
class DefectFlow:
    """Where defects come from and go to, in expectation.

    Attributes
    ----------
    injected
        By activity id, for those that put any in. [defects]
    found
        By step id, bad fixes of earlier steps included. [defects]
    injected_by_bad_fixes
        By step id: what fixing its finds puts in again. [defects]
    rework_minutes
        By step id and label of the crew that fixes. [minutes of effort]
    escaped_by_kind
        By kind of work. [defects]
    failure_cost
        Escaped defects times the external cost to fix one. [the plan's currency, not rounded]
    accepted
        Whether the release is accepted in expectation, None without a threshold.
    """

    injected: Mapping[str, float]
    found: Mapping[str, float]
    injected_by_bad_fixes: Mapping[str, float]
    rework_minutes: Mapping[tuple[str, str], float]
    escaped_by_kind: Mapping[str, float]
    failure_cost: Decimal
    accepted: bool | None

    @property
    def escaped(self) -> float:
        """Defects left at release."""
        return sum(self.escaped_by_kind.values())


@dataclass(slots=True)
class _Pool:
    """Defects of one origin that no step has caught yet."""

    kind: str
    crew: str | None
    reach: int
    uncaught: float


def expected_defects(plan: Plan, modes: Modes | None = None) -> DefectFlow:
    """Return expected defects injected, found, fixed badly and left at release.

    Parameters
    ----------
    plan
        The plan with its quality model; activities of dropped deliverables neither put in nor find anything.
    modes
        Chosen modes by activity id; otherwise the adopted mode, else the first.

    Returns
    -------
    DefectFlow
        The whole flow; ``escaped`` is its end. [defects]

    Raises
    ------
    PlanError
        If an activity has no mode of a given id.

    Notes
    -----
    Method id ``defect_flow`` (docs/methods/defect_flow.md). Rates, removals and efforts to fix enter with their means,
    effort with its most likely value. With ``bad_fix`` 0 it is escaped = sum of injected x product of (1 - removal).

    References
    ----------
    Chulani & Boehm, "Modeling Software Defect Introduction and Removal: COQUALMO", USC-CSE-99-510.
    """
    steps = ordered_steps(plan)
    reach = steps_downstream(plan, steps)
    injected, pools = _inject(plan, modes, reach)
    found: dict[str, float] = {}
    again: dict[str, float] = {}
    rework: dict[tuple[str, str], float] = {}
    for row, step in enumerate(steps):
        finds = _remove(
            pools, 1 << row, removal_means(step, chosen_mode(plan, plan.activity_by_id[step.activity], modes))
        )
        found[step.id] = sum(amount for _, amount in finds)
        again[step.id] = found[step.id] * plan.quality.bad_fix
        bad_fixes = [
            _Pool(pool.kind, pool.crew, reach[step.activity], amount * plan.quality.bad_fix) for pool, amount in finds
        ]
        pools.extend(bad_fixes if plan.quality.bad_fix else ())
        minutes = fix_means(plan, step)
        for pool, amount in finds:
            if pool.crew is not None and minutes.get(pool.kind):
                key = (step.id, pool.crew)
                rework[key] = rework.get(key, 0.0) + amount * minutes[pool.kind]
    escaped = {kind.id: 0.0 for kind in plan.quality.kinds}
    for pool in pools:
        escaped[pool.kind] += pool.uncaught
    return _flow(plan, DefectFlow(injected, found, again, rework, escaped, Decimal(0), None))


def _inject(plan: Plan, modes: Modes | None, reach: Mapping[str, int]) -> tuple[dict[str, float], list[_Pool]]:
    rate = {kind.id: kind.defects_per_hour.mean for kind in plan.quality.kinds}
    injected: dict[str, float] = {}
    pools: list[_Pool] = []
    for leaf in plan.leaves:
        mode = chosen_mode(plan, leaf, modes)
        if mode is None or leaf.work_kind is None:
            continue
        amount = rate[leaf.work_kind] * effort_minutes(leaf, mode) / MINUTES_PER_HOUR * mode.defect_factor
        crew = crew_of(plan, mode)
        if amount:
            injected[leaf.id] = amount
            pools.append(_Pool(leaf.work_kind, crew.label if crew else None, reach[leaf.id], amount))
    return injected, pools


def _remove(pools: list[_Pool], bit: int, removal: Mapping[str, float]) -> list[tuple[_Pool, float]]:
    """Take a step's share out of every pool upstream of it; return what it found where."""
    finds = []
    for pool in pools:
        share = removal.get(pool.kind, 0.0)
        if pool.reach & bit and share:
            amount = pool.uncaught * share
            pool.uncaught -= amount
            finds.append((pool, amount))
    return finds


def removal_estimates(step: QualityStep, mode: Mode | None) -> dict[str, Estimate]:
    """Return the share that a step removes of each kind it covers: its mode's, else its own.

    An entry that names a kind goes before one for all kinds.
    """
    entries = mode.removals if mode is not None and mode.removals else step.removals
    by_kind = {entry.kind: entry.share for entry in entries}
    shares = {kind: by_kind.get(kind, by_kind.get(None)) for kind in step.covers}
    return {kind: share for kind, share in shares.items() if share is not None}


def removal_means(step: QualityStep, mode: Mode | None) -> dict[str, float]:
    """Return the mean share that a step removes of each kind it covers."""
    return {kind: min(1.0, share.mean) for kind, share in removal_estimates(step, mode).items()}


def fix_estimates(plan: Plan, step: QualityStep) -> dict[str, Estimate]:
    """Return the effort to fix one defect of each kind that a step found; nothing once the step is finished.

    What a finished step found has been fixed, or is in the plan as an activity of its own.
    """
    progress = plan.activity_by_id[step.activity].progress
    if progress is not None and progress.finished:
        return {}
    return {fix.kind: fix.minutes for fix in step.fixes}


def fix_means(plan: Plan, step: QualityStep) -> dict[str, float]:
    """Return the mean effort to fix one defect of each kind that a step found."""
    return {kind: minutes.mean for kind, minutes in fix_estimates(plan, step).items()}


def _flow(plan: Plan, flow: DefectFlow) -> DefectFlow:
    """Return the flow with the consequences of what escapes."""
    threshold = plan.quality.acceptance_threshold
    return DefectFlow(
        flow.injected,
        flow.found,
        flow.injected_by_bad_fixes,
        flow.rework_minutes,
        flow.escaped_by_kind,
        failure_cost=plan.quality.external_fix_cost * Decimal(flow.escaped),
        accepted=None if threshold is None else flow.escaped <= threshold,
    )
