"""The quality model of a plan: how defects get in, which steps take them out, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from trilemma.engine.distributions import Estimate
from trilemma.engine.plan.rules import require, require_id, require_money, require_share
from trilemma.engine.plan.work import Removal

REWORK: Final = "~rework~"
"""What stands between step and crew in the id of an activity that fixes what the step found."""


def rework_step(identifier: str) -> str | None:
    """Return the quality step whose rework an id names; None for ids of other activities."""
    step, separator, _ = identifier.partition(REWORK)
    return step if separator else None


@dataclass(frozen=True, slots=True)
class WorkKind:
    """A kind of work that puts defects in: so many per hour of effort."""

    id: str
    defects_per_hour: Estimate
    name: str = ""

    def __post_init__(self) -> None:
        require_id(self.id, f"kind of work {self.id}")


@dataclass(frozen=True, slots=True)
class FixEffort:
    """How many minutes it takes to fix one defect of a kind of work that a step found."""

    kind: str
    minutes: Estimate


@dataclass(frozen=True, slots=True)
class QualityStep:
    """A review, inspection or test: the activity that does it, the kinds it covers, and the effort to fix.

    ``removals`` hold for every mode of the activity that states none of its own.
    """

    id: str
    activity: str
    covers: tuple[str, ...]
    removals: tuple[Removal, ...] = ()
    fixes: tuple[FixEffort, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        place = f"quality step {self.id}"
        require_id(self.id, place)
        require(bool(self.covers), place, "it covers no kind of work")
        require(len(self.covers) == len(set(self.covers)), place, "a kind of work is named twice")
        fixed = [fix.kind for fix in self.fixes]
        require(len(fixed) == len(set(fixed)), place, "an effort to fix is given twice")


@dataclass(frozen=True, slots=True)
class QualityModel:
    """What holds for the whole plan.

    ``bad_fix`` is the share of fixes that inject a defect again; ``external_fix_cost`` what an escaped defect costs;
    release is accepted when no more than ``acceptance_threshold`` defects escape.
    """

    kinds: tuple[WorkKind, ...] = ()
    bad_fix: float = 0.0
    external_fix_cost: Decimal = Decimal(0)
    acceptance_threshold: float | None = None

    def __post_init__(self) -> None:
        require_share(self.bad_fix, "quality", "the share of bad fixes")
        require_money(self.external_fix_cost, "quality", "the cost of an escaped defect")
        threshold = self.acceptance_threshold
        require(threshold is None or threshold >= 0, "quality", "the acceptance threshold must not be negative")
