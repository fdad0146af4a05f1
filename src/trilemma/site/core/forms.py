"""The form of one's own account."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """How a person is called, which language they read, when their day is, and how they like the pages."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ("name", "language", "time_zone", "theme", "density", "single_key_shortcuts")
        labels = {"name": _("Name"), "theme": _("Theme"), "density": _("Row height")}
        help_texts = {
            "single_key_shortcuts": _(
                "Letters alone act, such as “g p” for the projects. Switch it off if you dictate or keys slip."
            )
        }

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*arguments, **options)
        self.fields["name"].required = True
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
        self.fields["time_zone"].choices = [("", _("As the site")), *zones]  # type: ignore[attr-defined] # it is a choice
