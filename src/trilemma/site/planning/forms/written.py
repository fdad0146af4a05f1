"""Form fields for values in plan text's form: what is shown unchanged stays as it was, whatever its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from trilemma.site.core.errors import RuleError
from trilemma.site.planning.actions.editing import values

Choices = Sequence[tuple[str, str]]
Words = Any
"""A text, translated when it is shown."""


@dataclass(frozen=True, slots=True)
class Written:
    """One key of a table: how it is labelled, read and written.

    ``path`` leads to the key, such as ``("mitigation", "cost")``; ``kind`` is a name of `KINDS`.
    """

    path: tuple[str, ...]
    label: Words
    kind: str = "text"
    help: Words = ""
    required: bool = False
    choices: Choices | Callable[[], Choices] = ()

    @property
    def name(self) -> str:
        """The name of the form field."""
        return "__".join(self.path)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of value is shown and read; a reader gets the text and raises `RuleError`."""

    show: Callable[[Any], Any]
    read: Callable[[Any], Any]
    field: Callable[[Written, Choices], forms.Field]


def value_at(table: Mapping[str, Any], path: Sequence[str]) -> Any:  # noqa: ANN401 - any node of a document
    """Return a value of a table, None where there is none."""
    found: Any = table
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def put_at(table: dict[str, Any], path: Sequence[str], value: Any) -> None:  # noqa: ANN401 - as above
    """Put a value into a table; None takes the key away, and tables that have become empty."""
    if len(path) > 1:
        inner = dict(table.get(path[0]) or {})
        put_at(inner, path[1:], value)
        value = inner or None
    if value is None:
        table.pop(path[0], None)
    else:
        table[path[0]] = value


# --- texts ----------------------------------------------------------------------------------------------------------


def show_points(value: Any) -> str:  # noqa: ANN401 - one value, three, or a table
    """Return an estimate as ``2d / 3d / 6d``."""
    if isinstance(value, Mapping):
        value = [value.get(key, value.get("likely")) for key in ("low", "likely", "high")]
    if isinstance(value, list):
        return " / ".join(_plain(each) for each in value)
    return _plain(value)


def _plain(value: Any) -> str:  # noqa: ANN401 - a text or a number
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _points(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def of(text: str) -> Any:  # noqa: ANN401 - one value or three
        parts = [part.strip() for part in text.split("/")]
        if len(parts) not in {1, 3}:
            raise RuleError(_("Write one value, or three: low / most likely / high."))
        found = [read(part) for part in parts]
        return found[0] if len(found) == 1 else found

    return of


def number(text: str) -> int | float:
    """Return a number of anything."""
    try:
        found = Decimal(text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
    except InvalidOperation as error:
        raise RuleError(_("“%(value)s” is no number.") % {"value": text}) from error
    return int(found) if found == found.to_integral_value() else float(found)


def whole(text: str) -> int:
    """Return a whole number."""
    found = number(text)
    if not isinstance(found, int):
        raise RuleError(_("A whole number is expected here."))
    return found


def show_by_kind(value: Any) -> str:  # noqa: ANN401 - an estimate, or a table of kinds
    """Return estimates by kind of work, one a line; one for all kinds stands alone."""
    if isinstance(value, Mapping) and "likely" not in value:
        return "\n".join(f"{kind}: {show_points(each)}" for kind, each in value.items())
    return show_points(value)


def _by_kind(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def of(text: str) -> Any:  # noqa: ANN401 - as above
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) == 1 and ":" not in lines[0]:
            return read(lines[0])
        found = {}
        for line in lines:
            kind, colon, points = line.partition(":")
            if not colon:
                raise RuleError(_("Write one line for each kind of work, such as “code: 20% / 30% / 40%”."))
            found[kind.strip()] = read(points)
        return found

    return of


def _span(text: str) -> Any:  # noqa: ANN401 - one length or three
    return values.length(text, "h")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# --- fields ---------------------------------------------------------------------------------------------------------


def _text(written: Written, _choices: Choices) -> forms.Field:
    return forms.CharField(label=written.label, help_text=written.help, required=written.required)


def _area(written: Written, _choices: Choices) -> forms.Field:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=written.label, help_text=written.help, required=written.required, widget=widget)


def _choice(written: Written, choices: Choices) -> forms.Field:
    listed = choices if written.required else [("", "—"), *choices]
    return forms.ChoiceField(label=written.label, help_text=written.help, required=written.required, choices=listed)


def _several(written: Written, choices: Choices) -> forms.Field:
    widget = forms.SelectMultiple(attrs={"size": min(8, max(3, len(choices)))})
    return forms.MultipleChoiceField(
        label=written.label, help_text=written.help, required=written.required, choices=choices, widget=widget
    )


def _flag(written: Written, _choices: Choices) -> forms.Field:
    return forms.BooleanField(label=written.label, help_text=written.help, required=False)


def _same(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    return value


KINDS: Final[Mapping[str, Kind]] = {
    "text": Kind(_plain, _same, _text),
    "lines": Kind(lambda value: "\n".join(value or ()), _lines, _area),
    "share": Kind(_plain, values.share, _text),
    "number": Kind(_plain, number, _text),
    "whole": Kind(_plain, whole, _text),
    "instant": Kind(_plain, values.instant, _text),
    "span": Kind(show_points, _span, _text),
    "span-estimate": Kind(show_points, _span, _text),
    "number-estimate": Kind(show_points, _points(number), _text),
    "share-estimate": Kind(show_points, _points(values.share), _text),
    "removal": Kind(show_by_kind, _by_kind(_points(values.share)), _area),
    "fix": Kind(show_by_kind, _by_kind(_span), _area),
    "choice": Kind(_plain, _same, _choice),
    "several": Kind(lambda value: list(value or ()), list, _several),
    "flag": Kind(bool, lambda value: True if value else None, _flag),
}


class WrittenForm(forms.Form):
    """A form of written values; ``table`` has them as they are."""

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401 - what was posted
        *,
        specs: Sequence[Written],
        table: Mapping[str, Any],
        choices: Mapping[str, Choices],
        prefix: str | None = None,
    ) -> None:
        self.specs, self.table = specs, table
        shown = {each.name: KINDS[each.kind].show(value_at(table, each.path)) for each in specs}
        super().__init__(data, initial=shown, prefix=prefix)
        for each in specs:
            offered = each.choices() if callable(each.choices) else each.choices or choices.get(each.name, ())
            self.fields[each.name] = KINDS[each.kind].field(each, offered)

    def clean(self) -> dict[str, Any]:
        """Read what differs from what was shown."""
        cleaned = super().clean() or {}
        self.written = {key: value for key, value in self.table.items() if key != "id"}
        for each in self.specs:
            typed = cleaned.get(each.name)
            if each.name in self.errors or typed == self.initial.get(each.name):
                continue
            try:
                value = None if typed in ("", None, []) else KINDS[each.kind].read(typed)
            except RuleError as error:
                self.add_error(each.name, error.message)
                continue
            put_at(self.written, each.path, value)
        return cleaned
