"""Forms of what changes by date: part time, numbers of people, rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from trilemma.site.people.convert import format_people, format_share, parse_money, parse_people, parse_share
from trilemma.site.people.forms.fields import TypedField, day_input
from trilemma.site.people.models import Rate


class ShareForm(forms.Form):
    """Part time from a day on."""

    share = TypedField(
        parse_share,
        label=_("Share of full time"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal", "placeholder": "80%"}),
    )
    first = forms.DateField(label=_("From"), required=False, widget=day_input(**{"class": "input"}))


class HeadsForm(forms.Form):
    """A number of people from a day on."""

    share = TypedField(
        parse_people,
        label=_("People"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal", "placeholder": "2.5"}),
    )
    first = forms.DateField(label=_("From"), required=False, widget=day_input(**{"class": "input"}))


class RateForm(forms.Form):
    """What an hour costs, and what is billed for it, from a day on."""

    cost = TypedField(
        parse_money,
        label=_("Cost per hour"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal"}),
    )
    billing = TypedField(
        parse_money,
        label=_("Billed per hour"),
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal"}),
    )
    first = forms.DateField(label=_("From"), required=False, widget=day_input(**{"class": "input"}))

    def clean(self) -> dict[str, Any]:
        """Ask for the cost where anything else is stated."""
        values = super().clean() or {}
        stated = values.get("billing") is not None or values.get("first") is not None
        if stated and values.get("cost") is None and "cost" not in self.errors:
            self.add_error("cost", _("State the cost, 0 for none."))
        return values


ShareFormSet = forms.formset_factory(ShareForm, extra=1, max_num=100, absolute_max=100)
HeadsFormSet = forms.formset_factory(HeadsForm, extra=1, max_num=100, absolute_max=100)
RateFormSet = forms.formset_factory(RateForm, extra=1, max_num=100, absolute_max=100)


def shares_as_typed(capacity: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return dated shares as the rows of a form have them."""
    return [{"share": format_share(entry["permille"]), "first": entry.get("first")} for entry in capacity]


def heads_as_typed(capacity: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return dated numbers of people as the rows of a form have them."""
    return [{"share": format_people(entry["permille"]), "first": entry.get("first")} for entry in capacity]


def rates_as_typed(rates: Iterable[Rate]) -> list[dict[str, Any]]:
    """Return rates as the rows of a form have them."""
    ordered = sorted(rates, key=lambda rate: rate.first or date.min)
    return [
        {
            "cost": f"{rate.cost_per_hour:f}",
            "billing": "" if rate.billing_per_hour is None else f"{rate.billing_per_hour:f}",
            "first": rate.first,
        }
        for rate in ordered
    ]


def capacity_of(rows: BaseFormSet[Any]) -> list[dict[str, Any]]:
    """Return the dated capacity that a form states, in order of date; an empty row is none."""
    entries = [
        {"first": row["first"].isoformat() if row.get("first") else None, "permille": row["share"]}
        for row in rows.cleaned_data
        if row.get("share") is not None
    ]
    return sorted(entries, key=lambda entry: entry["first"] or "")
