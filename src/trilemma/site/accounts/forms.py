"""Forms of accounts, members and organisations."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRole, User

CURRENCIES: Final = (
    *("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "INR", "JPY", "KRW"),
    *("MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "UAH", "USD", "ZAR"),
)
Choices = list[tuple[str, Any]]


@lru_cache(maxsize=1)
def zones() -> tuple[tuple[str, str], ...]:
    """Return the time zones that are named after places."""
    names = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names))


class SignupForm(forms.Form):
    """What the library's form of a new account asks beside address and password."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class OrganisationForm(forms.Form):
    """The settings of an organisation."""

    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    country = forms.ChoiceField(label=_("Country"), required=False, help_text=_("For the public holidays."))
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *arguments: Any, countries: Choices, regions: Choices, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **options)
        _offer(self, "time_zone", list(zones()))
        _offer(self, "country", [("", _("None")), *countries])
        _offer(self, "region", [("", _("The whole country")), *regions])


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=OrganisationRole.choices, initial=OrganisationRole.MEMBER)


class RoleForm(forms.Form):
    """Another role of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=OrganisationRole.choices)


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared as one above
    field.choices = choices
