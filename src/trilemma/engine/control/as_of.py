"""A plan as it was known at a status date: progress up to then, and nothing of what came after."""

from __future__ import annotations

from dataclasses import replace

from trilemma.engine.plan import Activity, Plan, Progress, Status, StatusEntry


def snapshots(plan: Plan) -> tuple[Status, ...]:
    """Return the plan's dated snapshots, with its present progress as the last where its status date is later."""
    if plan.status_date is None or (plan.statuses and plan.statuses[-1].at >= plan.status_date):
        return plan.statuses
    entries = tuple(StatusEntry(leaf.id, leaf.progress) for leaf in plan.leaves if leaf.progress is not None)
    return (*plan.statuses, Status(plan.status_date, entries))


def as_of(plan: Plan, status: Status) -> Plan:
    """Return the plan with the progress of one snapshot; later snapshots are gone.

    Parameters
    ----------
    plan
        A plan with snapshots.
    status
        One of them.

    Returns
    -------
    Plan
        Its status date is the snapshot's; what the snapshot does not name has not started.
    """
    known = {entry.activity: entry.progress for entry in status.entries}
    return replace(
        plan,
        activities=tuple(_with_progress(plan, activity, known.get(activity.id)) for activity in plan.activities),
        status_date=status.at,
        statuses=tuple(earlier for earlier in plan.statuses if earlier.at <= status.at),
    )


def _with_progress(plan: Plan, activity: Activity, progress: Progress | None) -> Activity:
    return activity if activity.id in plan.children else replace(activity, progress=progress)
