"""The body of an edit of the plan page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.site.core.errors import SiteError
from trilemma.site.planning.actions.editing import (
    Delete,
    Insert,
    LinkTo,
    Move,
    NewRow,
    Operation,
    SetField,
    Shift,
    Unlink,
)

MOST_OPERATIONS: Final = 20_000
_ROW_KEYS: Final = {"key", "level", "kind"}
Table = Mapping[str, Any]


@dataclass(frozen=True)
class EditBody:
    """The revision that the page knew, its name for the act, and what is to be done."""

    revision: int
    label: str
    operations: tuple[Operation, ...]


def edit_body(body: bytes) -> EditBody:
    """Return the body of an edit.

    Raises
    ------
    SiteError
        If it is no such body; the message says where.
    """
    try:
        stated = json.loads(body)
    except ValueError as error:
        raise SiteError(_("This is no JSON.")) from error
    if not isinstance(stated, dict) or not isinstance(stated.get("operations"), list):
        raise SiteError(_("An edit is a list of operations."))
    if len(stated["operations"]) > MOST_OPERATIONS:
        raise SiteError(_("These are more changes at once than the page can send."))
    operations = tuple(_operation(each, number) for number, each in enumerate(stated["operations"], 1))
    return EditBody(_whole(stated.get("revision", 0), "revision"), str(stated.get("label") or ""), operations)


def _operation(stated: Any, number: int) -> Operation:  # noqa: ANN401 - checked here
    read = _READERS.get(stated.get("do", "")) if isinstance(stated, dict) else None
    if read is None:
        raise SiteError(_("Operation %(number)s is none that the page knows.") % {"number": number})
    try:
        return read(stated)
    except (KeyError, TypeError, ValueError) as error:
        raise SiteError(_("Operation %(number)s is not complete.") % {"number": number}) from error


def _set(stated: Table) -> Operation:
    version = stated.get("version")
    return SetField(
        _text(stated["row"]), _text(stated["field"]), stated["value"], version and _whole(version, "version")
    )


def _insert(stated: Table) -> Operation:
    return Insert(tuple(_new_row(row) for row in stated["rows"]), _maybe(stated.get("before")))


def _new_row(row: Table) -> NewRow:
    fields = {name: value for name, value in row.items() if name not in _ROW_KEYS}
    return NewRow(_text(row["key"]), _whole(row.get("level", 0), "level"), _whole(row.get("kind", 1), "kind"), fields)


def _delete(stated: Table) -> Operation:
    return Delete(_rows(stated))


def _move(stated: Table) -> Operation:
    return Move(_rows(stated), _maybe(stated.get("before")), _whole(stated.get("level", 0), "level"))


def _shift(by: int) -> Callable[[Table], Operation]:
    return lambda stated: Shift(_rows(stated), by)


def _link(stated: Table) -> Operation:
    return LinkTo(
        _text(stated["from"]), _text(stated["to"]), str(stated.get("type") or "FS"), str(stated.get("lag") or "")
    )


def _unlink(stated: Table) -> Operation:
    return Unlink(_text(stated["from"]), _text(stated["to"]))


_READERS: Final[Mapping[str, Callable[[Table], Operation]]] = {
    "set": _set,
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "indent": _shift(1),
    "outdent": _shift(-1),
    "link": _link,
    "unlink": _unlink,
}


def _rows(stated: Table) -> tuple[str, ...]:
    return tuple(_text(row) for row in stated["rows"])


def _text(value: Any) -> str:  # noqa: ANN401 - checked here
    if not isinstance(value, str):
        raise TypeError
    return value


def _maybe(value: Any) -> str | None:  # noqa: ANN401 - checked by `_text`
    return None if value is None else _text(value)


def _whole(value: Any, name: str) -> int:  # noqa: ANN401 - checked here
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(name)
    return value
