"""One cell of the list of people, as it is typed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import RuleError
from trilemma.site.core.queries import fetch, refuse_stale
from trilemma.site.people.actions.dated import RateFrom, set_rates_of_person, set_skills
from trilemma.site.people.actions.persons import change_person
from trilemma.site.people.convert import parse_money, parse_share, parse_skills
from trilemma.site.people.models import Calendar, Person, Rate, Team
from trilemma.site.people.queries import person_for_change


@transaction.atomic
def edit_cell(actor: Actor, public_id: str, name: str, text: str, *, version: int) -> Person:
    """Change what one cell of a person's line says: from today on where it changes by date.

    Raises
    ------
    RuleError
        If the text cannot be understood; the field is the cell's.
    """
    if name not in CELLS:
        raise RuleError(_("There is no such cell."))
    person = person_for_change(actor, public_id)
    refuse_stale(person, version, ("name",))
    try:
        CELLS[name](actor, person, text.strip())
    except RuleError as error:
        raise RuleError(error.message, fields={name: error.message}) from error
    person.refresh_from_db()
    return person


def _name(actor: Actor, person: Person, text: str) -> None:
    change_person(actor, person.public_id, name=text)


def _team(actor: Actor, person: Person, text: str) -> None:
    change_person(actor, person.public_id, team=fetch(Team.of(actor), text) if text else None)


def _calendar(actor: Actor, person: Person, text: str) -> None:
    change_person(actor, person.public_id, calendar=fetch(Calendar.of(actor), text) if text else None)


def _share(actor: Actor, person: Person, text: str) -> None:
    permille = parse_share(text or "100%")
    today = timezone.localdate().isoformat()
    entries = [dict(entry) for entry in person.capacity] or [{"first": None, "permille": 1000}]
    in_force = [entry for entry in entries if (entry.get("first") or "") <= today]
    target: dict[str, Any] = in_force[-1] if in_force else {"first": None}
    if not in_force:
        entries.insert(0, target)
    target["permille"] = permille
    change_person(actor, person.public_id, capacity=[] if entries == [{"first": None, "permille": 1000}] else entries)


def _skills(actor: Actor, person: Person, text: str) -> None:
    set_skills(actor, person.public_id, parse_skills(text))


def _cost(actor: Actor, person: Person, text: str) -> None:
    _set_rate(actor, person, cost=parse_money(text))


def _billing(actor: Actor, person: Person, text: str) -> None:
    _set_rate(actor, person, billing=parse_money(text))


def _set_rate(actor: Actor, person: Person, **change: Decimal | None) -> None:
    """Change the rate that holds today; without a cost there is none."""
    today = timezone.localdate()
    rows = sorted(Rate.of(actor).filter(person=person), key=lambda rate: rate.first.toordinal() if rate.first else 0)
    rates = [RateFrom(rate.cost_per_hour, rate.billing_per_hour, rate.first) for rate in rows]
    at = max((index for index, rate in enumerate(rates) if rate.first is None or rate.first <= today), default=None)
    old = rates.pop(at) if at is not None else RateFrom(Decimal(0))
    cost, billing = change.get("cost", old.cost), change.get("billing", old.billing)
    if cost is not None:
        rates.append(RateFrom(cost, billing, old.first))
    set_rates_of_person(actor, person.public_id, rates)


CELLS: Final[dict[str, Callable[[Actor, Person, str], None]]] = {
    "name": _name,
    "team": _team,
    "calendar": _calendar,
    "share": _share,
    "skills": _skills,
    "cost": _cost,
    "billing": _billing,
}
