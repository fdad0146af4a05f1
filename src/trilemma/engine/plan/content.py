"""What a plan states: its objects, and look-ups among them. What is compiled from them lies beside, in `plan.plan`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType
from typing import Protocol, TypeVar

from trilemma.engine.calendars import Calendar, standard_calendar
from trilemma.engine.plan.agreements import Statement, Terms
from trilemma.engine.plan.defects import QualityModel, QualityStep
from trilemma.engine.plan.people import Person, Team
from trilemma.engine.plan.records import Adopted, Baseline, LeverIdea, Status
from trilemma.engine.plan.risks import Correlation, Risk
from trilemma.engine.plan.work import Activity, Budget, Deliverable, Link, Project


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


def _by_id(objects: Iterable[_T]) -> Mapping[str, _T]:
    return MappingProxyType({thing.id: thing for thing in objects})


@dataclass(frozen=True)
class PlanContent:
    """The fields of a plan, not yet checked, and look-ups by id that are made once."""

    projects: tuple[Project, ...]
    start: datetime
    activities: tuple[Activity, ...] = ()
    links: tuple[Link, ...] = ()
    time_zone: str = "UTC"
    currency: str = "EUR"
    status_date: datetime | None = None
    calendar: str = "standard"
    calendars: tuple[Calendar, ...] = field(default_factory=lambda: (standard_calendar(),))
    teams: tuple[Team, ...] = ()
    people: tuple[Person, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    budgets: tuple[Budget, ...] = ()
    quality: QualityModel = field(default_factory=QualityModel)
    steps: tuple[QualityStep, ...] = ()
    risks: tuple[Risk, ...] = ()
    correlation: Correlation = field(default_factory=Correlation)
    terms: Terms | None = None
    statements: tuple[Statement, ...] = ()
    levers: tuple[LeverIdea, ...] = ()
    adopted: Adopted = field(default_factory=Adopted)
    baselines: tuple[Baseline, ...] = ()
    statuses: tuple[Status, ...] = ()
    release: str | None = None

    @property
    def name(self) -> str:
        """The name of the plan's own project, or its id."""
        return self.projects[0].name or self.projects[0].id

    @cached_property
    def origin(self) -> datetime:
        """Minute 0 of the plan: midnight UTC on or before everything that the plan dates."""
        first = min(_dates_of(self), default=self.start)
        return min(first, self.start).astimezone(UTC).replace(hour=0, minute=0)

    @cached_property
    def activity_by_id(self) -> Mapping[str, Activity]:
        """Activities by id."""
        return _by_id(self.activities)

    @cached_property
    def calendar_by_id(self) -> Mapping[str, Calendar]:
        """Calendars by id."""
        return _by_id(self.calendars)

    @cached_property
    def team_by_id(self) -> Mapping[str, Team]:
        """Teams by id."""
        return _by_id(self.teams)

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        """Persons by id."""
        return _by_id(self.people)

    @cached_property
    def deliverable_by_id(self) -> Mapping[str, Deliverable]:
        """Deliverables by id."""
        return _by_id(self.deliverables)

    @cached_property
    def risk_by_id(self) -> Mapping[str, Risk]:
        """Risks by id."""
        return _by_id(self.risks)

    @property
    def resources(self) -> tuple[Team | Person, ...]:
        """Teams and persons."""
        return (*self.teams, *self.people)

    @cached_property
    def resource_index(self) -> Mapping[str, int]:
        """Number of each resource that can be demanded by itself: teams without members first, then persons."""
        anonymous = [team.id for team in self.teams if team.id not in self.members_by_team]
        names = (*anonymous, *(person.id for person in self.people))
        return MappingProxyType({name: row for row, name in enumerate(names)})

    @cached_property
    def members_by_team(self) -> Mapping[str, tuple[Person, ...]]:
        """The persons of each team that has members, in the plan's order."""
        members: dict[str, list[Person]] = {}
        for person in self.people:
            if person.team is not None:
                members.setdefault(person.team, []).append(person)
        return MappingProxyType({team: tuple(people) for team, people in members.items()})

    @cached_property
    def children(self) -> Mapping[str | None, tuple[str, ...]]:
        """Ids of the activities directly below each summary; None stands for the top."""
        below: dict[str | None, list[str]] = {}
        for activity in self.activities:
            below.setdefault(activity.parent, []).append(activity.id)
        return MappingProxyType({parent: tuple(ids) for parent, ids in below.items()})

    @cached_property
    def leaves(self) -> tuple[Activity, ...]:
        """Tasks and milestones, in the plan's order: everything that is not a summary."""
        summaries = self.children
        return tuple(a for a in self.activities if a.id not in summaries)

    @cached_property
    def leaf_position(self) -> Mapping[str, int]:
        """Where each leaf stands among the leaves."""
        return MappingProxyType({leaf.id: row for row, leaf in enumerate(self.leaves)})

    def leaves_below(self, identifier: str) -> tuple[str, ...]:
        """Return the tasks and milestones below an activity, or itself where it is one."""
        found: list[str] = []
        waiting = [identifier]
        while waiting:
            current = waiting.pop()
            below = self.children.get(current)
            if below is None:
                found.append(current)
            else:
                waiting.extend(reversed(below))
        return tuple(found)

    def ancestors(self, identifier: str) -> tuple[str, ...]:
        """Return the summaries above an activity, nearest first."""
        found: list[str] = []
        parent = self.activity_by_id[identifier].parent
        while parent is not None:
            found.append(parent)
            parent = self.activity_by_id[parent].parent
        return tuple(found)

    def project_of(self, activity: Activity) -> Project:
        """Return the project of an activity: the one it or a summary above it names, else the plan's own."""
        named = activity.project or next(
            (
                self.activity_by_id[above].project
                for above in self.ancestors(activity.id)
                if self.activity_by_id[above].project
            ),
            None,
        )
        return next((p for p in self.projects if p.id == named), self.projects[0])

    @cached_property
    def dropped(self) -> frozenset[str]:
        """Ids of leaves that fall away because their deliverable was dropped."""
        gone = set(self.adopted.dropped)
        if not gone:
            return frozenset()
        return frozenset(
            leaf.id
            for leaf in self.leaves
            if {leaf.deliverable, *(self.activity_by_id[a].deliverable for a in self.ancestors(leaf.id))} & gone
        )


def _dates_of(plan: PlanContent) -> Iterable[datetime]:
    """Yield every instant that the plan's activities are tied to."""
    for activity in plan.activities:
        for constraint in activity.constraints:
            if constraint.at is not None:
                yield constraint.at
        progress = activity.progress
        if progress is not None and progress.actual_start is not None:
            yield progress.actual_start


def minute_of(plan: PlanContent, instant: datetime) -> int:
    """Return the elapsed minutes from the plan's origin to an instant."""
    return round((instant.astimezone(UTC) - plan.origin).total_seconds()) // 60
