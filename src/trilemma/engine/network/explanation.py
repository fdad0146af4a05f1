"""Why this date: the chain of causes behind the start of an activity, back to what nothing else drives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trilemma.engine.errors import PlanError
from trilemma.engine.network import passes
from trilemma.engine.network.critical_path import CriticalPath
from trilemma.engine.plan import LinkType, Plan
from trilemma.engine.plan.expansion import LINK_CODES


class CauseKind(StrEnum):
    """What holds a date."""

    LINK = "link"
    ORDER = "order"
    START_DATE = "start-date"
    FINISH_DATE = "finish-date"
    STATUS_DATE = "status-date"
    ACTUAL = "actual"
    PROJECT_START = "project-start"


@dataclass(frozen=True, slots=True)
class Cause:
    """One step of a chain: an activity with its dates, and what holds its start.

    ``predecessor``, ``link`` and ``lag_minutes`` are given for a link; an ``order`` is a link that an adopted schedule
    added because both need the same people. ``pause_minutes`` is the elapsed time between the instant that the cause
    allows and the start: nights, weekends, absences.
    """

    activity: str
    start: int
    finish: int
    kind: CauseKind
    predecessor: str | None = None
    link: LinkType | None = None
    lag_minutes: int = 0
    elapsed: bool = False
    pause_minutes: int = 0


_TYPES = {code: link_type for link_type, code in LINK_CODES.items()}
_DATES = {
    passes.BY_START_DATE: CauseKind.START_DATE,
    passes.BY_FINISH_DATE: CauseKind.FINISH_DATE,
    passes.BY_STATUS_DATE: CauseKind.STATUS_DATE,
    passes.BY_ACTUAL: CauseKind.ACTUAL,
    passes.BY_PROJECT_START: CauseKind.PROJECT_START,
}


def explain(plan: Plan, path: CriticalPath, activity: str) -> tuple[Cause, ...]:
    """Return the chain of causes behind the date of an activity, nearest first.

    Parameters
    ----------
    plan
        The plan.
    path
        Its critical path, with the arcs of the adopted schedule where their part is to be seen.
    activity
        A task, a milestone, or a summary: then its last leaf to finish is explained.

    Returns
    -------
    tuple[Cause, ...]
        The last one has no predecessor.

    Raises
    ------
    PlanError
        If the plan has no such activity.
    """
    if activity not in plan.activity_by_id:
        raise PlanError("the plan has no such activity", f"activity {activity}")
    index = path.graph.arrays.activity_index
    below = [index[name] for name in plan.leaves_below(activity)]
    row: int | None = max(below, key=lambda leaf: (int(path.early_finish[leaf]), -leaf))
    chain: list[Cause] = []
    while row is not None:
        cause, row = cause_of(path, row)
        chain.append(cause)
    return tuple(chain)


def cause_of(path: CriticalPath, row: int) -> tuple[Cause, int | None]:
    """Return what holds one leaf, and the row of what comes before it."""
    graph = path.graph
    names = path.activity_ids
    driver = int(path.driver[row])
    start, finish = int(path.early_start[row]), int(path.early_finish[row])
    if driver < 0:
        return Cause(names[row], start, finish, _DATES[driver]), None
    before = int(graph.links.predecessor[driver])
    kind = _TYPES[int(graph.links.type[driver])]
    lag = int(graph.links.lag[driver])
    leaves_finish = kind in {LinkType.FINISH_START, LinkType.FINISH_FINISH}
    source = int(path.early_finish[before] if leaves_finish else path.early_start[before])
    event = start if kind in {LinkType.FINISH_START, LinkType.START_START} else finish
    cause = Cause(
        activity=names[row],
        start=start,
        finish=finish,
        kind=CauseKind.ORDER if graph.arc[driver] else CauseKind.LINK,
        predecessor=names[before],
        link=kind,
        lag_minutes=lag,
        elapsed=bool(graph.links.elapsed[driver]),
        pause_minutes=max(0, event - source) if lag == 0 else 0,
    )
    return cause, before
