"""Changes of links, dates, order and terms, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from trilemma.engine.control.attribution.links import bridging
from trilemma.engine.control.attribution.wording import PlanChange, Wording, differing, listed
from trilemma.engine.control.attribution.work_changes import common_activities
from trilemma.engine.plan import Activity, Link, LinkType, Plan


def link_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield links between activities of both plans that came, went or have another lag.

    Links of activities that came or went, and those that only bridge them, belong to scope.
    """
    say = Wording(new)
    for _, before, after in differing(_links(old, new), _links(new, old)):
        link = after or before
        if link is None:
            continue
        kind = "" if link.type is LinkType.FINISH_START else f" {link.type.value}"
        if before is not None and after is not None:
            words = f"lag {_lag(say, before)} -> {_lag(say, after)}"
        else:
            words = "link removed" if after is None else "link added"
        yield PlanChange("link", f"{link.predecessor} -> {link.successor}", words + kind)


def _links(plan: Plan, other: Plan) -> dict[str, Link]:
    """Return the links between activities of both plans that bridge none, by what they join."""
    shared = plan.activity_by_id.keys() & other.activity_by_id.keys()
    bridges = bridging(plan, other)
    return {
        f"{link.predecessor} -> {link.successor} {link.type.value}": link
        for link in plan.links
        if {link.predecessor, link.successor} <= shared and link not in bridges
    }


def _lag(say: Wording, link: Link) -> str:
    return say.work(link.lag_minutes) + (" elapsed" if link.elapsed else "")


def order_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield the start of the plan, and activities with other dates, priority or adopted way; the adopted order."""
    say = Wording(new)
    whole = new.projects[0].id
    if old.start != new.start:
        yield PlanChange("plan", whole, f"start {say.instant(old.start)} -> {say.instant(new.start)}")
    for before in old.activities:
        after = new.activity_by_id.get(before.id)
        if after is not None and (before.constraints, before.priority) != (after.constraints, after.priority):
            yield PlanChange("activity", after.id, listed(_bound(say, before, after)))
    ways_before, ways_after = dict(old.adopted.modes), dict(new.adopted.modes)
    for _, after in common_activities(old, new):
        was, now = (ways.get(after.id, "none") for ways in (ways_before, ways_after))
        if was != now:
            yield PlanChange("activity", after.id, f"adopted way {was} -> {now}")
    shared = old.activity_by_id.keys() & new.activity_by_id.keys()
    was_first, now_first = ([name for name in plan.adopted.order if name in shared] for plan in (old, new))
    if was_first != now_first:
        yield PlanChange("plan", whole, "other adopted order")


def _bound(say: Wording, before: Activity, after: Activity) -> Iterator[str]:
    dates = differing(
        {c.kind.value: c for c in before.constraints}, {c.kind.value: c for c in after.constraints}
    )  # fmt: skip
    for kind, was, now in dates:
        if was is None or now is None:
            bound, words = was or now, "no longer " if now is None else ""
            at = f" {say.instant(bound.at)}" if bound is not None and bound.at is not None else ""
            yield f"{words}{kind}{at}"
        else:
            yield f"{kind} {say.instant(was.at)} -> {say.instant(now.at)}"
    if before.priority != after.priority:
        yield f"priority {before.priority} -> {after.priority}"


def term_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield the terms of the contract, and what counts as the finish."""
    whole = new.projects[0].id
    if old.release != new.release:
        words = f"release {old.release or 'the last activity'} -> {new.release or 'the last activity'}"
        yield PlanChange("plan", whole, words)
    if old.terms is None or new.terms is None:
        if old.terms is not new.terms:
            yield PlanChange("plan", whole, "terms agreed" if new.terms is not None else "no more terms")
        return
    changed = [
        each.name.replace("_", " ")
        for each in fields(new.terms)
        if getattr(old.terms, each.name) != getattr(new.terms, each.name)
    ]
    if changed:
        yield PlanChange("plan", whole, f"terms: other {listed(changed)}")
