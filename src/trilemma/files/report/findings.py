"""Everything that a report shows, computed before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from trilemma.engine.api import Forecast, HealthPoint, LeverReport, Plan, PlanOutcome, PromiseReport


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One plan of the front.

    ``finish`` counts elapsed minutes from the plan's origin, ``cost`` minor units; ``escaped_defects`` is None where
    the plan has no quality model. ``gap`` is the proven distance from the best possible, as a share; None where
    nothing is proven. ``price_of_a_day`` is what finishing one day sooner costs here, in minor units; None at the ends.
    """

    finish: int
    cost: int
    escaped_defects: float | None = None
    gap: float | None = None
    price_of_a_day: float | None = None


@dataclass(frozen=True, slots=True)
class FrontFindings:
    """The front and how it was computed; ``complete`` tells whether every question was answered in time."""

    points: tuple[FrontPoint, ...]
    complete: bool
    method: str
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """One plan with what was computed from it.

    Attributes
    ----------
    plan
        As it was read.
    scheduled
        Its schedule, which the checker accepts; the Gantt chart shows it.
    forecast, promises
        Simulated from the plan as it was read.
    health
        The 14 points.
    levers, front
        None where they were not asked for, or not computed in time.
    source
        The name of the plan's file, for the command that computes the report again.
    """

    plan: Plan
    scheduled: PlanOutcome
    forecast: Forecast
    promises: PromiseReport
    health: tuple[HealthPoint, ...]
    levers: LeverReport | None = None
    front: FrontFindings | None = None
    source: str = "PLAN"
