"""Start a project: empty, from a template, or from a plan file that was looked at before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trilemma.engine.api import TrilemmaError
from trilemma.files.plan_json import plan_of_tables, plan_tables
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import new_public_id
from trilemma.site.core.queries import fetch, organisation_of
from trilemma.site.people.actions import take_over
from trilemma.site.people.convert import people_tables
from trilemma.site.planning.convert import housed_tables, rows_of_tables
from trilemma.site.planning.models import ImportDraft
from trilemma.site.planning.reading import LARGEST_FILE, Reading, read_file, template_plan
from trilemma.site.projects.actions import add_project
from trilemma.site.projects.models import Project

HOURS_OF_A_DRAFT: Final = 24


def start_empty(actor: Actor, *, start: date, **fields: Any) -> Project:  # noqa: ANN401 - fields of a project
    """Start a project whose plan has no activity yet."""
    organisation = organisation_of(actor)
    tables = {
        "format": 1,
        "project": {
            "id": slugify(fields["name"])[:60] or "project",
            "name": fields["name"],
            "start": start.isoformat(),
            "time_zone": organisation.time_zone,
            "currency": organisation.currency,
        },
    }
    return start_from_tables(actor, tables, _("Started an empty project"), fields)


def start_from_template(actor: Actor, template: str, *, start: date, **fields: Any) -> Project:  # noqa: ANN401 - above
    """Start a project with the phases, hand-offs and quality steps of its kind."""
    organisation = organisation_of(actor)
    tables = plan_tables(template_plan(template))
    tables["project"] |= {
        "name": fields["name"],
        "start": start.isoformat(),
        "time_zone": organisation.time_zone,
        "currency": organisation.currency,
    }
    return start_from_tables(actor, tables, _("Started a project from a template"), fields)


def start_from_draft(actor: Actor, draft_id: str, *, keep_dates: bool, **fields: Any) -> Project:  # noqa: ANN401 - above
    """Make a file that was read and looked at a project: all of it or nothing."""
    draft = draft_of(actor, draft_id)
    tables = draft.pinned if keep_dates and draft.pinned else draft.tables
    label = _("Imported the project from %(file)s") % {"file": draft.file_name}
    with transaction.atomic():
        project = start_from_tables(actor, tables, label, fields)
        draft.delete()
    return project


def read_draft(actor: Actor, data: bytes, name: str) -> ImportDraft:
    """Read a plan file and keep what it says for a look; nothing else changes.

    Raises
    ------
    RuleError
        If it is too large, no plan file, or breaks a rule; the message says what and where.
    """
    if len(data) > LARGEST_FILE:
        raise RuleError(_("The file is larger than 24 MB. Leave closed years or attachments out of it."))
    reading = _reading(data, name)
    old = timezone.now() - timedelta(hours=HOURS_OF_A_DRAFT)
    ImportDraft.of(actor).filter(created_at__lt=old).delete()
    return ImportDraft.objects.create(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        file_name=name[:200],
        tables=reading.tables,
        pinned=reading.pinned,
        findings=reading.findings,
    )


def draft_of(actor: Actor, draft_id: str) -> ImportDraft:
    """Return a draft of the actor's own."""
    return fetch(ImportDraft.of(actor).filter(user_id=actor.user_id), draft_id)


def discard_draft(actor: Actor, draft_id: str) -> None:
    """Forget a file that was read."""
    draft_of(actor, draft_id).delete()


def _reading(data: bytes, name: str) -> Reading:
    try:
        return read_file(data, name)
    except TrilemmaError as error:
        place = f"{error.place}: " if error.place else ""
        raise RuleError(f"{place}{error.message}") from error


def start_from_tables(actor: Actor, tables: Mapping[str, Any], label: str, fields: Mapping[str, Any]) -> Project:
    """Write a new project with its plan, and the teams and people that the organisation does not know yet."""
    public_id = new_public_id()
    plan = plan_of_tables(tables, fields["name"])
    with changing(actor, "project.started", label, scope=public_id, undoable=False) as change:
        project = add_project(change, public_id=public_id, **fields)
        taken = take_over(change, plan)
        calendars = {identifier: row.key for identifier, row in taken.calendars.items()}
        housed = housed_tables(plan, taken.key_of, calendars, people_tables(actor.organisation_id))
        change.create(*rows_of_tables(housed, project))
    return project
