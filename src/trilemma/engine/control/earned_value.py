"""Earned value and earned schedule at a status date, and what the indices make of finish and cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.calendars import Timeline
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Baseline, BaselineEntry, Plan, Progress, Status
from trilemma.engine.plan.content import minute_of
from trilemma.engine.units import from_minor, to_minor

METHOD: Final = "earned_value"
METHOD_SCHEDULE: Final = "earned_schedule"

Float1D = npt.NDArray[np.float64]
PERMILLE: Final = 1000


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """What was planned, earned and spent up to a status date. Amounts are in the plan's currency.

    Attributes
    ----------
    at
        The status date.
    pv, ev, ac, bac
        Planned value, earned value, actual cost, budget at completion.
    cpi, spi, spi_t
        EV / AC, EV / PV, ES / AT; None where the denominator is 0.
    eac
        Estimate at completion BAC / CPI; the budget where nothing was spent or earned.
    tcpi
        (BAC - EV) / (BAC - AC): how efficient the rest must be to keep the budget; None where the budget is spent.
    earned_minutes, actual_minutes, planned_minutes
        Earned schedule ES, actual time AT and planned duration PD, in working minutes from the baseline's start.
    finish
        Forecasts of the finish by method, see `FINISH_METHODS`.
    """

    at: datetime
    pv: Decimal
    ev: Decimal
    ac: Decimal
    bac: Decimal
    cpi: float | None
    spi: float | None
    spi_t: float | None
    eac: Decimal
    tcpi: float | None
    earned_minutes: float
    actual_minutes: int
    planned_minutes: int
    finish: Mapping[str, datetime]

    @property
    def cv(self) -> Decimal:
        """Cost variance EV - AC."""
        return self.ev - self.ac

    @property
    def sv(self) -> Decimal:
        """Schedule variance EV - PV."""
        return self.ev - self.pv

    @property
    def sv_minutes(self) -> float:
        """Schedule variance ES - AT. [working minutes]."""
        return self.earned_minutes - self.actual_minutes

    @property
    def vac(self) -> Decimal:
        """Variance at completion BAC - EAC."""
        return self.bac - self.eac


FINISH_METHODS: Final = ("pv1", "pv2", "pv3", "ed1", "ed2", "ed3", "es1", "es2", "es3")
"""Planned value, earned duration, earned schedule; the rest goes 1 as planned, 2 at the SPI, 3 at SPI x CPI."""


class PlannedValue:
    """The planned value over time: each activity earns its budget evenly over the working time of its baseline.

    Where the baseline states no cost, effort counts instead, else duration.
    """

    def __init__(self, plan: Plan, baseline: Baseline, only: Iterable[str] | None = None) -> None:
        wanted = None if only is None else set(only)
        self._plan = plan
        self.entries = [e for e in baseline.entries if wanted is None or e.activity in wanted]
        if not self.entries:
            raise PlanError("it states no activity to measure against", f"baseline {baseline.id}")
        self._weights = _weights(plan, self.entries)
        self._start = np.array([self._worked(entry.start) for entry in self.entries], dtype=np.float64)
        self._finish = np.array([self._worked(entry.finish) for entry in self.entries], dtype=np.float64)
        self._begin = self._start.min()

    @cached_property
    def _calendar(self) -> Timeline:
        workforce = self._plan.workforce
        number = [calendar.id for calendar in self._plan.calendars].index(self._plan.calendar)
        line: Timeline = workforce.timelines[int(workforce.calendar_timeline[number])]
        return line

    def _worked(self, instant: datetime) -> float:
        """Return working minutes from the plan's origin to an instant, negative before it."""
        minute = minute_of(self._plan, instant)
        if minute < 0:
            return float(minute)
        return self._calendar.between(0, min(minute, self._calendar.horizon_minutes)) / PERMILLE

    @property
    def bac(self) -> float:
        """Budget at completion."""
        return float(self._weights.sum())

    @property
    def planned_minutes(self) -> int:
        """Planned duration. [working minutes]."""
        return int(self._finish.max() - self._begin)

    def actual_minutes(self, at: datetime) -> int:
        """Return working minutes from the baseline's start to an instant, 0 before it."""
        return max(0, int(self._worked(at) - self._begin))

    def at_minutes(self, minutes: float) -> float:
        """Return the planned value a number of working minutes after the baseline's start."""
        done = self._begin + minutes - self._start
        length = self._finish - self._start
        share = np.where(length > 0, done / np.where(length > 0, length, 1.0), (done >= 0).astype(float))
        return float((self._weights * np.clip(share, 0.0, 1.0)).sum())

    def earned_minutes(self, earned: float) -> float:
        """Return the earned schedule: when the planned value was to reach ``earned``. [working minutes]."""
        if earned >= self.bac * (1 - 1e-12):
            return float(self.planned_minutes)
        knots = np.unique(np.concatenate((self._start, self._finish))) - self._begin
        values = np.array([self.at_minutes(knot) for knot in knots])
        upper = int(np.searchsorted(values, earned, side="right"))
        if upper == 0:
            return 0.0
        low, high = values[upper - 1], values[upper]
        return float(knots[upper - 1] + (earned - low) / (high - low) * (knots[upper] - knots[upper - 1]))

    def earned(self, progress: Mapping[str, Progress]) -> float:
        """Return the earned value of some progress."""
        shares = [complete_share(self._plan, entry.activity, progress.get(entry.activity)) for entry in self.entries]
        return float((self._weights * np.array(shares)).sum())

    def spent(self, progress: Mapping[str, Progress]) -> float:
        """Return the actual cost: what is recorded; where nothing is, the budget of what was earned."""
        total = 0.0
        for entry, weight in zip(self.entries, self._weights, strict=True):
            done = progress.get(entry.activity)
            if done is None:
                continue
            if done.actual_cost is not None:
                total += to_minor(done.actual_cost, self._plan.currency)
            else:
                total += float(weight) * complete_share(self._plan, entry.activity, done)
        return total

    def instant(self, minutes: float) -> datetime:
        """Return the instant a number of working minutes after the baseline's start."""
        origin = self._plan.origin
        begin = max(minute_of(self._plan, min(e.start for e in self.entries)), 0)
        longest = self._calendar.total_work - self._calendar.between(0, begin)
        work = min(max(round(minutes), 0) * PERMILLE, longest)
        return origin + timedelta(minutes=self._calendar.add(begin, work))


def _weights(plan: Plan, entries: Iterable[BaselineEntry]) -> Float1D:
    costs = np.array([to_minor(entry.cost, plan.currency) for entry in entries], dtype=np.float64)
    if costs.any():
        return costs
    effort = np.array([entry.effort_minutes for entry in entries], dtype=np.float64)
    return effort if effort.any() else np.array([max(entry.duration_minutes, 1) for entry in entries], dtype=np.float64)


def complete_share(plan: Plan, activity: str, progress: Progress | None) -> float:
    """Return the share of an activity that is done: as stated, else what the remaining part leaves of its estimate."""
    if progress is None or progress.actual_start is None:
        return 0.0
    if progress.finished:
        return 1.0
    if progress.complete_permille is not None:
        return progress.complete_permille / PERMILLE
    leaf = plan.activity_by_id[activity]
    if progress.remaining is None or not leaf.modes:
        return 0.0
    planned = leaf.modes[0].estimate.likely
    return 0.0 if planned <= 0 else min(max(1 - progress.remaining.likely / planned, 0.0), 1.0)


def earned_value(
    plan: Plan, status: Status, baseline: Baseline | None = None, only: Iterable[str] | None = None
) -> EarnedValue:
    """Return earned value and earned schedule at a status date.

    Parameters
    ----------
    plan
        The plan; its calendar counts working time.
    status
        The progress known at the date.
    baseline
        What to measure against; the plan's first one unless given.
    only
        Ids of leaves, for the value of a team or phase; all that the baseline knows unless given.

    Returns
    -------
    EarnedValue
        Amounts, indices and forecasts.

    Raises
    ------
    PlanError
        If there is no baseline or it knows none of the activities.

    Notes
    -----
    Method ids ``earned_value`` and ``earned_schedule`` (docs/methods/earned_value.md, docs/methods/earned_schedule.md).

    References
    ----------
    ANSI/EIA-748 for the terms; Lipke, "Schedule is different", The Measurable News, 2003; Vandevoorde & Vanhoucke, "A
    comparison of different project duration forecasting methods using earned value metrics", Int. J. Project
    Management 24 (2006) 289-302.
    """
    chosen = baseline or next(iter(plan.baselines), None)
    if chosen is None:
        raise PlanError("it has no baseline to measure against", "plan")
    planned = PlannedValue(plan, chosen, only)
    progress = {entry.activity: entry.progress for entry in status.entries}
    at = planned.actual_minutes(status.at)
    pv, ev, ac = planned.at_minutes(at), planned.earned(progress), planned.spent(progress)
    earned = planned.earned_minutes(ev)
    cpi, spi = _ratio(ev, ac), _ratio(ev, pv)
    spi_t = _ratio(earned, at)
    eac = planned.bac / cpi if cpi else planned.bac
    finish = finish_minutes(at, planned.planned_minutes, earned, pv=pv, ev=ev, ac=ac, bac=planned.bac)
    money = plan.currency
    return EarnedValue(
        at=status.at,
        pv=from_minor(round(pv), money),
        ev=from_minor(round(ev), money),
        ac=from_minor(round(ac), money),
        bac=from_minor(round(planned.bac), money),
        cpi=cpi,
        spi=spi,
        spi_t=spi_t,
        eac=from_minor(round(eac), money),
        tcpi=_ratio(planned.bac - ev, planned.bac - ac) if planned.bac > ac else None,
        earned_minutes=earned,
        actual_minutes=at,
        planned_minutes=planned.planned_minutes,
        finish={method: planned.instant(minutes) for method, minutes in finish.items()},
    )


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0 else None


def finish_minutes(
    actual: float, planned: float, earned: float, *, pv: float, ev: float, ac: float, bac: float
) -> dict[str, float]:
    """Return nine forecasts of the duration from the indices at one date, never less than the time already used.

    Parameters
    ----------
    actual, planned, earned
        Actual time AT, planned duration PD and earned schedule ES. [working minutes]
    pv, ev, ac, bac
        Planned value, earned value, actual cost and budget, in one unit of money.

    Returns
    -------
    dict[str, float]
        Working minutes from the start by method, see `FINISH_METHODS`. An index that cannot be computed counts as 1.
    """
    spi, cpi = _ratio(ev, pv) or 1.0, _ratio(ev, ac) or 1.0
    spi_t = _ratio(earned, actual) or 1.0
    variance = (ev - pv) * planned / bac if bac else 0.0
    duration = actual * spi
    longer = max(planned, actual)
    found = {
        "pv1": planned - variance,
        "pv2": planned / spi,
        "pv3": planned / (spi * cpi),
        "ed1": longer + actual * (1 - spi),
        "ed2": actual + (longer - duration) / spi,
        "ed3": actual + (longer - duration) / (spi * cpi),
        "es1": actual + (planned - earned),
        "es2": actual + (planned - earned) / spi_t,
        "es3": actual + (planned - earned) / (spi_t * cpi),
    }
    return {method: max(actual, minutes) for method, minutes in found.items()}
