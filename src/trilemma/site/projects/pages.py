"""What the pages of projects have in common: the way to a project and the pages beside each other in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.pages import Crumb, NavItem
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import ProjectAccess


@dataclass(frozen=True, slots=True)
class ProjectTab:
    """A page of every project, offered to whoever has the right; ``address`` is the name of its route."""

    id: str
    label: Callable[[], str]
    address: str
    icon: str
    key: str = ""
    right: ProjectRight = ProjectRight.SEE


@dataclass
class _Registry:
    tabs: list[tuple[int, ProjectTab]] = field(default_factory=list)


_REGISTRY = _Registry()


def add_tab(order: int, tab: ProjectTab) -> None:
    """Let an app add a page to every project; called in ``apps``."""
    _REGISTRY.tabs.append((order, tab))
    _REGISTRY.tabs.sort(key=lambda entry: entry[0])


def tabs_of(actor: Actor, access: ProjectAccess) -> list[NavItem]:
    """Return the pages of a project that the actor may open."""
    arguments = {"organisation": actor.organisation_slug, "project": access.project.public_id}
    return [
        NavItem(tab.id, tab.label(), reverse(tab.address, kwargs=arguments), tab.icon, tab.key)
        for _order, tab in _REGISTRY.tabs
        if access.may(tab.right)
    ]


def crumbs_of(actor: Actor, access: ProjectAccess) -> Sequence[Crumb]:
    """Return the way to a project."""
    projects = reverse("projects", kwargs={"organisation": actor.organisation_slug})
    return [Crumb(_("Projects"), projects), Crumb(access.project.name, address_of(actor, access))]


def address_of(actor: Actor, access: ProjectAccess) -> str:
    """Return the address of a project's first page."""
    tabs = tabs_of(actor, access)
    if tabs:
        return tabs[0].address
    arguments = {"organisation": actor.organisation_slug, "project": access.project.public_id}
    return reverse("project_settings", kwargs=arguments)


def project_page(actor: Actor, access: ProjectAccess, tab: str) -> dict[str, object]:
    """Return what every page of a project passes to its `Page`: section, crumbs, tabs, tab, scope."""
    return {
        "section": "projects",
        "crumbs": crumbs_of(actor, access),
        "tabs": tabs_of(actor, access),
        "tab": tab,
        "scope": access.project.public_id,
    }
