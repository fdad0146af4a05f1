"""Reads of all projects at once, the actor first; the number of queries does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Max
from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import AuditEntry
from trilemma.site.people.models import Person, Team
from trilemma.site.planning.models import Activity, Plan, PlanKind
from trilemma.site.portfolio.models import PlanLoad
from trilemma.site.portfolio.outcomes import WEEKS, derive_load
from trilemma.site.projects.models import Project, ProjectRole
from trilemma.site.projects.permissions import ProjectRight, has_right
from trilemma.site.projects.queries import roles_of, visible_projects
from trilemma.site.runs.models import Run, RunState

MOST_DERIVED: Final = 8
"""Plans whose load is computed anew while a page waits; the others keep what was known."""


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """A project with what was agreed and what is forecast; costs only for those who may see them."""

    project: Project
    agreed: datetime | None
    price: float | None
    currency: str
    finish: Mapping[str, datetime]
    cost_p50: float | None
    cost_p80: float | None
    margin: float | None
    defects_p80: float | None
    accepted_defects: float | None
    chance: float | None
    computed_at: datetime | None
    shows_costs: bool

    @property
    def late_days(self) -> int | None:
        """By how many days the finish that is 80 % sure is after the agreed one."""
        if self.agreed is None or not self.finish:
            return None
        return round((self.finish["p80"] - self.agreed) / timedelta(days=1))


def portfolio(actor: Actor) -> list[PortfolioRow]:
    """Return every project that the actor sees."""
    projects = list(visible_projects(actor).order_by("-priority", "name"))
    roles = roles_of(actor, projects)
    plans = {plan.project_id: plan for plan in Plan.of(actor).filter(project__in=projects, kind=PlanKind.LIVE)}
    deadlines = _deadlines(actor, plans.values())
    answers = _forecasts(actor, plans.values())
    return [_row(each, roles[each.pk], plans[each.pk], deadlines, answers) for each in projects if each.pk in plans]


def _forecasts(actor: Actor, plans: Iterable[Plan]) -> dict[str, Run]:
    """Return the last finished forecast of each plan."""
    done = Run.of(actor).filter(kind="forecast", state=RunState.DONE, plan__in=[plan.public_id for plan in plans])
    latest = done.values("plan").annotate(last=Max("id")).values("last")
    return {run.plan: run for run in Run.of(actor).filter(pk__in=latest)}


def _deadlines(actor: Actor, plans: Iterable[Plan]) -> dict[int, Any]:
    """Return the deadline of the release milestone of each plan."""
    wanted = {(plan.pk, plan.release) for plan in plans if plan.release}
    rows = Activity.of(actor).filter(plan_id__in=[pk for pk, _ in wanted], key__in=[key for _, key in wanted])
    return {pk: deadline for pk, key, deadline in rows.values_list("plan_id", "key", "deadline") if (pk, key) in wanted}


def _row(
    project: Project, role: ProjectRole, plan: Plan, deadlines: Mapping[int, Any], answers: Mapping[str, Run]
) -> PortfolioRow:
    run = answers.get(plan.public_id)
    answer = (run.result if run else None) or {}
    costs = has_right(role, ProjectRight.SEE_COSTS)
    price = plan.terms.get("price") if costs else None
    cost = answer.get("cost", {})
    agreed = _agreed(plan, deadlines.get(plan.pk))
    return PortfolioRow(
        project=project,
        agreed=agreed,
        price=float(price) if isinstance(price, int | float) else None,
        currency=plan.currency,
        finish={name: datetime.fromisoformat(text) for name, text in answer.get("finish", {}).items()},
        cost_p50=cost.get("p50") if costs else None,
        cost_p80=cost.get("p80") if costs else None,
        margin=float(price) - cost["p50"] if isinstance(price, int | float) and cost else None,
        defects_p80=answer.get("defects", {}).get("p80"),
        accepted_defects=plan.quality.get("acceptance_threshold"),
        chance=_chance(answer, agreed),
        computed_at=run.finished_at if run else None,
        shows_costs=costs,
    )


def _agreed(plan: Plan, deadline: Any) -> datetime | None:  # noqa: ANN401 - a text, a table or nothing
    """Return the last minute of the day that was agreed."""
    stated = plan.terms.get("due") or (deadline.get("at") if isinstance(deadline, dict) else deadline)
    if not stated:
        return None
    found = datetime.fromisoformat(str(stated))
    if len(str(stated)) <= len("2027-01-31"):
        found += timedelta(days=1, minutes=-1)
    return found if found.tzinfo else timezone.make_aware(found)


def _chance(answer: Mapping[str, Any], agreed: datetime | None) -> float | None:
    """Return how likely the agreed date is kept, read off the forecast's curve."""
    if agreed is None or not answer:
        return None
    curve = answer["curves"]["finish"]
    share = 0.0
    for edge, reached in zip(curve["edges"][1:], curve["shares"], strict=True):
        if datetime.fromisoformat(edge) > agreed:
            break
        share = reached
    return share


# --- load -------------------------------------------------------------------------------------------------------------


@dataclass
class Cell:
    """One week of one team or person."""

    monday: date
    minutes: int = 0
    tentative: int = 0
    overtime: int = 0
    capacity: int = 0

    @property
    def percent(self) -> int:
        """Work as a share of the regular time."""
        return round(100 * self.minutes / self.capacity) if self.capacity else (100 if self.minutes else 0)

    @property
    def level(self) -> str:
        """How full the week is, as the heat map shows it."""
        if self.overtime:
            return "overtime"
        if self.percent > 100:
            return "over"
        return str(min(4, -(-self.percent // 25))) if self.minutes else ""


@dataclass
class LoadRow:
    """A team or person with their weeks."""

    key: str
    name: str
    team: bool
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Load:
    """The load of everybody over all projects."""

    mondays: Sequence[date]
    rows: Sequence[LoadRow]
    outdated: int


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One activity's part of one week of one team or person."""

    project: Project | None
    activity: str
    minutes: int

    @property
    def hours(self) -> float:
        """The work in hours."""
        return self.minutes / 60


def this_monday() -> date:
    """Return the Monday of this week."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def loads(actor: Actor) -> tuple[list[PlanLoad], int]:
    """Return what every live plan of the organisation takes of whom, and how many are not up to date."""
    monday = this_monday()
    plans = Plan.of(actor).filter(kind=PlanKind.LIVE, project__trashed_at=None).exclude(project__state="done")
    rows = {load.plan_id: load for load in PlanLoad.of(actor).filter(plan__in=plans).select_related("plan__project")}
    scopes = AuditEntry.objects.filter(organisation_id=actor.organisation_id)
    numbers = dict(scopes.values_list("scope").annotate(last=Max("number")))
    people = numbers.get("people", 0)
    found, outdated, made = [], 0, 0
    for plan in plans.select_related("project"):
        load = rows.get(plan.pk)
        now = (numbers.get(plan.project.public_id, 0), people)
        known = load is not None and (load.plan_number, load.people_number, load.first) == (*now, monday)
        if not known and made < MOST_DERIVED:
            load, made = derive_load(plan, now, monday), made + 1
        elif not known:
            outdated += 1
        if load is not None:
            load.plan = plan
            found.append(load)
    return found, outdated


def load_of_everybody(actor: Actor) -> Load:
    """Return the weeks of every team and person; a team's are those of its members and of itself."""
    found, outdated = loads(actor)
    monday = this_monday()
    teams = list(Team.of(actor).filter(trashed_at=None).order_by("name"))
    people = list(Person.of(actor).filter(trashed_at=None).select_related("team").order_by("name"))
    mondays = [monday + timedelta(weeks=n) for n in range(WEEKS - 1)]
    rows = {team.key: LoadRow(team.key, team.name, True, [Cell(day) for day in mondays]) for team in teams}
    rows |= {each.key: LoadRow(each.key, each.name, False, [Cell(day) for day in mondays]) for each in people}
    team_of = {person.key: person.team.key for person in people if person.team}
    for load in found:
        _add(rows, team_of, load, (load.first - monday).days // 7)
    members: dict[str, list[LoadRow]] = defaultdict(list)
    for key, team in team_of.items():
        members[team].append(rows[key])
    for key, others in members.items():
        for number, cell in enumerate(rows[key].cells):
            cell.capacity += sum(other.cells[number].capacity for other in others)
    ordered = [row for team in teams for row in (rows[team.key], *members[team.key])]
    alone = [rows[person.key] for person in people if person.key not in team_of]
    return Load(mondays, [*ordered, *alone], outdated)


def _add(rows: Mapping[str, LoadRow], team_of: Mapping[str, str], load: PlanLoad, shift: int) -> None:
    """Add what one plan takes to the weeks of who works, and of their team."""
    tentative = load.plan.project.tentative
    for who, week, _key, _name, minutes in load.work:
        for row in _both(rows, team_of, who):
            if 0 <= week + shift < len(row.cells):
                cell = row.cells[week + shift]
                cell.minutes += minutes
                cell.tentative += minutes if tentative else 0
    for who, week, minutes in load.overtime:
        for row in _both(rows, team_of, who):
            if 0 <= week + shift < len(row.cells):
                row.cells[week + shift].overtime += minutes
    for who, weeks in load.capacity.items():
        if who not in rows:
            continue
        cells = rows[who].cells
        for week, minutes in enumerate(weeks):
            if 0 <= week + shift < len(cells):  # a plan knows nothing of the time before its start
                cells[week + shift].capacity = max(cells[week + shift].capacity, minutes)


def _both(rows: Mapping[str, LoadRow], team_of: Mapping[str, str], who: str) -> list[LoadRow]:
    return [row for row in (rows.get(who), rows.get(team_of.get(who, ""))) if row is not None]


def work_in_week(actor: Actor, key: str, monday: date) -> list[WorkItem]:
    """Return what takes up a team or person in a week; of projects that the actor does not see only how much."""
    found, _outdated = loads(actor)
    seen = {project.pk: project for project in visible_projects(actor)}
    members = set(Person.of(actor).filter(team__key=key).values_list("key", flat=True)) | {key}
    items: dict[tuple[int, str], WorkItem] = {}
    for load in found:
        week = (monday - load.first).days // 7
        project = seen.get(load.plan.project_id)
        for who, at, activity, name, minutes in load.work:
            if at == week and who in members:
                place = (load.plan.project_id, activity if project else "")
                known = items.get(place)
                total = minutes + (known.minutes if known else 0)
                items[place] = WorkItem(project, name if project else "", total)
    return sorted(items.values(), key=lambda item: -item.minutes)
