"""Fields of forms of people: days, texts that we read ourselves, choices among rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from trilemma.site.core.errors import RuleError


def day_input(**attributes: str) -> forms.DateInput:
    """Return an input for a day, in the form that browsers want."""
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = False) -> forms.DateField:  # noqa: ANN401 - translated when shown
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, widget=day_input(), input_formats=["%Y-%m-%d"])


class TypedField(forms.CharField):
    """A field whose text is read by a function of ours, whose complaints stand at the field."""

    def __init__(self, parse: Any, **options: Any) -> None:  # noqa: ANN401 - a function, Django's own options
        self.parse = parse
        super().__init__(**options)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - whatever the function makes of it
        """Return what the text means; None for an empty one."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.parse(text)
        except RuleError as error:
            raise forms.ValidationError(error.message) from error


class ChoiceOfRow(forms.ChoiceField):
    """A choice among rows by their public ids, or of none; ``rows`` are given when the form is made."""

    rows: Mapping[str, Any]

    def offer(self, rows: Iterable[Any], nothing: Any) -> None:  # noqa: ANN401 - rows of any kind
        """Let one choose among rows."""
        self.rows = {row.public_id: row for row in rows}
        self.choices = [("", nothing), *((key, str(row)) for key, row in self.rows.items())]

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - a row of any kind
        """Return the row, or None."""
        return self.rows.get(super().clean(value))
