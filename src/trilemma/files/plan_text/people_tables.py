"""Teams and persons: capacity, rates, absences, skills, overtime and ramp-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from trilemma.engine.api import Absence, Capacity, OvertimeRule, Person, RampUp, Rate, SkillLevel, Team
from trilemma.files.plan_text.codec import (
    Codec,
    JsonSchema,
    Key,
    Keyed,
    ListOf,
    Node,
    Record,
    ShortRecord,
    Stated,
    Whole,
    expected,
    own_calendar,
)
from trilemma.files.plan_text.misfit import Misfit, suggestion
from trilemma.files.plan_text.scope import Scope
from trilemma.files.plan_text.values import DAY, EXACT_SHARE, HEADS, HOURS, MONEY, PART, SPAN, TEXT


class Dated:
    """What changes at dates: one plain value that always held, or a list of tables with their first days."""

    def __init__(self, plain: Codec[int], record: Record[Capacity]) -> None:
        self.plain = plain
        self.record = record
        self.listed = ListOf(record)

    def read(self, value: Stated, scope: Scope) -> tuple[Capacity, ...]:
        """Return the dated entries."""
        if isinstance(value, list):
            return self.listed.read(value, scope)
        return (Capacity(self.plain.read(value, scope)),)

    def write(self, value: tuple[Capacity, ...], scope: Scope) -> Node:
        """Return the plain value where that is all."""
        if len(value) == 1 and value[0].first is None:
            return self.plain.write(value[0].permille, scope)
        return self.listed.write(value, scope)

    def schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        return {"anyOf": [self.plain.schema(), self.listed.schema()]}


class Rates:
    """A cost per hour; or with what is billed for it; or a list of those with their first days."""

    def read(self, value: Stated, scope: Scope) -> tuple[Rate, ...]:
        """Return the rates."""
        if isinstance(value, list):
            return _RATES.read(value, scope)
        if isinstance(value, dict):
            return (_RATE.read(value, scope),)
        return (Rate(MONEY.read(value, scope)),)

    def write(self, value: tuple[Rate, ...], scope: Scope) -> Node:
        """Return the shortest form."""
        if len(value) != 1:
            return _RATES.write(value, scope)
        plain = value[0] == Rate(value[0].cost_per_hour)
        return MONEY.write(value[0].cost_per_hour, scope) if plain else _RATE.write(value[0], scope)

    def schema(self) -> JsonSchema:
        """Return the schema of all forms."""
        return {"anyOf": [MONEY.schema(), _RATE.schema(), _RATES.schema()]}


_RATE: Final = Record(
    Rate, Key("cost", MONEY, "cost_per_hour"), Key("billing", MONEY, "billing_per_hour"), Key("first", DAY)
)
_RATES: Final = ListOf(_RATE)
TEAM_CAPACITY: Final = Dated(HEADS, Record(Capacity, Key("people", HEADS, "permille"), Key("first", DAY)))
PERSON_CAPACITY: Final = Dated(PART, Record(Capacity, Key("share", PART, "permille"), Key("first", DAY)))


def _absence(first: date, last: date | None = None, reason: str = "") -> Absence:
    return Absence(first, last or first, reason)


ABSENCE: Final = ShortRecord(_absence, Key("first", DAY), Key("last", DAY), Key("reason", TEXT), same="last")


class Skills:
    """A list of skills at level 1, or a table of skill and level."""

    def read(self, value: Stated, scope: Scope) -> tuple[SkillLevel, ...]:
        """Return the skills."""
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(SkillLevel(entry) for entry in value)
        return _LEVELS.read(value, scope)

    def write(self, value: tuple[SkillLevel, ...], scope: Scope) -> Node:
        """Return the shorter form."""
        if all(entry.level == 1 for entry in value):
            return [entry.skill for entry in value]
        return _LEVELS.write(value, scope)

    def schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        return {"anyOf": [{"type": "array", "items": {"type": "string"}}, _LEVELS.schema()]}


_LEVELS: Final = Keyed(SkillLevel, lambda s: (s.skill, s.level), Whole(1, 1000), "skill", "level")

PRESETS: Final = {
    "EU": OvertimeRule(
        minutes_per_day=120,
        minutes_per_week=480,
        average_minutes_per_week=48 * 60,
        average_weeks=17,
        rest_minutes=11 * 60,
        fatigue=Decimal("0.05"),
        floor=Decimal("0.7"),
    ),
    "DE": OvertimeRule(
        minutes_per_day=120,
        minutes_per_week=720,
        average_minutes_per_week=48 * 60,
        average_weeks=24,
        rest_minutes=11 * 60,
        fatigue=Decimal("0.05"),
        floor=Decimal("0.7"),
    ),
}
"""Overtime rules by name, to be refined by keys of their own.

EU: directive 2003/88/EC, articles 3, 6 and 16: 48 hours a week on average over four months, 11 hours of rest a day; up
to two hours a day so that an eight-hour day stays far from it. DE: sections 3 and 5 of the Arbeitszeitgesetz: ten hours
a day, eight on average over 24 weeks of six days. Premium and fatigue are the plan's own affair; 25 % and 5 % a week
are where they start.
"""


class Overtime:
    """A preset by name, or a table of caps, price and fatigue, perhaps on top of a preset."""

    def read(self, value: Stated, scope: Scope) -> OvertimeRule:
        """Return the rule."""
        if isinstance(value, str):
            return _preset(value)
        if not isinstance(value, dict):
            raise expected('a preset such as "EU" or a table', value)
        rest = {key: each for key, each in value.items() if key != "preset"}
        if "preset" not in value:
            return _OVERTIME.read(rest, scope)
        if not isinstance(value["preset"], str):
            raise expected('a preset such as "EU"', value["preset"])
        base = _OVERTIME.write(_preset(value["preset"]), scope)
        return _OVERTIME.read(base | rest, scope)

    def write(self, value: OvertimeRule, scope: Scope) -> Node:
        """Return the preset's name where it is one, else the table."""
        named = next((name for name, rule in PRESETS.items() if rule == value), None)
        return named or _OVERTIME.write(value, scope)

    def schema(self) -> JsonSchema:
        """Return the schema of a rule."""
        preset = {"enum": sorted(PRESETS)}
        table = _OVERTIME.schema()
        table["properties"] = {"preset": preset, **table["properties"]}
        del table["required"]
        return {"anyOf": [preset, table]}


def _preset(name: str) -> OvertimeRule:
    if name not in PRESETS:
        raise Misfit(f"there is no overtime preset {name!r}{suggestion(name, PRESETS)}")
    return replace(PRESETS[name])


_OVERTIME: Final = Record(
    OvertimeRule,
    Key("per_day", HOURS, "minutes_per_day"),
    Key("per_week", HOURS, "minutes_per_week"),
    Key("average_per_week", HOURS, "average_minutes_per_week"),
    Key("average_weeks", Whole(1, 1000)),
    Key("rest", HOURS, "rest_minutes"),
    Key("premium", EXACT_SHARE),
    Key("price_per_hour", MONEY),
    Key("fatigue", EXACT_SHARE),
    Key("floor", EXACT_SHARE),
)
_RAMP_UP: Final = Record(RampUp, Key("time", SPAN, "working_minutes"), Key("productivity", EXACT_SHARE))

TEAM: Final = Record(
    Team,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("calendar", TEXT),
    Key("capacity", TEAM_CAPACITY),
    Key("rate", Rates(), "rates"),
    Key("ramp_up", _RAMP_UP),
    Key("overtime", Overtime()),
    calendar=own_calendar,
)
PERSON: Final = Record(
    Person,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("team", TEXT),
    Key("calendar", TEXT),
    Key("first", DAY),
    Key("last", DAY),
    Key("capacity", PERSON_CAPACITY),
    Key("skills", Skills()),
    Key("rate", Rates(), "rates"),
    Key("absences", ListOf(ABSENCE)),
    Key("ramp_up", _RAMP_UP),
    Key("overtime", Overtime()),
    calendar=own_calendar,
)
