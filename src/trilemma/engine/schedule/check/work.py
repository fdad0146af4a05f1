"""How much gets done between two minutes: the checker's reading of modes, counted stretch by stretch."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from trilemma.engine.plan import Activity, Mode, Plan, ScheduledActivity
from trilemma.engine.schedule.check.availability import FULL, Availability, calendar_availability


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works on a mode: each resource with the share demanded of it."""

    members: tuple[tuple[str, int], ...]


def crew_of(plan: Plan, mode: Mode, people: Sequence[str]) -> Crew:
    """Return the resources of a mode: its demands, and the persons chosen for its picks."""
    single = [(d.resource, d.permille) for d in mode.demands if d.resource not in plan.members_by_team]
    shares: list[int] = []
    for pick in mode.picks:
        shares.extend([pick.permille] * pick.count)
    for demand in mode.demands:
        if demand.resource in plan.members_by_team:
            count = -(-demand.permille // FULL)
            shares.extend([-(-demand.permille // count)] * count)
    return Crew((*single, *zip(people, shares, strict=False)))


class WorkMeter:
    """Counts the work that a mode gets done; knows the availability of every resource of a plan."""

    def __init__(self, plan: Plan, resources: dict[str, Availability], until: int) -> None:
        self._plan = plan
        self._resources = resources
        self._until = until
        self._calendars: dict[str, Availability] = {}

    def calendar(self, identifier: str) -> Availability:
        """Return the working time of a calendar."""
        if identifier not in self._calendars:
            calendar = self._plan.calendar_by_id[identifier]
            self._calendars[identifier] = calendar_availability(self._plan, calendar, self._until)
        return self._calendars[identifier]

    def rate(self, activity: Activity, mode: Mode, crew: Crew, minute: int) -> int:
        """Return how fast a mode gets on in the minute that begins at ``minute`` [permille]."""
        if mode.elapsed:
            return FULL
        masked = activity.calendar or (None if crew.members else self._plan.calendar)
        if masked is not None and self.calendar(masked).at(minute) is None:
            return 0
        if mode.effort is None:
            return self._fixed_rate(crew, minute)
        return sum(self._effort_rate(resource, share, minute) for resource, share in crew.members)

    def _fixed_rate(self, crew: Crew, minute: int) -> int:
        for resource, share in crew.members:
            span = self._resources[resource].at(minute)
            if span is None or span.overtime or span.amount < share:
                return 0
        return FULL

    def _effort_rate(self, resource: str, share: int, minute: int) -> int:
        span = self._resources[resource].at(minute)
        if span is None or span.amount < share:
            return 0
        return share * span.productivity // FULL

    def done(self, activity: Activity, mode: Mode, crew: Crew, start: int, finish: int) -> int:
        """Return the work done in ``[start, finish)`` [permille-minutes]."""
        edges = {start, finish}
        for resource, _ in crew.members:
            edges.update(self._resources[resource].edges(start, finish))
        masked = activity.calendar or (None if crew.members else self._plan.calendar)
        if masked is not None and not mode.elapsed:
            edges.update(self.calendar(masked).edges(start, finish))
        points = sorted(edges)
        total = 0
        for a, b in itertools.pairwise(points):
            total += self.rate(activity, mode, crew, a) * (b - a)
        return total

    def last_rate(self, activity: Activity, mode: Mode, crew: Crew, start: int, finish: int) -> int:
        """Return the rate of the last minute before ``finish`` in which the mode got on."""
        edges = {start, finish}
        for resource, _ in crew.members:
            edges.update(self._resources[resource].edges(start, finish))
        masked = activity.calendar or (None if crew.members else self._plan.calendar)
        if masked is not None and not mode.elapsed:
            edges.update(self.calendar(masked).edges(start, finish))
        for edge in sorted(edges, reverse=True):
            if edge > start and (rate := self.rate(activity, mode, crew, edge - 1)):
                return rate
        return 0

    def working_between(self, calendar: str, start: int, finish: int) -> int:
        """Return the working minutes of a calendar in ``[start, finish)``."""
        availability = self.calendar(calendar)
        points = sorted({start, finish, *availability.edges(start, finish)})
        return sum(b - a for a, b in itertools.pairwise(points) if availability.at(a) is not None)


def mode_of(activity: Activity, scheduled: ScheduledActivity) -> Mode | None:
    """Return the mode that a schedule chose, None for a milestone."""
    return next((mode for mode in activity.modes if mode.id == scheduled.mode), None)
