"""Where the plan page finds everything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from trilemma.site.core.actor import Actor
from trilemma.site.planning.queries import PlanAccess
from trilemma.site.projects.permissions import ProjectRight

Proposals = Callable[[Actor, PlanAccess, str | None], Mapping[str, Any]]


@dataclass
class _Registry:
    """What an app above adds to the plan page: proposals over the plan."""

    proposals: list[Proposals] = field(default_factory=list)


_REGISTRY = _Registry()


def offer_proposals(source: Proposals) -> None:
    """Let an app draw its proposals over the plan; called in ``apps``.

    ``source`` takes the actor, the plan and the id of the proposal that is looked at, and returns the keys
    ``proposals``, ``proposal`` and ``urls`` of the page's protocol.
    """
    _REGISTRY.proposals.append(source)


def proposals_of(actor: Actor, access: PlanAccess, chosen: str | None) -> dict[str, Any]:
    """Return what apps above have to propose."""
    found: dict[str, Any] = {"proposals": [], "proposal": None, "urls": {}}
    for source in _REGISTRY.proposals:
        offered = source(actor, access, chosen)
        found["proposals"] += offered.get("proposals", [])
        found["proposal"] = offered.get("proposal") or found["proposal"]
        found["urls"] |= offered.get("urls", {})
    return found


def plan_addresses(actor: Actor, access: PlanAccess) -> dict[str, str | None]:
    """Return the addresses that the plan page asks."""
    plan = {"organisation": actor.organisation_slug, "plan": access.plan.public_id}
    row = {**plan, "activity": "ROW"}
    names = {
        "plan": "plan_data",
        "edits": "plan_edits",
        "preview": "plan_preview",
        "undo": "plan_undo",
        "redo": "plan_redo",
        "changes": "plan_changes",
        "load": "plan_load",
    }
    pieces = {"row": "activity_details", "why": "activity_why", "modes": "activity_modes"}
    return {
        **{key: reverse(name, kwargs=plan) for key, name in names.items()},
        **{key: reverse(name, kwargs=row).replace("ROW", "{row}") for key, name in pieces.items()},
        "costs": reverse("plan_costs", kwargs=plan) if access.may(ProjectRight.SEE_COSTS) else None,
        "views": None,
        "proposal_adopt": None,
        "proposal_discard": None,
    }
