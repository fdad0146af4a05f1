"""What is derived from plans and kept: their weekly work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from trilemma.engine.api import Plan as EnginePlan
from trilemma.engine.api import live_schedule, week_edges, weekly_capacity, weekly_work
from trilemma.site.planning.convert import engine_plan
from trilemma.site.planning.models import Plan
from trilemma.site.portfolio.models import PlanLoad

WEEKS: Final = 27
"""So many weeks are shown; one more than that is kept, so that a Monday does not empty the last one."""


def derive_load(plan: Plan, numbers: tuple[int, int], monday: date) -> PlanLoad:
    """Compute and keep what a plan takes of whom from a Monday on."""
    model = engine_plan(plan)
    values: dict[str, object] = {"plan_number": numbers[0], "people_number": numbers[1], "first": monday}
    values |= _load_of(model, monday) if model.leaves else {"work": [], "capacity": {}, "overtime": []}
    row, _made = PlanLoad.objects.update_or_create(
        plan=plan, defaults=values, create_defaults={**values, "organisation_id": plan.organisation_id}
    )
    return row


def _load_of(plan: EnginePlan, monday: date) -> dict[str, object]:
    written, schedule = live_schedule(plan)
    edges = week_edges(written, monday, WEEKS)
    names = written.activity_by_id
    work = [
        [each.resource, each.week, each.activity, names[each.activity].name or each.activity, each.minutes]
        for each in weekly_work(written, schedule, edges)
    ]
    last = monday + timedelta(weeks=WEEKS)
    overtime = [
        [slot.resource, (slot.day - monday).days // 7, slot.minutes]
        for slot in schedule.overtime
        if monday <= slot.day < last
    ]
    who = sorted({str(entry[0]) for entry in work})
    return {
        "work": work,
        "capacity": {name: weekly_capacity(written, name, edges) for name in who},
        "overtime": overtime,
    }
