"""The whole plan as one document of tables, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trilemma.engine.api import Activity, Calendar, Link, Person, Plan, Project, Team, standard_calendar
from trilemma.files.plan_text.agreement_tables import (
    ADOPTED,
    BASELINE,
    LEVER,
    PRIORITY,
    STATEMENT,
    STATUS,
    SUBPROJECT,
    TERMS,
)
from trilemma.files.plan_text.calendar_tables import CALENDAR
from trilemma.files.plan_text.codec import (
    Codec,
    Headed,
    JsonSchema,
    Key,
    ListOf,
    Node,
    Record,
    Section,
    Stated,
    Tables,
    expected,
)
from trilemma.files.plan_text.link_text import PREDECESSORS
from trilemma.files.plan_text.misfit import Misfit, suggestion, within
from trilemma.files.plan_text.people_tables import PERSON, TEAM
from trilemma.files.plan_text.quality_tables import CORRELATION, QUALITY, QUALITY_STEP, RISK
from trilemma.files.plan_text.scope import Scope, units_of
from trilemma.files.plan_text.values import FROM, TEXT, UNTIL
from trilemma.files.plan_text.work_tables import ACTIVITY, BUDGET, DELIVERABLE

FORMAT: Final = 1
DEFAULT_CURRENCY: Final = "EUR"


def _project(name: str = "", priority: int = 500, **head: Any) -> tuple[Project, dict[str, Any]]:  # noqa: ANN401
    return Project(head.pop("id"), name, priority), head


PROJECT: Final = Record(
    _project,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("start", FROM),
    Key("status_date", UNTIL),
    Key("release", TEXT),
    Key("priority", PRIORITY),
    defaults=dict.fromkeys(("status_date", "release")),
    extra=("time_zone", "currency", "calendar"),
)


def _listed(codec: Record[Any]) -> ListOf[Any]:
    return ListOf(codec, headed=True)


_TABLES: Final[Mapping[str, tuple[str, Codec[Any]]]] = {
    "team": ("teams", _listed(TEAM)),
    "person": ("people", _listed(PERSON)),
    "deliverable": ("deliverables", _listed(DELIVERABLE)),
    "budget": ("budgets", _listed(BUDGET)),
    "quality": ("quality", Headed(QUALITY)),
    "quality_step": ("steps", _listed(QUALITY_STEP)),
    "risk": ("risks", _listed(RISK)),
    "correlation": ("correlation", Headed(CORRELATION)),
    "lever": ("levers", _listed(LEVER)),
    "statement": ("statements", _listed(STATEMENT)),
    "terms": ("terms", Headed(TERMS)),
    "adopted": ("adopted", Headed(ADOPTED)),
    "baseline": ("baselines", _listed(BASELINE)),
    "status": ("statuses", _listed(STATUS)),
}
"""Every table that is read by itself, with the plan's attribute; activities, calendars and projects need more."""

ORDER: Final = (
    *("format", "project", "subproject", "calendar", "team", "person", "deliverable", "budget", "activity", "quality"),
    *("quality_step", "risk", "correlation", "lever", "statement", "terms", "adopted", "baseline", "status"),
)
"""The order in which tables are written."""


def plan_of(document: Mapping[str, Any]) -> Plan:
    """Return the plan that a document states; raise `Misfit` where it does not fit."""
    unknown = [key for key in document if key not in ORDER]
    if unknown:
        raise Misfit(f"the table {unknown[0]!r} is unknown{suggestion(unknown[0], ORDER)}", (unknown[0],))
    _require_format(document)
    head = document.get("project")
    if not isinstance(head, dict):
        raise Misfit("a plan needs the table [project]")
    with within("project"):
        zone = _zone(head)
        bare = _bare_scope(zone, _text(head, "currency", DEFAULT_CURRENCY))
    with within("calendar"):
        calendars = _CALENDARS.read(document.get("calendar", []), bare) or (bare.calendar,)
    in_force = _text(head, "calendar", calendars[0].id)
    scope = _scope(document, replace(bare, calendars={each.id: each for each in calendars}), in_force)
    with within("project"):
        own, values = PROJECT.read(head, scope)
    with within("subproject"):
        others = _SUBPROJECTS.read(document.get("subproject", []), scope)
    for name, (attribute, codec) in _TABLES.items():
        if name in document:
            with within(name):
                values[attribute] = codec.read(document[name], scope)
    activities, links = _activities(document.get("activity", []), scope)
    return Plan(
        projects=(own, *others),
        activities=activities,
        links=links,
        time_zone=zone.key,
        currency=scope.currency,
        calendar=in_force,
        calendars=calendars,
        **values,
    )


_PARTS: Final[Mapping[str, Record[Any]]] = {"calendar": CALENDAR, "team": TEAM, "person": PERSON}


def part_of(kind: str, table: Mapping[str, Any], time_zone: str, currency: str) -> Calendar | Team | Person:
    """Return the calendar, team or person that one table states; raise `Misfit` where it does not fit."""
    found: Calendar | Team | Person = _PARTS[kind].read(dict(table), _bare_scope(ZoneInfo(time_zone), currency))
    return found


def document_of(plan: Plan) -> dict[str, Node]:
    """Return the document of a plan."""
    scope = scope_of(plan)
    bare = replace(_bare_scope(scope.zone, plan.currency), calendars=plan.calendar_by_id)
    found: dict[str, Node] = {"format": FORMAT, "project": Section(_head(plan, scope))}
    if plan.projects[1:]:
        found["subproject"] = _SUBPROJECTS.write(plan.projects[1:], scope)
    if not _has_standard_calendar(plan):
        found["calendar"] = _CALENDARS.write(plan.calendars, bare)
    for name, (attribute, codec) in _TABLES.items():
        value = getattr(plan, attribute)
        if value is not None and value != _EMPTY.get(attribute, ()):
            found[name] = codec.write(value, scope)
    if plan.activities:
        found["activity"] = _activity_nodes(plan, scope)
    return {name: found[name] for name in ORDER if name in found}


def scope_of(plan: Plan) -> Scope:
    """Return what must be known to read and write the parts of a plan."""
    bare = replace(_bare_scope(ZoneInfo(plan.time_zone), plan.currency), calendars=plan.calendar_by_id)
    return replace(
        bare.on(plan.calendar),
        teams=frozenset(plan.team_by_id),
        resources=frozenset((*plan.team_by_id, *plan.person_by_id)),
        activities=frozenset(plan.activity_by_id),
        calendar_of={each.id: each.calendar for each in plan.activities if each.calendar is not None},
    )


def schema() -> JsonSchema:
    """Return the JSON Schema of a document."""
    head = PROJECT.schema()
    head["properties"] |= dict.fromkeys(("time_zone", "currency", "calendar"), TEXT.schema())
    head["required"] = ["id", "start"]
    tables = {
        "format": {"const": FORMAT},
        "project": head,
        "subproject": _SUBPROJECTS.schema(),
        "calendar": _CALENDARS.schema(),
        "activity": _ACTIVITIES.schema(),
        **{name: codec.schema() for name, (_, codec) in _TABLES.items()},
    }
    return {
        "type": "object",
        "properties": {name: tables[name] for name in ORDER},
        "required": ["format", "project"],
        "additionalProperties": False,
    }


_CALENDARS: Final = _listed(CALENDAR)
_SUBPROJECTS: Final = _listed(SUBPROJECT)
_ACTIVITIES: Final = _listed(ACTIVITY)
_EMPTY: Final = {
    name: field.default_factory()
    for name, field in Plan.__dataclass_fields__.items()
    if callable(field.default_factory) and name != "calendars"
}


def _require_format(document: Mapping[str, Any]) -> None:
    stated = document.get("format")
    if stated is None:
        raise Misfit(f"a plan text begins with format = {FORMAT}")
    if stated != FORMAT or isinstance(stated, bool):
        raise Misfit(f"format {stated!r} is unknown; this version reads format = {FORMAT}", ("format",))


def _text(table: Mapping[str, Any], key: str, default: str) -> str:
    if key not in table:
        return default
    with within(key):
        return TEXT.read(table[key], _NOWHERE)


def _zone(head: Mapping[str, Any]) -> ZoneInfo:
    name = _text(head, "time_zone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Misfit(f"there is no time zone {name!r}; write one such as Europe/Berlin", ("time_zone",)) from None


def _bare_scope(zone: ZoneInfo, currency: str) -> Scope:
    calendar = standard_calendar(time_zone=zone.key)
    return Scope(zone, currency, calendar, units_of(calendar))


_NOWHERE: Final = _bare_scope(ZoneInfo("UTC"), DEFAULT_CURRENCY)


def _scope(document: Mapping[str, Any], bare: Scope, calendar: str) -> Scope:
    if calendar not in bare.calendars:
        hint = suggestion(calendar, bare.calendars)
        raise Misfit(f"there is no calendar {calendar!r}{hint}", ("project", "calendar"))
    ids = {name: _ids(document.get(name, []), name) for name in ("team", "person", "activity")}
    return replace(
        bare.on(calendar),
        teams=ids["team"],
        resources=ids["team"] | ids["person"],
        activities=ids["activity"],
        calendar_of={
            table["id"]: table["calendar"]
            for table in document.get("activity", [])
            if isinstance(table.get("id"), str) and isinstance(table.get("calendar"), str)
        },
    )


def _ids(tables: Stated, name: str) -> frozenset[str]:
    if not isinstance(tables, list):
        with within(name):
            raise expected(f"a list of tables [[{name}]]", tables)
    for index, table in enumerate(tables):
        if not isinstance(table, dict):
            with within(name, index):
                raise expected("a table", table)
    return frozenset(table["id"] for table in tables if isinstance(table.get("id"), str))


def _activities(tables: list[Any], scope: Scope) -> tuple[tuple[Activity, ...], tuple[Link, ...]]:
    activities: list[Activity] = []
    links: list[Link] = []
    for index, table in enumerate(tables):
        try:
            activity = ACTIVITY.read(table, scope)
            if "links" in table:
                with within("links"):
                    links.extend(PREDECESSORS.read(table["links"], activity.id, scope.on(activity.calendar)))
        except Misfit as misfit:
            misfit.path = ("activity", index, *misfit.path)
            raise
        activities.append(activity)
    return tuple(activities), tuple(links)


def _activity_nodes(plan: Plan, scope: Scope) -> Node:
    arriving: dict[str, list[Link]] = {}
    for link in plan.links:
        arriving.setdefault(link.successor, []).append(link)
    return Tables([_activity_node(activity, arriving.get(activity.id, []), scope) for activity in plan.activities])


def _activity_node(activity: Activity, links: list[Link], scope: Scope) -> dict[str, Node]:
    node: dict[str, Node] = ACTIVITY.write(activity, scope)
    if not links:
        return node
    listed = {"links": PREDECESSORS.write(links, scope.on(activity.calendar))}
    head = {key: value for key, value in node.items() if key in {"id", "name", "parent"}}
    return head | listed | node


def _head(plan: Plan, scope: Scope) -> dict[str, Node]:
    own = plan.projects[0]
    node: dict[str, Node] = {"id": own.id}
    if own.name:
        node["name"] = own.name
    node["start"] = FROM.write(plan.start, scope)
    if plan.status_date is not None:
        node["status_date"] = UNTIL.write(plan.status_date, scope)
    node |= {"time_zone": plan.time_zone, "currency": plan.currency}
    if plan.calendar != plan.calendars[0].id:
        node["calendar"] = plan.calendar
    if plan.release is not None:
        node["release"] = plan.release
    if own.priority != Project(own.id).priority:
        node["priority"] = own.priority
    return node


def _has_standard_calendar(plan: Plan) -> bool:
    standard: tuple[Calendar, ...] = (standard_calendar(time_zone=plan.time_zone),)
    return plan.calendars == standard
