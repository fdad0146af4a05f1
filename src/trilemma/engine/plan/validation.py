"""Rules that hold between the objects of a plan; each rule is one function."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trilemma.engine.plan.agreements import Measure
from trilemma.engine.plan.expansion import topological_order
from trilemma.engine.plan.rules import require, require_instant, require_known, require_unique
from trilemma.engine.plan.work import Mode

if TYPE_CHECKING:
    from trilemma.engine.plan.plan import Plan


def require_valid(plan: Plan) -> None:
    """Check every rule between the objects of a plan."""
    for rule in (
        _head,
        _ids,
        _calendars,
        _people,
        _breakdown,
        _activities,
        _modes,
        _links,
        _defects,
        _risks,
        _agreements,
        _records,
    ):
        rule(plan)


def _head(plan: Plan) -> None:
    require(bool(plan.projects), "plan", "it needs a project")
    require_instant(plan.start, "plan", "the start")
    require_instant(plan.status_date, "plan", "the status date")
    try:
        ZoneInfo(plan.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        require(False, "plan", f"there is no time zone {plan.time_zone!r}")
    currency = plan.currency
    known = len(currency) == 3 and currency.isascii() and currency.isupper() and currency.isalpha()
    require(known, "plan", f"the currency must be three capital letters, not {currency!r}")


def _ids(plan: Plan) -> None:
    require_unique((p.id for p in plan.projects), "project")
    require_unique((c.id for c in plan.calendars), "calendar")
    require_unique((r.id for r in plan.resources), "team or person")
    require_unique((d.id for d in plan.deliverables), "deliverable")
    require_unique((b.id for b in plan.budgets), "budget")
    require_unique((a.id for a in plan.activities), "activity")
    require_unique((k.id for k in plan.quality.kinds), "kind of work")
    require_unique((s.id for s in plan.steps), "quality step")
    require_unique((r.id for r in plan.risks), "risk")
    require_unique((s.id for s in plan.statements), "statement")
    require_unique((lever.id for lever in plan.levers), "lever")
    require_unique((b.id for b in plan.baselines), "baseline")


def _calendars(plan: Plan) -> None:
    known = plan.calendar_by_id
    require_known(plan.calendar, known, "plan", "calendar")
    for thing in plan.resources:
        require_known(thing.calendar, known, f"{type(thing).__name__.lower()} {thing.id}", "calendar")
    for activity in plan.activities:
        require_known(activity.calendar, known, f"activity {activity.id}", "calendar")


def _people(plan: Plan) -> None:
    for person in plan.people:
        require_known(person.team, plan.team_by_id, f"person {person.id}", "team")
    for team in plan.teams:
        both = bool(team.capacity) and team.id in plan.members_by_team
        require(not both, f"team {team.id}", "it has members, so it cannot have an anonymous capacity too")


def _breakdown(plan: Plan) -> None:
    known = plan.activity_by_id
    settled: set[str] = set()
    for activity in plan.activities:
        place = f"activity {activity.id}"
        require_known(activity.parent, known, place, "activity")
        above: list[str] = []
        current: str | None = activity.id
        while current is not None and current not in settled:
            require(current not in above, place, "it lies below itself")
            above.append(current)
            current = known[current].parent
        settled.update(above)


def _activities(plan: Plan) -> None:
    kinds = {kind.id for kind in plan.quality.kinds}
    projects = {project.id for project in plan.projects}
    for activity in plan.activities:
        place = f"activity {activity.id}"
        require_known(activity.project, projects, place, "project")
        require_known(activity.deliverable, plan.deliverable_by_id, place, "deliverable")
        require_known(activity.work_kind, kinds, place, "kind of work")
        summary = activity.id in plan.children
        require(not (summary and activity.modes), place, "a summary is done by what lies below it: it has no mode")
        require(not (summary and activity.progress), place, "a summary's progress is that of what lies below it")
    require_known(plan.release, plan.activity_by_id, "plan", "release milestone")


def _modes(plan: Plan) -> None:
    budgets = {budget.id for budget in plan.budgets}
    kinds = {kind.id for kind in plan.quality.kinds}
    skilled = {entry.skill for person in plan.people for entry in person.skills}
    for activity in plan.activities:
        for mode in activity.modes:
            place = f"activity {activity.id}, mode {mode.id}"
            for use in mode.uses:
                require_known(use.budget, budgets, place, "budget")
            for removal in mode.removals:
                require_known(removal.kind, kinds, place, "kind of work")
            for pick in mode.picks:
                require_known(pick.team, plan.team_by_id, place, "team")
                require_known(pick.skill, skilled, place, "person with the skill")
            _staffing(plan, mode, place)


def _staffing(plan: Plan, mode: Mode, place: str) -> None:
    """Demand that teams and persons exist and could ever be enough for the mode."""
    for demand in mode.demands:
        resource = demand.resource
        person = plan.person_by_id.get(resource)
        team = plan.team_by_id.get(resource)
        require(person is not None or team is not None, place, f"there is no team or person {resource!r}")
        if person is not None:
            most = max((c.permille for c in person.capacity), default=1000)
        elif resource in plan.members_by_team:
            most = 1000 * len(plan.members_by_team[resource])
        else:
            most = max((c.permille for c in team.capacity), default=0) if team else 0
        rule = f"it needs {demand.permille / 1000:g} of {resource}, and there is never more than {most / 1000:g}"
        require(demand.permille <= most, place, rule)
    for pick in mode.picks:
        eligible = [
            p
            for p in plan.people
            if (pick.team in (None, p.team)) and (pick.skill is None or p.level_of(pick.skill) >= pick.level)
        ]
        rule = f"it needs {pick.count} persons for {pick.skill or pick.team}, and {len(eligible)} could do it"
        require(len(eligible) >= pick.count, place, rule)


def _links(plan: Plan) -> None:
    seen: set[tuple[str, str, str]] = set()
    for link in plan.links:
        place = f"link {link.predecessor} -> {link.successor}"
        require_known(link.predecessor, plan.activity_by_id, place, "activity")
        require_known(link.successor, plan.activity_by_id, place, "activity")
        related = link.predecessor in plan.ancestors(link.successor) or link.successor in plan.ancestors(
            link.predecessor
        )
        require(not related, place, "an activity cannot wait for what lies above or below it")
        key = (link.predecessor, link.successor, link.type)
        require(key not in seen, place, f"there are two {link.type} links between them")
        seen.add(key)
    topological_order([leaf.id for leaf in plan.leaves], plan.leaf_links)


def _defects(plan: Plan) -> None:
    kinds = {kind.id for kind in plan.quality.kinds}
    taken: set[str] = set()
    for step in plan.steps:
        place = f"quality step {step.id}"
        require_known(step.activity, plan.activity_by_id, place, "activity")
        require(step.activity not in plan.children, place, "its activity must not be a summary")
        require(step.activity not in taken, place, "its activity is that of another quality step already")
        taken.add(step.activity)
        named = (*step.covers, *(r.kind for r in step.removals if r.kind), *(fix.kind for fix in step.fixes))
        for kind in named:
            require_known(kind, kinds, place, "kind of work")


def _risks(plan: Plan) -> None:
    for risk in plan.risks:
        for activity in risk.activities:
            require_known(activity, plan.activity_by_id, f"risk {risk.id}", "activity")


def _agreements(plan: Plan) -> None:
    for statement in plan.statements:
        place = f"statement {statement.id}"
        require_known(statement.activity, plan.activity_by_id, place, "activity")
        require_known(statement.deliverable, plan.deliverable_by_id, place, "deliverable")
        priced = statement.measure in {Measure.PRICE, Measure.MARGIN}
        require(not priced or plan.terms is not None, place, "a price or margin needs the terms of the contract")
        accepted = statement.measure is Measure.ACCEPTANCE
        bounded = plan.quality.acceptance_threshold is not None
        require(not accepted or bounded, place, "acceptance needs the plan's acceptance threshold")
    for lever in plan.levers:
        require_known(lever.team, plan.team_by_id, f"lever {lever.id}", "team")


def _records(plan: Plan) -> None:
    leaves = plan.activity_by_id
    adopted = plan.adopted
    for activity, mode in adopted.modes:
        require_known(activity, leaves, "adopted modes", "activity")
        leaves[activity].mode(mode)
    for name in (*adopted.order, *(end for arc in adopted.arcs for end in arc)):
        require_known(name, leaves, "adopted order", "activity")
    for assignment in adopted.assignments:
        require_known(assignment.activity, leaves, "adopted assignments", "activity")
        for person in assignment.people:
            require_known(person, plan.person_by_id, "adopted assignments", "person")
    for slot in adopted.overtime:
        resources = {**plan.team_by_id, **plan.person_by_id}
        require_known(slot.resource, resources, "adopted overtime", "team or person")
    for name in adopted.dropped:
        require_known(name, plan.deliverable_by_id, "adopted scope", "deliverable")
        require(plan.deliverable_by_id[name].optional, f"deliverable {name}", "only an optional one can be dropped")
    for name in adopted.mitigated:
        require_known(name, plan.risk_by_id, "adopted mitigations", "risk")
        require(plan.risk_by_id[name].mitigation is not None, f"risk {name}", "it has no mitigation")
    moments = [status.at for status in plan.statuses]
    require(all(a < b for a, b in itertools.pairwise(moments)), "status", "snapshots must be in order of date")
