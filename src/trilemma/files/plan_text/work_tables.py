"""The work: deliverables, budgets, activities with modes, dates and progress."""

from __future__ import annotations

from typing import Any, Final

from trilemma.engine.api import (
    Activity,
    Budget,
    BudgetUse,
    Constraint,
    ConstraintKind,
    Deadline,
    Deliverable,
    Mode,
    Progress,
    Removal,
)
from trilemma.files.plan_text.codec import (
    Field,
    JsonSchema,
    Key,
    Keyed,
    ListOf,
    Node,
    Record,
    ShortRecord,
    Stated,
    Table,
    Whole,
    own_calendar,
)
from trilemma.files.plan_text.link_text import PREDECESSORS
from trilemma.files.plan_text.misfit import within
from trilemma.files.plan_text.scope import Scope
from trilemma.files.plan_text.staffing import PICK, Staff
from trilemma.files.plan_text.values import (
    ELAPSED_ESTIMATE,
    FLAG,
    FROM,
    HOURS,
    MONEY,
    NUMBER,
    PART,
    SHARE_ESTIMATE,
    TEXT,
    TIME_ESTIMATE,
    UNTIL,
    WHOLE,
    WORK_FROM,
    WORK_UNTIL,
    Instant,
)
from trilemma.files.quantities import parse_span

DELIVERABLE: Final = Record(
    Deliverable, Key("id", TEXT), Key("name", TEXT), Key("optional", FLAG), Key("criteria", ListOf(TEXT))
)
BUDGET: Final = Record(Budget, Key("id", TEXT), Key("name", TEXT), Key("limit", WHOLE))


class Removals:
    """What share of the defects is removed: one estimate for all kinds of work, or a table by kind."""

    def read(self, value: Stated, scope: Scope) -> tuple[Removal, ...]:
        """Return the removals."""
        by_kind = isinstance(value, dict) and "likely" not in value
        listed = isinstance(value, list) and any(isinstance(entry, dict) for entry in value)
        if by_kind or listed:
            return _BY_KIND.read(value, scope)
        return (Removal(SHARE_ESTIMATE.read(value, scope)),)

    def write(self, value: tuple[Removal, ...], scope: Scope) -> Node:
        """Return the estimate where it holds for all kinds."""
        if len(value) == 1 and value[0].kind is None:
            return SHARE_ESTIMATE.write(value[0].share, scope)
        return _BY_KIND.write(value, scope)

    def schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        return {"anyOf": [SHARE_ESTIMATE.schema(), _BY_KIND.schema()]}


_BY_KIND: Final = Keyed(
    lambda kind, share: Removal(share, kind),
    lambda removal: (removal.kind, removal.share),
    SHARE_ESTIMATE,
    "kind",
    "share",
    reserved=frozenset({"likely"}),
    nameless="*",
)
REMOVALS: Final = Removals()


class Measure(Field):
    """The keys ``duration`` (working, or elapsed such as ``"3ed"``) and ``effort``."""

    names: tuple[str, ...] = ("duration", "effort")

    def read(self, table: Table, scope: Scope, values: dict[str, Any]) -> None:
        """Read whichever is there."""
        if "effort" in table:
            with within("effort"):
                values["effort"] = TIME_ESTIMATE.read(table["effort"], scope)
        if "duration" in table:
            stated = table["duration"]
            with within("duration"):
                values["elapsed"] = _is_elapsed(stated, scope)
                codec = ELAPSED_ESTIMATE if values["elapsed"] else TIME_ESTIMATE
                values["duration"] = codec.read(stated, scope)

    def write(self, thing: Mode, scope: Scope, node: dict[str, Node]) -> None:
        """Write whichever is there."""
        if thing.effort is not None:
            node["effort"] = TIME_ESTIMATE.write(thing.effort, scope)
        if thing.duration is not None:
            codec = ELAPSED_ESTIMATE if thing.elapsed else TIME_ESTIMATE
            node["duration"] = codec.write(thing.duration, scope)

    def schema(self) -> dict[str, JsonSchema]:
        """Return the schema of both keys."""
        return {"duration": ELAPSED_ESTIMATE.schema(), "effort": TIME_ESTIMATE.schema()}


def _is_elapsed(stated: Stated, scope: Scope) -> bool:
    """Return whether an estimate's most likely value is elapsed time."""
    if isinstance(stated, list) and stated:
        stated = stated[len(stated) // 2]
    if isinstance(stated, dict):
        stated = stated.get("likely")
    if not isinstance(stated, str):
        return False
    with within():
        return parse_span(stated, scope.units).elapsed


_MODE_FIELDS: Final[tuple[Field, ...]] = (
    Measure(),
    Staff(),
    Key("picks", ListOf(PICK)),
    Key("cost", MONEY),
    Key("supplier", TEXT),
    Key("supplier_cost", MONEY),
    Key("uses", Keyed(BudgetUse, lambda use: (use.budget, use.amount), WHOLE, "budget", "amount")),
    Key("defect_factor", NUMBER),
    Key("removal", REMOVALS, "removals"),
)
MODE: Final = Record(Mode, Key("id", TEXT), Key("name", TEXT), *_MODE_FIELDS)
PLAIN_MODE: Final = Record(Mode, *_MODE_FIELDS)
PLAIN_ID: Final = Mode.__dataclass_fields__["id"].default


class Modes(Field):
    """The modes: the keys of the normal one stand in the activity itself, others below ``[[activity.mode]]``."""

    names: tuple[str, ...] = (*(name for field in _MODE_FIELDS for name in field.names), "mode")
    _own = frozenset(names[:-1])
    _others = ListOf(MODE, headed=True)

    def read(self, table: Table, scope: Scope, values: dict[str, Any]) -> None:
        """Read the normal mode if any of its keys is there, and then the others."""
        own = {name: value for name, value in table.items() if name in self._own}
        modes: tuple[Mode, ...] = (PLAIN_MODE.read(own, scope),) if own else ()
        if "mode" in table:
            with within("mode"):
                modes += self._others.read(table["mode"], scope)
        if modes:
            values["modes"] = modes

    def write(self, thing: Activity, scope: Scope, node: dict[str, Node]) -> None:
        """Write a first mode without a name of its own into the activity, the rest below it."""
        modes = thing.modes
        if modes and modes[0].id == PLAIN_ID and not modes[0].name:
            node.update(PLAIN_MODE.write(modes[0], scope))
            modes = modes[1:]
        if modes:
            node["mode"] = self._others.write(modes, scope)

    def schema(self) -> JsonSchema:
        """Return the schema of all these keys."""
        properties: JsonSchema = PLAIN_MODE.schema()["properties"]
        return {**properties, "mode": self._others.schema()}


class Constraints(Field):
    """One key per kind of constraint, in the order in which they stand."""

    _codecs: Final[dict[ConstraintKind, Instant]] = {
        ConstraintKind.START_NO_EARLIER: FROM,
        ConstraintKind.START_NO_LATER: UNTIL,
        ConstraintKind.FINISH_NO_EARLIER: FROM,
        ConstraintKind.FINISH_NO_LATER: UNTIL,
        ConstraintKind.MUST_START: WORK_FROM,
        ConstraintKind.MUST_FINISH: WORK_UNTIL,
    }
    names: tuple[str, ...] = tuple(kind.replace("-", "_") for kind in ConstraintKind)
    _kinds: Final = {kind.replace("-", "_"): kind for kind in ConstraintKind}

    def read(self, table: Table, scope: Scope, values: dict[str, Any]) -> None:
        """Read them in order."""
        found = []
        if self._kinds.keys().isdisjoint(table):
            return
        for name, kind in ((name, self._kinds[name]) for name in table if name in self._kinds):
            with within(name):
                if kind is not ConstraintKind.AS_LATE_AS_POSSIBLE:
                    found.append(Constraint(kind, self._codecs[kind].read(table[name], scope)))
                elif FLAG.read(table[name], scope):
                    found.append(Constraint(kind))
        if found:
            values["constraints"] = tuple(found)

    def write(self, thing: Activity, scope: Scope, node: dict[str, Node]) -> None:
        """Write them in order."""
        for constraint in thing.constraints:
            name = constraint.kind.replace("-", "_")
            at = constraint.at
            node[name] = True if at is None else self._codecs[constraint.kind].write(at, scope)

    def schema(self) -> dict[str, JsonSchema]:
        """Return the schema of each key."""
        dated = {kind.replace("-", "_"): codec.schema() for kind, codec in self._codecs.items()}
        return {**dated, "as_late_as_possible": FLAG.schema()}


PROGRESS: Final = Record(
    Progress,
    Key("started", FROM, "actual_start"),
    Key("finished", UNTIL, "actual_finish"),
    Key("complete", PART, "complete_permille"),
    Key("remaining", TIME_ESTIMATE),
    Key("effort", HOURS, "actual_effort_minutes"),
    Key("cost", MONEY, "actual_cost"),
)


class ActivityTable(Record[Activity]):
    """An activity; its links belong to the plan, so that they are read and written beside it."""

    def schema(self) -> JsonSchema:
        """Return the schema of an activity with its links."""
        schema = super().schema()
        schema["properties"]["links"] = PREDECESSORS.schema()
        return schema


ACTIVITY: Final = ActivityTable(
    Activity,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("parent", TEXT),
    Key("project", TEXT),
    Key("deliverable", TEXT),
    Key("kind", TEXT, "work_kind"),
    Key("calendar", TEXT),
    Key("priority", Whole(0, 1000)),
    Constraints(),
    Key("deadline", ShortRecord(Deadline, Key("at", UNTIL), Key("penalty_per_day", MONEY))),
    Key("progress", PROGRESS),
    Modes(),
    Key("note", TEXT),
    extra=("links",),
    calendar=own_calendar,
)
