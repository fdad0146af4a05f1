"""Values on their way into rows: known ones only, tidy names, and how a row would be with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from trilemma.site.core.errors import RuleError
from trilemma.site.people.models import Calendar, Person, Team

Row = TypeVar("Row", Calendar, Team, Person)


def tidy(values: Mapping[str, Any], changeable: Collection[str], nameless: str) -> dict[str, Any]:
    """Return values of fields that may be changed, with a name that is not empty; ``nameless`` says that it is."""
    unknown = values.keys() - set(changeable)
    if unknown:
        raise TypeError(f"{', '.join(sorted(unknown))} cannot be changed here")
    tidied = dict(values)
    if "name" in tidied:
        tidied["name"] = " ".join(str(tidied["name"]).split())[:120]
        if not tidied["name"]:
            raise RuleError(nameless, fields={"name": nameless})
    return tidied


def twin(row: Row, values: Mapping[str, Any]) -> Row:
    """Return a row as it would be, so that rules can be asked before anything changes."""
    same = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    other = type(row)(**same)
    for name, value in values.items():
        setattr(other, name, value)
    return other
