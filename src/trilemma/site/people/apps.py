"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Who works, and when."""

    name = "trilemma.site.people"
    label = "people"
    verbose_name = _("People")
