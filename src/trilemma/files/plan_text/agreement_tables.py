"""Agreements and records: terms, statements, levers, what was adopted, baselines and snapshots of progress."""

from __future__ import annotations

from typing import Final

from trilemma.engine.api import (
    Adopted,
    Assignment,
    Baseline,
    BaselineEntry,
    LeverIdea,
    OvertimeSlot,
    Project,
    Statement,
    StatementKind,
    Status,
    StatusEntry,
    Terms,
    TermsKind,
)
from trilemma.engine.api import Measure as StatementMeasure
from trilemma.files.plan_text.codec import (
    Choice,
    JsonSchema,
    Key,
    Keyed,
    ListOf,
    Node,
    Record,
    Stated,
    Whole,
    calendar_of_activity,
    expected,
)
from trilemma.files.plan_text.misfit import Misfit
from trilemma.files.plan_text.scope import Scope
from trilemma.files.plan_text.values import DAY, FROM, HOURS, MONEY, NUMBER, SHARE, SPAN, TEXT, UNTIL
from trilemma.files.plan_text.work_tables import PROGRESS

PRIORITY: Final = Whole(0, 1000)
SUBPROJECT: Final = Record(Project, Key("id", TEXT), Key("name", TEXT), Key("priority", PRIORITY))
TERMS: Final = Record(
    Terms,
    Key("kind", Choice(TermsKind)),
    Key("price", MONEY),
    Key("due", UNTIL),
    Key("penalty_per_day", MONEY),
    Key("penalty_limit", MONEY),
    Key("bonus_per_day", MONEY),
    Key("bonus_limit", MONEY),
)
STATEMENT: Final = Record(
    Statement,
    Key("id", TEXT),
    Key("kind", Choice(StatementKind)),
    Key("name", TEXT),
    Key("stakeholder", TEXT),
    Key("measure", Choice(StatementMeasure)),
    Key("activity", TEXT),
    Key("deliverable", TEXT),
    Key("at", UNTIL),
    Key("amount", MONEY),
    Key("weight", NUMBER),
    Key("confidence", SHARE),
    Key("told_on", DAY),
    Key("told_by", TEXT),
    Key("probability_then", SHARE),
)
LEVER: Final = Record(
    LeverIdea,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("team", TEXT),
    Key("people", Whole(1, 10_000)),
    Key("first", DAY),
    Key("cost", MONEY),
    Key("ramp_up", SPAN, "ramp_up_minutes"),
)


class Pair:
    """Two ids in a list, such as ``["design", "build"]``."""

    def read(self, value: Stated, scope: Scope) -> tuple[str, str]:
        """Return the pair."""
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(entry, str) for entry in value):
            raise Misfit('a pair such as ["design", "build"] is expected here')
        return value[0], value[1]

    def write(self, value: tuple[str, str], scope: Scope) -> Node:
        """Return the list."""
        return list(value)

    def schema(self) -> JsonSchema:
        """Return the schema of a pair."""
        return {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}


ADOPTED: Final = Record(
    Adopted,
    Key("modes", Keyed(lambda name, mode: (name, mode), lambda pair: pair, TEXT, "activity", "mode")),
    Key("order", ListOf(TEXT)),
    Key("arcs", ListOf(Pair())),
    Key("assignments", Keyed(Assignment, lambda a: (a.activity, a.people), ListOf(TEXT), "activity", "people")),
    Key(
        "overtime",
        ListOf(Record(OvertimeSlot, Key("who", TEXT, "resource"), Key("day", DAY), Key("time", HOURS, "minutes"))),
    ),
    Key("dropped", ListOf(TEXT)),
    Key("mitigated", ListOf(TEXT)),
)
BASELINE: Final = Record(
    Baseline,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("taken_on", DAY),
    Key(
        "activities",
        ListOf(
            Record(
                BaselineEntry,
                Key("id", TEXT, "activity"),
                Key("start", FROM),
                Key("finish", UNTIL),
                Key("duration", SPAN, "duration_minutes"),
                Key("effort", HOURS, "effort_minutes"),
                Key("cost", MONEY),
                calendar=calendar_of_activity,
            )
        ),
        "entries",
    ),
)


class StatusEntryTable:
    """The progress of one activity: its id beside the keys of progress."""

    def read(self, value: Stated, scope: Scope) -> StatusEntry:
        """Return the entry."""
        if not isinstance(value, dict):
            raise expected("a table", value)
        if not isinstance(value.get("id"), str):
            raise Misfit("the key 'id' is missing")
        rest = {key: each for key, each in value.items() if key != "id"}
        return StatusEntry(value["id"], PROGRESS.read(rest, calendar_of_activity(value.get, scope)))

    def write(self, value: StatusEntry, scope: Scope) -> Node:
        """Return the table."""
        inside = scope.on(scope.calendar_of.get(value.activity))
        return {"id": value.activity, **PROGRESS.write(value.progress, inside)}

    def schema(self) -> JsonSchema:
        """Return the schema of the table."""
        schema = PROGRESS.schema()
        schema["properties"] = {"id": TEXT.schema(), **schema["properties"]}
        return {**schema, "required": ["id"]}


STATUS: Final = Record(Status, Key("at", UNTIL), Key("activities", ListOf(StatusEntryTable()), "entries"))
