"""When each team and person is there, how many and how productive: capacity by calendar, absence, date and overtime."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trilemma.engine.calendars import Calendar, CalendarException, Timeline, compile_calendar
from trilemma.engine.calendars.zones import EPOCH, clock_of
from trilemma.engine.plan.content import PlanContent
from trilemma.engine.plan.people import PERMILLE, Capacity, Person, Team
from trilemma.engine.plan.records import OvertimeSlot
from trilemma.engine.plan.rules import FIRST_YEAR, LAST_YEAR

Int1D = NDArray[np.int64]

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
FIRST_DAY = date(FIRST_YEAR, 1, 1)
LAST_DAY = date(LAST_YEAR + 99, 12, 31)
_EPOCH_DAY = EPOCH.toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """When one resource is there, as sorted disjoint intervals of elapsed minutes.

    Attributes
    ----------
    starts, finishes
        Shape ``(k,)``. [elapsed minutes]
    amounts
        How much of the resource there is in each interval, shape ``(k,)``. [permille]
    productivity
        What a minute of it gets done, below 1000 after overtime weeks and during ramp-up, shape ``(k,)``. [permille]
    overtime
        Whether the interval is extra time, shape ``(k,)``.
    horizon_minutes
        How far it is known.
    """

    starts: Int1D
    finishes: Int1D
    amounts: Int1D
    productivity: Int1D
    overtime: np.typing.NDArray[np.bool_]
    horizon_minutes: int

    def fixed(self, permille: int) -> Timeline:
        """Return when a share of the resource is there in regular time, at the rate 1000."""
        keep = (self.amounts >= permille) & ~self.overtime
        return Timeline.of(self.starts[keep], self.finishes[keep], PERMILLE, self.horizon_minutes)

    def effort(self, permille: int) -> Timeline:
        """Return when a share of the resource is there, overtime included, and how fast it gets on."""
        keep = self.amounts >= permille
        rates = permille * self.productivity[keep] // PERMILLE
        return Timeline.of(self.starts[keep], self.finishes[keep], rates, self.horizon_minutes)

    def capacity(self) -> Timeline:
        """Return how much there is, overtime included [permille]."""
        return Timeline.of(self.starts, self.finishes, self.amounts, self.horizon_minutes)

    def regular(self) -> Timeline:
        """Return how much there is in regular time [permille]."""
        keep = ~self.overtime
        return Timeline.of(self.starts[keep], self.finishes[keep], self.amounts[keep], self.horizon_minutes)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days on which a resource is there in an unchanging way, both included."""

    first: date
    last: date
    amount: int
    productivity: int = PERMILLE


def presence(
    plan: PlanContent, resource: Team | Person, overtime: Sequence[OvertimeSlot], horizon_minutes: int
) -> Presence:
    """Return when a person or an anonymous team is there.

    Overtime of a day follows that day's last shift, or begins with the week's first shift on a day off. A person works
    the minutes stated; a team shares them, so that its time grows by the minutes divided by its size.
    """
    calendar = plan.calendar_by_id[calendar_of(plan, resource)]
    slots = tuple(slot for slot in overtime if slot.resource == resource.id)
    return _presence(_Zero(plan.origin), resource, calendar, slots, horizon_minutes)


@lru_cache(maxsize=256)
def calendar_line(calendar: Calendar, origin: datetime, horizon_minutes: int) -> Timeline:
    """Return a calendar's timeline, the same object for the same calendar."""
    return compile_calendar(calendar, origin, horizon_minutes)


class HasOrigin(Protocol):
    """What minutes are counted from."""

    @property
    def origin(self) -> datetime:
        """Minute 0."""


@dataclass(frozen=True, slots=True)
class _Zero:
    origin: datetime


@lru_cache(maxsize=512)
def _presence(
    zero: _Zero, resource: Team | Person, calendar: Calendar, slots: tuple[OvertimeSlot, ...], horizon_minutes: int
) -> Presence:
    """Return the presence; the same object for the same people, so that variants of a plan share what follows."""
    stretches = list(_tired(resource, slots, list(_stretches(resource))))
    parts = [_regular(zero, resource, calendar, stretch, horizon_minutes) for stretch in stretches]
    regular = _joined([part for part in parts if part is not None], horizon_minutes)
    ramped = _ramped(resource, regular)
    extra = _extra(zero, resource, calendar, slots, stretches, regular)
    return _with_overtime(ramped, extra)


def calendar_of(plan: PlanContent, resource: Team | Person) -> str:
    """Return the id of the calendar of a resource: its own, its team's, or the plan's."""
    if resource.calendar is not None:
        return resource.calendar
    team = plan.team_by_id[resource.team] if isinstance(resource, Person) and resource.team else None
    return (team.calendar if team else None) or plan.calendar


def _stretches(resource: Team | Person) -> Iterator[_Stretch]:
    """Yield the stretches between changes of capacity, within the days on which a person is here at all."""
    default = 0 if isinstance(resource, Team) else PERMILLE
    first = resource.first if isinstance(resource, Person) else None
    last = resource.last if isinstance(resource, Person) else None
    entries = [Capacity(default), *resource.capacity]
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        begin = max(entry.first or FIRST_DAY, first or FIRST_DAY)
        until = (following.first or FIRST_DAY) - ONE_DAY if following else LAST_DAY
        until = min(until, last or LAST_DAY)
        if begin <= until and entry.permille:
            yield _Stretch(begin, until, entry.permille)


def _tired(resource: Team | Person, slots: Sequence[OvertimeSlot], stretches: list[_Stretch]) -> Iterator[_Stretch]:
    """Yield the stretches cut at weeks that follow overtime weeks, with the productivity that is left in them."""
    weeks = tired_weeks(resource, slots)
    for stretch in stretches:
        begin = stretch.first
        for monday in sorted(weeks):
            if monday + ONE_WEEK - ONE_DAY < begin or monday > stretch.last:
                continue
            if begin < monday:
                yield _Stretch(begin, monday - ONE_DAY, stretch.amount)
            until = min(stretch.last, monday + ONE_WEEK - ONE_DAY)
            yield _Stretch(max(begin, monday), until, stretch.amount, weeks[monday])
            begin = until + ONE_DAY
        if begin <= stretch.last:
            yield _Stretch(begin, stretch.last, stretch.amount)


def tired_weeks(resource: Team | Person, slots: Sequence[OvertimeSlot]) -> dict[date, int]:
    """Return the productivity in permille of each week that follows overtime weeks, by the week's Monday."""
    rule = resource.overtime
    if rule is None or not rule.fatigue:
        return {}
    worked = {slot.day - timedelta(days=slot.day.weekday()) for slot in slots}
    weeks: dict[date, int] = {}
    run = 0
    for monday in sorted(worked):
        run = run + 1 if monday - ONE_WEEK in worked else 1
        share = max(rule.floor, Decimal(1) - rule.fatigue * run)
        weeks[monday + ONE_WEEK] = int((share * PERMILLE).to_integral_value(ROUND_FLOOR))
    return weeks


def _regular(
    plan: HasOrigin, resource: Team | Person, calendar: Calendar, stretch: _Stretch, horizon_minutes: int
) -> tuple[Int1D, Int1D, int, int] | None:
    """Return intervals, amount and productivity of one stretch of days."""
    off = list(_days_off(resource))
    if stretch.first > FIRST_DAY:
        off.append(CalendarException(FIRST_DAY, stretch.first - ONE_DAY))
    if stretch.last < LAST_DAY:
        off.append(CalendarException(stretch.last + ONE_DAY, LAST_DAY))
    timeline = (
        compile_calendar(calendar.with_absences(off), plan.origin, horizon_minutes)
        if off
        else calendar_line(calendar, plan.origin, horizon_minutes)
    )
    return timeline.starts, timeline.finishes, stretch.amount, stretch.productivity


def _days_off(resource: Team | Person) -> Iterator[CalendarException]:
    if isinstance(resource, Person):
        for absence in resource.absences:
            yield CalendarException(absence.first, absence.last)


def _joined(parts: Sequence[tuple[Int1D, Int1D, int, int]], horizon_minutes: int) -> Presence:
    empty = np.zeros(0, dtype=np.int64)
    starts = np.concatenate([empty, *(part[0] for part in parts)])
    finishes = np.concatenate([empty, *(part[1] for part in parts)])
    amounts = np.concatenate([empty, *(np.full(len(part[0]), part[2]) for part in parts)])
    productivity = np.concatenate([empty, *(np.full(len(part[0]), part[3]) for part in parts)])
    order = np.argsort(starts, kind="stable")
    overtime = np.zeros(len(starts), dtype=np.bool_)
    return Presence(starts[order], finishes[order], amounts[order], productivity[order], overtime, horizon_minutes)


def _ramped(resource: Team | Person, regular: Presence) -> Presence:
    """Lower the productivity of a newcomer, a person with a first day, until the ramp-up is over."""
    ramp = resource.ramp_up
    newcomer = isinstance(resource, Person) and resource.first is not None
    if ramp is None or not newcomer or not ramp.working_minutes:
        return regular
    slow = int((ramp.productivity * PERMILLE).to_integral_value(ROUND_FLOOR))
    worked = np.cumsum(regular.finishes - regular.starts)
    before = worked - (regular.finishes - regular.starts)
    cut = regular.starts + np.clip(ramp.working_minutes - before, 0, regular.finishes - regular.starts)
    return Presence(
        np.concatenate((regular.starts, cut)),
        np.concatenate((cut, regular.finishes)),
        np.tile(regular.amounts, 2),
        np.concatenate((regular.productivity * slow // PERMILLE, regular.productivity)),
        np.zeros(2 * len(cut), dtype=np.bool_),
        regular.horizon_minutes,
    )


def _extra(
    plan: HasOrigin,
    resource: Team | Person,
    calendar: Calendar,
    slots: Sequence[OvertimeSlot],
    stretches: Sequence[_Stretch],
    regular: Presence,
) -> list[tuple[int, int, int, int]]:
    """Return start, finish, amount and productivity of each day's overtime."""
    minutes: dict[date, int] = defaultdict(int)
    for slot in slots:
        minutes[slot.day] += slot.minutes
    found = []
    for day, extra in sorted(minutes.items()):
        stretch = next((s for s in stretches if s.first <= day <= s.last), None)
        if stretch is None or any(off.first <= day <= off.last for off in _days_off(resource)):
            continue
        start = _overtime_start(plan, calendar, day, regular)
        length = -(-extra * PERMILLE // stretch.amount) if isinstance(resource, Team) else extra
        found.append((start, start + length, stretch.amount, stretch.productivity))
    return found


def _overtime_start(plan: HasOrigin, calendar: Calendar, day: date, regular: Presence) -> int:
    """Return where overtime of a day begins: after its last regular interval, else with the week's first shift."""
    midnight = local_minute(plan, calendar, day, 0)
    following = local_minute(plan, calendar, day + ONE_DAY, 0)
    of_day = np.flatnonzero((regular.starts >= midnight) & (regular.starts < following))
    if len(of_day):
        return int(regular.finishes[of_day[-1]])
    usual = next((shifts[0].start_minute for shifts in calendar.weeks[0][1] if shifts), 9 * 60)
    return local_minute(plan, calendar, day, usual)


def local_minute(plan: HasOrigin, calendar: Calendar, day: date, minute: int) -> int:
    """Return the elapsed minutes of a wall-clock time of a calendar."""
    local = np.array([(day.toordinal() - _EPOCH_DAY) * 24 * 60 + minute], dtype=np.int64)
    zero = int((plan.origin - EPOCH).total_seconds()) // 60
    return int(clock_of(calendar.time_zone, day.year, day.year).first(local)[0]) - zero


def _with_overtime(regular: Presence, extra: Sequence[tuple[int, int, int, int]]) -> Presence:
    columns = np.array(extra, dtype=np.int64).reshape(-1, 4)
    starts = np.concatenate((regular.starts, columns[:, 0]))
    finishes = np.concatenate((regular.finishes, columns[:, 1]))
    amounts = np.concatenate((regular.amounts, columns[:, 2]))
    productivity = np.concatenate((regular.productivity, columns[:, 3]))
    overtime = np.concatenate((regular.overtime, np.ones(len(columns), dtype=np.bool_)))
    order = np.lexsort((finishes, starts))
    order = order[finishes[order] > starts[order]]
    next_start = np.append(starts[order][1:], regular.horizon_minutes)
    cut = np.minimum(finishes[order], np.maximum(next_start, starts[order]))
    return Presence(starts[order], cut, amounts[order], productivity[order], overtime[order], regular.horizon_minutes)
