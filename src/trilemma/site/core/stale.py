"""A form that was overtaken by somebody else's change: what was typed stays, and beside it stands what it says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from trilemma.site.core.errors import StaleError


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that both have changed: what the actor typed, what it says now, and how an input holds that."""

    label: str
    input_id: str
    mine: str
    theirs: str
    value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Whose change came in between, and where it differs. Saving again keeps the actor's own values."""

    message: str
    differences: tuple[Difference, ...]


def conflict_of(form: forms.BaseForm, error: StaleError, version: int) -> Conflict:
    """Return what stands between a bound form and the row as it is now; the form then knows the row's version."""
    typed: Any = form.data
    data = typed.copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data
    return Conflict(error.message, tuple(_differences(form, error)))


def _differences(form: forms.BaseForm, error: StaleError) -> Iterator[Difference]:
    for name, now in error.theirs.items():
        if name not in form.fields:
            continue
        bound = form[name]
        mine, value = _text(bound.value()), _text(form.fields[name].prepare_value(now))
        if mine != value:
            field = form.fields[name]
            yield Difference(str(bound.label), bound.id_for_label, _shown(field, mine), _shown(field, value), value)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _shown(field: forms.Field, text: str) -> str:
    """Return a value as people read it: a choice by its name."""
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(text, text))
