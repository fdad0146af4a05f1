"""Why a forecast moved: the change of finish and cost between two plans, split among seven causes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from typing import Final

from trilemma.engine.control.attribution.causes import MoveCause
from trilemma.engine.control.attribution.changes import PlanChange, changes_between
from trilemma.engine.control.attribution.evaluation import EPOCH, Numbers, lattice, outlook_numbers
from trilemma.engine.control.attribution.hybrid import Hybrids
from trilemma.engine.control.attribution.shapley import shapley_split
from trilemma.engine.errors import InputError
from trilemma.engine.plan import Plan
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

METHOD: Final = "forecast_attribution"
DRAWS: Final = 2048


@dataclass(frozen=True, slots=True)
class ForecastFigures:
    """What one plan's forecast says: finish (in UTC) and cost [minor units], each at P50 and P80."""

    finish_p50: datetime
    finish_p80: datetime
    cost_p50: int
    cost_p80: int


@dataclass(frozen=True, slots=True)
class Move:
    """A change of the four numbers; later and dearer are positive.

    Attributes
    ----------
    finish_p50_minutes, finish_p80_minutes
        Elapsed minutes.
    cost_p50, cost_p80
        Minor units.
    """

    finish_p50_minutes: int
    finish_p80_minutes: int
    cost_p50: int
    cost_p80: int


@dataclass(frozen=True, slots=True)
class CauseShare:
    """What one cause contributed, and what changed in the plan that belongs to it.

    ``changes`` may name what moves neither finish nor cost, such as the terms of the contract.
    """

    cause: MoveCause
    move: Move
    changes: tuple[PlanChange, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """The move of a forecast between two plans, and its seven shares, which add up to it exactly.

    Attributes
    ----------
    old, new
        The forecasts of the two plans.
    move
        New less old.
    shares
        One for each `MoveCause`, in their order; 0 where nothing of a cause changed.
    hybrids
        How many plans were simulated.
    currency
        Of the costs.
    draws, seed, resources, seconds, version, method
        What it takes to judge or repeat the computation.
    """

    old: ForecastFigures
    new: ForecastFigures
    move: Move
    shares: tuple[CauseShare, ...]
    hybrids: int
    currency: str
    draws: int
    seed: int
    resources: bool
    seconds: float
    version: str
    method: str = METHOD


def attribute(
    old: Plan,
    new: Plan,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    resources: bool = False,
    workers: int | None = None,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
    clock: Clock | None = None,
) -> Attribution:
    """Split the move of P50 and P80 of finish and cost between two plans among seven causes.

    Parameters
    ----------
    old, new
        Two states of one project, in one currency; activities, people and all else are matched by id.
    draws
        How many draws each plan is simulated with.
    seed
        Of all of them, so that the same activity has the same luck in every one.
    resources
        Whether teams and persons are shared out in every draw; without it capacity is left aside, which is much faster.
    workers
        How many blocks of draws are computed at a time; as many as there are processors without it.
    progress, stop
        Who is told how far it is, and who may end it.
    clock
        Monotonic seconds; without it no duration is recorded.

    Returns
    -------
    Attribution
        Its shares add up to the move exactly. Swapped plans give the negated move and shares.

    Raises
    ------
    InputError
        If the plans are in different currencies, or ``draws`` is not positive.
    HorizonError
        If one of the two plans cannot be forecast.
    StoppedError
        If it was stopped: a split needs all of its plans.

    Notes
    -----
    Method id ``forecast_attribution`` (docs/methods/forecast_attribution.md): the Shapley value over all plans that
    take some causes from the old plan and the others from the new one; causes in which the plans agree are left out.

    References
    ----------
    Shapley, "A value for n-person games", Contributions to the Theory of Games II, 1953, pp. 307-317. Shorrocks,
    "Decomposition procedures for distributional analysis", Journal of Economic Inequality 11 (2013), pp. 99-126.
    """
    if old.currency != new.currency:
        message = f"costs in {old.currency} and {new.currency} cannot be compared"
        raise InputError(message, "currency")
    began = clock() if clock else 0.0
    hybrids = Hybrids(old, new, resources=resources)
    numbers = outlook_numbers(draws=draws, seed=seed, resources=resources, workers=workers, stop=stop)
    causes = hybrids.differing
    values = lattice(old, new, hybrids, causes, numbers, progress)
    before, after = values[0], values[-1]
    split = _split(values, causes)
    changes = changes_between(old, new)
    return Attribution(
        old=_figures(before),
        new=_figures(after),
        move=Move(*(b - a for a, b in zip(before, after, strict=True))),
        shares=tuple(CauseShare(cause, split[cause], changes[cause]) for cause in MoveCause),
        hybrids=len(values),
        currency=old.currency,
        draws=draws,
        seed=seed,
        resources=resources,
        seconds=clock() - began if clock else 0.0,
        version=metadata.version("trilemma"),
    )


def _split(values: list[Numbers], causes: tuple[MoveCause, ...]) -> dict[MoveCause, Move]:
    """Return the share of each cause; what plans without a differing cause differ in falls to terms and method."""
    players = causes or (MoveCause.TERMS,)
    by_number = [shapley_split([value[number] for value in values]) for number in range(len(values[0]))]
    found = {cause: Move(*(split[player] for split in by_number)) for player, cause in enumerate(players)}
    return {cause: found.get(cause, Move(0, 0, 0, 0)) for cause in MoveCause}


def _figures(value: Numbers) -> ForecastFigures:
    p50, p80, cost_p50, cost_p80 = value
    return ForecastFigures(EPOCH + timedelta(minutes=p50), EPOCH + timedelta(minutes=p80), cost_p50, cost_p80)
