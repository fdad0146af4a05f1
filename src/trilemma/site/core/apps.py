"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Organisations, accounts and what every other app stands on."""

    name = "trilemma.site.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Look before the start whether everything is there."""
        from trilemma.site.core import checks  # noqa: F401, PLC0415 - registers itself; Django must be ready first
