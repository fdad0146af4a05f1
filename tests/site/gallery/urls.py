"""The gallery: every component in every state, on the site's own shell; only the tests serve it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation

from trilemma.site.config.urls import handler400, handler403, handler404, handler500
from trilemma.site.config.urls import urlpatterns as site
from trilemma.site.core.errors import ConflictError, StaleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Crumb, NavItem, Page, show
from trilemma.site.core.stale import Conflict, conflict_of

__all__ = ["handler400", "handler403", "handler404", "handler500"]

FRONT = [
    ["2026-07-06", 214_000],
    ["2026-07-13", 189_500],
    ["2026-07-20", 176_000],
    ["2026-08-03", 168_200],
    ["2026-08-17", 165_900],
]
PEOPLE = ["Ada Lovelace", "Grace Hopper", "Linus Ekström"]


class Sample(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", help_text="As it stands in the contract.")
    effort = forms.DecimalField(label="Effort", min_value=0)
    start = forms.DateField(label="Earliest start", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.IntegerField(widget=forms.HiddenInput, initial=1)
    team = forms.ChoiceField(label="Team", choices=[("", "None"), ("fe", "Front end"), ("be", "Back end")])
    ways = forms.MultipleChoiceField(
        label="Ways", choices=[("n", "Normal"), ("s", "Senior")], widget=forms.CheckboxSelectMultiple, required=False
    )
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    optional = forms.BooleanField(label="May be left out", required=False, help_text="Scope that may be cut.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery(Page):
    """Everything the gallery shows."""

    form: Sample
    chart: dict[str, Any] = field(default_factory=dict)
    columns: list[str] = field(default_factory=lambda: ["Finish", "Cost"])
    front: list[Any] = field(default_factory=lambda: FRONT)
    agreed: date = date(2026, 8, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken(Page):
    """A form whose row somebody else has changed."""

    form: Sample
    conflict: Conflict


def front_chart() -> dict[str, Any]:
    """Return finish against cost."""
    return {
        "xAxis": {"type": "time", "axisLabel": {"formatter": "short-day"}},
        "yAxis": {"type": "value", "scale": True, "axisLabel": {"formatter": "money:EUR"}},
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "line",
                "step": "end",
                "name": "At most 12 escaped defects",
                "data": FRONT,
                "symbolSize": 8,
                "lineStyle": {"color": "--quality"},
                "itemStyle": {"color": "--quality"},
            }
        ],
    }


def gallery(request: ActorRequest) -> HttpResponse:
    """Show everything."""
    form = Sample({"name": "", "effort": "-2", "team": "xx"} if "errors" in request.GET else None)
    if "notice" in request.GET:
        messages.success(request, "Renamed “Concept” to “Technical concept”.", extra_tags="SCOPE0")
        messages.error(request, "The import stopped: row 12 has no name.")
    tabs = [
        NavItem(id=name.lower(), label=name, address=f"#{name}", icon="circle")
        for name in ("Overview", "Plan", "Trade-off", "Forecast", "People", "Decisions")
    ]
    page = Gallery(
        title="Website relaunch",
        section="projects",
        crumbs=[Crumb("Projects", "#"), Crumb("Customers", "#")],
        tabs=tabs,
        tab="decisions" if "last" in request.GET else "plan",
        scope="SCOPE0",
        form=form,
        chart=front_chart(),
    )
    return show(request, "gallery.html", page)


def stale(request: ActorRequest) -> HttpResponse:
    """Show a form that somebody else has overtaken."""
    form = Sample({"name": "Technical concept", "effort": "12", "team": "be"})
    error = StaleError.of({"name": "Concept", "effort": "12", "team": "fe"}, "Grace Hopper")
    page = Overtaken(title="Activity", section="projects", form=form, conflict=conflict_of(form, error, version=7))
    return show(request, "stale.html", page, status=409)


def empty(request: ActorRequest) -> HttpResponse:
    """Show a page with nothing on it yet."""
    return show(request, "empty.html", Page(title="Projects", section="projects"))


def conflict(_request: ActorRequest) -> HttpResponse:
    """Refuse: the answer of a stale form."""
    raise StaleError.of({"name": "Concept"}, "Grace Hopper")


def refusal(_request: ActorRequest) -> HttpResponse:
    """Refuse a request of htmx."""
    raise ConflictError("Somebody has changed the same thing since.")


def answer(request: ActorRequest) -> HttpResponse:
    """Answer an edit in place."""
    return HttpResponse(f'<input class="quiet" id="cell-1" name="name" aria-label="Name" value="{request.method}">')


def progress(request: ActorRequest) -> HttpResponse:
    """Answer whoever asks how far it is: over."""
    return render(request, "core/parts/progress.html", {"label": "Computing the front", "done": 100, "note": "Done"})


def options(request: ActorRequest) -> JsonResponse:
    """Answer a combobox that asks."""
    words = request.GET["q"].lower()
    people = [name for name in PEOPLE if words in name.lower()]
    return JsonResponse({"options": [{"value": name, "label": name, "detail": "Front end"} for name in people]})


def in_german(request: ActorRequest) -> HttpResponse:
    """Show the gallery in another language."""
    with translation.override("de"):
        return gallery(request)


urlpatterns = [
    *site,
    path("o/<slug:organisation>/gallery/", gallery),
    path("o/<slug:organisation>/gallery/empty", empty),
    path("o/<slug:organisation>/gallery/stale", stale),
    path("o/<slug:organisation>/gallery/conflict", conflict),
    path("o/<slug:organisation>/gallery/refusal", refusal),
    path("o/<slug:organisation>/gallery/answer", answer),
    path("o/<slug:organisation>/gallery/options", options),
    path("o/<slug:organisation>/gallery/progress", progress),
    path("o/<slug:organisation>/gallery/german", in_german),
]
