"""Working time of every mode and calendar of a plan, packed for the kernels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from trilemma.engine.calendars import Timeline, intersection, scaled, summed
from trilemma.engine.plan.arrays import Int1D, PlanArrays
from trilemma.engine.plan.content import PlanContent
from trilemma.engine.plan.leaf_columns import NONE
from trilemma.engine.plan.people import PERMILLE
from trilemma.engine.plan.picks import picks_of
from trilemma.engine.plan.records import OvertimeSlot
from trilemma.engine.plan.work import Activity, Mode, Pick
from trilemma.engine.plan.workforce import Presence, calendar_line, presence

MINUTES_PER_YEAR: Final = 366 * 24 * 60
MINUTES_PER_WEEK: Final = 7 * 24 * 60
LONGEST_HORIZON: Final = 100 * MINUTES_PER_YEAR
SLACK: Final = 2
"""How much longer than one after the other the work may take before the computed span of time is left."""
ROOM: Final = 4 * MINUTES_PER_YEAR
"""What is computed beyond that, so that a delay of 600 working days can be tried out."""


NEAR: Final = 8 * MINUTES_PER_YEAR
"""How far beyond a plan's dates its dates are looked for first: hardly any plan takes longer."""
STRIDE: Final = 4 * MINUTES_PER_YEAR
"""Near horizons are multiples of this, so that an edit rarely needs other calendars than those compiled before."""
FEW: Final = 64
"""So many timelines may stay though no mode needs them any more."""


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
    rows
        Row of each timeline by what it was made of.
    """

    horizon: int
    presences: tuple[Presence, ...]
    timelines: tuple[Timeline, ...]
    packed: PackedTimelines
    mode_timeline: Int1D
    calendar_timeline: Int1D
    continuous: int
    rows: Mapping[object, int] = field(default_factory=dict, repr=False)


def compile_workforce(
    plan: PlanContent, arrays: PlanArrays, overtime: Sequence[OvertimeSlot], horizon_minutes: int
) -> Workforce:
    """Return the presence of every resource and the timelines of every mode and calendar."""
    resources = {resource.id: resource for resource in plan.resources}
    names = arrays.resource_ids
    presences = tuple(presence(plan, resources[name], overtime, horizon_minutes) for name in names)
    builder = _Builder(plan, presences, arrays.resource_ids, horizon_minutes)
    return builder.build(builder.modes(arrays, range(arrays.m)))


def revise_workforce(plan: PlanContent, arrays: PlanArrays, known: Workforce, old_mode: Int1D) -> Workforce:
    """Return when work goes on after some activities of a plan changed, its people and calendars being the same.

    ``old_mode`` is the former number of each mode, ``NONE`` where it or its activity is new or changed, shape ``(m,)``.
    """
    builder = _Builder(plan, known.presences, arrays.resource_ids, known.horizon, known)
    rows = known.mode_timeline[old_mode] if len(known.mode_timeline) else np.zeros(arrays.m, dtype=np.int64)
    new = np.flatnonzero(old_mode == NONE)
    rows[new] = builder.modes(arrays, new.tolist())
    if len(builder.timelines) > FEW and len(np.unique(rows)) * 2 < len(builder.timelines):
        return compile_workforce(plan, arrays, plan.adopted.overtime, known.horizon)
    return builder.build(rows)


class _Builder:
    """Collects timelines, each different one once."""

    def __init__(
        self,
        plan: PlanContent,
        presences: tuple[Presence, ...],
        names: Sequence[str],
        horizon_minutes: int,
        known: Workforce | None = None,
    ) -> None:
        self.plan = plan
        self.all_present = presences
        self.presences = dict(zip(names, presences, strict=True))
        self.horizon = horizon_minutes
        self.known = known
        self.rows: dict[object, int] = dict(known.rows) if known else {}
        self.timelines: list[Timeline] = list(known.timelines) if known else []
        self.calendars = {
            calendar.id: calendar_line(calendar, plan.origin, horizon_minutes) for calendar in plan.calendars
        }
        self.continuous = self.row("continuous", Timeline.continuous(self.horizon))
        self.by_calendar = [self.row(("calendar", name), line) for name, line in self.calendars.items()]

    def modes(self, arrays: PlanArrays, numbers: Iterable[int]) -> Int1D:
        """Return the row of each of some modes."""
        names, activities = arrays.mode_ids, self.plan.activity_by_id
        owners = arrays.mode_activity.tolist()
        found = []
        for number in numbers:
            activity = activities[arrays.activity_ids[owners[number]]]
            name = names[number]
            found.append(self.mode(activity, activity.mode(name)) if name else self.continuous)
        return np.array(found, dtype=np.int64)

    def build(self, by_mode: Int1D) -> Workforce:
        known = self.known
        same = known is not None and len(known.timelines) == len(self.timelines)
        return Workforce(
            horizon=self.horizon,
            presences=self.all_present,
            timelines=tuple(self.timelines),
            packed=known.packed if known is not None and same else pack(self.timelines),
            mode_timeline=by_mode,
            calendar_timeline=np.array(self.by_calendar, dtype=np.int64),
            continuous=self.continuous,
            rows=self.rows,
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
        assigned = self.plan.adopted.people_of(activity.id)
        if not assigned:
            return ()
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


def horizon_of(plan: PlanContent, arrays: PlanArrays) -> int:
    """Return a span that holds every date of the plan and all its work one after the other, with room to spare."""
    calendar = plan.calendar_by_id[plan.calendar]
    stretch = MINUTES_PER_WEEK / calendar.minutes_per_week
    work = sum(_longest(leaf) for leaf in plan.leaves) * stretch
    lags = int(np.abs(arrays.link_lag).sum()) * stretch
    return _latest_date(arrays) + min(int(SLACK * (work + lags)) + ROOM, LONGEST_HORIZON)


def near_horizon(arrays: PlanArrays) -> int:
    """Return a span that holds every date given in the plan and some years more."""
    return -(-(_latest_date(arrays) + NEAR) // STRIDE) * STRIDE


def _latest_date(arrays: PlanArrays) -> int:
    dated = [arrays.earliest_start, arrays.earliest_finish, arrays.actual_start, arrays.actual_finish]
    return max([0, arrays.status_minute, *(int(column.max(initial=NONE)) for column in dated)])


def _longest(leaf: Activity) -> float:
    """Return the longest of a leaf's modes at the high ends of their estimates, done by a single share [minutes]."""
    return max((_high_minutes(mode) for mode in leaf.modes), default=0.0)


def _high_minutes(mode: Mode) -> float:
    if mode.effort is None:
        return mode.estimate.high
    permille = sum(d.permille for d in mode.demands) + sum(p.permille * p.count for p in mode.picks)
    return mode.estimate.high * PERMILLE / permille
