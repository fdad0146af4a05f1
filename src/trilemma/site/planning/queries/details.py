"""Everything about one activity that the panel beside the plan shows and edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.markdown import rendered
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.outline import SUMMARY, outline_of
from trilemma.site.projects.models import CustomField, FieldKind
from trilemma.site.projects.models.fields import FieldPlace

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of one's own with its value here."""

    key: str
    name: str
    kind: FieldKind
    choices: Sequence[str]
    value: str


@dataclass(frozen=True, slots=True)
class Details:
    """One activity: its row, what can be chosen, and its description ready to be shown."""

    row: Mapping[str, Any]
    number: int
    summary: bool
    description: SafeString
    remaining: str
    constraint: str
    calendars: Sequence[Choice]
    kinds: Sequence[Choice]
    deliverables: Sequence[Choice]
    own: Sequence[OwnField]


def details_of(actor: Actor, compiled: Compiled, pk: int) -> Details:
    """Return what the panel shows of an activity."""
    row, outline = compiled.rows.activities[pk], outline_of(compiled)
    number = outline.row_of[pk]
    kinds = compiled.rows.head["quality"].get("kind", [])
    deliverables = compiled.rows.parts.get("deliverable", ())
    constraints = row["constraints"].items()
    return Details(
        row=row,
        number=number + 1,
        summary=int(outline.kind[number]) == SUMMARY,
        description=rendered(row["note"]),
        remaining=_text((row["progress"] or {}).get("remaining", "")),
        constraint=", ".join(k.replace("_", "-") + ("" if v is True else f" {v}") for k, v in constraints),
        calendars=_choices(compiled.people.get("calendar", ()), _("As the plan")),
        kinds=_choices(kinds, _("None")),
        deliverables=[("", _("None")), *((each["key"], each["name"] or each["key"]) for each in deliverables)],
        own=[
            _own(field, row) for field in CustomField.of(actor).filter(place=FieldPlace.ACTIVITY).order_by("position")
        ],
    )


def _choices(tables: Sequence[Mapping[str, Any]], nothing: str) -> list[Choice]:
    return [("", nothing), *((each["id"], each.get("name") or each["id"]) for each in tables)]


def _own(field: CustomField, row: Mapping[str, Any]) -> OwnField:
    value = row["own_fields"].get(field.key, "")
    return OwnField(field.key, field.name, FieldKind(field.kind), field.choices, str(value))


def _text(stated: object) -> str:
    return " / ".join(map(str, stated)) if isinstance(stated, list) else str(stated)
