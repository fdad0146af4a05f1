"""People of the other plan who come along with work that a hybrid's own people could never do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from trilemma.engine.calendars import Calendar
from trilemma.engine.plan import Demand, Mode, OvertimeSlot, Person, Pick, Plan, Team
from trilemma.engine.plan.picks import eligible


class Guests:
    """Teams, persons and calendars of the plan ``home`` that work in a hybrid with the people of the plan ``hosts``.

    A guest keeps the id unless the hosts use it; then the id gets ``mark`` at its end, which no id of either plan has.
    Skills of guests are marked too, so that nobody picks a guest for work that the hosts can do.
    """

    def __init__(self, hosts: Plan, home: Plan, mark: str) -> None:
        self._hosts = hosts
        self._home = home
        self._mark = mark
        self._taken = {resource.id for resource in hosts.resources}
        self._invited: dict[str, None] = {}
        self._calendars: dict[str, None] = {}

    def staffed(self, mode: Mode) -> Mode:
        """Return a mode of the home plan as the hybrid can do it: with the hosts, or where they cannot, with guests."""
        if can_staff(self._hosts, mode):
            return mode
        self._invite(demand.resource for demand in mode.demands)
        for pick in mode.picks:
            self._invite(eligible(self._home, pick))
            self._invite(() if pick.team is None else (pick.team,))
        return replace(
            mode,
            demands=tuple(Demand(self.name(d.resource), d.permille) for d in mode.demands),
            picks=tuple(self._pick(pick) for pick in mode.picks),
        )

    def name(self, resource: str) -> str:
        """Return the id of a guest in the hybrid."""
        return resource + self._mark if resource in self._taken else resource

    def calendar(self, identifier: str) -> str:
        """Return the id that a calendar of the home plan has in the hybrid, and bring it along where it is missing."""
        known = self._hosts.calendar_by_id.get(identifier)
        if known == self._home.calendar_by_id[identifier]:
            return identifier
        self._calendars[identifier] = None
        return self._calendar_name(identifier)

    def teams(self) -> tuple[Team, ...]:
        """Return the teams of the hybrid."""
        return (*self._hosts.teams, *(self._team(t) for t in self._home.teams if t.id in self._invited))

    def people(self) -> tuple[Person, ...]:
        """Return the persons of the hybrid."""
        return (*self._hosts.people, *(self._person(p) for p in self._home.people if p.id in self._invited))

    def overtime(self) -> tuple[OvertimeSlot, ...]:
        """Return the adopted overtime of the hybrid."""
        slots = (s for s in self._home.adopted.overtime if s.resource in self._invited)
        brought = tuple(replace(s, resource=self.name(s.resource)) for s in slots)
        return (*self._hosts.adopted.overtime, *brought)

    def calendars(self) -> tuple[Calendar, ...]:
        """Return the calendars of the hybrid; ask for teams and people first, for guests bring theirs."""
        brought = (self._home.calendar_by_id[name] for name in self._calendars)
        return (*self._hosts.calendars, *(replace(c, id=self._calendar_name(c.id)) for c in brought))

    def assigned(self, people: Iterable[str]) -> tuple[str, ...]:
        """Return the persons of an assignment of the home plan by their ids in the hybrid; none if one is missing."""
        names = tuple(people)
        if all(name in self._invited for name in names):
            return tuple(self.name(name) for name in names)
        return names if all(name in self._hosts.person_by_id for name in names) else ()

    def _invite(self, resources: Iterable[str]) -> None:
        """Invite people together with their whole team."""
        waiting = list(resources)
        while waiting:
            current = waiting.pop()
            if current in self._invited:
                continue
            self._invited[current] = None
            person = self._home.person_by_id.get(current)
            if person is not None and person.team is not None:
                waiting.append(person.team)
            waiting.extend(member.id for member in self._home.members_by_team.get(current, ()))

    def _pick(self, pick: Pick) -> Pick:
        return replace(
            pick,
            skill=None if pick.skill is None else pick.skill + self._mark,
            team=None if pick.team is None else self.name(pick.team),
        )

    def _team(self, team: Team) -> Team:
        return replace(team, id=self.name(team.id), calendar=self.calendar(team.calendar or self._home.calendar))

    def _person(self, person: Person) -> Person:
        team = None if person.team is None else self._home.team_by_id[person.team]
        calendar = person.calendar or (team.calendar if team else None) or self._home.calendar
        return replace(
            person,
            id=self.name(person.id),
            team=None if team is None else self.name(team.id),
            calendar=self.calendar(calendar),
            skills=tuple(replace(entry, skill=entry.skill + self._mark) for entry in person.skills),
        )

    def _calendar_name(self, identifier: str) -> str:
        return identifier + self._mark if identifier in self._hosts.calendar_by_id else identifier


def can_staff(plan: Plan, mode: Mode) -> bool:
    """Return whether a plan's people could ever do a mode: the plan model demands it of every mode."""
    return all(demand.permille <= _most(plan, demand.resource) for demand in mode.demands) and all(
        len(eligible(plan, pick)) >= pick.count and (pick.team is None or pick.team in plan.team_by_id)
        for pick in mode.picks
    )


def _most(plan: Plan, resource: str) -> int:
    """Return how much there ever is of a team or person, 0 where there is none [permille]."""
    person, team = plan.person_by_id.get(resource), plan.team_by_id.get(resource)
    if person is not None:
        return max((c.permille for c in person.capacity), default=1000)
    if resource in plan.members_by_team:
        return 1000 * len(plan.members_by_team[resource])
    return max((c.permille for c in team.capacity), default=0) if team is not None else 0
