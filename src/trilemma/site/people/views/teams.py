"""The page of one team: members or a number of people, calendar, rates, overtime, ramp-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.errors import NotFoundError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Crumb, Page, show
from trilemma.site.core.queries import organisation_of
from trilemma.site.people.actions import SCOPE, bin_team, change_team, restore_team, set_rates_of_team
from trilemma.site.people.forms import (
    HeadsFormSet,
    OvertimeForm,
    RampUpForm,
    RateFormSet,
    TeamForm,
    capacity_of,
    heads_as_typed,
    rates_as_typed,
)
from trilemma.site.people.models import NO_OVERTIME
from trilemma.site.people.permissions import may_edit
from trilemma.site.people.queries import TeamFile, offered, team_file
from trilemma.site.people.views.lists import tabs_of
from trilemma.site.people.views.persons import Form, rates_of
from trilemma.site.people.views.saving import back_to, saved


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage(Page):
    """One team; ``forms`` only for those who may change it."""

    file: TeamFile
    may_edit: bool
    currency: str
    forms: dict[str, Form]


@require_safe
def show_team(request: ActorRequest, team: str) -> HttpResponse:
    """Show a team."""
    return _page(request, team_file(request.actor, team), {})


def _page(request: ActorRequest, file: TeamFile, bound: dict[str, Form]) -> HttpResponse:
    actor = request.actor
    editor = may_edit(actor) and not file.team.trashed_at
    made = {name: _form(request, file, name, None) for name in SECTIONS} if editor else {}
    page = TeamPage(
        title=file.team.name,
        section="people",
        crumbs=[Crumb(_("People"), reverse("people", args=[actor.organisation_slug]))],
        tabs=tabs_of(actor),
        tab="people",
        scope=SCOPE,
        file=file,
        may_edit=editor,
        currency=organisation_of(actor).currency,
        forms={**made, **bound} if editor else {},
    )
    return show(request, "people/team.html", page, status=422 if bound else 200)


SECTIONS: Final = ("team", "people", "rates", "overtime", "ramp-up")


def _form(request: ActorRequest, file: TeamFile, section: str, data: Any) -> Form:  # noqa: ANN401 - what was sent
    team = file.team
    if section == "team":
        initial = {
            "name": team.name,
            "colour": team.colour,
            "calendar": team.calendar.public_id if team.calendar else "",
        }
        return TeamForm(data, initial=initial, calendars=offered(request.actor).calendars)
    if section == "people":
        return HeadsFormSet(data, initial=heads_as_typed(team.capacity), prefix="people")
    if section == "rates":
        return RateFormSet(data, initial=rates_as_typed(file.rates), prefix="rates")
    if section == "overtime":
        return OvertimeForm(data, initial=OvertimeForm.typed(team.overtime or NO_OVERTIME), of_team=True)
    return RampUpForm(data, initial=RampUpForm.typed(team.ramp_up))


def _act(request: ActorRequest, public_id: str, section: str, form: Any) -> object:  # noqa: ANN401 - the form of it
    actor = request.actor
    if section == "team":
        return change_team(actor, public_id, **form.cleaned_data)
    if section == "people":
        return change_team(actor, public_id, capacity=capacity_of(form))
    if section == "rates":
        return set_rates_of_team(actor, public_id, rates_of(form))
    if section == "overtime":
        return change_team(actor, public_id, overtime=form.table())
    return change_team(actor, public_id, ramp_up=form.table())


@require_POST
def save_team(request: ActorRequest, team: str, section: str) -> HttpResponse:
    """Save one section, or show the page again with what was typed."""
    if section not in SECTIONS:
        raise NotFoundError.plain()
    file = team_file(request.actor, team)
    form = _form(request, file, section, request.POST)
    if saved(form, lambda: _act(request, team, section, form)):
        return back_to(request, "team", team, fragment=section)
    return _page(request, file, {section: form})


@require_POST
def put_team_into_bin(request: ActorRequest, team: str) -> HttpResponse:
    """Delete a team, with undo."""
    bin_team(request.actor, team)
    return back_to(request, "people")


@require_POST
def take_team_out(request: ActorRequest, team: str) -> HttpResponse:
    """Take a team out of the bin."""
    restore_team(request.actor, team)
    return back_to(request, "team", team)
