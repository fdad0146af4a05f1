"""Forms of calendars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trilemma.site.people.forms.fields import day_input


class CalendarForm(forms.Form):
    """A calendar: its week, its public holidays and how long a day is when somebody says “3d”."""

    name = forms.CharField(label=_("Name"), max_length=120)
    week = forms.CharField(
        label=_("Working week"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One line for each group of days: Mon-Thu 08:00-12:00 13:00-17:00"),
    )
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    hours_per_day = forms.DecimalField(
        label=_("Hours of a day"), min_value=0, max_value=24, decimal_places=2, help_text=_("What “1d” means.")
    )
    hours_per_week = forms.DecimalField(
        label=_("Hours of a week"), min_value=0, max_value=168, decimal_places=2, help_text=_("What “1w” means.")
    )
    days_per_month = forms.IntegerField(
        label=_("Days of a month"), min_value=1, max_value=31, help_text=_("What “1mo” means.")
    )


class ExceptionForm(forms.Form):
    """Days with other hours than usual."""

    first = forms.DateField(label=_("First day"), required=False, widget=day_input(**{"class": "input"}))
    last = forms.DateField(label=_("Last day"), required=False, widget=day_input(**{"class": "input"}))
    hours = forms.CharField(
        label=_("Hours"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "09:00-12:00"}),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"class": "input"})
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the first day where anything else is stated."""
        values = super().clean() or {}
        if not values.get("first") and any(values.get(name) for name in ("last", "hours", "name")):
            self.add_error("first", _("State the first day."))
        return values


class WeekFromForm(forms.Form):
    """A week that holds from a day on."""

    first = forms.DateField(label=_("From"), required=False, widget=day_input(**{"class": "input"}))
    week = forms.CharField(
        label=_("Working week"),
        required=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both or neither."""
        values = super().clean() or {}
        if bool(values.get("first")) != bool(values.get("week")):
            self.add_error("first", _("State the day and the week, or neither."))
        return values


ExceptionFormSet = forms.formset_factory(ExceptionForm, extra=1, max_num=500, absolute_max=500)
WeekFromFormSet = forms.formset_factory(WeekFromForm, extra=1, max_num=50, absolute_max=50)
