"""Who is there when, worked out day by day with plain loops: the checker's own reading of calendars and people.

It shares nothing with `trilemma.engine.calendars` but the calendars' data, so that an error in the fast arithmetic
cannot hide itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

import holidays

from trilemma.engine.calendars import Calendar, Shift
from trilemma.engine.plan import Capacity, OvertimeSlot, Person, Plan, Team

DAY_MINUTES = 24 * 60
FULL = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes in which a resource is there.

    ``amount`` is how much of it there is, ``productivity`` what an hour of it gets done, both in thousandths;
    ``overtime`` tells extra time from regular.
    """

    start: int
    finish: int
    amount: int
    productivity: int = FULL
    overtime: bool = False


class Availability:
    """Spans of one resource in order of time, and what they say about an instant."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted((s for s in spans if s.finish > s.start), key=lambda s: s.start)
        self._starts = [span.start for span in self.spans]

    def at(self, minute: int) -> Span | None:
        """Return the span that covers a minute, or None."""
        index = bisect_right(self._starts, minute) - 1
        if index < 0 or minute >= self.spans[index].finish:
            return None
        return self.spans[index]

    def edges(self, start: int, finish: int) -> list[int]:
        """Return where spans begin and finish within a stretch of time."""
        low = max(0, bisect_right(self._starts, start) - 1)
        found: list[int] = []
        for span in self.spans[low:]:
            if span.start >= finish:
                break
            found.extend(edge for edge in (span.start, span.finish) if start < edge < finish)
        return found


def _minute(origin: datetime, day: date, minute: int, zone: ZoneInfo, *, last: bool = False) -> int:
    """Return elapsed minutes of a wall-clock time; one that the clocks skip counts as the moment they jump.

    Of a time that comes twice in autumn it is the first, or the last where asked for.
    """
    whole, rest = divmod(minute, DAY_MINUTES)
    local = datetime.combine(day + timedelta(days=whole), time(rest // 60, rest % 60, fold=int(last)), zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        before = (local - timedelta(hours=3)).astimezone(UTC)
        instant = _jump(before, instant + timedelta(hours=3), zone)
    return int((instant - origin).total_seconds()) // 60


def _jump(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment between two at which the offset of a time zone changes."""
    start = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = (low + (high - low) / 2).replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == start:
            low = middle
        else:
            high = middle
    return high


def shifts_of(calendar: Calendar, day: date, days_off: frozenset[date]) -> Sequence[Shift]:
    """Return the shifts that begin on a day: an exception's, none on a public holiday, else the week's."""
    for exception in calendar.exceptions:
        if exception.first <= day <= exception.last:
            return exception.shifts
    if day in days_off:
        return ()
    current = calendar.weeks[0][1]
    for first, week in calendar.weeks:
        if first is not None and first <= day:
            current = week
    return current[day.weekday()]


def public_holidays(calendar: Calendar, first: date, last: date) -> frozenset[date]:
    """Return the public holidays of a calendar's country and region."""
    if calendar.public_holidays is None:
        return frozenset()
    country, _, region = calendar.public_holidays.partition("-")
    years = range(first.year, last.year + 1)
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years).keys())


def _step(entries: Sequence[Capacity], day: date, default: int) -> int:
    amount = default
    for entry in entries:
        if entry.first is None or entry.first <= day:
            amount = entry.permille
    return amount


class _Days:
    """The days of a plan's span on one calendar, with their shifts in elapsed minutes."""

    def __init__(self, plan: Plan, calendar: Calendar, until: int) -> None:
        self.origin = plan.origin
        self.zone = ZoneInfo(calendar.time_zone)
        self.calendar = calendar
        self.first = plan.origin.astimezone(self.zone).date() - timedelta(days=1)
        self.last = (plan.origin + timedelta(minutes=until)).astimezone(self.zone).date() + timedelta(days=1)
        self._days_off = public_holidays(calendar, self.first, self.last)

    def __iter__(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)

    def spans(self, day: date) -> list[tuple[int, int]]:
        """Return the working stretches that begin on a day [elapsed minutes]."""
        shifts = shifts_of(self.calendar, day, self._days_off)
        return [(self.minute(day, s.start_minute), self.minute(day, s.finish_minute, last=True)) for s in shifts]

    def minute(self, day: date, minute: int, *, last: bool = False) -> int:
        """Return the elapsed minutes of a wall-clock time of a day."""
        return _minute(self.origin, day, minute, self.zone, last=last)

    def usual_start(self) -> int:
        """Return the minute of the day at which the week's first shift begins, for overtime on a day off."""
        return next((day[0].start_minute for day in self.calendar.weeks[0][1] if day), 9 * 60)


def _tired(resource: Team | Person, slots: Sequence[OvertimeSlot]) -> dict[date, int]:
    """Return the productivity of each week that follows overtime weeks, by the week's Monday."""
    rule = resource.overtime
    worked = {slot.day - timedelta(days=slot.day.weekday()) for slot in slots}
    if rule is None or not rule.fatigue or not worked:
        return {}
    tired: dict[date, int] = {}
    for monday in sorted(worked):
        run, week = 0, monday
        while week in worked:
            run, week = run + 1, week - timedelta(days=7)
        share = max(rule.floor, Decimal(1) - rule.fatigue * run)
        tired[monday + timedelta(days=7)] = int((share * FULL).to_integral_value(ROUND_FLOOR))
    return tired


def availability(plan: Plan, resource: Team | Person, overtime: Sequence[OvertimeSlot], until: int) -> Availability:
    """Return when a person or an anonymous team is there, how many, and how productive."""
    slots = [slot for slot in overtime if slot.resource == resource.id]
    calendar = plan.calendar_by_id[_calendar_id(plan, resource)]
    days = _Days(plan, calendar, until)
    extra = {slot.day: slot.minutes for slot in slots}
    tired = _tired(resource, slots)
    regular: list[Span] = []
    late: list[Span] = []
    for day in days:
        amount = _amount(resource, day)
        productivity = tired.get(day - timedelta(days=day.weekday()), FULL)
        worked = days.spans(day) if amount else []
        regular.extend(Span(a, b, amount, productivity) for a, b in worked)
        if day in extra and amount:
            start = max((b for _, b in worked), default=days.minute(day, days.usual_start()))
            length = -(-extra[day] * FULL // amount) if isinstance(resource, Team) else extra[day]
            late.append(Span(start, start + length, amount, productivity, overtime=True))
    return Availability(_ramped(resource, days, [*regular, *late]))


def _calendar_id(plan: Plan, resource: Team | Person) -> str:
    if resource.calendar is not None:
        return resource.calendar
    team = plan.team_by_id.get(resource.team) if isinstance(resource, Person) and resource.team else None
    return (team.calendar if team else None) or plan.calendar


def _amount(resource: Team | Person, day: date) -> int:
    if isinstance(resource, Team):
        return _step(resource.capacity, day, 0)
    here = (resource.first is None or resource.first <= day) and (resource.last is None or day <= resource.last)
    away = any(absence.first <= day <= absence.last for absence in resource.absences)
    return _step(resource.capacity, day, FULL) if here and not away else 0


def _ramped(resource: Team | Person, days: _Days, spans: list[Span]) -> list[Span]:
    """Split the spans of a newcomer where the ramp-up is over; only persons with a first day are newcomers."""
    ramp = resource.ramp_up
    first = resource.first if isinstance(resource, Person) else None
    if ramp is None or first is None:
        return spans
    begin = days.minute(first, 0)
    left = ramp.working_minutes
    slow = int((ramp.productivity * FULL).to_integral_value(ROUND_FLOOR))
    done: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if span.finish <= begin or left <= 0 or span.overtime:
            done.append(span)
            continue
        cut = min(span.finish, span.start + left)
        left -= cut - span.start
        done.append(Span(span.start, cut, span.amount, span.productivity * slow // FULL, span.overtime))
        done.append(Span(cut, span.finish, span.amount, span.productivity, span.overtime))
    return done


def calendar_availability(plan: Plan, calendar: Calendar, until: int) -> Availability:
    """Return the working time of a calendar itself."""
    days = _Days(plan, calendar, until)
    return Availability(Span(a, b, FULL) for day in days for a, b in days.spans(day))


def minutes_by_day(slots: Iterable[OvertimeSlot]) -> dict[str, dict[date, int]]:
    """Return the overtime of each resource by day."""
    table: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for slot in slots:
        table[slot.resource][slot.day] += slot.minutes
    return table
