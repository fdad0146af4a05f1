"""Every single change that a plan allows, found by rule and in its authors' ideas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from trilemma.engine.levers.lever import Lever, LeverKind
from trilemma.engine.plan import Activity, Mode, Person, Plan, Team
from trilemma.engine.plan.arrays import Int1D
from trilemma.engine.plan.picks import picks_of
from trilemma.engine.quality import chosen_mode, is_rework
from trilemma.engine.schedule.overtime_week import WEEK, monday_of, overtime_week

WEEKS_OF_OVERTIME: Final = 4
"""Weeks that are tried for each team and person: those with the most critical work."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """How a plan is likely to go: start and finish of each leaf, shape ``(n,)``, and how critical each is."""

    start: Int1D
    finish: Int1D
    criticality: np.typing.NDArray[np.float64]


def find_levers(plan: Plan, course: Course) -> tuple[Lever, ...]:
    """Return every applicable change.

    Parameters
    ----------
    plan
        The plan, with its rework written out.
    course
        When everything happens, and how critical it is, in the order of ``plan.arrays``.

    Returns
    -------
    tuple[Lever, ...]
        Another mode of every activity that has not begun (called a supplier where somebody else does it then, a quality
        step where it is the activity of one) unless a budget would be exceeded; for each team and person with a rule
        for overtime the weeks with the most critical work; one more person in each team that is still needed, and the
        plan's ideas; each optional deliverable that is not dropped; each mitigation that is not adopted.
    """
    return (*_modes(plan), *_overtime(plan, course), *_people(plan), *_scope(plan), *_mitigations(plan))


def _open(leaf: Activity) -> bool:
    return not (leaf.progress and leaf.progress.finished)


def _modes(plan: Plan) -> Iterator[Lever]:
    tested = {step.activity for step in plan.steps}
    used = _used(plan)
    for leaf in plan.leaves:
        current = chosen_mode(plan, leaf)
        if current is None or (leaf.progress is not None and leaf.progress.started):
            continue
        for mode in leaf.modes:
            if mode.id != current.id and _affordable(plan, used, current, mode):
                kind = LeverKind.MODE
                if mode.supplier is not None and current.supplier is None:
                    kind = LeverKind.SUPPLIER
                elif leaf.id in tested:
                    kind = LeverKind.QUALITY_STEP
                text = f"{leaf.name or leaf.id}: {mode.name or mode.id} instead of {current.name or current.id}"
                yield Lever(f"mode:{leaf.id}:{mode.id}", kind, text, activity=leaf.id, mode=mode.id)


def _used(plan: Plan) -> dict[str, int]:
    used = dict.fromkeys((budget.id for budget in plan.budgets), 0)
    for leaf in plan.leaves:
        mode = chosen_mode(plan, leaf)
        for use in mode.uses if mode else ():
            used[use.budget] += use.amount
    return used


def _affordable(plan: Plan, used: dict[str, int], current: Mode, mode: Mode) -> bool:
    """Return whether a mode keeps within every budget it would use more of."""
    now = {use.budget: use.amount for use in current.uses}
    then = {use.budget: use.amount for use in mode.uses}
    more = {budget.id: then.get(budget.id, 0) - now.get(budget.id, 0) for budget in plan.budgets}
    return all(used[b.id] + more[b.id] <= b.limit for b in plan.budgets if more[b.id] > 0)


def _overtime(plan: Plan, course: Course) -> Iterator[Lever]:
    presences = dict(zip(plan.arrays.resource_ids, plan.workforce.presences, strict=True))
    owners: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
    for name, presence in presences.items():
        owner = owners[name]
        if owner.overtime is None:
            continue
        for monday in _critical_weeks(plan, course, name):
            slots = overtime_week(plan, owner, presence, monday)
            if slots:
                hours = sum(slot.minutes for slot in slots) / 60
                text = f"{owner.name or name}: {hours:g} h of overtime in the week of {monday}"
                yield Lever(f"overtime:{name}:{monday}", LeverKind.OVERTIME, text, resource=name, overtime=slots)


def _critical_weeks(plan: Plan, course: Course, resource: str) -> list[date]:
    """Return the weeks in which a resource has the most critical work, in order of date."""
    weight: dict[date, float] = {}
    for row, name in enumerate(plan.arrays.activity_ids):
        leaf = plan.activity_by_id[name]
        if course.criticality[row] <= 0.0 or not _open(leaf) or not _may_work(plan, leaf, resource):
            continue
        first = plan.origin + timedelta(minutes=int(course.start[row]))
        last = plan.origin + timedelta(minutes=int(course.finish[row]))
        monday = monday_of(max(first, plan.status_date or plan.start).date())
        while monday <= last.date():
            weight[monday] = weight.get(monday, 0.0) + float(course.criticality[row])
            monday += WEEK
    return sorted(sorted(weight, key=lambda week: (-weight[week], week))[:WEEKS_OF_OVERTIME])


def _may_work(plan: Plan, leaf: Activity, resource: str) -> bool:
    """Return whether a resource works on a leaf, or could be picked for it, doing what is measured in effort."""
    mode = chosen_mode(plan, leaf)
    if mode is None or mode.effort is None:
        return False
    if any(demand.resource == resource for demand in mode.demands):
        return True
    person = plan.person_by_id.get(resource)
    return person is not None and any(
        pick.team in {None, person.team} and (pick.skill is None or person.level_of(pick.skill) >= pick.level)
        for pick in picks_of(plan, mode)
    )


def _people(plan: Plan) -> Iterator[Lever]:
    for idea in plan.levers:
        team = plan.team_by_id[idea.team]
        text = idea.name or f"{team.name or team.id}: {idea.people} more"
        yield Lever(
            f"people:{idea.id}", LeverKind.PEOPLE, text, resource=idea.team, people=idea.people, first=idea.first,
            cost=idea.cost, ramp_up_minutes=idea.ramp_up_minutes,
        )  # fmt: skip
    needed = _needed_teams(plan) - {idea.team for idea in plan.levers}
    for team in plan.teams:
        if team.id in needed:
            text = f"{team.name or team.id}: one more person"
            yield Lever(f"people:+{team.id}", LeverKind.PEOPLE, text, resource=team.id, people=1)


def _needed_teams(plan: Plan) -> set[str]:
    """Return the teams that unfinished work demands."""
    needed: set[str] = set()
    for leaf in plan.leaves:
        mode = chosen_mode(plan, leaf)
        if mode is not None and _open(leaf) and not is_rework(plan, leaf.id):
            needed.update(demand.resource for demand in mode.demands)
            needed.update(pick.team for pick in mode.picks if pick.team)
    return needed & set(plan.team_by_id)


def _scope(plan: Plan) -> Iterator[Lever]:
    open_work = {leaf.deliverable for leaf in plan.activities if _open(leaf)}
    for deliverable in plan.deliverables:
        droppable = deliverable.optional and deliverable.id not in plan.adopted.dropped
        if droppable and deliverable.id in open_work:
            text = f"without {deliverable.name or deliverable.id}"
            yield Lever(f"scope:{deliverable.id}", LeverKind.SCOPE, text, deliverable=deliverable.id)


def _mitigations(plan: Plan) -> Iterator[Lever]:
    for risk in plan.risks:
        if risk.mitigation is not None and risk.id not in plan.adopted.mitigated:
            text = f"{risk.name or risk.id}: {risk.mitigation.name or 'mitigate it'}"
            yield Lever(f"mitigation:{risk.id}", LeverKind.MITIGATION, text, risk=risk.id)
