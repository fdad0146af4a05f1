"""The list of people and teams, in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError
from trilemma.site.people.convert import at_day, format_people, format_share, format_skills
from trilemma.site.people.models import Absence, Calendar, Person, Rate, SkillLevel, Team
from trilemma.site.people.permissions import may_edit, require_reader
from trilemma.site.people.queries.fetching import rates_on, visible_calendars, visible_teams

Rates = Mapping[tuple[str, int], Rate]
HUES: Final = 7
"""Colours that a team gets by itself; the last one, grey, is only given."""
MOST: Final = 100
"""How many people one page shows."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a line of the list; costs are there only for those who may see them."""

    public_id: str
    version: int
    name: str
    team: str
    team_name: str
    calendar: str
    calendar_name: str
    share: str
    skills: str
    cost: Decimal | None
    billing: Decimal | None
    cost_of_team: Decimal | None
    billing_of_team: Decimal | None
    away: Absence | None
    is_away: bool
    has_account: bool
    joined_on: date | None
    left_on: date | None
    in_bin: bool

    @property
    def cost_typed(self) -> str:
        """What it costs as one types it."""
        return "" if self.cost is None else f"{self.cost:f}"

    @property
    def billing_typed(self) -> str:
        """What is billed as one types it."""
        return "" if self.billing is None else f"{self.billing:f}"


@dataclass(frozen=True, slots=True)
class TeamGroup:
    """A team with its members, or those without a team."""

    public_id: str
    name: str
    hue: str
    people: str
    calendar: str
    cost: Decimal | None
    billing: Decimal | None
    in_bin: bool
    members: Sequence[PersonLine]


@dataclass(frozen=True, slots=True)
class Offered:
    """What a person can be given: a team that has members, a calendar."""

    teams: Sequence[Team]
    calendars: Sequence[Calendar]

    @property
    def team_pairs(self) -> tuple[tuple[str, str], ...]:
        """Public id and name of each team."""
        return tuple((team.public_id, team.name) for team in self.teams)

    @property
    def calendar_pairs(self) -> tuple[tuple[str, str], ...]:
        """Public id and name of each calendar."""
        return tuple((calendar.public_id, calendar.name) for calendar in self.calendars)


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One page of people, by team, and whether there are more before and after it."""

    groups: Sequence[TeamGroup]
    number: int
    more: bool

    @property
    def before(self) -> int:
        """The page before, 0 where this is the first."""
        return self.number - 1

    @property
    def after(self) -> int:
        """The page after, 0 where this is the last."""
        return self.number + 1 if self.more else 0


def people_list(actor: Actor, *, words: str = "", show: str = "here", number: int = 1) -> PeopleList:
    """Return a page of the people who are here, who have left, or who are in the bin, by team."""
    require_reader(actor)
    today = timezone.localdate()
    people = _shown(Person.of(actor), show, today)
    if words:
        people = people.filter(
            Q(name__icontains=words) | Q(team__name__icontains=words) | Q(skills__skill__icontains=words)
        ).distinct()
    first = (number - 1) * MOST
    ordered = people.select_related("team", "calendar").order_by("team__name", "name", "pk")
    rows = list(ordered[first : first + MOST + 1])
    every = list(Team.of(actor).select_related("calendar").order_by("name", "pk"))
    rates = rates_on(actor, today)
    groups = _groups(actor, rows[:MOST], every, rates, today, show=show, all_teams=not words and number == 1)
    return PeopleList(groups=groups, number=number, more=len(rows) > MOST)


def offered(actor: Actor) -> Offered:
    """Return what a person can be given."""
    return Offered(
        teams=[team for team in visible_teams(actor) if not team.capacity],
        calendars=list(visible_calendars(actor)),
    )


def person_line(actor: Actor, public_id: str) -> PersonLine:
    """Return one line of the list."""
    require_reader(actor)
    today = timezone.localdate()
    person = Person.of(actor).select_related("team", "calendar").filter(public_id=public_id).first()
    if person is None:
        raise NotFoundError.plain()
    return _lines(actor, [person], rates_on(actor, today), today)[0]


def search_people(actor: Actor, words: str) -> Sequence[Person]:
    """Return people whose name or skill fits the words."""
    require_reader(actor)
    fits = Q(name__icontains=words) | Q(skills__skill__icontains=words)
    found = Person.of(actor).filter(fits, trashed_at=None).select_related("team").distinct().order_by("name")
    return list(found[:8])


def _shown(people: QuerySet[Person], show: str, today: date) -> QuerySet[Person]:
    if show == "bin":
        return people.filter(trashed_at__isnull=False)
    people = people.filter(trashed_at=None)
    return people.filter(left_on__lt=today) if show == "left" else people.exclude(left_on__lt=today)


def _groups(
    actor: Actor,
    people: Sequence[Person],
    teams: Sequence[Team],
    rates: Rates,
    today: date,
    *,
    show: str,
    all_teams: bool,
) -> list[TeamGroup]:
    """Return the teams that have somebody to show, or all of them, and at the end those without a team."""
    by_team: dict[int | None, list[PersonLine]] = defaultdict(list)
    for person, line in zip(people, _lines(actor, people, rates, today), strict=True):
        by_team[person.team_id].append(line)
    groups = [
        _group(actor, team, by_team.get(team.pk, []), rates, today)
        for team in teams
        if team.pk in by_team or (all_teams and _team_shown(team, show))
    ]
    if None in by_team:
        groups.append(TeamGroup("", "", "", "", "", None, None, in_bin=False, members=by_team[None]))
    return groups


def _team_shown(team: Team, show: str) -> bool:
    return show == ("here" if team.trashed_at is None else "bin")


def _group(actor: Actor, team: Team, members: Sequence[PersonLine], rates: Rates, today: date) -> TeamGroup:
    rate = rates.get(("team", team.pk))
    return TeamGroup(
        public_id=team.public_id,
        name=team.name,
        hue=hue_of(team),
        people=format_people(at_day(team.capacity, today, 0)) if team.capacity else "",
        calendar=team.calendar.name if team.calendar else "",
        cost=rate.cost_per_hour if rate and may_edit(actor) else None,
        billing=rate.billing_per_hour if rate else None,
        in_bin=team.trashed_at is not None,
        members=members,
    )


def hue_of(team: Team) -> str:
    """Return the number of a team's colour: the one it was given, else one by its key."""
    return team.colour or str(sum(team.key.encode()) % HUES)


def _lines(actor: Actor, people: Sequence[Person], rates: Rates, today: date) -> list[PersonLine]:
    keys = [person.pk for person in people]
    skills: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for key, skill, level in _of(SkillLevel, actor, keys).order_by("skill").values_list("person", "skill", "level"):
        skills[key].append((skill, level))
    away: dict[int, Absence] = {}
    for absence in _of(Absence, actor, keys).filter(last__gte=today).order_by("first"):
        away.setdefault(absence.person_id, absence)
    return [_line(actor, person, skills[person.pk], rates, away.get(person.pk), today) for person in people]


def _of(kind: type[SkillLevel | Absence], actor: Actor, keys: Iterable[int]) -> QuerySet[Any]:
    return kind.of(actor).filter(person__in=keys)


def _line(
    actor: Actor,
    person: Person,
    skills: Sequence[tuple[str, int]],
    rates: Rates,
    away: Absence | None,
    today: date,
) -> PersonLine:
    rate, of_team = rates.get(("person", person.pk)), rates.get(("team", person.team_id or 0))
    return PersonLine(
        public_id=person.public_id,
        version=person.version,
        name=person.name,
        team=person.team.public_id if person.team else "",
        team_name=person.team.name if person.team else "",
        calendar=person.calendar.public_id if person.calendar else "",
        calendar_name=person.calendar.name if person.calendar else "",
        share=format_share(at_day(person.capacity, today, 1000)),
        skills=format_skills(skills),
        cost=rate.cost_per_hour if rate and may_edit(actor) else None,
        billing=rate.billing_per_hour if rate else None,
        cost_of_team=of_team.cost_per_hour if of_team and not rate and may_edit(actor) else None,
        billing_of_team=of_team.billing_per_hour if of_team and not rate else None,
        away=away,
        is_away=away is not None and away.first <= today,
        has_account=person.user_id is not None,
        joined_on=person.joined_on,
        left_on=person.left_on,
        in_bin=person.trashed_at is not None,
    )
