"""Where a project in progress leads: a consensus of three forecasts, with a range from simulating what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from trilemma.engine.control.as_of import as_of
from trilemma.engine.control.earned_value import PERMILLE, EarnedValue, PlannedValue, earned_value
from trilemma.engine.distributions import Estimate
from trilemma.engine.network import critical_path
from trilemma.engine.plan import Activity, Baseline, Correlation, Mode, Plan, Progress, Status
from trilemma.engine.risk import forecast
from trilemma.engine.watch import NEVER, Stop

METHOD: Final = "finish_outlook"

PRIOR_DEVIATION: Final = 0.4
"""Standard deviation of the log of actual / planned duration before anything is known of a project."""
PRIOR_WEIGHT: Final = 10
"""How many finished activities that belief is worth."""
PROJECT_CORRELATION: Final = 0.5
"""Correlation of the tasks of a plan that states none: what hit one task tends to hit the next."""
NORMAL_P90: Final = 1.2815515655446004
CONSENSUS: Final = ("network", "es1", "pv1")


@dataclass(frozen=True, slots=True)
class Outlook:
    """Earned value at a status date and the finish that follows.

    Attributes
    ----------
    value
        The figures of the date.
    network
        The finish by links, calendars and remaining durations as they stand.
    finish
        The consensus: the median of the network's forecast, earned schedule's and planned value's, each with the rest
        as planned.
    p50, p80
        Not exceeded in half, in four of five simulated courses of the rest, centred on the consensus.
    """

    value: EarnedValue
    network: datetime
    finish: datetime
    p50: datetime
    p80: datetime


def outlook(
    plan: Plan,
    status: Status,
    baseline: Baseline | None = None,
    *,
    draws: int = 500,
    seed: int = 0,
    stop: Stop = NEVER,
) -> Outlook:
    """Return where a project leads as of a status date, from what was known then and nothing else.

    Parameters
    ----------
    plan
        A plan with a baseline.
    status
        The progress known at the date.
    baseline
        What to measure against; the plan's first one unless given.
    draws, seed, stop
        Of the simulation.

    Returns
    -------
    Outlook
        Figures and forecasts.

    Raises
    ------
    PlanError
        If there is no baseline.

    Notes
    -----
    Method id ``finish_outlook`` (docs/methods/finish_outlook.md).
    """
    value = earned_value(plan, status, baseline)
    planned = PlannedValue(plan, baseline or plan.baselines[0])
    then = as_of(plan, status)
    network = then.origin + timedelta(minutes=critical_path(then).finish)
    consensus = sorted((network, value.finish["es1"], value.finish["pv1"]))[1]
    if all(leaf.progress is not None and leaf.progress.finished for leaf in then.leaves):
        return Outlook(value, network, network, network, network)
    ranged = with_learnt_ranges(then, planned, status)
    found = forecast(ranged, draws=draws, seed=seed, resources=False, influences=False, stop=stop)
    centre = planned.actual_minutes(consensus)
    worked = [
        planned.actual_minutes(ranged.origin + timedelta(minutes=int(m))) for m in np.quantile(found.finish, (0.5, 0.8))
    ]
    spread = max(0, worked[1] - worked[0])
    return Outlook(value, network, consensus, consensus, planned.instant(centre + spread))


def with_learnt_ranges(plan: Plan, planned: PlannedValue, status: Status) -> Plan:
    """Return a plan whose certain estimates have the spread that its own finished activities showed.

    The spread is the standard deviation of the log of actual / planned duration, drawn towards `PRIOR_DEVIATION` as if
    that had been seen in `PRIOR_WEIGHT` activities. Estimates that state a range keep it.
    """
    deviation = learnt_deviation(planned, status)
    stated = plan.correlation.team or plan.correlation.project
    return replace(
        plan,
        activities=tuple(_ranged(activity, deviation) for activity in plan.activities),
        correlation=plan.correlation if stated else Correlation(project=PROJECT_CORRELATION),
    )


def learnt_deviation(planned: PlannedValue, status: Status) -> float:
    """Return the standard deviation of the log of actual / planned duration, shrunk towards the prior."""
    known = {entry.activity: entry.progress for entry in status.entries}
    logs = []
    for entry in planned.entries:
        progress = known.get(entry.activity)
        if progress is None or progress.actual_start is None or progress.actual_finish is None:
            continue
        actual = planned.actual_minutes(progress.actual_finish) - planned.actual_minutes(progress.actual_start)
        if actual > 0 and entry.duration_minutes > 0:
            logs.append(math.log(actual / entry.duration_minutes))
    variance = PRIOR_WEIGHT * PRIOR_DEVIATION**2 + sum(log**2 for log in logs)
    return min(math.sqrt(variance / (PRIOR_WEIGHT + len(logs))), 1.0)


def _ranged(activity: Activity, deviation: float) -> Activity:
    progress = activity.progress
    if not activity.modes or (progress is not None and progress.finished):
        return activity
    modes = tuple(_ranged_mode(mode, deviation) for mode in activity.modes)
    return replace(activity, modes=modes, progress=_ranged_progress(activity, progress, deviation))


def _ranged_mode(mode: Mode, deviation: float) -> Mode:
    if mode.duration is not None:
        return replace(mode, duration=_spread(mode.duration, deviation))
    return replace(mode, effort=_spread(mode.estimate, deviation))


def _ranged_progress(activity: Activity, progress: Progress | None, deviation: float) -> Progress | None:
    if progress is None or not progress.started:
        return progress
    if progress.remaining is not None:
        return replace(progress, remaining=_spread(progress.remaining, deviation))
    left = activity.modes[0].estimate.likely * (PERMILLE - (progress.complete_permille or 0)) / PERMILLE
    return replace(progress, remaining=_spread(Estimate.fixed(left), deviation))


def _spread(estimate: Estimate, deviation: float) -> Estimate:
    """Return a lognormal estimate around a certain one: the stated value is its median."""
    if not estimate.certain or estimate.likely <= 0:
        return estimate
    reach = math.exp(NORMAL_P90 * deviation)
    mode = estimate.likely * math.exp(-(deviation**2))
    return Estimate(estimate.likely / reach, mode, estimate.likely * reach, shape="lognormal")
