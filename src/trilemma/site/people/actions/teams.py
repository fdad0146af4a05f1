"""What is done to teams."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import RuleError
from trilemma.site.core.queries import refuse_stale
from trilemma.site.people.actions.keys import free_key, taken_keys
from trilemma.site.people.actions.persons import SCOPE
from trilemma.site.people.actions.values import tidy, twin
from trilemma.site.people.convert import check_team
from trilemma.site.people.models import Person, Team
from trilemma.site.people.permissions import require_editor
from trilemma.site.people.queries import team_for_change

_CHANGEABLE: Final = frozenset({"name", "colour", "calendar", "capacity", "overtime", "ramp_up"})


@transaction.atomic
def add_team(actor: Actor, *, name: str, **values: Any) -> Team:  # noqa: ANN401 - values of any field
    """Add a team; its key in plans is made of the name and stays."""
    require_editor(actor)
    team = Team(
        key=free_key(name, taken_keys(actor)), **tidy({"name": name, **values}, _CHANGEABLE, _("A team needs a name."))
    )
    check_team(team)
    with changing(actor, "team.added", _("Added the team %(name)s") % {"name": team.name}, scope=SCOPE) as change:
        change.create(team)
    return team


@transaction.atomic
def change_team(
    actor: Actor,
    public_id: str,
    *,
    version: int | None = None,
    **values: Any,  # noqa: ANN401 - values of any field
) -> Team:
    """Change what is said of a team."""
    team = team_for_change(actor, public_id)
    if version is not None:
        refuse_stale(team, version, ("name",))
    values = tidy(values, _CHANGEABLE, _("A team needs a name."))
    _check(actor, team, values)
    label = _("Changed the team %(name)s") % {"name": team.name}
    if values.get("name", team.name) != team.name:
        label = _("Renamed the team %(old)s to %(new)s") % {"old": team.name, "new": values["name"]}
    with changing(actor, "team.changed", label, scope=SCOPE) as change:
        change.update(team, **values)
    return team


@transaction.atomic
def bin_team(actor: Actor, public_id: str) -> Team:
    """Put a team into the bin; its members stay, without a team."""
    team = team_for_change(actor, public_id)
    members = list(Person.of(actor).select_for_update(of=("self",)).filter(team=team))
    label = _("Deleted the team %(name)s") % {"name": team.name}
    with changing(actor, "team.binned", label, scope=SCOPE) as change:
        change.update_all({person: {"team": None} for person in members})
        change.update(team, trashed_at=timezone.now())
    return team


@transaction.atomic
def restore_team(actor: Actor, public_id: str) -> Team:
    """Take a team out of the bin."""
    team = team_for_change(actor, public_id)
    label = _("Restored the team %(name)s") % {"name": team.name}
    with changing(actor, "team.restored", label, scope=SCOPE) as change:
        change.update(team, trashed_at=None)
    return team


def _check(actor: Actor, team: Team, values: Mapping[str, Any]) -> None:
    changed = twin(team, values)
    check_team(changed)
    if changed.capacity and Person.of(actor).filter(team=team, trashed_at=None).exists():
        message = _("%(team)s has members, so it cannot have a number of people too.") % {"team": team.name}
        raise RuleError(message, fields={"capacity": message})
