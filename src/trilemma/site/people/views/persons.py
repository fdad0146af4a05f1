"""The page of one person: hours, absences, skills, rates, overtime, and what the organisation holds about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Crumb, Page, show
from trilemma.site.core.queries import organisation_of
from trilemma.site.people.actions import (
    SCOPE,
    RateFrom,
    agree_to_overtime,
    bin_person,
    change_person,
    leave,
    restore_person,
    set_rates_of_person,
    set_skills,
)
from trilemma.site.people.forms import (
    HoursForm,
    LeaveForm,
    NameForm,
    OvertimeForm,
    RampUpForm,
    RateFormSet,
    ShareFormSet,
    SkillsForm,
    capacity_of,
    rates_as_typed,
    shares_as_typed,
)
from trilemma.site.people.permissions import may_edit
from trilemma.site.people.queries import PersonFile, person_file, personal_data
from trilemma.site.people.views.lists import tabs_of
from trilemma.site.people.views.saving import back_to, saved

Form: TypeAlias = "forms.Form | forms.BaseFormSet[Any]"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(Page):
    """One person; ``forms`` only for those who may change them."""

    file: PersonFile
    may_edit: bool
    currency: str
    forms: dict[str, Form]


@require_safe
def show_person(request: ActorRequest, person: str) -> HttpResponse:
    """Show a person."""
    return _page(request, person_file(request.actor, person), {})


def _page(request: ActorRequest, file: PersonFile, bound: dict[str, Form]) -> HttpResponse:
    actor = request.actor
    editor = may_edit(actor) and not file.person.trashed_at
    page = PersonPage(
        title=file.person.name,
        section="people",
        crumbs=[Crumb(_("People"), reverse("people", args=[actor.organisation_slug]))],
        tabs=tabs_of(actor),
        tab="people",
        scope=SCOPE,
        file=file,
        may_edit=editor,
        currency=organisation_of(actor).currency,
        forms={**_forms(file), **bound} if editor else {},
    )
    return show(request, "people/person.html", page, status=422 if bound else 200)


def _forms(file: PersonFile) -> dict[str, Form]:
    """Return every form of the page with what is so now."""
    return {name: section.form(file, None) for name, section in SECTIONS.items()}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that is saved by itself: its form, and what it does."""

    form: Callable[[PersonFile, Any], Form]
    act: Callable[[Actor, PersonFile, Any], object]


@require_POST
def save(request: ActorRequest, person: str, section: str) -> HttpResponse:
    """Save one section, or show the page again with what was typed."""
    if section not in SECTIONS:
        raise NotFoundError.plain()
    file = person_file(request.actor, person)
    form = SECTIONS[section].form(file, request.POST)
    if saved(form, lambda: SECTIONS[section].act(request.actor, file, form)):
        return back_to(request, "person", person, fragment=section)
    return _page(request, file, {section: form})


@require_POST
def agree(request: ActorRequest, person: str) -> HttpResponse:
    """Record that a person agrees to overtime or no longer does."""
    agree_to_overtime(request.actor, person, agreed=request.POST.get("agreed") == "yes")
    return back_to(request, "person", person, fragment="overtime")


@require_POST
def put_into_bin(request: ActorRequest, person: str) -> HttpResponse:
    """Delete a person, with undo."""
    bin_person(request.actor, person)
    return back_to(request, "people")


@require_POST
def restore(request: ActorRequest, person: str) -> HttpResponse:
    """Take a person out of the bin."""
    restore_person(request.actor, person)
    return back_to(request, "person", person)


@require_safe
def export(request: ActorRequest, person: str) -> HttpResponse:
    """Send everything that is held about a person as a file."""
    data = personal_data(request.actor, person)
    answer = JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="person-{person}.json"'
    return answer


# --- sections -------------------------------------------------------------------------------------------------------


def _name_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - what was sent, or nothing
    person = file.person
    account = person.user.public_id if person.user else ""
    return NameForm(data, initial={"name": person.name, "user": account}, accounts=file.accounts)


def _save_name(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - the form made above
    return change_person(actor, file.person.public_id, **form.cleaned_data)


def _hours_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    person, choices = file.person, file.offered
    initial = {
        "team": person.team.public_id if person.team else "",
        "calendar": person.calendar.public_id if person.calendar else "",
        "joined_on": person.joined_on,
        "left_on": person.left_on,
    }
    return HoursForm(data, initial=initial, teams=choices.teams, calendars=choices.calendars)


def _save_hours(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return change_person(actor, file.person.public_id, **form.cleaned_data)


def _share_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    return ShareFormSet(data, initial=shares_as_typed(file.person.capacity), prefix="share")


def _save_share(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return change_person(actor, file.person.public_id, capacity=capacity_of(form))


def _skills_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    return SkillsForm(data, initial={"skills": file.skills_as_typed})


def _save_skills(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return set_skills(actor, file.person.public_id, form.cleaned_data["skills"] or {})


def _rates_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    return RateFormSet(data, initial=rates_as_typed(file.rates), prefix="rates")


def rates_of(form: Any) -> list[RateFrom]:  # noqa: ANN401 - a set of rate forms
    """Return the rates that a form states; an empty row is none."""
    return [
        RateFrom(row["cost"], row["billing"], row["first"]) for row in form.cleaned_data if row.get("cost") is not None
    ]


def _save_rates(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return set_rates_of_person(actor, file.person.public_id, rates_of(form))


def _overtime_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    return OvertimeForm(data, initial=OvertimeForm.typed(file.person.overtime))


def _save_overtime(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return change_person(actor, file.person.public_id, overtime=form.table())


def _ramp_up_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    return RampUpForm(data, initial=RampUpForm.typed(file.person.ramp_up))


def _save_ramp_up(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return change_person(actor, file.person.public_id, ramp_up=form.table())


def _leave_form(file: PersonFile, data: Any) -> Form:  # noqa: ANN401 - as above
    return LeaveForm(data, initial={"last_day": file.person.left_on})


def _save_leave(actor: Actor, file: PersonFile, form: Any) -> object:  # noqa: ANN401 - as above
    return leave(actor, file.person.public_id, last_day=form.cleaned_data["last_day"])


SECTIONS: Final[dict[str, Section]] = {
    "name": Section(_name_form, _save_name),
    "hours": Section(_hours_form, _save_hours),
    "share": Section(_share_form, _save_share),
    "skills": Section(_skills_form, _save_skills),
    "rates": Section(_rates_form, _save_rates),
    "overtime": Section(_overtime_form, _save_overtime),
    "ramp-up": Section(_ramp_up_form, _save_ramp_up),
    "leave": Section(_leave_form, _save_leave),
}
