"""How sound a plan's network is: the points of the engine's health check in words, with what offends each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from trilemma.engine.api import HealthPoint, plan_health
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.dates import dates_of
from trilemma.site.planning.queries.outline import outline_of

MOST: Final = 6
MENDABLE: Final = frozenset({"leads", "hard-constraints", "logic"})
"""Points that a rule can mend."""


@dataclass(frozen=True, slots=True)
class Offender:
    """What offends: an activity, or the one that waits at a link; ``id`` is as the engine names it."""

    id: str
    name: str
    row: str


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what it asks for, whether it is met, by how much, and what offends."""

    id: str
    name: str
    asks: str
    passes: bool
    measured: str
    offenders: Sequence[Offender]
    more: int
    mendable: bool
    all_offenders: Sequence[str]


def soundness(compiled: Compiled) -> list[Point]:
    """Return the points of a plan's health, those that are not met first."""
    if not compiled.plan.leaves:
        return []
    points = [_point(compiled, each) for each in plan_health(compiled.plan, dates_of(compiled).path)]
    return sorted(points, key=lambda point: point.passes)


def _point(compiled: Compiled, point: HealthPoint) -> Point:
    name, asks = _WORDS[point.id]() if point.id in _WORDS else (point.name, "")
    return Point(
        id=point.id,
        name=name,
        asks=asks,
        passes=point.passes,
        measured=_measured(point),
        offenders=[_offender(compiled, each) for each in point.offenders[:MOST]],
        more=max(0, len(point.offenders) - MOST),
        mendable=point.id in MENDABLE and bool(point.offenders),
        all_offenders=point.offenders,
    )


def _measured(point: HealthPoint) -> str:
    if point.value is None:
        return ""
    if point.offenders and point.total:
        return _("%(count)s of %(total)s") % {"count": len(point.offenders), "total": point.total}
    return f"{point.value:.2f}" if point.value > 1 else f"{point.value:.0%}"


def _offender(compiled: Compiled, name: str) -> Offender:
    outline, activities = outline_of(compiled), compiled.rows.activities
    before, arrow, after = name.partition(" -> ")
    where = after if arrow and after in outline.row_of_name else name
    row = outline.row_of_name.get(where)
    if row is None:
        return Offender(name, name, "")
    titles = [_title(compiled, each) for each in ([before, after] if arrow else [name])]
    return Offender(name, " → ".join(titles), activities[outline.keys[row]]["public_id"])


def _title(compiled: Compiled, name: str) -> str:
    activity = compiled.plan.activity_by_id.get(name)
    return (activity.name or name) if activity else name


_WORDS: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "logic": lambda: (
        _("Every activity is linked"),
        _("Each waits for something and something waits for it; else a slip is not seen."),
    ),
    "leads": lambda: (
        _("No leads"),
        _("Nothing starts before what it waits for has finished: split it."),
    ),
    "lags": lambda: (_("Few lags"), _("Waiting times hide work: make an activity of them.")),
    "link-types": lambda: (_("Mostly finish to start"), _("Other links are harder to follow.")),
    "hard-constraints": lambda: (
        _("Few hard dates"),
        _("Dates that must be met hold the plan against its links: use deadlines, which are watched."),
    ),
    "high-float": lambda: (_("Little idle float"), _("Much float often means a missing link.")),
    "negative-float": lambda: (
        _("No date is missed already"),
        _("A deadline or hard date cannot be met as planned."),
    ),
    "high-duration": lambda: (_("No long activities"), _("What takes more than 44 days cannot be followed: split it.")),
    "invalid-dates": lambda: (_("No actual dates in the future"), _("What has happened lies before the status date.")),
    "resources": lambda: (_("Somebody does it"), _("Every task names people, a team or a cost.")),
    "missed": lambda: (_("The baseline is kept"), _("What should have finished by now has finished.")),
    "critical-path-test": lambda: (
        _("The critical path holds"),
        _("A slip of a critical activity moves the finish: no link of it is missing."),
    ),
    "length-index": lambda: (
        _("The finish is realistic"),
        _("There is as much time as the critical path needs."),
    ),
    "execution-index": lambda: (
        _("As much is done as was planned"),
        _("Activities finished against those that should have been."),
    ),
}
