"""Working time of every mode and calendar of a plan, packed for the kernels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from trilemma.engine.calendars import Calendar, Timeline, compile_calendar, intersection, scaled, summed
from trilemma.engine.plan.arrays import NONE, Int1D, picks_of
from trilemma.engine.plan.people import PERMILLE
from trilemma.engine.plan.workforce import Presence, presence

if TYPE_CHECKING:
    from trilemma.engine.plan.plan import Plan
    from trilemma.engine.plan.records import OvertimeSlot
    from trilemma.engine.plan.work import Activity, Mode, Pick

MINUTES_PER_YEAR: Final = 366 * 24 * 60
MINUTES_PER_WEEK: Final = 7 * 24 * 60
LONGEST_HORIZON: Final = 100 * MINUTES_PER_YEAR
SLACK: Final = 2
"""How much longer than one after the other the work may take before the computed span of time is left."""
ROOM: Final = 4 * MINUTES_PER_YEAR
"""What is computed beyond that, so that a delay of 600 working days can be tried out."""


@dataclass(frozen=True, slots=True, eq=False)
class PackedTimelines:
    """Timelines one behind the other: row ``t`` is ``first[t]:first[t + 1]`` of the other arrays."""

    first: Int1D
    starts: Int1D
    finishes: Int1D
    rates: Int1D
    cumulative: Int1D

    @property
    def arrays(self) -> tuple[Int1D, Int1D, Int1D, Int1D, Int1D]:
        """The five arrays in the order in which kernels take them."""
        return self.first, self.starts, self.finishes, self.rates, self.cumulative


@dataclass(frozen=True, slots=True, eq=False)
class Workforce:
    """When work goes on in a plan.

    Attributes
    ----------
    horizon
        How far it is known. [elapsed minutes]
    presences
        When each resource is there, in the order of ``plan.arrays.resource_ids``.
    timelines, packed
        All different timelines of modes and calendars, as objects and packed.
    mode_timeline
        Row of each mode, shape ``(m,)``; a milestone's is continuous. Where persons are still to be picked the row
        assumes the adopted ones, else as many as needed on the calendar of the pick's team or the plan.
    calendar_timeline
        Row of each calendar of the plan, in the plan's order.
    continuous
        Row of the timeline that never pauses.
    """

    horizon: int
    presences: tuple[Presence, ...]
    timelines: tuple[Timeline, ...]
    packed: PackedTimelines
    mode_timeline: Int1D
    calendar_timeline: Int1D
    continuous: int


def workforce(
    plan: Plan, overtime: Sequence[OvertimeSlot] | None = None, horizon_minutes: int | None = None
) -> Workforce:
    """Return when work goes on, with the plan's adopted overtime unless other is given."""
    if overtime is None and horizon_minutes is None:
        return plan.workforce
    slots = plan.adopted.overtime if overtime is None else overtime
    return compile_workforce(plan, slots, horizon_minutes or horizon_of(plan))


def compile_workforce(plan: Plan, overtime: Sequence[OvertimeSlot], horizon_minutes: int) -> Workforce:
    """Return the presence of every resource and the timelines of every mode and calendar."""
    resources = {resource.id: resource for resource in plan.resources}
    names = plan.arrays.resource_ids
    presences = tuple(presence(plan, resources[name], overtime, horizon_minutes) for name in names)
    return _Builder(plan, dict(zip(names, presences, strict=True)), horizon_minutes).build(presences)


@lru_cache(maxsize=256)
def _calendar_line(calendar: Calendar, origin: datetime, horizon_minutes: int) -> Timeline:
    """Return a calendar's timeline, the same object for the same calendar."""
    return compile_calendar(calendar, origin, horizon_minutes)


class _Builder:
    """Collects timelines, each different one once."""

    def __init__(self, plan: Plan, presences: dict[str, Presence], horizon_minutes: int) -> None:
        self.plan = plan
        self.presences = presences
        self.horizon = horizon_minutes
        self.rows: dict[object, int] = {}
        self.timelines: list[Timeline] = []
        self.calendars = {
            calendar.id: _calendar_line(calendar, plan.origin, horizon_minutes) for calendar in plan.calendars
        }

    def build(self, presences: tuple[Presence, ...]) -> Workforce:
        continuous = self.row("continuous", Timeline.continuous(self.horizon))
        by_calendar = [self.row(("calendar", name), line) for name, line in self.calendars.items()]
        arrays = self.plan.arrays
        by_mode = []
        for row, name in zip(arrays.mode_activity, arrays.mode_ids, strict=True):
            activity = self.plan.activity_by_id[arrays.activity_ids[row]]
            by_mode.append(self.mode(activity, activity.mode(name)) if name else continuous)
        return Workforce(
            horizon=self.horizon,
            presences=presences,
            timelines=tuple(self.timelines),
            packed=pack(self.timelines),
            mode_timeline=np.array(by_mode, dtype=np.int64),
            calendar_timeline=np.array(by_calendar, dtype=np.int64),
            continuous=continuous,
        )

    def row(self, key: object, timeline: Timeline) -> int:
        if key not in self.rows:
            self.rows[key] = len(self.timelines)
            self.timelines.append(timeline)
        return self.rows[key]

    def mode(self, activity: Activity, mode: Mode) -> int:
        """Return the row of a mode's timeline."""
        if mode.elapsed:
            return self.rows["continuous"]
        people = self.people(activity, mode)
        picks = () if people else picks_of(self.plan, mode)
        shares = tuple((d.resource, d.permille) for d in mode.demands if d.resource in self.presences)
        key = (activity.calendar, mode.effort is not None, shares, people, picks)
        if key not in self.rows:
            self.row(
                key,
                self.timeline(
                    activity.calendar, effort=mode.effort is not None, shares=(*shares, *people), picks=picks
                ),
            )
        return self.rows[key]

    def people(self, activity: Activity, mode: Mode) -> tuple[tuple[str, int], ...]:
        """Return the adopted persons of an activity with their shares, where the mode is the adopted one."""
        assigned = next((a.people for a in self.plan.adopted.assignments if a.activity == activity.id), ())
        shares = [pick.permille for pick in picks_of(self.plan, mode) for _ in range(pick.count)]
        fits = len(shares) == len(assigned) and self.plan.adopted.mode_of(activity.id) in (None, mode.id)
        return tuple(zip(assigned, shares, strict=True)) if fits else ()

    def timeline(
        self, calendar: str | None, *, effort: bool, shares: Sequence[tuple[str, int]], picks: Sequence[Pick]
    ) -> Timeline:
        return mode_timeline(
            effort=effort,
            present=[(self.presences[name], permille) for name, permille in shares],
            assumed=[(self.calendar_of(pick), pick.count * pick.permille) for pick in picks],
            mask=self.calendars[calendar] if calendar else None,
            otherwise=self.calendars[self.plan.calendar],
        )

    def calendar_of(self, pick: Pick) -> Timeline:
        team = self.plan.team_by_id.get(pick.team or "")
        return self.calendars[(team.calendar if team else None) or self.plan.calendar]


def mode_timeline(
    *,
    effort: bool,
    present: Sequence[tuple[Presence, int]],
    assumed: Sequence[tuple[Timeline, int]] = (),
    mask: Timeline | None,
    otherwise: Timeline,
) -> Timeline:
    """Return when a mode gets on, and how fast.

    Parameters
    ----------
    effort
        Whether people's work counts (each works whenever they are there, and their rates add up) or time (it goes on
        at the rate 1000 while all are there together in regular time).
    present
        Who works, with the share demanded of each. [permille]
    assumed
        Calendars of persons who are not chosen yet, with the share demanded of all of them together. [permille]
    mask
        The activity's own calendar, within which all of this happens.
    otherwise
        The calendar of an activity that demands nobody and has none of its own.

    Returns
    -------
    Timeline
        Rates in permille; 1000 is one minute of work a minute.
    """
    return _mode_timeline(effort, tuple(present), tuple(assumed), mask, otherwise)


@lru_cache(maxsize=512)
def _mode_timeline(
    effort: bool,  # noqa: FBT001 - what is remembered by position
    present: tuple[tuple[Presence, int], ...],
    assumed: tuple[tuple[Timeline, int], ...],
    mask: Timeline | None,
    otherwise: Timeline,
) -> Timeline:
    """Return the timeline; variants of a plan share presences and calendars, and so the timelines made of them."""
    if effort:
        lines = [who.effort(permille) for who, permille in present]
        lines += [scaled(line, permille) for line, permille in assumed]
        together = summed(lines)
        return together if mask is None else _masked_by(together, mask)
    lines = [who.fixed(permille) for who, permille in present] + [line for line, _ in assumed]
    if mask is not None:
        lines.append(mask)
    return intersection(lines) if lines else otherwise


def _masked_by(timeline: Timeline, mask: Timeline) -> Timeline:
    """Keep the rates of a timeline within the working time of another."""
    most = int(timeline.rates.max(initial=PERMILLE))
    wide = Timeline.of(mask.starts, mask.finishes, most, mask.horizon_minutes)
    return intersection([timeline, wide])


def pack(timelines: Sequence[Timeline]) -> PackedTimelines:
    """Return timelines one behind the other."""
    lengths = [len(line.starts) for line in timelines]
    return PackedTimelines(
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        *(
            np.concatenate(columns).astype(np.int64)
            for columns in zip(*(line.arrays for line in timelines), strict=True)
        ),
    )


def horizon_of(plan: Plan) -> int:
    """Return a span that holds every date of the plan and all its work one after the other, with room to spare."""
    arrays = plan.arrays
    dated = [arrays.earliest_start, arrays.earliest_finish, arrays.actual_start, arrays.actual_finish]
    latest = max([0, arrays.status_minute, *(int(column.max(initial=NONE)) for column in dated)])
    calendar = plan.calendar_by_id[plan.calendar]
    stretch = MINUTES_PER_WEEK / calendar.minutes_per_week
    work = sum(_longest(leaf) for leaf in plan.leaves) * stretch
    lags = int(np.abs(arrays.link_lag).sum()) * stretch
    return latest + min(int(SLACK * (work + lags)) + ROOM, LONGEST_HORIZON)


def _longest(leaf: Activity) -> float:
    """Return the longest of a leaf's modes at the high ends of their estimates, done by a single share [minutes]."""
    return max((_high_minutes(mode) for mode in leaf.modes), default=0.0)


def _high_minutes(mode: Mode) -> float:
    if mode.effort is None:
        return mode.estimate.high
    permille = sum(d.permille for d in mode.demands) + sum(p.permille * p.count for p in mode.picks)
    return mode.estimate.high * PERMILLE / permille
