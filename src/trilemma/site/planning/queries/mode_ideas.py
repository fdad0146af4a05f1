"""Ways of doing an activity that a rule suggests: another person, a supplier, less or more testing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.engine.api import PERMILLE, Activity, Estimate, Mode
from trilemma.files.quantities import DayUnits, format_share, format_span
from trilemma.site.planning.convert import Compiled

TALK: Final = 1.1
"""Two who share the work talk about it: a tenth more effort."""
SUPPLIER_PREMIUM: Final = 1.3
HANDOVER: Final = 1.25
LESS: Final = 0.6
MORE: Final = 1.5
LESS_FOUND: Final = 0.7
MORE_FOUND: Final = 1.2


@dataclass(frozen=True, slots=True)
class Idea:
    """A suggested way: its id, what it is called, why, and the table that it becomes."""

    id: str
    name: str
    why: str
    table: dict[str, Any]


def ideas_of(compiled: Compiled, pk: int) -> list[Idea]:
    """Return the ways that rules suggest for an activity and that it does not have yet."""
    activity = compiled.parts.activities[pk]
    if not activity.modes or (activity.progress and activity.progress.started):
        return []
    has = {mode.id for mode in activity.modes}
    return [idea for idea in _ideas(compiled, activity) if idea.id not in has]


def _ideas(compiled: Compiled, activity: Activity) -> Iterator[Idea]:
    normal = activity.modes[0]
    step = next((each for each in compiled.plan.steps if each.activity == activity.id), None)
    if step is not None and normal.effort is not None:
        yield from _testing(compiled, activity, normal)
        return
    if normal.effort is not None and len(normal.demands) == 1 and not normal.picks:
        yield from _second_person(compiled, activity, normal)
    if normal.effort is not None and not normal.supplier:
        yield _supplier(compiled, activity, normal)


def _second_person(compiled: Compiled, activity: Activity, normal: Mode) -> Iterator[Idea]:
    demand = normal.demands[0]
    team = compiled.plan.team_by_id.get(demand.resource)
    if team is None:
        return
    members = compiled.plan.members_by_team.get(team.id)
    most = PERMILLE * len(members) if members else max((each.permille for each in team.capacity), default=0)
    wanted = demand.permille + PERMILLE
    if wanted > most:
        return
    why = _("Sooner; a tenth more effort, for two who share work talk about it.")
    table = {
        "name": _("One more person"),
        "effort": _scaled(compiled, activity, normal.estimate, TALK),
        "team": f"{team.id} x{wanted / PERMILLE:g}",
        **_fixed(normal),
    }
    yield Idea("one-more", str(table["name"]), why, table)


def _supplier(compiled: Compiled, activity: Activity, normal: Mode) -> Idea:
    """Return what a supplier would be: the work costs more, and handing it over takes time."""
    plan = compiled.plan
    rates = [
        Decimal(owner.rates[-1].cost_per_hour)
        for demand in normal.demands
        if (owner := plan.team_by_id.get(demand.resource) or plan.person_by_id.get(demand.resource)) and owner.rates
    ]
    rate = float(sum(rates, Decimal()) / len(rates)) if rates else 80.0
    heads = max(1.0, sum(demand.permille for demand in normal.demands) / PERMILLE)
    table = {
        "name": _("Supplier"),
        "duration": _scaled(compiled, activity, normal.estimate, HANDOVER / heads),
        "supplier": _("a supplier"),
        "supplier_cost": round(normal.estimate.likely / 60 * rate * SUPPLIER_PREMIUM, -2) or 100,
    }
    why = _("Leaves your people free; priced at their rate and %(share)s more: put the real offer in.")
    return Idea("supplier", str(table["name"]), why % {"share": "30 %"}, table)


def _testing(compiled: Compiled, activity: Activity, normal: Mode) -> Iterator[Idea]:
    pairs = (
        ("less-testing", _("Less testing"), _("Cheaper today; more defects escape."), LESS, LESS_FOUND),
        ("more-testing", _("More testing"), _("Dearer today; fewer defects escape."), MORE, MORE_FOUND),
    )
    step = next(each for each in compiled.plan.steps if each.activity == activity.id)
    removals = normal.removals or step.removals
    for key, name, why, effort, found in pairs:
        shares = {each.kind or "*": _share(each.share, found) for each in removals}
        removal: Any = shares["*"] if set(shares) == {"*"} else shares
        staff = _staff(compiled, activity)
        hours = _scaled(compiled, activity, normal.estimate, effort)
        table = {"name": name, "effort": hours, **staff, "removal": removal}
        yield Idea(key, name, why, {k: v for k, v in table.items() if v})


def _staff(compiled: Compiled, activity: Activity) -> dict[str, Any]:
    """Return who does an activity normally, as its row states it."""
    row = next(each for each in compiled.rows.activities.values() if each["key"] == activity.id)
    return {key: row["modes"][0][key] for key in ("team", "people", "picks") if key in row["modes"][0]}


def _fixed(normal: Mode) -> dict[str, Any]:
    return {"cost": float(normal.cost)} if normal.cost else {}


def _share(share: Estimate, factor: float) -> list[str] | str:
    points = [min(1.0, round(point * factor, 3)) for point in (share.low, share.likely, share.high)]
    texts = [format_share(point) for point in points]
    return texts[1] if share.low == share.high else texts


def _scaled(compiled: Compiled, activity: Activity, estimate: Estimate, factor: float) -> list[str] | str:
    """Return an estimate times a factor, rounded to quarters of an hour."""
    calendar = compiled.plan.calendar_by_id[activity.calendar or compiled.plan.calendar]
    units = DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)
    points = [max(15, round(point * factor / 15) * 15) for point in (estimate.low, estimate.likely, estimate.high)]
    texts = [format_span(point, units) for point in points]
    return texts[1] if points[0] == points[2] else texts
