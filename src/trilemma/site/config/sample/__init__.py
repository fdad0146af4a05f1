"""A sample organisation: an IT agency with 25 people in six teams and five projects in different states.

The files say what is true on one Monday (`tools/sample_organisation.py` makes the projects); every date is moved by
whole weeks, so that the agency is always in the middle of its work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any, Final

import tomli
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.files.plan_text import plan_of_document
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.forecasts.actions.asking import ask
from trilemma.site.forecasts.queries import live_plan
from trilemma.site.people.actions import SCOPE, take_over
from trilemma.site.planning.actions.starting import start_from_tables
from trilemma.site.projects.models import Project, ProjectKind, ProjectState
from trilemma.site.projects.queries import project_for

TRUE_ON: Final = date(2026, 11, 23)
"""The Monday of which the files speak."""
FIRST_QUESTIONS: Final = ("forecast", "front", "levers")


@dataclass(frozen=True, slots=True)
class _Sample:
    file: str
    kind: ProjectKind
    state: ProjectState
    customer: str
    priority: int


_PROJECTS: Final = (
    _Sample("website-relaunch", ProjectKind.WEBSITE, ProjectState.ACTIVE, "Lindner Garden Supplies", 700),
    _Sample("erp-roll-out", ProjectKind.ROLL_OUT, ProjectState.ACTIVE, "Bergland Foods", 800),
    _Sample("data-centre-migration", ProjectKind.MIGRATION, ProjectState.PLANNED, "Nordbank", 600),
    _Sample("in-house-platform", ProjectKind.PRODUCT, ProjectState.ACTIVE, "", 400),
    _Sample("clinic-software", ProjectKind.IMPLEMENTATION, ProjectState.BID, "Klinikum West", 500),
)


def fill(actor: Actor) -> list[Project]:
    """Make the sample's people and projects in an empty organisation, and ask for the first computations."""
    shift = timedelta(weeks=(timezone.localdate() - TRUE_ON).days // 7)
    people = _moved(_read("people"), shift)
    with changing(actor, "sample.filled", _("Added the people of the sample"), scope=SCOPE, undoable=False) as change:
        take_over(change, plan_of_document(people, "people.toml"))
    shared = {name: people[name] for name in ("calendar", "team", "person")}
    projects = [_start(actor, sample, shared, shift) for sample in _PROJECTS]
    for project in projects:
        plan = live_plan(actor, project_for(actor, project.public_id))
        for kind in FIRST_QUESTIONS:
            ask(actor, plan, kind, {})
    return projects


def _start(actor: Actor, sample: _Sample, people: Mapping[str, Any], shift: timedelta) -> Project:
    tables = {**_moved(_read(sample.file), shift), **people}
    return start_from_tables(
        actor,
        tables,
        _("Added a project of the sample"),
        {
            "name": tables["project"]["name"],
            "kind": sample.kind,
            "state": sample.state,
            "customer": sample.customer,
            "priority": sample.priority,
        },
    )


def _read(name: str) -> dict[str, Any]:
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


def _moved(value: Any, shift: timedelta) -> Any:  # noqa: ANN401 - any node of a document
    """Return a node of a document with every date moved."""
    if isinstance(value, date):
        return value + shift
    if isinstance(value, dict):
        return {name: _moved(each, shift) for name, each in value.items()}
    return [_moved(each, shift) for each in value] if isinstance(value, list) else value
