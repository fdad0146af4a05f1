"""The app of Django."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PortfolioConfig(AppConfig):
    """All projects and the load of the people."""

    name = "trilemma.site.portfolio"
    label = "portfolio"
    verbose_name = _("Portfolio")

    def ready(self) -> None:
        """Add both pages to the side bar."""
        from django.urls import reverse  # noqa: PLC0415 - addresses are known once all apps are loaded

        from trilemma.site.core.actor import Actor  # noqa: PLC0415 - as above
        from trilemma.site.core.models import OrganisationRole  # noqa: PLC0415 - as above
        from trilemma.site.core.pages import NavItem, add_navigation  # noqa: PLC0415 - as above

        def home(actor: Actor) -> Sequence[NavItem]:
            address = reverse("portfolio", kwargs={"organisation": actor.organisation_slug})
            return [NavItem("portfolio", gettext("Portfolio"), address, "layout-dashboard", "h")]

        def load(actor: Actor) -> Sequence[NavItem]:
            address = reverse("load", kwargs={"organisation": actor.organisation_slug})
            item = NavItem("load", gettext("Load"), address, "grid-3x3", "w")
            return [item] if actor.has(OrganisationRole.MEMBER) else []

        add_navigation(10, home)
        add_navigation(35, load)
