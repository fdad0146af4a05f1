"""Rates, skills and absences of people and teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import RuleError
from trilemma.site.people.actions.persons import SCOPE
from trilemma.site.people.models import Absence, AbsenceKind, Person, Rate, SkillLevel, Team
from trilemma.site.people.queries import absence_for_change, person_for_absences, person_for_change, team_for_change

FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True, slots=True)
class RateFrom:
    """What an hour costs and what is billed for it, from a day on or from the beginning."""

    cost: Decimal
    billing: Decimal | None = None
    first: date | None = None


@transaction.atomic
def set_rates_of_person(actor: Actor, public_id: str, rates: Iterable[RateFrom]) -> Person:
    """Replace the rates of a person; without any those of the team count."""
    person = person_for_change(actor, public_id)
    rows = list(Rate.of(actor).select_for_update(of=("self",)).filter(person=person))
    _set_rates(actor, person.name, {"person": person}, rows, rates)
    return person


@transaction.atomic
def set_rates_of_team(actor: Actor, public_id: str, rates: Iterable[RateFrom]) -> Team:
    """Replace the rates of a team: those of its members who have none of their own, or of all where it has a number."""
    team = team_for_change(actor, public_id)
    rows = list(Rate.of(actor).select_for_update(of=("self",)).filter(team=team))
    _set_rates(actor, team.name, {"team": team}, rows, rates)
    return team


def _set_rates(
    actor: Actor, name: str, owner: Mapping[str, Any], rows: Iterable[Rate], rates: Iterable[RateFrom]
) -> None:
    wanted = _by_day(rates)
    here = {row.first: row for row in rows}
    with changing(actor, "rates.changed", _("Changed the rates of %(name)s") % {"name": name}, scope=SCOPE) as change:
        change.delete(*(row for first, row in here.items() if first not in wanted))
        change.update_all(
            {
                row: {"cost_per_hour": wanted[first].cost, "billing_per_hour": wanted[first].billing}
                for first, row in here.items()
                if first in wanted
            }
        )
        change.create(
            *(
                Rate(**owner, first=first, cost_per_hour=rate.cost, billing_per_hour=rate.billing)
                for first, rate in wanted.items()
                if first not in here
            )
        )


def _by_day(rates: Iterable[RateFrom]) -> dict[date | None, RateFrom]:
    wanted: dict[date | None, RateFrom] = {}
    for rate in rates:
        if rate.first in wanted:
            when = rate.first.isoformat() if rate.first else _("the beginning")
            raise RuleError(_("There are two rates from %(day)s.") % {"day": when})
        _require_year(rate.first)
        wanted[rate.first] = rate
    return wanted


@transaction.atomic
def set_skills(actor: Actor, public_id: str, levels: Mapping[str, int]) -> Person:
    """Replace the skills of a person; a skill written with other capitals than elsewhere is the same skill."""
    person = person_for_change(actor, public_id)
    known = {skill.casefold(): skill for skill in SkillLevel.of(actor).values_list("skill", flat=True).distinct()}
    here = {row.skill: row for row in SkillLevel.of(actor).select_for_update(of=("self",)).filter(person=person)}
    wanted = {known.get(skill.casefold(), skill): level for skill, level in levels.items()}
    label = _("Changed the skills of %(name)s") % {"name": person.name}
    with changing(actor, "skills.changed", label, scope=SCOPE) as change:
        change.delete(*(row for skill, row in here.items() if skill not in wanted))
        change.update_all({row: {"level": wanted[skill]} for skill, row in here.items() if skill in wanted})
        change.create(
            *(SkillLevel(person=person, skill=skill, level=n) for skill, n in wanted.items() if skill not in here)
        )
    return person


@transaction.atomic
def add_absence(
    actor: Actor,
    public_id: str,
    *,
    first: date,
    last: date | None = None,
    kind: str = AbsenceKind.VACATION,
    note: str = "",
) -> Absence:
    """Enter days on which a person is away: one's own, or anybody's as an admin."""
    person = person_for_absences(actor, public_id)
    absence = Absence(person=person, first=first, last=last or first, kind=AbsenceKind(kind), note=note.strip()[:200])
    _check_absence(actor, absence)
    with changing(actor, "absence.added", _absent(absence), scope=SCOPE) as change:
        change.create(absence)
    return absence


@transaction.atomic
def change_absence(
    actor: Actor,
    public_id: str,
    **values: Any,  # noqa: ANN401 - values of any field
) -> Absence:
    """Change the days, kind or note of an absence."""
    absence = absence_for_change(actor, public_id)
    days = {"first": absence.first, "last": absence.last} | {k: v for k, v in values.items() if k in {"first", "last"}}
    _check_absence(actor, Absence(pk=absence.pk, person=absence.person, **days))
    label = _("Changed an absence of %(name)s") % {"name": absence.person.name}
    with changing(actor, "absence.changed", label, scope=SCOPE) as change:
        change.update(absence, **values)
    return absence


@transaction.atomic
def remove_absence(actor: Actor, public_id: str) -> Person:
    """Take an absence back."""
    absence = absence_for_change(actor, public_id)
    label = _("%(name)s is here from %(first)s to %(last)s after all") % _days(absence)
    with changing(actor, "absence.removed", label, scope=SCOPE) as change:
        change.delete(absence)
    return absence.person


def _check_absence(actor: Actor, absence: Absence) -> None:
    _require_year(absence.first)
    _require_year(absence.last)
    if absence.last < absence.first:
        message = _("The last day must not precede the first.")
        raise RuleError(message, fields={"last": message})
    others = Absence.of(actor).filter(person_id=absence.person_id).exclude(pk=absence.pk)
    other = others.filter(first__lte=absence.last, last__gte=absence.first).first()
    if other is not None:
        message = _("%(name)s is away from %(first)s to %(last)s already.") % _days(other, absence.person.name)
        raise RuleError(message, fields={"first": message})


def _require_year(day: date | None) -> None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = _("Write a day between 1970 and 2200.")
        raise RuleError(message, fields={"first": message})


def _days(absence: Absence, name: str = "") -> dict[str, str]:
    return {
        "name": name or absence.person.name,
        "first": absence.first.isoformat(),
        "last": absence.last.isoformat(),
    }


def _absent(absence: Absence) -> str:
    if absence.first == absence.last:
        return _("%(name)s is away on %(first)s") % _days(absence)
    return _("%(name)s is away from %(first)s to %(last)s") % _days(absence)
