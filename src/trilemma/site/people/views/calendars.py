"""Calendars: their weeks, public holidays by country and region, exceptions."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Crumb, Page, show
from trilemma.site.core.queries import organisation_of
from trilemma.site.people.actions import SCOPE, add_calendar, bin_calendar, change_calendar, make_usual
from trilemma.site.people.forms import CalendarForm, ExceptionFormSet, WeekFromFormSet
from trilemma.site.people.models import Calendar
from trilemma.site.people.permissions import may_edit, require_reader
from trilemma.site.people.queries import (
    CalendarFile,
    CalendarLine,
    calendar_file,
    calendar_lines,
    countries,
    regions_of,
)
from trilemma.site.people.views.lists import tabs_of
from trilemma.site.people.views.persons import Form
from trilemma.site.people.views.saving import back_to, saved


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarsPage(Page):
    """All calendars."""

    calendars: Sequence[CalendarLine]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage(Page):
    """One calendar, or the form of a new one, where there is no file yet."""

    file: CalendarFile | None
    may_edit: bool
    forms: dict[str, Form]


@require_safe
def list_calendars(request: ActorRequest) -> HttpResponse:
    """Show all calendars."""
    page = CalendarsPage(
        title=_("Calendars"),
        section="people",
        tabs=tabs_of(request.actor),
        tab="calendars",
        scope=SCOPE,
        calendars=calendar_lines(request.actor),
        may_edit=may_edit(request.actor),
    )
    return show(request, "people/calendars.html", page)


@require_safe
def show_calendar(request: ActorRequest, calendar: str) -> HttpResponse:
    """Show a calendar with the public holidays of a year."""
    return _page(request, calendar_file(request.actor, calendar, _year(request)), {})


@require_safe
def new_calendar(request: ActorRequest) -> HttpResponse:
    """Show the form of a new calendar."""
    return _new_page(request, _form(request, None, None), 200)


@require_POST
def create_calendar(request: ActorRequest) -> HttpResponse:
    """Add a calendar."""
    form = _form(request, None, request.POST)
    added: list[Calendar] = []
    if saved(form, lambda: added.append(add_calendar(request.actor, **_values(form)))):
        return back_to(request, "calendar", added[0].public_id)
    return _new_page(request, form, 422)


@require_POST
def save_calendar(request: ActorRequest, calendar: str) -> HttpResponse:
    """Change the week, the holidays and the lengths of a calendar."""
    file = calendar_file(request.actor, calendar, _year(request))
    form = _form(request, file.calendar, request.POST)
    if saved(form, lambda: change_calendar(request.actor, calendar, **_values(form))):
        return back_to(request, "calendar", calendar)
    return _page(request, file, {"calendar": form})


@require_POST
def save_exceptions(request: ActorRequest, calendar: str) -> HttpResponse:
    """Change the days with other hours."""
    file = calendar_file(request.actor, calendar, _year(request))
    form = ExceptionFormSet(request.POST, initial=file.calendar.exceptions, prefix="exceptions")
    if saved(form, lambda: change_calendar(request.actor, calendar, exceptions=_exceptions(form))):
        return back_to(request, "calendar", calendar, fragment="exceptions")
    return _page(request, file, {"exceptions": form})


@require_POST
def save_weeks(request: ActorRequest, calendar: str) -> HttpResponse:
    """Change the weeks that hold from a day on."""
    file = calendar_file(request.actor, calendar, _year(request))
    form = WeekFromFormSet(request.POST, initial=_weeks_as_typed(file.calendar), prefix="weeks")
    if saved(form, lambda: change_calendar(request.actor, calendar, changes=_weeks(form))):
        return back_to(request, "calendar", calendar, fragment="weeks")
    return _page(request, file, {"weeks": form})


@require_POST
def use_usually(request: ActorRequest, calendar: str) -> HttpResponse:
    """Make a calendar the usual one."""
    make_usual(request.actor, calendar)
    return back_to(request, "calendar", calendar)


@require_POST
def put_calendar_into_bin(request: ActorRequest, calendar: str) -> HttpResponse:
    """Delete a calendar that nobody works by, with undo."""
    bin_calendar(request.actor, calendar)
    return back_to(request, "calendars")


@require_safe
def regions(request: ActorRequest) -> HttpResponse:
    """Send the regions of the country that was chosen."""
    require_reader(request.actor)
    form = _bare_form(request.GET.get("country", ""), None, {})
    return render(request, "accounts/region_field.html", {"form": form})


# --- forms ----------------------------------------------------------------------------------------------------------


def _page(request: ActorRequest, file: CalendarFile, bound: dict[str, Form]) -> HttpResponse:
    actor = request.actor
    editor = may_edit(actor) and file.calendar.trashed_at is None
    forms: dict[str, Form] = {}
    if editor:
        forms = {
            "calendar": _form(request, file.calendar, None),
            "exceptions": ExceptionFormSet(initial=file.calendar.exceptions, prefix="exceptions"),
            "weeks": WeekFromFormSet(initial=_weeks_as_typed(file.calendar), prefix="weeks"),
            **bound,
        }
    page = CalendarPage(
        title=file.calendar.name,
        section="people",
        crumbs=_crumbs(request),
        tabs=tabs_of(actor),
        tab="calendars",
        scope=SCOPE,
        file=file,
        may_edit=editor,
        forms=forms,
    )
    return show(request, "people/calendar.html", page, status=422 if bound else 200)


def _new_page(request: ActorRequest, form: Form, status: int) -> HttpResponse:
    if not may_edit(request.actor):
        require_reader(request.actor)
    page = CalendarPage(
        title=_("New calendar"),
        section="people",
        crumbs=_crumbs(request),
        tabs=tabs_of(request.actor),
        tab="calendars",
        file=None,
        may_edit=may_edit(request.actor),
        forms={"calendar": form},
    )
    return show(request, "people/calendar.html", page, status=status)


def _crumbs(request: ActorRequest) -> list[Crumb]:
    return [Crumb(_("Calendars"), reverse("calendars", args=[request.actor.organisation_slug]))]


def _form(request: ActorRequest, calendar: Calendar | None, data: Any) -> CalendarForm:  # noqa: ANN401 - what was sent
    if calendar is None:
        organisation = organisation_of(request.actor)
        calendar = Calendar(public_holidays="-".join(filter(None, (organisation.country, organisation.region))))
    country, _dash, region = calendar.public_holidays.partition("-")
    initial = {
        "name": calendar.name,
        "week": calendar.week,
        "country": country,
        "region": region,
        "time_zone": calendar.time_zone,
        "hours_per_day": Decimal(calendar.minutes_per_day) / 60,
        "hours_per_week": Decimal(calendar.minutes_per_week) / 60,
        "days_per_month": calendar.days_per_month,
    }
    return _bare_form(data.get("country", "") if data is not None else country, data, initial)


def _bare_form(country: str, data: Any, initial: dict[str, Any]) -> CalendarForm:  # noqa: ANN401 - what was sent
    form = CalendarForm(data, initial=initial)
    choices = {
        "country": [("", _("None")), *countries()],
        "region": [("", _("The whole country")), *regions_of(country)],
        "time_zone": [("", _("As the organisation")), *((zone, zone.replace("_", " ")) for zone in _zones())],
    }
    for name, options in choices.items():
        form.fields[name].choices = options  # type: ignore[attr-defined] # these are choices
    return form


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")))


def _values(form: Any) -> dict[str, Any]:  # noqa: ANN401 - the form of a calendar
    values = form.cleaned_data
    place = "-".join(part for part in (values["country"], values["region"]) if part)
    return {
        "name": values["name"],
        "week": "\n".join(line.strip() for line in values["week"].splitlines() if line.strip()),
        "public_holidays": place,
        "time_zone": values["time_zone"],
        "minutes_per_day": round(values["hours_per_day"] * 60),
        "minutes_per_week": round(values["hours_per_week"] * 60),
        "days_per_month": values["days_per_month"],
    }


def _exceptions(form: Any) -> list[dict[str, str]]:  # noqa: ANN401 - a set of forms
    rows = [row for row in form.cleaned_data if row.get("first")]
    found = []
    for row in sorted(rows, key=lambda row: row["first"]):
        entry = {"first": row["first"].isoformat()}
        if row["last"] and row["last"] != row["first"]:
            entry["last"] = row["last"].isoformat()
        found.append(entry | {name: row[name] for name in ("hours", "name") if row[name]})
    return found


def _weeks_as_typed(calendar: Calendar) -> list[dict[str, Any]]:
    return [{"first": entry["first"], "week": "\n".join(_lines(entry["week"]))} for entry in calendar.changes]


def _lines(week: str | Sequence[str]) -> Sequence[str]:
    return [week] if isinstance(week, str) else week


def _weeks(form: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a set of forms
    rows = sorted((row for row in form.cleaned_data if row.get("first")), key=lambda row: row["first"])
    return [
        {"first": row["first"].isoformat(), "week": [line.strip() for line in row["week"].splitlines() if line.strip()]}
        for row in rows
    ]


def _year(request: ActorRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else timezone.localdate().year
    return year if 1971 <= year <= 2199 else timezone.localdate().year
