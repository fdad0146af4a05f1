"""Rules that hold between the objects of a plan; each rule is one function."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trilemma.engine.plan.agreements import Measure
from trilemma.engine.plan.content import PlanContent
from trilemma.engine.plan.defects import rework_step
from trilemma.engine.plan.picks import eligible
from trilemma.engine.plan.rules import require, require_instant, require_known, require_unique
from trilemma.engine.plan.work import Activity, Link, Mode, Pick


def require_valid(plan: PlanContent) -> None:
    """Check every rule between the objects of a plan, but for circles, which only the order of its links shows."""
    _head(plan)
    _ids(plan)
    _calendars(plan)
    _people(plan)
    _breakdown(plan)
    require_valid_activities(plan, plan.activities)
    require_known(plan.release, plan.activity_by_id, "plan", "release milestone")
    _links(plan)
    for rule in (_defects, _risks, _agreements, require_valid_records):
        rule(plan)


def require_valid_activities(plan: PlanContent, activities: Collection[Activity]) -> None:
    """Check the rules for single activities, what they refer to included."""
    _references(plan, activities)
    _modes(plan, activities)


def _head(plan: PlanContent) -> None:
    require(bool(plan.projects), "plan", "it needs a project")
    require_instant(plan.start, "plan", "the start")
    require_valid_status_date(plan)
    try:
        ZoneInfo(plan.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        require(False, "plan", f"there is no time zone {plan.time_zone!r}")
    currency = plan.currency
    known = len(currency) == 3 and currency.isascii() and currency.isupper() and currency.isalpha()
    require(known, "plan", f"the currency must be three capital letters, not {currency!r}")


def require_valid_status_date(plan: PlanContent) -> None:
    """Check the plan's status date."""
    require_instant(plan.status_date, "plan", "the status date")


def _ids(plan: PlanContent) -> None:
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


def _calendars(plan: PlanContent) -> None:
    known = plan.calendar_by_id
    require_known(plan.calendar, known, "plan", "calendar")
    for thing in plan.resources:
        require_known(thing.calendar, known, f"{type(thing).__name__.lower()} {thing.id}", "calendar")


def _people(plan: PlanContent) -> None:
    for person in plan.people:
        require_known(person.team, plan.team_by_id, f"person {person.id}", "team")
    for team in plan.teams:
        both = bool(team.capacity) and team.id in plan.members_by_team
        require(not both, f"team {team.id}", "it has members, so it cannot have an anonymous capacity too")


def _breakdown(plan: PlanContent) -> None:
    known = plan.activity_by_id
    settled: set[str | None] = {None}
    for activity in plan.activities:
        if activity.parent is None:
            continue
        above: dict[str, None] = {}
        current: str | None = activity.id
        while current is not None and current not in settled:
            require(current not in above, f"activity {activity.id}", "it lies below itself")
            above[current] = None
            current = known[current].parent
            if current is not None and current not in known:
                require_known(current, known, f"activity {next(reversed(above))}", "activity")
        settled.update(above)


def _references(plan: PlanContent, activities: Iterable[Activity]) -> None:
    kinds = {kind.id for kind in plan.quality.kinds}
    projects = {project.id for project in plan.projects}
    summaries = plan.children
    for activity in activities:
        named: tuple[tuple[str | None, Collection[str], str], ...] = (
            (activity.calendar, plan.calendar_by_id, "calendar"),
            (activity.project, projects, "project"),
            (activity.deliverable, plan.deliverable_by_id, "deliverable"),
            (activity.work_kind, kinds, "kind of work"),
        )
        for identifier, known, kind in named:
            if identifier is not None and identifier not in known:
                require_known(identifier, known, f"activity {activity.id}", kind)
        if activity.id in summaries:
            place = f"activity {activity.id}"
            require(not activity.modes, place, "a summary is done by what lies below it: it has no mode")
            require(not activity.progress, place, "a summary's progress is that of what lies below it")


def _modes(plan: PlanContent, activities: Iterable[Activity]) -> None:
    budgets = {budget.id for budget in plan.budgets}
    kinds = {kind.id for kind in plan.quality.kinds}
    staffing = _Staffing(plan)
    for activity in activities:
        for mode in activity.modes:
            if mode.uses or mode.removals:
                place = f"activity {activity.id}, mode {mode.id}"
                for use in mode.uses:
                    require_known(use.budget, budgets, place, "budget")
                for removal in mode.removals:
                    require_known(removal.kind, kinds, place, "kind of work")
            staffing.require_enough(activity, mode)


class _Staffing:
    """How much there is ever of each resource, and how many could be chosen for a pick, found once."""

    def __init__(self, plan: PlanContent) -> None:
        self._plan = plan
        self._skilled = {entry.skill for person in plan.people for entry in person.skills}
        self._could: dict[Pick, int] = {}
        self._most = {person.id: max((c.permille for c in person.capacity), default=1000) for person in plan.people}
        for team in plan.teams:
            members = plan.members_by_team.get(team.id)
            anonymous = max((c.permille for c in team.capacity), default=0)
            self._most[team.id] = anonymous if members is None else 1000 * len(members)

    def require_enough(self, activity: Activity, mode: Mode) -> None:
        """Demand that teams and persons exist and could ever be enough for a mode."""
        for demand in mode.demands:
            most = self._most.get(demand.resource)
            if most is None or demand.permille > most:
                place = f"activity {activity.id}, mode {mode.id}"
                require(most is not None, place, f"there is no team or person {demand.resource!r}")
                rule = f"it needs {demand.permille / 1000:g} of {demand.resource}, and there is never more than"
                require(False, place, f"{rule} {(most or 0) / 1000:g}")
        for pick in mode.picks:
            if self.candidates(pick) < pick.count:
                place = f"activity {activity.id}, mode {mode.id}"
                require_known(pick.team, self._plan.team_by_id, place, "team")
                require_known(pick.skill, self._skilled, place, "person with the skill")
                rule = f"it needs {pick.count} persons for {pick.skill or pick.team}"
                require(False, place, f"{rule}, and {self.candidates(pick)} could do it")

    def candidates(self, pick: Pick) -> int:
        """Return how many persons could be chosen."""
        if pick not in self._could:
            self._could[pick] = len(eligible(self._plan, pick))
        return self._could[pick]


def _links(plan: PlanContent) -> None:
    require_valid_links(plan, plan.links)
    keys = {(link.predecessor, link.successor, link.type) for link in plan.links}
    if len(keys) < len(plan.links):
        require_different(plan.links)


def require_valid_links(plan: PlanContent, links: Iterable[Link]) -> None:
    """Check the rules for single links."""
    known, summaries = plan.activity_by_id, plan.children
    for link in links:
        before, after = link.predecessor, link.successor
        if before not in known or after not in known:
            place = f"link {before} -> {after}"
            require_known(before, known, place, "activity")
            require_known(after, known, place, "activity")
        if (before in summaries and before in plan.ancestors(after)) or (
            after in summaries and after in plan.ancestors(before)
        ):
            rule = "an activity cannot wait for what lies above or below it"
            require(False, f"link {before} -> {after}", rule)


def require_different(links: Iterable[Link]) -> None:
    """Demand that no two links of a type join the same activities."""
    seen: set[tuple[str, str, str]] = set()
    for link in links:
        key = (link.predecessor, link.successor, link.type)
        place = f"link {link.predecessor} -> {link.successor}"
        require(key not in seen, place, f"there are two {link.type} links between them")
        seen.add(key)


def _defects(plan: PlanContent) -> None:
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


def _risks(plan: PlanContent) -> None:
    for risk in plan.risks:
        for activity in risk.activities:
            require_known(activity, plan.activity_by_id, f"risk {risk.id}", "activity")


def _agreements(plan: PlanContent) -> None:
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


def require_valid_records(plan: PlanContent) -> None:
    """Check the rules for what was adopted and seen."""
    leaves = plan.activity_by_id
    adopted = plan.adopted
    for activity, mode in adopted.modes:
        require_known(activity, leaves, "adopted modes", "activity")
        leaves[activity].mode(mode)
    steps = {step.id for step in plan.steps}
    for name in (*adopted.order, *(end for arc in adopted.arcs for end in arc)):
        if rework_step(name) not in steps:
            require_known(name, leaves, "adopted order", "activity")
    for assignment in adopted.assignments:
        if rework_step(assignment.activity) not in steps:
            require_known(assignment.activity, leaves, "adopted assignments", "activity")
        for person in assignment.people:
            require_known(person, plan.person_by_id, "adopted assignments", "person")
    resources = {**plan.team_by_id, **plan.person_by_id}
    for slot in adopted.overtime:
        require_known(slot.resource, resources, "adopted overtime", "team or person")
    for name in adopted.dropped:
        require_known(name, plan.deliverable_by_id, "adopted scope", "deliverable")
        require(plan.deliverable_by_id[name].optional, f"deliverable {name}", "only an optional one can be dropped")
    for name in adopted.mitigated:
        require_known(name, plan.risk_by_id, "adopted mitigations", "risk")
        require(plan.risk_by_id[name].mitigation is not None, f"risk {name}", "it has no mitigation")
    moments = [status.at for status in plan.statuses]
    require(all(a < b for a, b in itertools.pairwise(moments)), "status", "snapshots must be in order of date")
