"""Plan text: Trilemma's own format, TOML that is pleasant to write by hand, to compare and to merge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from trilemma.engine.api import Calendar, InputError, Person, Plan, Team, TrilemmaError
from trilemma.files.limits import DEFAULT_LIMIT, decode, require_size
from trilemma.files.plan_text.codec import Node
from trilemma.files.plan_text.document import parse_document, place_of
from trilemma.files.plan_text.link_text import split_link
from trilemma.files.plan_text.misfit import Misfit, Path
from trilemma.files.plan_text.parts import PartError, PartReader
from trilemma.files.plan_text.plan_table import DEFAULT_CURRENCY, FORMAT, document_of, part_of, plan_of, schema
from trilemma.files.plan_text.toml_text import toml_text

__all__ = [
    "FORMAT",
    "PartError",
    "PartReader",
    "document_of_plan",
    "part_of_document",
    "plan_of_document",
    "plan_text_schema",
    "read_plan_text",
    "split_link",
    "write_plan_text",
]


def read_plan_text(source: bytes | str, name: str = "plan text") -> Plan:
    """Read a plan from plan text.

    Parameters
    ----------
    source
        The text, or its bytes (UTF-8, or what a byte order mark says), at most 24 MB.
    name
        What to call the file in errors.

    Returns
    -------
    Plan
        The plan, validated.

    Raises
    ------
    TrilemmaError
        If it is no plan text, or the plan breaks a rule of the model: the message names the object and the rule, the
        place file, line and column.
    """
    if isinstance(source, bytes):
        require_size(source, name, DEFAULT_LIMIT)
        source = decode(source, name)
    document = parse_document(source, name)
    try:
        return plan_of(document)
    except Misfit as misfit:
        raise _placed(misfit, misfit.message, misfit.path, document, source, name) from misfit.cause or misfit
    except TrilemmaError as error:
        path = _path_of(error.place or "", error.message, document)
        raise _located(error, error.message, path, error.place, source, name) from error


def write_plan_text(plan: Plan) -> str:
    """Write a plan as canonical plan text; `read_plan_text` gives back an equal plan.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    str
        TOML. What equals its default is left out, quantities are in their largest exact unit, order is kept.
    """
    return toml_text(document_of(plan))


def document_of_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as the tables of plan text, for other notations than TOML."""
    return document_of(plan)


def plan_of_document(document: Mapping[str, Any], name: str) -> Plan:
    """Return the plan that tables of plan text state; an error names the object, but no line."""
    try:
        return plan_of(document)
    except Misfit as misfit:
        label = _label(misfit.path, document)
        error = misfit.cause or InputError(misfit.message)
        raise type(error)(f"{label}: {misfit.message}" if label else misfit.message, name) from misfit.cause or misfit
    except TrilemmaError as error:
        raise type(error)(f"{error.place}: {error.message}" if error.place else error.message, name) from error


def part_of_document(
    kind: str, table: Mapping[str, Any], *, time_zone: str = "UTC", currency: str = DEFAULT_CURRENCY
) -> Calendar | Team | Person:
    """Return the one calendar, team or person that a table of plan text states, for forms that edit one at a time.

    Parameters
    ----------
    kind
        ``calendar``, ``team`` or ``person``.
    table
        Its table; whom it refers to is not looked up.

    Raises
    ------
    InputError
        If the table does not fit; the place is the key, such as ``week``.
    """
    try:
        return part_of(kind, table, time_zone, currency)
    except Misfit as misfit:
        raise InputError(misfit.message, str(misfit.path[0]) if misfit.path else kind) from misfit


def plan_text_schema() -> dict[str, Any]:
    """Return the JSON Schema of plan text, for editors that check and complete TOML."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Trilemma plan text",
        **schema(),
    }


# --- errors with file, line and column ------------------------------------------------------------------------------


def _placed(
    misfit: Misfit, message: str, path: Path, document: Mapping[str, Any], text: str, name: str
) -> TrilemmaError:
    error = misfit.cause or InputError(message)
    return _located(error, message, path, _label(path, document), text, name)


def _located(error: TrilemmaError, message: str, path: Path, label: str | None, text: str, name: str) -> TrilemmaError:
    """Return an error of the same class whose place is the file, line and column, its message naming the object."""
    line, column = place_of(text, path)
    shown = f"{label}: {message}" if label else message
    located = InputError if isinstance(error, InputError) else type(error)
    return located(shown, f"{name}:{line}:{column}")


def _label(path: Path, document: Mapping[str, Any]) -> str:
    """Return how people call what a path leads to: ``activity design, mode senior, effort``."""
    parts: list[str] = []
    value: Node = document
    for step in path:
        inside = value[step] if _contains(value, step) else None
        if isinstance(step, int) and parts and isinstance(inside, dict):
            parts[-1] += f" {inside.get('id', step + 1)}"
        elif isinstance(step, str):
            parts.append(step.replace("_", " ") if not parts else step)
        elif parts:
            parts[-1] += f" ({step + 1}.)"
        value = inside
    return ", ".join(parts)


def _contains(value: Node, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


_TABLE_OF: Final = {
    "activity": ("activity",),
    "person": ("person",),
    "team": ("team",),
    "team or person": ("person", "team"),
    "calendar": ("calendar",),
    "deliverable": ("deliverable",),
    "budget": ("budget",),
    "quality step": ("quality_step",),
    "risk": ("risk",),
    "statement": ("statement",),
    "lever": ("lever",),
    "baseline": ("baseline",),
    "project": ("subproject", "project"),
}
_ALONE: Final = {"plan": ("project",), "terms": ("terms",), "quality": ("quality",), "status": ("status",)}
_LINK = re.compile(r"link (.+) -> (.+)")
_MODE = re.compile(r"activity (.+), mode (.+)")


def _path_of(place: str, message: str, document: Mapping[str, Any]) -> Path:
    """Return the path to the object that an error of the plan model names."""
    if place == "links":
        return (*_by_id(document, ("activity",), message.rpartition(" -> ")[2]), "links")
    if match := _LINK.fullmatch(place):
        return (*_by_id(document, ("activity",), match[2]), "links")
    if match := _MODE.fullmatch(place):
        return _mode_path(document, match[1], match[2])
    if place.startswith("adopted"):
        return ("adopted", *place.split()[1:])
    if place.startswith("kind of work "):
        return ("quality",)
    for kind in sorted(_TABLE_OF, key=len, reverse=True):
        if place.startswith(f"{kind} "):
            return _by_id(document, _TABLE_OF[kind], place.removeprefix(f"{kind} "))
    return _ALONE.get(place, ())


def _by_id(document: Mapping[str, Any], tables: tuple[str, ...], identifier: str) -> Path:
    """Return the path to the last table with an id: a repeated id is wrong where it comes again."""
    for name in tables:
        value = document.get(name, [])
        entries = value if isinstance(value, list) else []
        for index in range(len(entries) - 1, -1, -1):
            if entries[index].get("id") == identifier:
                return (name, index)
    return tables[-1:] if isinstance(document.get(tables[-1]), dict) else ()


def _mode_path(document: Mapping[str, Any], activity: str, mode: str) -> Path:
    path = _by_id(document, ("activity",), activity)
    if not path:
        return ()
    modes = document["activity"][path[1]].get("mode", [])
    index = next((i for i, each in enumerate(modes) if each.get("id", "normal") == mode), None)
    return path if index is None else (*path, "mode", index)
