"""Who may see and who may stop which runs. The apps above know their scopes; they say so here when they are loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import OrganisationRole

Scopes = Callable[[Actor], QuerySet[Any, str]]
"""The public ids of the scopes in which an actor has a right, as a query of one column."""


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """The scopes of an app, such as its projects: where an actor sees the runs, and where they may stop them."""

    seen: Scopes
    steered: Scopes


@dataclass
class _Registry:
    rules: list[ScopeRule] = field(default_factory=list)


_REGISTRY = _Registry()


def register_scopes(rule: ScopeRule) -> None:
    """Let an app say who sees the runs of its scopes; called in ``apps``."""
    if rule not in _REGISTRY.rules:
        _REGISTRY.rules.append(rule)


def visible_to(actor: Actor) -> Q:
    """Return the condition on runs that the actor may see: their own, those of scopes they see; an admin sees all."""
    return _condition(actor, lambda rule: rule.seen)


def steered_by(actor: Actor) -> Q:
    """Return the condition on runs that the actor may stop."""
    return _condition(actor, lambda rule: rule.steered)


def _condition(actor: Actor, scopes: Callable[[ScopeRule], Scopes]) -> Q:
    if actor.has(OrganisationRole.ADMIN):
        return Q()
    condition = Q(created_by_id=actor.user_id, scope="")
    for rule in _REGISTRY.rules:
        condition |= Q(scope__in=scopes(rule)(actor))
    return condition
