"""Forms of overtime and of the ramp-up of newcomers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from trilemma.site.people.convert import format_share, parse_share
from trilemma.site.people.forms.fields import TypedField
from trilemma.site.people.models import NO_OVERTIME

ZERO: Final = "0h"


class RampUpForm(forms.Form):
    """How long a newcomer works below full productivity."""

    time = forms.CharField(
        label=_("Length of the ramp-up"),
        required=False,
        max_length=30,
        help_text=_("Working time from the first day on, such as 20d; empty for none."),
    )
    productivity = TypedField(parse_share, label=_("Productivity until then"), required=False, initial="50%")

    def table(self) -> dict[str, str] | None:
        """Return the ramp-up as plan text has it."""
        time = self.cleaned_data["time"].strip()
        if not time:
            return None
        share = self.cleaned_data["productivity"]
        return {"time": time, "productivity": format_share(500 if share is None else share)}

    @staticmethod
    def typed(table: Mapping[str, str] | None) -> dict[str, str]:
        """Return a ramp-up as the form has it."""
        return {"time": table["time"], "productivity": table.get("productivity", "50%")} if table else {}


RULES: Final = (
    (NO_OVERTIME, _("No overtime")),
    ("EU", _("European Union: 48 hours a week on average, 11 hours of rest")),
    ("DE", _("Germany: 10 hours a day, 48 hours a week on average, 11 hours of rest")),
    ("own", _("Caps of our own")),
)


class OvertimeForm(forms.Form):
    """Which overtime is allowed: as the team, none, by law, or by caps of one's own."""

    rule = forms.ChoiceField(
        label=_("Rule"),
        choices=[("", _("As the team")), *RULES],
        required=False,
    )
    per_day = forms.CharField(label=_("Extra a day, at most"), required=False, max_length=20)
    per_week = forms.CharField(label=_("Extra a week, at most"), required=False, max_length=20)
    average_per_week = forms.CharField(label=_("Work a week on average, at most"), required=False, max_length=20)
    average_weeks = forms.IntegerField(
        label=_("Average over how many weeks"), required=False, min_value=1, max_value=1000
    )
    rest = forms.CharField(label=_("Rest between two days"), required=False, max_length=20)
    premium = forms.CharField(label=_("Premium on the rate"), required=False, max_length=20)
    price_per_hour = forms.CharField(label=_("Price of an overtime hour instead"), required=False, max_length=20)
    fatigue = forms.CharField(label=_("Productivity lost per overtime week in a row"), required=False, max_length=20)
    floor = forms.CharField(label=_("Productivity never falls below"), required=False, max_length=20)

    HOURS = ("per_day", "per_week", "average_per_week", "rest")
    SHARES = ("premium", "fatigue", "floor")

    def __init__(self, *arguments: Any, of_team: bool = False, **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*arguments, **options)
        if of_team:
            rule = self.fields["rule"]
            assert isinstance(rule, forms.ChoiceField)  # noqa: S101 - declared above
            rule.choices = list(RULES)

    def table(self) -> str | dict[str, Any] | None:
        """Return the rule as plan text has it; None is “as the team”."""
        rule = self.cleaned_data["rule"]
        if rule in {"", NO_OVERTIME}:
            return rule or None
        stated = self._stated()
        if rule == "own":
            return {"per_day": ZERO, "per_week": ZERO, **stated}
        return {"preset": rule, **stated} if stated else str(rule)

    def _stated(self) -> dict[str, Any]:
        values = self.cleaned_data
        found: dict[str, Any] = {name: _with_unit(values[name], "h") for name in self.HOURS if values[name]}
        found |= {name: _with_unit(values[name], "%") for name in self.SHARES if values[name]}
        if values["price_per_hour"]:
            found["price_per_hour"] = values["price_per_hour"].strip().replace(",", ".")
        if values["average_weeks"]:
            found["average_weeks"] = values["average_weeks"]
        return found

    @staticmethod
    def typed(rule: Any) -> dict[str, Any]:  # noqa: ANN401 - a name or a table
        """Return a rule as the form has it."""
        if not isinstance(rule, dict):
            return {"rule": rule or ""}
        return {"rule": rule.get("preset", "own"), **{key: value for key, value in rule.items() if key != "preset"}}


def _with_unit(text: str, unit: str) -> str:
    """Return what was typed with its unit, where only a number was."""
    text = text.strip().replace(",", ".")
    return text + unit if text.replace(".", "", 1).isdigit() else text
