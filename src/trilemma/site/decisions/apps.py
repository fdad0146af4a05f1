"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    """Decisions, from adopted proposals on."""

    name = "trilemma.site.decisions"
    label = "decisions"
    verbose_name = _("Decisions")

    def ready(self) -> None:
        """Add the list of decisions to every project."""
        from trilemma.site.projects.pages import ProjectTab, add_tab  # noqa: PLC0415 - known once apps are loaded

        add_tab(600, ProjectTab("decisions", lambda: gettext("Decisions"), "decisions", "gavel", "d"))
