"""Lists of what a plan knows beside its activities, ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.convert.rows import Row


@dataclass(frozen=True, slots=True)
class PartLine:
    """One line: its name, its values beside the columns' heads, and where it stands."""

    public_id: str
    name: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class PartList:
    """One list with its heads."""

    table: str
    title: str
    add: str
    empty: str
    columns: Sequence[str]
    lines: Sequence[PartLine]


def part_lists(compiled: Compiled, *, costs: bool) -> list[PartList]:
    """Return the lists of a plan; money is shown to those who may see costs."""
    return [_list(compiled, table, costs=costs) for table in _LISTS]


def _list(compiled: Compiled, table: str, *, costs: bool) -> PartList:
    title, add, empty, columns = _LISTS[table]()
    shown = [column for column in columns if costs or not column.money]
    rows = compiled.rows.parts.get(table, ())
    lines = [
        PartLine(row["public_id"], row["name"] or row["key"], [column.text(compiled, row) for column in shown])
        for row in rows
    ]
    return PartList(table, title, add, empty, [column.label for column in shown], lines)


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    text: Callable[[Compiled, Row], str]
    money: bool = False


def _field(key: str) -> Callable[[Compiled, Row], str]:
    return lambda _compiled, row: _points(row["fields"].get(key))


def _points(value: Any) -> str:  # noqa: ANN401 - any node of a document
    if value is None:
        return ""
    if isinstance(value, Mapping):
        if "likely" not in value:
            return ", ".join(f"{key}: {_points(each)}" for key, each in value.items())
        value = [value.get("low"), value.get("likely"), value.get("high")]
    if isinstance(value, list):
        return " / ".join(str(each) for each in value)
    return str(value)


def _names(key: str) -> Callable[[Compiled, Row], str]:
    def text(compiled: Compiled, row: Row) -> str:
        stated = row["fields"].get(key)
        listed = stated if isinstance(stated, list) else [stated] if stated else []
        known = compiled.plan.activity_by_id
        return ", ".join((known[name].name or name) if name in known else name for name in listed)

    return text


def _traced(compiled: Compiled, row: Row) -> str:
    activities = [each for each in compiled.plan.activities if each.deliverable == row["key"]]
    return ", ".join(each.name or each.id for each in activities[:4]) + ("…" if len(activities) > 4 else "")


def _criteria(_compiled: Compiled, row: Row) -> str:
    return "; ".join(row["fields"].get("criteria", ()))


def _optional(_compiled: Compiled, row: Row) -> str:
    return _("optional") if row["fields"].get("optional") else _("fixed")


def _mitigation(_compiled: Compiled, row: Row) -> str:
    mitigation = row["fields"].get("mitigation") or {}
    return " ".join(part for part in (mitigation.get("name", ""), str(mitigation.get("probability", ""))) if part)


def _threshold(_compiled: Compiled, row: Row) -> str:
    fields = row["fields"]
    return " ".join(str(fields[key]) for key in ("measure", "at", "amount", "deliverable") if fields.get(key))


_LISTS: Final[Mapping[str, Callable[[], tuple[str, str, str, Sequence[_Column]]]]] = {
    "deliverable": lambda: (
        _("Deliverables"),
        _("Add a deliverable"),
        _("What the concept promises: add deliverables with their acceptance criteria and trace activities to them."),
        (
            _Column(_("Scope"), _optional),
            _Column(_("Acceptance criteria"), _criteria),
            _Column(_("Activities"), _traced),
        ),
    ),
    "risk": lambda: (
        _("Risks"),
        _("Add a risk"),
        _("What may happen, how likely it is, what it would do, and what could be done against it."),
        (
            _Column(_("Probability"), _field("probability")),
            _Column(_("Delay"), _field("delay")),
            _Column(_("Cost"), _field("cost"), money=True),
            _Column(_("Activities"), _names("activities")),
            _Column(_("Mitigation"), _mitigation),
        ),
    ),
    "quality_step": lambda: (
        _("Quality steps"),
        _("Add a quality step"),
        _("Reviews, inspections and tests: each removes a share of the defects that reach it."),
        (
            _Column(_("Activity"), _names("activity")),
            _Column(_("Removes"), _field("removal")),
            _Column(_("Effort to fix"), _field("fix")),
        ),
    ),
    "statement": lambda: (
        _("Expectations and promises"),
        _("Add a statement"),
        _("What stakeholders count on and what they were told: its probability is computed with each forecast."),
        (
            _Column(_("Kind"), _field("kind")),
            _Column(_("Whose"), _field("stakeholder")),
            _Column(_("What"), _threshold),
            _Column(_("Confidence"), _field("confidence")),
        ),
    ),
    "budget": lambda: (
        _("Budgets"),
        _("Add a budget"),
        _("Limits that the ways of doing activities use up, such as licences or test days."),
        (_Column(_("Limit"), _field("limit")),),
    ),
    "lever": lambda: (
        _("Ideas for levers"),
        _("Add an idea"),
        _("Changes that somebody thought of, such as two more people from March: they are ranked with all others."),
        (
            _Column(_("Team"), _field("team")),
            _Column(_("People"), _field("people")),
            _Column(_("From"), _field("first")),
            _Column(_("Cost"), _field("cost"), money=True),
        ),
    ),
}
