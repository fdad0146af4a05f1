"""Changes of progress, estimates and scope, in words."""

from __future__ import annotations

from collections.abc import Iterator

from trilemma.engine.control.attribution.wording import PlanChange, Wording, differing, listed
from trilemma.engine.plan import Activity, Mode, Plan, Progress


def common_activities(old: Plan, new: Plan) -> Iterator[tuple[Activity, Activity]]:
    """Yield the activities of both plans that are summaries in both or in neither."""
    for before in old.activities:
        after = new.activity_by_id.get(before.id)
        if after is not None and (before.id in old.children) == (before.id in new.children):
            yield before, after


def progress_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield the status date and the activities whose actuals or remaining work changed."""
    say = Wording(new)
    if old.status_date != new.status_date:
        words = f"status date {say.instant(old.status_date)} -> {say.instant(new.status_date)}"
        yield PlanChange("plan", new.projects[0].id, words)
    for before, after in common_activities(old, new):
        if before.progress != after.progress:
            words = f"{_progress(say, before.progress)} -> {_progress(say, after.progress)}"
            yield PlanChange("activity", after.id, words)


def _progress(say: Wording, progress: Progress | None) -> str:
    if progress is None:
        return "not begun"
    words = []
    if progress.actual_finish is not None:
        words.append(f"finished {say.instant(progress.actual_finish)}")
    elif progress.actual_start is not None:
        words.append(f"started {say.instant(progress.actual_start)}")
    if progress.remaining is not None and not progress.finished:
        words.append(f"{say.estimate(progress.remaining)} left")
    elif progress.complete_permille is not None and not progress.finished:
        words.append(f"{progress.complete_permille / 10:g} % done")
    if progress.actual_effort_minutes is not None:
        words.append(f"{say.work(progress.actual_effort_minutes)} worked")
    if progress.actual_cost is not None:
        words.append(f"{say.money(progress.actual_cost)} spent")
    return listed(words) or "not begun"


def estimate_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield the activities whose ways, or the time, work or fixed cost of these, were estimated anew."""
    say = Wording(new)
    for before, after in common_activities(old, new):
        ways = differing({m.id: m for m in before.modes}, {m.id: m for m in after.modes}, _estimated)
        several = len(before.modes) > 1 or len(after.modes) > 1
        for name, was, now in ways:
            words = _mode(say, was, now)
            yield PlanChange("activity", after.id, f"way {name}: {words}" if several else words)
        if [m.id for m in before.modes] != [m.id for m in after.modes] and {m.id for m in before.modes} == {
            m.id for m in after.modes
        }:
            yield PlanChange("activity", after.id, f"first way {before.modes[0].id} -> {after.modes[0].id}")


def _estimated(mode: Mode) -> tuple[object, ...]:
    return mode.duration, mode.effort, mode.elapsed, mode.cost, mode.supplier, mode.supplier_cost


def _mode(say: Wording, was: Mode | None, now: Mode | None) -> str:
    if was is None or now is None:
        return f"added ({say.measure(now)})" if now is not None else "no longer there"
    words = []
    if (was.duration, was.effort, was.elapsed) != (now.duration, now.effort, now.elapsed):
        words.append(f"{say.measure(was)} -> {say.measure(now)}")
    if was.cost != now.cost:
        words.append(f"fixed cost {say.money(was.cost)} -> {say.money(now.cost)}")
    if was.supplier != now.supplier:
        words.append(f"supplier {was.supplier or 'none'} -> {now.supplier or 'none'}")
    if was.supplier_cost != now.supplier_cost:
        words.append(f"supplier's cost {say.money(was.supplier_cost)} -> {say.money(now.supplier_cost)}")
    return listed(words)


def scope_changes(old: Plan, new: Plan) -> Iterator[PlanChange]:
    """Yield activities added, removed, broken down or moved, and deliverables dropped or taken up again."""
    say = Wording(new)
    for activity in new.activities:
        if activity.id not in old.activity_by_id:
            words = f"added ({say.measure(activity.modes[0])})" if activity.modes else "added"
            yield PlanChange("activity", activity.id, words)
    for activity in old.activities:
        after = new.activity_by_id.get(activity.id)
        words = "removed" if after is None else listed(_moved(old, new, activity, after))
        if words:
            yield PlanChange("activity", activity.id, words)
    dropped, before = set(new.adopted.dropped), set(old.adopted.dropped)
    for name in sorted(dropped ^ before):
        yield PlanChange("deliverable", name, "dropped" if name in dropped else "no longer dropped")


def _moved(old: Plan, new: Plan, before: Activity, after: Activity) -> Iterator[str]:
    if (before.id in old.children) != (before.id in new.children):
        yield "broken down into others" if before.id in new.children else "no longer broken down"
    if before.parent != after.parent:
        yield f"moved below {after.parent}" if after.parent else "moved to the top"
    if before.deliverable != after.deliverable:
        yield f"deliverable {before.deliverable or 'none'} -> {after.deliverable or 'none'}"
    if before.project != after.project:
        yield f"project {before.project or 'none'} -> {after.project or 'none'}"
