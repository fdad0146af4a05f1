"""Reads of people, each with the actor first."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.queries import fetch
from trilemma.site.people.models import Absence, Calendar, Person, Rate, Team
from trilemma.site.people.permissions import require_absence_right, require_editor, require_reader


def visible_people(actor: Actor) -> QuerySet[Person]:
    """Return the people of the organisation who are not in the bin, by name."""
    require_reader(actor)
    return Person.of(actor).filter(trashed_at=None).order_by("name", "pk")


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """Return the teams of the organisation that are not in the bin, by name."""
    require_reader(actor)
    return Team.of(actor).filter(trashed_at=None).order_by("name", "pk")


def visible_calendars(actor: Actor) -> QuerySet[Calendar]:
    """Return the calendars that are not in the bin, the usual one first."""
    require_reader(actor)
    return Calendar.of(actor).filter(trashed_at=None).order_by("-is_default", "name", "pk")


def person_for_change(actor: Actor, public_id: str) -> Person:
    """Return a person, locked, whom the actor may change."""
    require_editor(actor)
    return fetch(Person.of(actor), public_id, for_change=True)


def team_for_change(actor: Actor, public_id: str) -> Team:
    """Return a team, locked, which the actor may change."""
    require_editor(actor)
    return fetch(Team.of(actor), public_id, for_change=True)


def calendar_for_change(actor: Actor, public_id: str) -> Calendar:
    """Return a calendar, locked, which the actor may change."""
    require_editor(actor)
    return fetch(Calendar.of(actor), public_id, for_change=True)


def person_for_absences(actor: Actor, public_id: str) -> Person:
    """Return a person, locked, whose absences the actor may enter."""
    require_reader(actor)
    person = fetch(Person.of(actor), public_id, for_change=True)
    require_absence_right(actor, person)
    return person


def absence_for_change(actor: Actor, public_id: str) -> Absence:
    """Return an absence, locked, which the actor may change."""
    require_reader(actor)
    absence = fetch(Absence.of(actor).select_related("person"), public_id, for_change=True)
    require_absence_right(actor, absence.person)
    return absence


def own_person(actor: Actor) -> Person | None:
    """Return the person that the actor is in this organisation."""
    return Person.of(actor).filter(user_id=actor.user_id).first()


def rates_on(actor: Actor, day: date) -> dict[tuple[str, int], Rate]:
    """Return the rate of each person and team that holds on a day, by ``("person" or "team", key of the row)``."""
    found: dict[tuple[str, int], Rate] = {}
    for rate in Rate.of(actor).order_by("first"):
        if rate.first is None or rate.first <= day:
            owner = ("person", rate.person_id) if rate.person_id else ("team", rate.team_id or 0)
            kept = found.get(owner)
            if kept is None or (kept.first or date.min) <= (rate.first or date.min):
                found[owner] = rate
    return found
