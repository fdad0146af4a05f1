"""Writes of baselines and scenarios."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.engine.api import Baseline as EngineBaseline
from trilemma.files.plan_json import plan_tables
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import RuleError
from trilemma.site.core.queries import fetch
from trilemma.site.planning.actions.parts import free_key
from trilemma.site.planning.convert import Compiled, compiled_plan, rows_of_tables
from trilemma.site.planning.models import Activity, Baseline, Plan, PlanKind
from trilemma.site.planning.queries.access import live_plan_of, plan_for
from trilemma.site.planning.queries.versions import live_version
from trilemma.site.projects.permissions import ProjectRight

PEOPLE = frozenset({"calendar", "team", "person"})


@transaction.atomic
def take_baseline(actor: Actor, project_id: str, name: str) -> Baseline:
    """Freeze the live plan: dates, effort and cost of each activity, and the whole plan beside them."""
    access = live_plan_of(actor, project_id, ProjectRight.PLAN, for_change=True)
    compiled = compiled_plan(access.plan)
    if not name.strip():
        raise RuleError(_("Give the baseline a name."), {"name": _("Give it a name.")})
    if not compiled.plan.leaves:
        raise RuleError(_("There is nothing to freeze: the plan has no activities."))
    today = timezone.localdate()
    key = free_key(name, {row["key"] for row in compiled.rows.baselines})
    entries = tuple(live_version(compiled, name).entries.values())
    frozen = EngineBaseline(key, today, entries, name.strip())
    tables = plan_tables(replace(compiled.plan, baselines=(frozen,)))
    label = _("Took the baseline “%(name)s”") % {"name": name.strip()}
    with changing(actor, "baseline.taken", label, scope=access.scope) as change:
        row = Baseline(
            plan=access.plan,
            key=key,
            name=name.strip()[:120],
            taken_on=today,
            entries=tables["baseline"][0]["activities"],
            document={table: value for table, value in compiled.tables.items() if table not in {"baseline", *PEOPLE}},
        )
        change.create(row)
    return row


@transaction.atomic
def remove_baseline(actor: Actor, project_id: str, baseline: str) -> None:
    """Remove a baseline."""
    access = live_plan_of(actor, project_id, ProjectRight.PLAN, for_change=True)
    row = fetch(Baseline.of(actor).filter(plan=access.plan), baseline, for_change=True)
    label = _("Removed the baseline “%(name)s”") % {"name": row.name}
    with changing(actor, "baseline.removed", label, scope=access.scope) as change:
        change.delete(row)


@transaction.atomic
def copy_as_scenario(actor: Actor, project_id: str, name: str) -> Plan:
    """Copy the live plan beside it, to be changed without consequences."""
    access = live_plan_of(actor, project_id, ProjectRight.PLAN, for_change=True)
    if not name.strip():
        raise RuleError(_("Give the scenario a name."), {"name": _("Give it a name.")})
    compiled = compiled_plan(access.plan)
    rows = rows_of_tables(
        compiled.tables,
        access.project,
        kind=PlanKind.SCENARIO,
        name=name.strip()[:120],
        source_number=compiled.revision,
    )
    _copy_own_fields(compiled, rows)
    label = _("Made the scenario “%(name)s”") % {"name": name.strip()}
    with changing(actor, "scenario.made", label, scope=access.scope) as change:
        change.create(*rows)
    plan = rows[0]
    assert isinstance(plan, Plan)  # noqa: S101 - the head comes first
    return plan


@transaction.atomic
def discard_scenario(actor: Actor, plan_id: str) -> Plan:
    """Put a scenario into the trash; undo brings it back."""
    access = plan_for(actor, plan_id, ProjectRight.PLAN, for_change=True)
    if access.plan.kind != PlanKind.SCENARIO:
        raise RuleError(_("The plan itself is not discarded; put the project into the trash instead."))
    label = _("Discarded the scenario “%(name)s”") % {"name": access.plan.name}
    with changing(actor, "scenario.discarded", label, scope=access.scope) as change:
        change.update(access.plan, trashed_at=timezone.now())
    return access.plan


def _copy_own_fields(compiled: Compiled, rows: list[Any]) -> None:
    own = {row["key"]: row["own_fields"] for row in compiled.rows.activities.values()}
    for row in rows:
        if isinstance(row, Activity):
            row.own_fields = own.get(row.key, {})
