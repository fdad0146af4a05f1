"""Why an activity lies where it lies: the chain of what holds it, each step in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trilemma.engine.api import Cause, CauseKind, LinkType, explain
from trilemma.files.quantities import DayUnits, format_span
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.dates import ABSENT, CRITICAL, OVERLOADED, UNMET, dates_of
from trilemma.site.planning.queries.outline import outline_of
from trilemma.site.planning.queries.reasons import title_of, why_held

LONGEST = 30


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain, nearest first: the activity, its dates, what holds it, and what it waits for."""

    public_id: str
    name: str
    start: datetime
    finish: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Why:
    """The chain behind a date, and what else is to be said about it."""

    steps: Sequence[Step]
    more: int
    remarks: Sequence[str]


def why_of(compiled: Compiled, pk: int) -> Why:
    """Return the chain of causes behind the date of an activity."""
    plan, dates, outline = compiled.plan, dates_of(compiled), outline_of(compiled)
    name = compiled.rows.activities[pk]["key"]
    chain = explain(plan, dates.path, name)
    steps = [_step(compiled, cause) for cause in chain[:LONGEST]]
    return Why(steps, len(chain) - len(steps), list(_remarks(compiled, outline.row_of[pk])))


def _step(compiled: Compiled, cause: Cause) -> Step:
    plan, outline = compiled.plan, outline_of(compiled)
    origin = dates_of(compiled).path.graph.origin
    zone = ZoneInfo(plan.time_zone)
    pk = outline.keys[outline.row_of_name[cause.activity]]
    return Step(
        public_id=compiled.rows.activities[pk]["public_id"],
        name=title_of(plan, cause.activity),
        start=(origin + timedelta(minutes=cause.start)).astimezone(zone),
        finish=(origin + timedelta(minutes=cause.finish)).astimezone(zone),
        why=_reason(compiled, cause),
    )


def _reason(compiled: Compiled, cause: Cause) -> str:
    """Return what holds an activity, as a sentence."""
    plan = compiled.plan
    if cause.predecessor is None:
        held = why_held(plan, cause)
        return f"{held[:1].upper()}{held[1:]}."
    name = title_of(plan, cause.predecessor)
    if cause.kind is CauseKind.ORDER:
        return _("Waits for “%(name)s”, which needs the same people in the adopted order.") % {"name": name}
    texts = {
        LinkType.FINISH_START: _("Starts when “%(name)s” has finished%(lag)s."),
        LinkType.START_START: _("Starts when “%(name)s” has started%(lag)s."),
        LinkType.FINISH_FINISH: _("Finishes when “%(name)s” has finished%(lag)s."),
        LinkType.START_FINISH: _("Finishes when “%(name)s” has started%(lag)s."),
    }
    said = texts[cause.link or LinkType.FINISH_START] % {"name": name, "lag": _lag(compiled, cause)}
    if cause.pause_minutes > 24 * 60:
        days = round(cause.pause_minutes / (24 * 60))
        pause = ngettext(
            "Between the two lies a day without working time.", "Between the two lie %(days)s days without work.", days
        )
        said = f"{said} {pause % {'days': days}}"
    return said


def _lag(compiled: Compiled, cause: Cause) -> str:
    if not cause.lag_minutes:
        return ""
    calendar = compiled.plan.calendar_by_id[
        compiled.plan.activity_by_id[cause.activity].calendar or compiled.plan.calendar
    ]
    units = DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)
    length = format_span(abs(cause.lag_minutes), units, elapsed=cause.elapsed)
    if cause.lag_minutes < 0:
        return _(", %(length)s before that") % {"length": length}
    return _(", and %(length)s after that") % {"length": length}


def _remarks(compiled: Compiled, row: int) -> list[str]:
    dates = dates_of(compiled)
    flags, slack = int(dates.flags[row]), int(dates.total_float[row])
    found = []
    if slack != ABSENT and slack > 0:
        calendar = compiled.plan.calendar_by_id[compiled.plan.calendar]
        days = max(1, round(slack / calendar.minutes_per_day))
        text = ngettext(
            "It can slip by about a day of work without moving the finish of the plan.",
            "It can slip by about %(days)s days of work without moving the finish of the plan.",
            days,
        )
        found.append(text % {"days": days})
    if flags & CRITICAL:
        found.append(_("It is critical: each day it slips moves the finish of the plan or a date that was promised."))
    if flags & OVERLOADED:
        found.append(
            _("It needs people at a time when more is asked of them than there is. Compute a schedule for it.")
        )
    if flags & UNMET:
        found.append(_("Its deadline or a date that binds it cannot be met."))
    return found
