"""Changes of risks, of how estimates move together, and of the quality model, in words."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from trilemma.engine.control.attribution.wording import PlanChange, Wording, differing, listed
from trilemma.engine.control.attribution.work_changes import common_activities
from trilemma.engine.plan import Plan, Risk


def risk_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield risks that came, went or changed, were mitigated or no longer are, and the correlation.

    What risks do to activities that came or went belongs to scope.
    """
    say = Wording(new)
    common = {activity.id for activity, _ in common_activities(old, new)}
    risks_before, risks_after = _risks(old, new, common), _risks(new, old, common)
    for name, before, after in differing(risks_before, risks_after):
        if before is None or after is None:
            yield PlanChange("risk", name, "added" if before is None else "removed")
        else:
            yield PlanChange("risk", name, listed(_risk(say, before, after)))
    mitigated, was = set(new.adopted.mitigated), set(old.adopted.mitigated)
    for name in sorted((mitigated ^ was) & (risks_before.keys() | risks_after.keys())):
        yield PlanChange("risk", name, "mitigated" if name in mitigated else "no longer mitigated")
    if old.correlation != new.correlation:
        words = (
            f"correlation within teams {old.correlation.team:g} -> {new.correlation.team:g}, "
            f"within the project {old.correlation.project:g} -> {new.correlation.project:g}"
        )
        yield PlanChange("plan", new.projects[0].id, words)


def _risks(plan: Plan, other: Plan, common: AbstractSet[str]) -> dict[str, Risk]:
    """Return a plan's risks as far as they touch activities of both plans; the effect on others moves with these."""
    found = {}
    for risk in plan.risks:
        touched = tuple(name for name in risk.activities if name in common)
        if touched or not risk.activities or risk.id in other.risk_by_id:
            found[risk.id] = replace(risk, name="", activities=touched)
    return found


def _risk(say: Wording, before: Risk, after: Risk) -> Iterator[str]:
    if before.probability != after.probability:
        yield f"probability {before.probability:.0%} -> {after.probability:.0%}"
    if before.delay != after.delay:
        yield f"delay {say.estimate(before.delay)} -> {say.estimate(after.delay)}"
    if before.stretch != after.stretch:
        yield "other stretch"
    if before.cost != after.cost:
        yield "other cost"
    if before.defects != after.defects:
        yield "other defects"
    if before.activities != after.activities:
        yield f"affects {listed(before.activities) or 'every task'} -> {listed(after.activities) or 'every task'}"
    if before.mitigation != after.mitigation:
        yield "other mitigation"


def quality_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield quality steps and kinds of work that came, went or changed, and activities that inject otherwise.

    Steps whose activity came or went belong to scope.
    """
    common = {activity.id for activity, _ in common_activities(old, new)}
    steps_before, steps_after = (
        {step.id: replace(step, name="") for step in plan.steps if step.activity in common} for plan in (old, new)
    )
    steps = differing(steps_before, steps_after)
    for name, before, after in steps:
        words = "other step" if before and after else "step added" if after else "step removed"
        yield PlanChange("quality", name, words)
    kinds = differing(
        {kind.id: kind for kind in old.quality.kinds},
        {kind.id: kind for kind in new.quality.kinds},
        lambda each: replace(each, name=""),
    )
    for name, was, now in kinds:
        words = "other defect rate" if was and now else "kind of work added" if now else "kind of work removed"
        yield PlanChange("quality", name, words)
    if old.quality.bad_fix != new.quality.bad_fix:
        words = f"bad fixes {old.quality.bad_fix:.0%} -> {new.quality.bad_fix:.0%}"
        yield PlanChange("plan", new.projects[0].id, words)
    for one, other in common_activities(old, new):
        if one.work_kind != other.work_kind:
            words = f"kind of work {one.work_kind or 'none'} -> {other.work_kind or 'none'}"
            yield PlanChange("activity", other.id, words)
        ways = {mode.id: mode for mode in one.modes}
        for mode in other.modes:
            way = ways.get(mode.id, mode)
            if (way.defect_factor, way.removals) != (mode.defect_factor, mode.removals):
                yield PlanChange("activity", other.id, f"way {mode.id}: other effect on quality")
