"""The rows of plans."""

from __future__ import annotations

from trilemma.site.planning.models.drafts import ImportDraft
from trilemma.site.planning.models.parts import (
    Budget,
    Deliverable,
    LeverIdea,
    PlanPart,
    QualityStep,
    Risk,
    Statement,
)
from trilemma.site.planning.models.plan import Plan, PlanKind
from trilemma.site.planning.models.records import Baseline, StatusSnapshot
from trilemma.site.planning.models.work import Activity, Link, LinkType

__all__ = [
    "Activity",
    "Baseline",
    "Budget",
    "Deliverable",
    "ImportDraft",
    "LeverIdea",
    "Link",
    "LinkType",
    "Plan",
    "PlanKind",
    "PlanPart",
    "QualityStep",
    "Risk",
    "Statement",
    "StatusSnapshot",
]
