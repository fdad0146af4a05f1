"""Scope, risks, quality and agreements of a plan: everything that it knows beside its activities."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trilemma.site.core.errors import NotFoundError, RuleError, StaleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.core.undoing import stack_of
from trilemma.site.planning.actions.parts import change_head, free_key, remove_part, save_part
from trilemma.site.planning.forms.parts import HEAD, KIND_OF_WORK, NAME, QUALITY, SPECS, TERMS, choices_of, terms_kinds
from trilemma.site.planning.forms.written import WrittenForm, show_points
from trilemma.site.planning.queries import PlanAccess, live_plan_of
from trilemma.site.planning.queries.part_lists import PartList, part_lists
from trilemma.site.planning.queries.reasons import title_of
from trilemma.site.projects.pages import project_page
from trilemma.site.projects.permissions import ProjectRight

MONEY: Final = frozenset({"budget", "lever"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsPage(Page):
    """All lists of a plan, its terms, kinds of work and head."""

    lists: Sequence[PartList]
    kinds: Sequence[Mapping[str, str]]
    quality: Mapping[str, Any]
    terms: Sequence[tuple[str, str]]
    head: Mapping[str, Any]
    release: str
    project_id: str
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage(Page):
    """One thing of a plan to be changed."""

    form: WrittenForm
    version: int
    back: str
    remove: str = ""
    hint: str = ""


@require_safe
def plan_parts(request: ActorRequest, project: str) -> HttpResponse:
    """Show what a plan knows beside its activities."""
    access = live_plan_of(request.actor, project)
    compiled = access.compiled()
    head = compiled.rows.head
    costs = access.may(ProjectRight.SEE_COSTS)
    page = PartsPage(
        title=_("Scope, risks and quality"),
        lists=part_lists(compiled, costs=costs),
        kinds=[_kind(each) for each in head["quality"].get("kind", ())],
        quality=head["quality"],
        terms=_terms(head["terms"]) if costs else [],
        head=head,
        release=title_of(compiled.plan, head["release"]) if head["release"] else "",
        project_id=project,
        may_edit=access.may(ProjectRight.PLAN),
        **project_page(request.actor, access.access, "parts"),  # type: ignore[arg-type]
    )
    return show(request, "planning/parts.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_part(request: ActorRequest, project: str, table: str, part: str = "") -> HttpResponse:
    """Add or change a deliverable, risk, quality step, statement, budget or lever idea."""
    access = live_plan_of(request.actor, project, ProjectRight.PLAN)
    compiled = access.compiled()
    specs = SPECS.get(table)
    rows = compiled.rows.parts.get(table, ())
    row = next((each for each in rows if each["public_id"] == part), None)
    if specs is None or (part and row is None):
        raise NotFoundError.plain()
    known = {"name": row["name"], **row["fields"]} if row else {}
    form = WrittenForm(request.POST or None, specs=specs, table=known, choices=choices_of(compiled))

    def save() -> None:
        fields = {key: value for key, value in form.written.items() if key != "name"}
        version = int(request.POST.get("version", "0") or 0)
        name = form.cleaned_data[NAME.name]
        save_part(request.actor, access.plan.public_id, table, part=part, version=version, name=name, fields=fields)

    if request.method == "POST" and _saved(form, save):
        return _back(request, access)
    title = str(row["name"] or row["key"]) if row else _TITLES[table]()
    return _form(request, access, form, title, version=row["version"] if row else 0, removable=bool(row))


@require_POST
def delete_part(request: ActorRequest, project: str, table: str, part: str) -> HttpResponse:
    """Remove a part of a plan."""
    access = live_plan_of(request.actor, project, ProjectRight.PLAN)
    remove_part(request.actor, access.plan.public_id, table, part)
    return _back(request, access)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_head(request: ActorRequest, project: str, what: str) -> HttpResponse:
    """Change the plan's start, status date, release and calendar, its terms, or its quality model."""
    access = live_plan_of(request.actor, project, ProjectRight.PLAN)
    compiled = access.compiled()
    head = compiled.rows.head
    specs, table = {"head": (HEAD, head), "terms": (TERMS, head["terms"]), "quality": (QUALITY, head["quality"])}.get(
        what, (None, {})
    )
    if specs is None:
        raise NotFoundError.plain()
    form = WrittenForm(request.POST or None, specs=specs, table=table, choices=choices_of(compiled))

    def save() -> None:
        if what == "head":
            columns: dict[str, Any] = {each.name: form.written.get(each.name) or "" for each in HEAD}
            change_head(request.actor, access.plan.public_id, _("Changed the dates of the plan"), **columns)
        else:
            label = _("Changed the terms") if what == "terms" else _("Changed the quality model")
            change_head(request.actor, access.plan.public_id, label, **{what: form.written})

    if request.method == "POST" and _saved(form, save):
        return _back(request, access)
    title = {"head": _("Dates of the plan"), "terms": _("Terms"), "quality": _("Quality model")}[what]
    return _form(request, access, form, title)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_kind(request: ActorRequest, project: str, kind: str = "") -> HttpResponse:
    """Add or change a kind of work."""
    access = live_plan_of(request.actor, project, ProjectRight.PLAN)
    quality = access.compiled().rows.head["quality"]
    kinds = list(quality.get("kind", ()))
    known = next((each for each in kinds if each["id"] == kind), None)
    if kind and known is None:
        raise NotFoundError.plain()
    form = WrittenForm(request.POST or None, specs=KIND_OF_WORK, table=known or {}, choices={})

    def save() -> None:
        key = kind or free_key(form.cleaned_data["name"], {each["id"] for each in kinds})
        changed = {"id": key, **form.written}
        listed = [changed if each["id"] == kind else each for each in kinds] if kind else [*kinds, changed]
        label = _("Changed the kind of work “%(name)s”") % {"name": form.cleaned_data["name"]}
        change_head(request.actor, access.plan.public_id, label, quality={**quality, "kind": listed})

    if request.method == "POST" and _saved(form, save):
        return _back(request, access)
    title = str(known.get("name") or kind) if known else _("New kind of work")
    return _form(request, access, form, title)


def _form(
    request: ActorRequest,
    access: PlanAccess,
    form: WrittenForm,
    title: str,
    *,
    version: int = 0,
    removable: bool = False,
) -> HttpResponse:
    shared = project_page(request.actor, access.access, "parts")
    back = _address(request, access)
    remove = f"{request.path.rstrip('/')}/remove" if removable else ""
    page = PartPage(title=title, form=form, version=version, back=back, remove=remove, **shared)  # type: ignore[arg-type]
    return show(request, "planning/part.html", page, status=422 if form.errors else 200)


def _saved(form: WrittenForm, save: Callable[[], None]) -> bool:
    if not form.is_valid():
        return False
    try:
        save()
    except StaleError as error:
        form.add_error(None, f"{error.message} {_('Open it again to see what it says now.')}")
        return False
    except RuleError as error:
        form.add_error(None, error.message)
        return False
    return True


def _address(request: ActorRequest, access: PlanAccess) -> str:
    answer = redirect("plan_parts", organisation=request.actor.organisation_slug, project=access.scope)
    return answer["Location"]


def _back(request: ActorRequest, access: PlanAccess) -> HttpResponse:
    label = stack_of(request.actor, access.scope).undo
    messages.success(request, label or _("Saved."), extra_tags=access.scope if label else "")
    return redirect(_address(request, access))


def _kind(each: Mapping[str, Any]) -> Mapping[str, str]:
    rate = show_points(each.get("defects_per_hour"))
    return {"id": each["id"], "name": each.get("name") or each["id"], "rate": rate}


def _terms(terms: Mapping[str, Any]) -> list[tuple[str, str]]:
    kinds = dict(terms_kinds())
    return [
        (str(each.label), kinds.get(str(terms[each.name]), str(terms[each.name])))
        for each in TERMS
        if terms.get(each.name) not in (None, "")
    ]


_TITLES: Final[Mapping[str, Callable[[], str]]] = {
    "deliverable": lambda: _("New deliverable"),
    "risk": lambda: _("New risk"),
    "quality_step": lambda: _("New quality step"),
    "statement": lambda: _("New expectation or promise"),
    "budget": lambda: _("New budget"),
    "lever": lambda: _("New idea"),
}
