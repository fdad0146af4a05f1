"""A week of overtime within every cap: per day, per week, on average, and with its rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from trilemma.engine.plan import PERMILLE, OvertimeRule, OvertimeSlot, Person, Plan, Team
from trilemma.engine.plan.content import minute_of
from trilemma.engine.plan.workforce import Presence, calendar_of
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED

WEEK = timedelta(days=7)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def overtime_week(plan: Plan, owner: Team | Person, presence: Presence, monday: date) -> tuple[OvertimeSlot, ...]:
    """Return the most overtime of one week, beside what is adopted, on days on which the owner works anyway.

    Parameters
    ----------
    plan
        The plan, for its status date and adopted overtime.
    owner
        A person or anonymous team with a rule for overtime.
    presence
        When the owner is there with the adopted overtime.
    monday
        First day of the week.

    Returns
    -------
    tuple[OvertimeSlot, ...]
        Extra minutes by day, from the day after the status date on; none where the caps leave none.
    """
    rule = owner.overtime
    if rule is None:
        return ()
    known = {slot.day: slot.minutes for slot in plan.adopted.overtime if slot.resource == owner.id}
    left = rule.minutes_per_week - sum(m for day, m in known.items() if monday_of(day) == monday)
    left = min(left, _left_on_average(plan, owner, rule, presence, monday))
    after = (plan.status_date or plan.start).date()
    slots = []
    for day, room in sorted(_rooms(plan, owner, rule, presence, monday).items()):
        minutes = min(rule.minutes_per_day - known.get(day, 0), left, room - known.get(day, 0))
        if minutes > 0 and day > after:
            slots.append(OvertimeSlot(owner.id, day, minutes))
            left -= minutes
    return tuple(slots)


def _rooms(
    plan: Plan, owner: Team | Person, rule: OvertimeRule, presence: Presence, monday: date
) -> Mapping[date, int]:
    """Return the overtime of each working day that leaves the rest before the next regular shift."""
    rooms: dict[date, int] = {}
    zone = ZoneInfo(plan.calendar_by_id[calendar_of(plan, owner)].time_zone)
    regular = ~presence.overtime
    starts, finishes, amounts = presence.starts[regular], presence.finishes[regular], presence.amounts[regular]
    around = minute_of(plan, datetime.combine(monday, time(), UTC))
    first, last = np.searchsorted(starts, (around - MINUTES_PER_DAY_ELAPSED, around + 8 * MINUTES_PER_DAY_ELAPSED))
    for row in range(int(first), int(last)):
        day = (plan.origin + timedelta(minutes=int(starts[row]))).astimezone(zone).date()
        if not monday <= day < monday + WEEK:
            continue
        following = int(starts[row + 1]) if row + 1 < len(starts) else presence.horizon_minutes
        wall = following - int(finishes[row]) - rule.rest_minutes
        share = int(amounts[row]) if isinstance(owner, Team) else PERMILLE
        rooms[day] = max(0, wall) * share // PERMILLE
    return rooms


def _left_on_average(plan: Plan, owner: Team | Person, rule: OvertimeRule, presence: Presence, monday: date) -> int:
    """Return what the rolling average leaves to this week, in every stretch of weeks that holds it."""
    if rule.average_minutes_per_week is None:
        return rule.minutes_per_week
    worked: dict[date, int] = defaultdict(int)
    shares = presence.amounts if isinstance(owner, Team) else presence.amounts * 0 + PERMILLE
    for start, finish, share in zip(presence.starts, presence.finishes, shares, strict=True):
        worked[monday_of(_day(plan, int(start)))] += int((finish - start) * share) // PERMILLE
    limit = rule.average_minutes_per_week * rule.average_weeks
    firsts = [monday - WEEK * back for back in range(rule.average_weeks)]
    totals = [sum(worked[first + WEEK * number] for number in range(rule.average_weeks)) for first in firsts]
    return limit - max(totals)


def _day(plan: Plan, minute: int) -> date:
    return (plan.origin + timedelta(minutes=minute)).date()
