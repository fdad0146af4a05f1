"""Who is away when: entered by people themselves and by admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.people.actions import SCOPE, add_absence, remove_absence
from trilemma.site.people.forms import AbsenceForm
from trilemma.site.people.models import Person, Team
from trilemma.site.people.permissions import may_edit
from trilemma.site.people.queries import AbsenceGrid, absence_grid, own_person, visible_people, visible_teams
from trilemma.site.people.views.lists import tabs_of
from trilemma.site.people.views.saving import back_to, saved, say_done


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencePage(Page):
    """Some weeks of everybody, and the form to enter an absence for those for whom one may."""

    grid: AbsenceGrid
    teams: Sequence[Team]
    team: str
    form: AbsenceForm | None
    open_dialog: bool


@require_safe
def show_absences(request: ActorRequest) -> HttpResponse:
    """Show who is away."""
    return _page(request, None)


def _page(request: ActorRequest, bound: AbsenceForm | None) -> HttpResponse:
    actor = request.actor
    team = request.GET.get("team", "")
    enterable = _enterable(request)
    form = bound or (AbsenceForm(people=enterable, initial={"person": request.GET.get("person", "")}))
    page = AbsencePage(
        title=_("Absences"),
        section="people",
        tabs=tabs_of(actor),
        tab="absences",
        scope=SCOPE,
        grid=absence_grid(actor, _day(request.GET.get("from", "")), team),
        teams=list(visible_teams(actor)),
        team=team,
        form=form if enterable else None,
        open_dialog=bound is not None,
    )
    return show(request, "people/absences.html", page, status=422 if bound else 200)


def _enterable(request: ActorRequest) -> Sequence[Person]:
    """Return the people whose absences the actor may enter."""
    if may_edit(request.actor):
        return list(visible_people(request.actor))
    own = own_person(request.actor)
    return [own] if own and own.trashed_at is None else []


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1971 <= day.year <= 2199 else None


@require_POST
def add(request: ActorRequest) -> HttpResponse:
    """Enter an absence."""
    form = AbsenceForm(request.POST, people=_enterable(request))

    def act() -> object:
        values = form.cleaned_data
        return add_absence(
            request.actor,
            values["person"].public_id,
            first=values["first"],
            last=values["last"],
            kind=values["kind"],
            note=values["note"],
        )

    if saved(form, act):
        return _back(request, form.cleaned_data["person"].public_id)
    return _page(request, form)


def _back(request: ActorRequest, person: str) -> HttpResponse:
    """Lead back to where the absence was entered: the person's page, or the weeks of everybody."""
    if request.POST.get("page") == "person":
        return back_to(request, "person", person, fragment="absences")
    say_done(request)
    return redirect("absences", request.actor.organisation_slug)


@require_POST
def remove(request: ActorRequest, absence: str) -> HttpResponse:
    """Take an absence back."""
    person = remove_absence(request.actor, absence)
    return _back(request, person.public_id)
