"""The engine's plan after a change of some rows, with everything else taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from trilemma.engine.api import Activity, Link, Plan, Project, revise_plan
from trilemma.files.plan_json import plan_of_tables
from trilemma.files.plan_text import PartReader
from trilemma.site.planning.convert.relevance import relevant_people
from trilemma.site.planning.convert.rows import PlanRows, Row, columns_of
from trilemma.site.planning.convert.tables import in_order, link_table, own_table, tables_of_rows
from trilemma.site.planning.models import Activity as ActivityRow
from trilemma.site.planning.models import Link as LinkRow

Tables = Mapping[str, Any]
_QUICK: Final = {"adopted", "status_date"}
"""Columns of the plan's head whose change leaves people and activities as they are."""
_EMPTY: Final = Plan((Project("empty"),), datetime(2000, 1, 1, tzinfo=UTC))
ACTIVITY: Final = ActivityRow._meta.label_lower
LINK: Final = LinkRow._meta.label_lower


@dataclass(frozen=True)
class Change:
    """What became of activities and links: the new values of a row by primary key, None where it is gone."""

    activities: Mapping[int, Row | None] = field(default_factory=dict)
    links: Mapping[int, Row | None] = field(default_factory=dict)
    head: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Mapping[int, Row | None]] = field(default_factory=dict)

    def applied_to(self, rows: PlanRows) -> PlanRows:
        """Return all rows after the change."""
        head = {**rows.head, **self.head} if self.head else rows.head
        after = replace(
            rows,
            head=head,
            activities=_applied(rows.activities, self.activities),
            links=_applied(rows.links, self.links),
            parts={**rows.parts, **{name: _parts_after(rows, name, own) for name, own in self.parts.items()}},
        )
        kept = {"links_into": not self.links, "outline": self.keeps_outline(rows)}
        after.__dict__.update({name: getattr(rows, name) for name, same in kept.items() if same})
        return after

    def keeps_outline(self, rows: PlanRows) -> bool:
        """Return whether every activity stays where it is."""
        known = rows.activities
        return all(
            row is not None and pk in known and all(known[pk][name] == row[name] for name in ("parent_id", "position"))
            for pk, row in self.activities.items()
        )


@dataclass(frozen=True)
class Parts:
    """The engine's plan with its activities and links by the primary key of their rows."""

    plan: Plan
    reader: PartReader
    activities: Mapping[int, Activity]
    links: Mapping[int, Link]


def parts_of(rows: PlanRows, people: Tables) -> Parts:
    """Build everything from scratch.

    Raises
    ------
    TrilemmaError
        If the rows break a rule of the plan model.
    """
    plan = plan_of_tables(tables_of_rows(rows, dict(people)), rows.name or rows.head["key"])
    reader = PartReader(plan)
    activities = {pk: plan.activity_by_id[rows.activities[pk]["key"]] for pk, _ in rows.outline}
    ordered = [link["pk"] for pk, _ in rows.outline for link in rows.links_into.get(pk, ())]
    return Parts(plan, reader, activities, dict(zip(ordered, plan.links, strict=True)))


def revised(parts: Parts, old: PlanRows, rows: PlanRows, change: Change, people: Tables) -> Parts:
    """Build only what the change touches; where it reaches further than activities and links, everything.

    Raises
    ------
    TrilemmaError
        If the change breaks a rule of the plan model.
    """
    if change.parts or change.head.keys() - _QUICK or not _knows_all_people(parts.plan, rows, change, people):
        return parts_of(rows, people)
    activities = _activities(parts, rows, change)
    links = _links(parts, old, rows, change)
    changes: dict[str, Any] = {}
    if change.activities:
        changes["activities"] = tuple(activities[pk] for pk, _ in rows.outline)
    if links is not parts.links:
        arriving = ((pk, rows.links_into.get(pk, ())) for pk, _ in rows.outline)
        changes["links"] = tuple(links[link["pk"]] for _, those in arriving for link in those)
    for name in change.head:
        value = rows.head[name]
        changes[name] = parts.reader.head(name, in_order(value)) if value else getattr(_EMPTY, name)
    if not changes:
        return parts
    plan = revise_plan(parts.plan, **changes)
    reader = parts.reader if plan.calendar_by_id is parts.plan.calendar_by_id else PartReader(plan)
    return Parts(plan, reader, activities, links)


def changes_of_entries(entries: Iterable[Sequence[Mapping[str, Any]]], plan_pk: int, rows: PlanRows) -> Change | None:
    """Return what recorded acts did to a plan's activities and links; None where they reached further."""
    activities: dict[int, Row | None] = {}
    links: dict[int, Row | None] = {}
    for recorded in (each for entry in entries for each in entry):
        known, mine = {ACTIVITY: (activities, rows.activities), LINK: (links, rows.links)}.get(
            recorded["model"], (None, {})
        )
        if known is None:
            if recorded["model"].startswith(("planning.", "projects.project")):
                return None
            continue
        pk = recorded["pk"]
        before = known[pk] if pk in known else mine.get(pk)
        if before is None and (recorded["after"] or {}).get("plan_id") != plan_pk:
            continue
        known[pk] = _row_after(recorded, before)
    return Change(activities, links)


def _row_after(recorded: Mapping[str, Any], before: Row | None) -> Row | None:
    after = recorded["after"]
    if after is None:
        return None
    if before is None:
        model = ActivityRow if recorded["model"] == ACTIVITY else LinkRow
        values = {name: after[name] for name in columns_of(model) if name in after}
        return {**values, "pk": recorded["pk"], "version": 1}
    known = {name: value for name, value in after.items() if name in before}
    return {**before, **known, "version": before["version"] + 1}


def _applied(rows: Mapping[int, Row], change: Mapping[int, Row | None]) -> Mapping[int, Row]:
    if not change:
        return rows
    merged = dict(rows)
    for pk, row in change.items():
        if row is None:
            merged.pop(pk, None)
        else:
            merged[pk] = row
    return merged


def _parts_after(rows: PlanRows, name: str, change: Mapping[int, Row | None]) -> Sequence[Row]:
    merged = _applied({row["pk"]: row for row in rows.parts.get(name, ())}, change)
    return sorted(merged.values(), key=lambda row: (row["position"], row["pk"]))


def _knows_all_people(plan: Plan, rows: PlanRows, change: Change, people: Tables) -> bool:
    """Return whether the changed activities name nobody and no calendar that the plan does not know yet."""
    changed = [own_table(rows.activities, pk) for pk, row in change.activities.items() if row is not None]
    tables = {"project": {"calendar": plan.calendar}, "activity": changed}
    named = relevant_people(tables, dict(people))
    known = {"team": plan.team_by_id, "person": plan.person_by_id, "calendar": plan.calendar_by_id}
    return all(each["id"] in known[name] for name, listed in named.items() for each in listed)


def _activities(parts: Parts, rows: PlanRows, change: Change) -> Mapping[int, Activity]:
    if not change.activities:
        return parts.activities
    activities = dict(parts.activities)
    for pk, row in change.activities.items():
        if row is None:
            activities.pop(pk, None)
            continue
        activities[pk] = parts.reader.activity(own_table(rows.activities, pk))
    return activities


def _links(parts: Parts, old: PlanRows, rows: PlanRows, change: Change) -> Mapping[int, Link]:
    """Return links by key; a lag is read anew where the calendar of the activity that waits has changed."""
    again = dict(change.links)
    for pk, row in change.activities.items():
        known = old.activities.get(pk)
        if row is not None and known is not None and known["calendar"] != row["calendar"]:
            again |= {link["pk"]: link for link in rows.links_into.get(pk, ()) if link["pk"] not in again}
    if not again:
        return parts.links if not any(row is None for row in change.activities.values()) else dict(parts.links)
    links = dict(parts.links)
    for pk, link in again.items():
        if link is None:
            links.pop(pk, None)
            continue
        successor = rows.activities[link["successor_id"]]
        links[pk] = parts.reader.link(
            link_table(rows.activities, link), successor["key"], successor["calendar"] or None
        )
    return links
