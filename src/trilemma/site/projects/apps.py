"""The app of Django."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Projects, their members and fields of one's own."""

    name = "trilemma.site.projects"
    label = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        """Add the list to the side bar and the settings to every project."""
        from django.urls import reverse  # noqa: PLC0415 - addresses are known once all apps are loaded

        from trilemma.site.core.actor import Actor  # noqa: PLC0415 - as above
        from trilemma.site.core.pages import NavItem, add_navigation  # noqa: PLC0415 - as above
        from trilemma.site.core.searching import Found, add_search  # noqa: PLC0415 - as above
        from trilemma.site.projects.pages import ProjectTab, add_tab, address_of  # noqa: PLC0415 - as above
        from trilemma.site.projects.queries import (  # noqa: PLC0415 - as above  # noqa: PLC0415 - as above
            ProjectAccess,
            find_projects,
            roles_of,
            steered_scopes,
            visible_scopes,
        )
        from trilemma.site.runs.permissions import ScopeRule, register_scopes  # noqa: PLC0415 - as above

        register_scopes(ScopeRule(seen=visible_scopes, steered=steered_scopes))

        def entries(actor: Actor) -> Sequence[NavItem]:
            address = reverse("projects", kwargs={"organisation": actor.organisation_slug})
            return [NavItem("projects", gettext("Projects"), address, "folder-kanban", "p")]

        def find(actor: Actor, words: str) -> Sequence[Found]:
            found = find_projects(actor, words)
            roles = roles_of(actor, found)
            return [
                Found(each.name, address_of(actor, ProjectAccess(each, roles[each.pk])), "folder-kanban", each.customer)
                for each in found
            ]

        add_navigation(20, entries)
        add_search(10, _("Projects"), find)
        add_tab(900, ProjectTab("settings", lambda: gettext("Settings"), "project_settings", "settings"))
