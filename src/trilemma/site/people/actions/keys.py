"""Keys: the names by which plans know teams, people and calendars, made once and never changed."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

from trilemma.site.core.actor import Actor
from trilemma.site.people.models import Calendar, Person, Team

LONGEST = 60


def taken_keys(actor: Actor) -> set[str]:
    """Return the keys of all people and teams; plans look both up together."""
    return {*Person.of(actor).values_list("key", flat=True), *Team.of(actor).values_list("key", flat=True)}


def taken_calendar_keys(actor: Actor) -> set[str]:
    """Return the keys of all calendars."""
    return set(Calendar.of(actor).values_list("key", flat=True))


def free_key(name: str, taken: Collection[str]) -> str:
    """Return a key made from a name, told apart by a number where it is taken."""
    base = slugify(name, allow_unicode=True)[: LONGEST - 6].strip("-") or "x"
    if base not in taken:
        return base
    return next(key for number in count(2) if (key := f"{base}-{number}") not in taken)
