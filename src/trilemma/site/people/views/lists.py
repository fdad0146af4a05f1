"""The list of people and teams, edited in place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import RuleError, StaleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.pages import NavItem, Page, show
from trilemma.site.core.queries import organisation_of
from trilemma.site.core.searching import Found
from trilemma.site.core.undoing import stack_of
from trilemma.site.people.actions import SCOPE, add_person, add_team, edit_cell
from trilemma.site.people.forms import NewPersonForm, NewTeamForm
from trilemma.site.people.models import Person
from trilemma.site.people.permissions import may_edit
from trilemma.site.people.queries import (
    Offered,
    PeopleList,
    offered,
    people_list,
    person_line,
    search_people,
    visible_teams,
)
from trilemma.site.people.views.saving import back_to, saved, say_done

SHOWN: Final = ("here", "left", "bin")


def tabs_of(actor: Actor) -> list[NavItem]:
    """Return the pages beside the list of people."""
    slug = actor.organisation_slug
    return [
        NavItem("people", _("People and teams"), reverse("people", args=[slug]), "users"),
        NavItem("absences", _("Absences"), reverse("absences", args=[slug]), "calendar-days"),
        NavItem("calendars", _("Calendars"), reverse("calendars", args=[slug]), "calendar-clock"),
    ]


def navigation(actor: Actor) -> list[NavItem]:
    """Return the entries of the side bar."""
    if not actor.has(OrganisationRole.MEMBER):
        return []
    return [NavItem("people", _("People"), reverse("people", args=[actor.organisation_slug]), "users", "e")]


def find(actor: Actor, words: str) -> list[Found]:
    """Return people for the search of the whole site."""
    if not actor.has(OrganisationRole.MEMBER):
        return []
    return [
        Found(
            person.name,
            reverse("person", args=[actor.organisation_slug, person.public_id]),
            "user",
            person.team.name if person.team else "",
        )
        for person in search_people(actor, words)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(Page):
    """Everybody, by team."""

    people: PeopleList
    offered: Offered
    may_edit: bool
    currency: str
    words: str
    show: str
    person_form: NewPersonForm
    team_form: NewTeamForm
    open_dialog: str = ""


@require_safe
def list_people(request: ActorRequest) -> HttpResponse:
    """Show everybody."""
    return _page(request)


def _page(
    request: ActorRequest,
    *,
    person_form: NewPersonForm | None = None,
    team_form: NewTeamForm | None = None,
    open_dialog: str = "",
) -> HttpResponse:
    actor = request.actor
    words = request.GET.get("q", "").strip()[:100]
    shown = request.GET.get("show", "here")
    shown = shown if shown in SHOWN else "here"
    number = request.GET.get("page", "1")
    number_of_page = max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1
    people = people_list(actor, words=words, show=shown, number=number_of_page)
    choices = offered(actor)
    page = PeoplePage(
        title=_("People"),
        section="people",
        tabs=tabs_of(actor),
        tab="people",
        scope=SCOPE,
        people=people,
        offered=choices,
        may_edit=may_edit(actor),
        currency=organisation_of(actor).currency,
        words=words,
        show=shown,
        person_form=person_form or NewPersonForm(teams=choices.teams),
        team_form=team_form or NewTeamForm(),
        open_dialog=open_dialog,
    )
    return show(request, "people/people.html", page, status=422 if open_dialog else 200)


@require_POST
def add_someone(request: ActorRequest) -> HttpResponse:
    """Add a person and lead to their page."""
    form = NewPersonForm(request.POST, teams=visible_teams(request.actor))
    added: list[Person] = []
    if saved(form, lambda: added.append(add_person(request.actor, **form.cleaned_data))):
        return back_to(request, "person", added[0].public_id)
    return _page(request, person_form=form, open_dialog="new-person")


@require_POST
def add_a_team(request: ActorRequest) -> HttpResponse:
    """Add a team and lead to its page."""
    form = NewTeamForm(request.POST)
    added = []

    def add() -> None:
        people = form.cleaned_data["people"]
        capacity = [{"first": None, "permille": people}] if people is not None else []
        added.append(add_team(request.actor, name=form.cleaned_data["name"], capacity=capacity))

    if saved(form, add):
        return back_to(request, "team", added[0].public_id)
    return _page(request, team_form=form, open_dialog="new-team")


@require_POST
def edit(request: ActorRequest, person: str) -> HttpResponse:
    """Change one cell and send the line as it is now; a cell that cannot be understood stays as it was typed."""
    name = request.POST.get("cell", "")
    typed = request.POST.get(name, "")
    version = request.POST.get("version", "")
    try:
        edit_cell(request.actor, person, name, typed, version=int(version) if version.isdecimal() else 0)
    except StaleError as error:
        return _line(request, person, status=409, notice=f"{error.message}", tone="warn")
    except RuleError as error:
        wrong = {"name": name, "typed": typed, "message": error.message}
        return _line(request, person, status=422, wrong=wrong, notice=error.message, tone="danger")
    if name == "team":
        say_done(request)
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return _line(request, person, notice=stack_of(request.actor, SCOPE).undo, tone="ok")


def _line(
    request: ActorRequest,
    person: str,
    *,
    status: int = 200,
    wrong: dict[str, str] | None = None,
    notice: str = "",
    tone: str = "ok",
) -> HttpResponse:
    actor = request.actor
    context = {
        "line": person_line(actor, person),
        "may_edit": may_edit(actor),
        "offered": offered(actor),
        "wrong": wrong or {},
    }
    answer = render(request, "people/person_line.html", context, status=status)
    answer["HX-Trigger"] = json.dumps(
        {"notify": {"text": notice, "tone": tone, "scope": SCOPE if tone == "ok" else ""}}
    )
    return answer
