"""What every page shows around its content: who is signed in, where one is, where one can go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import User
from trilemma.site.core.queries import Place, organisations_of

Words = Any
"""A text, translated when it is shown."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the side bar. ``key`` is typed after ``g``; ``icon`` is a name of the sprite."""

    id: str
    label: Words
    address: str
    icon: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page."""

    label: Words
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page tells its template; every page of the site is a subclass with its own content.

    ``section`` is the id of the entry of the side bar that is lit; ``tabs`` lead to the pages beside this one.
    """

    title: Words
    section: str = ""
    crumbs: Sequence[Crumb] = ()
    tabs: Sequence[NavItem] = ()
    tab: str = ""
    scope: str = ""


def show(request: HttpRequest, template: str, page: Page, status: int = 200) -> HttpResponse:
    """Render a page; its template reads everything from ``page``."""
    return render(request, template, {"page": page}, status=status)


Navigation = Callable[[Actor], Sequence[NavItem]]


@dataclass
class _Registry:
    """Entries that apps add to the side bar when they are loaded, by their place in it."""

    sources: list[tuple[int, Navigation]] = field(default_factory=list)


_REGISTRY = _Registry()


def add_navigation(order: int, source: Navigation) -> None:
    """Let an app add entries to the side bar; called in ``apps``."""
    _REGISTRY.sources.append((order, source))
    _REGISTRY.sources.sort(key=lambda entry: entry[0])


def navigation_of(actor: Actor) -> list[NavItem]:
    """Return the entries of the side bar that the actor may use."""
    return [item for _order, source in _REGISTRY.sources for item in source(actor)]


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds a page."""

    user: User | None
    actor: Actor | None
    organisation: Place | None
    organisations: Sequence[Place]
    navigation: Sequence[NavItem]
    theme: str
    density: str
    single_key_shortcuts: bool


def account_of(request: HttpRequest) -> User | None:
    """Return the account that is signed in."""
    user: object = getattr(request, "user", None)
    return user if isinstance(user, User) and user.is_authenticated else None


def shell(request: HttpRequest) -> dict[str, object]:
    """Give every template the shell (a context processor)."""
    user = account_of(request)
    actor: Actor | None = getattr(request, "actor", None)
    places = organisations_of(user) if user else []
    return {
        "shell": Shell(
            user=user,
            actor=actor,
            organisation=next((p for p in places if actor and p.slug == actor.organisation_slug), None),
            organisations=places,
            navigation=navigation_of(actor) if actor else [],
            theme=user.theme if user else "system",
            density=user.density if user else "normal",
            single_key_shortcuts=user.single_key_shortcuts if user else False,
        )
    }
