"""Put the tables of a computed or merged plan in the place of those that are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.files.plan_json import plan_of_tables
from trilemma.site.core.changes import Changes
from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.people.actions import take_over
from trilemma.site.people.models import Team
from trilemma.site.people.permissions import may_edit
from trilemma.site.planning.convert import rows_of_tables, tables_of
from trilemma.site.planning.models import Activity, Plan
from trilemma.site.planning.models.work import STEP

REPLACEABLE: Final = frozenset({"adopted", "activity", "team", "person"})


def replace_tables(change: Changes, plan: Plan, tables: Mapping[str, Any]) -> None:
    """Write the tables that a proposal changes, as part of the act that adopts it.

    ``adopted`` takes the place of what was adopted; of activities only new ones are taken; people and capacity that a
    proposal adds become people and capacity of the organisation.

    Raises
    ------
    RuleError
        If a table cannot be replaced this way.
    ForbiddenError
        If people are to be added and the actor may not change people.
    """
    unknown = set(tables) - REPLACEABLE
    if unknown:
        raise RuleError(_("This proposal changes “%(table)s”, which cannot be adopted.") % {"table": min(unknown)})
    if {"team", "person"} & set(tables):
        _add_people(change, plan, tables)
    if "activity" in tables:
        _add_activities(change, plan, tables)
    if "adopted" in tables:
        change.update(plan, adopted=tables["adopted"])


def _add_people(change: Changes, plan: Plan, tables: Mapping[str, Any]) -> None:
    if not may_edit(change.actor):
        raise ForbiddenError(_("Adding people to a team needs the role “Admin”. Ask an admin to adopt this."))
    take_over(change, plan_of_tables({**tables_of(plan), **tables}, plan.project.name))
    present = {team.key: team for team in Team.of(change.actor)}
    for table in tables.get("team", ()):
        team = present.get(table["id"])
        if team is not None and "capacity" in table:
            change.update(team, capacity=_as_list(table["capacity"]))


def _as_list(capacity: Any) -> Any:  # noqa: ANN401 - a number or a list of tables
    return capacity if isinstance(capacity, list) else [{"people": capacity}]


def _add_activities(change: Changes, plan: Plan, tables: Mapping[str, Any]) -> None:
    known = set(Activity.of(change.actor).filter(plan=plan).values_list("key", flat=True))
    made = rows_of_tables({**tables_of(plan), **tables}, plan.project)
    fresh = [row for row in made if isinstance(row, Activity) and row.key not in known]
    last = (
        Activity.of(change.actor).filter(plan=plan).order_by("-position").values_list("position", flat=True).first()
        or 0
    )
    for number, row in enumerate(fresh, start=1):
        row.plan, row.parent, row.position = plan, None, last + number * STEP
    change.create(*fresh)
