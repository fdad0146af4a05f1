"""What is done to calendars."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import Changes, changing
from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import Organisation
from trilemma.site.core.queries import fetch, organisation_of, refuse_stale
from trilemma.site.people.actions.keys import free_key, taken_calendar_keys
from trilemma.site.people.actions.persons import SCOPE
from trilemma.site.people.actions.values import tidy, twin
from trilemma.site.people.convert import check_calendar
from trilemma.site.people.models import Calendar, Person, Team
from trilemma.site.people.permissions import require_editor
from trilemma.site.people.queries import calendar_for_change

_CHANGEABLE: Final = frozenset(
    {
        *("name", "time_zone", "week", "changes", "public_holidays", "exceptions"),
        *("minutes_per_day", "minutes_per_week", "days_per_month"),
    }
)


@transaction.atomic
def add_calendar(actor: Actor, *, name: str, **values: Any) -> Calendar:  # noqa: ANN401 - values of any field
    """Add a calendar; the first one is the usual one."""
    require_editor(actor)
    calendar = Calendar(
        key=free_key(name, taken_calendar_keys(actor)),
        is_default=not Calendar.of(actor).filter(is_default=True).exists(),
        **tidy({"name": name, **values}, _CHANGEABLE, _("A calendar needs a name.")),
    )
    check_calendar(calendar, organisation_of(actor).time_zone)
    label = _("Added the calendar %(name)s") % {"name": calendar.name}
    with changing(actor, "calendar.added", label, scope=SCOPE) as change:
        change.create(calendar)
    return calendar


def add_usual_calendar(change: Changes, organisation: Organisation) -> None:
    """Give a new organisation its usual calendar, with the public holidays of where it is."""
    place = "-".join(part for part in (organisation.country, organisation.region) if part)
    change.create(Calendar(key="standard", name=_("Standard"), is_default=True, public_holidays=place))


@transaction.atomic
def change_calendar(
    actor: Actor,
    public_id: str,
    *,
    version: int | None = None,
    **values: Any,  # noqa: ANN401 - values of any field
) -> Calendar:
    """Change a calendar; all who work by it follow."""
    calendar = calendar_for_change(actor, public_id)
    if version is not None:
        refuse_stale(calendar, version, ("name",))
    values = tidy(values, _CHANGEABLE, _("A calendar needs a name."))
    check_calendar(twin(calendar, values), organisation_of(actor).time_zone)
    label = _("Changed the calendar %(name)s") % {"name": calendar.name}
    with changing(actor, "calendar.changed", label, scope=SCOPE) as change:
        change.update(calendar, **values)
    return calendar


@transaction.atomic
def make_usual(actor: Actor, public_id: str) -> Calendar:
    """Let everybody without a calendar of their own work by this one."""
    require_editor(actor)
    everyone = list(Calendar.of(actor).select_for_update().order_by("pk"))  # all, so that two cannot become it at once
    calendar = fetch(Calendar.of(actor), public_id)
    label = _("Made %(name)s the usual calendar") % {"name": calendar.name}
    with changing(actor, "calendar.made_usual", label, scope=SCOPE) as change:
        change.update_all({each: {"is_default": each.pk == calendar.pk} for each in everyone})
    return calendar


@transaction.atomic
def bin_calendar(actor: Actor, public_id: str) -> Calendar:
    """Put a calendar into the bin that nobody works by."""
    calendar = calendar_for_change(actor, public_id)
    if calendar.is_default:
        raise RuleError(_("This is the usual calendar. Make another one the usual calendar first."))
    names = [
        *Team.of(actor).filter(calendar=calendar).values_list("name", flat=True)[:5],
        *Person.of(actor).filter(calendar=calendar).values_list("name", flat=True)[:5],
    ]
    if names:
        raise RuleError(_("%(names)s still work by this calendar.") % {"names": ", ".join(names)})
    label = _("Deleted the calendar %(name)s") % {"name": calendar.name}
    with changing(actor, "calendar.binned", label, scope=SCOPE) as change:
        change.update(calendar, trashed_at=timezone.now())
    return calendar
