"""From a table to a plan: hierarchy, links, people, estimates and progress; or onto a plan that is there already."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from trilemma.engine.api import (
    PERMILLE,
    Activity,
    Capacity,
    Constraint,
    ConstraintKind,
    Deadline,
    Demand,
    Estimate,
    InputError,
    Link,
    Mode,
    Person,
    Plan,
    Progress,
    Project,
    Team,
    TrilemmaError,
    standard_calendar,
)
from trilemma.files.lists import cells
from trilemma.files.lists.table import Row, Table
from trilemma.files.quantities import DayUnits

_UNITS_OF: Final = {"d": "d", "days": "d", "h": "h", "hours": "h", "min": "min", "w": "w", "weeks": "w", "tage": "d"}
_DATES: Final = (
    *("start", "finish", "planned_start", "start_no_earlier", "deadline", "actual_start", "actual_finish"),
)
_YES: Final = {"yes", "y", "true", "1", "x", "ja", "j", "oui"}


def plan_of_table(table: Table, name: str, zone: str = "UTC") -> Plan:
    """Return the plan that a list describes.

    Parameters
    ----------
    table
        The list.
    name
        What to call the file; its stem becomes the project's id.
    zone
        The time zone of its dates.

    Returns
    -------
    Plan
        Everybody named works on the standard calendar; the project starts with the earliest date of the list.

    Raises
    ------
    TrilemmaError
        If a cell cannot be understood, a reference leads nowhere, or no date says when the project starts; names file
        and row.
    """
    calendar = standard_calendar(time_zone=zone)
    units = DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)
    reader = _Reader(table, ZoneInfo(zone), units)
    start = reader.earliest
    if start is None:
        raise InputError("no date says when the project starts; add a column Start", name)
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "plan"
    return _placed(
        reader, name, lambda: reader.onto(Plan((Project(stem),), start, time_zone=zone, calendars=(calendar,)))
    )


def plan_updated(plan: Plan, table: Table, name: str) -> Plan:
    """Return a plan with what a list says of it: rows with a known key change it, others are new activities.

    Parameters
    ----------
    plan
        The plan.
    table
        The list; it needs a column of keys. Empty cells and missing columns change nothing, missing rows remove
        nothing.
    name
        What to call the file in errors.

    Returns
    -------
    Plan
        The plan with changed and added activities, links and persons.
    """
    if "id" not in table.columns and "wbs" not in table.columns:
        raise InputError("to update a plan the list needs a column of keys such as ID", name)
    calendar = plan.calendar_by_id[plan.calendar]
    units = DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)
    reader = _Reader(table, ZoneInfo(plan.time_zone), units, set(plan.activity_by_id))
    return _placed(reader, name, lambda: reader.onto(plan))


def _placed(reader: _Reader, name: str, build: Callable[[], Plan]) -> Plan:
    """Build a plan; an error of the model about an activity is placed at its row."""
    try:
        return build()
    except TrilemmaError as error:
        place = error.place or ""
        if place.startswith(name):
            raise
        found = next(
            (row.place for key, row in reader.row_of.items() if place.split(", ")[0] == f"activity {key}"), name
        )
        raise type(error)(f"{place}: {error.message}" if place else error.message, found) from error


@dataclass
class _Reader:
    table: Table
    zone: ZoneInfo
    units: DayUnits
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.row_of: dict[str, Row] = {}
        self.key_of: dict[int, str] = {}
        self.reference: dict[str, str] = {key: key for key in self.known}
        for row in self.table.rows:
            key = row.text("id") or row.text("wbs") or str(row.number)
            if key in self.row_of:
                raise InputError(f"the key {key!r} comes twice", row.place)
            self.row_of[key] = row
            self.key_of[row.number] = key
        for key, row in self.row_of.items():
            for reference in (row.text("wbs"), *([] if "id" in self.table.columns else [str(row.number)]), key):
                if reference:
                    self.reference[reference] = key
        self.parents = self._parents()
        self.summaries = frozenset(self.parents.values())
        self.month_first = cells.month_first(
            text
            for row in self.table.rows
            for column in _DATES
            if (text := row.cells.get(column)) and isinstance(text, str)
        )
        shares = [str(row.cells["complete"]) for row in self.table.rows if "complete" in row.cells]
        self.percent = any(
            not share.endswith("%") and cells.number(share, "list") > 1 for share in shares if _plain(share)
        )

    @cached_property
    def earliest(self) -> datetime | None:
        """The earliest date at which anything starts."""
        columns = ("start", "start_no_earlier", "actual_start", "planned_start")
        dates = [self._instant(row, column) for row in self.table.rows for column in columns if column in row.cells]
        return min(dates, default=None)

    def onto(self, plan: Plan) -> Plan:
        people = self._everybody(plan)
        found = {each.id: each for each in plan.activities}
        links = {(link.predecessor, link.successor, link.type): link for link in plan.links}
        for key, row in self.row_of.items():
            before = found.get(key, Activity(key))
            found[key] = self._activity(before, row, people, summary=key in self.summaries or key in plan.children)
            if "links" in row.cells:
                links = {each: link for each, link in links.items() if link.successor != key}
                for link in self._links(row, key):
                    links[link.predecessor, link.successor, link.type] = link
        named = {each for each in people.values() if each not in {known.id for known in plan.resources}}
        most = self._most(people)
        teams = [Team(each, capacity=(Capacity(most[each]),)) for each in sorted(named) if most[each] > PERMILLE]
        persons = [Person(each) for each in dict.fromkeys(people.values()) if each in named and most[each] <= PERMILLE]
        return replace(
            plan,
            activities=tuple(found.values()),
            links=tuple(links.values()),
            teams=(*plan.teams, *teams),
            people=(*plan.people, *persons),
        )

    # --- hierarchy --------------------------------------------------------------------------------------------------

    def _parents(self) -> dict[str, str]:
        if "parent" in self.table.columns:
            return self._stated_parents()
        if "level" in self.table.columns:
            return self._parents_by_depth([(row, self._level(row)) for row in self.table.rows])
        if "wbs" in self.table.columns:
            return self._parents_by_code()
        names = [(row, row.text("name")) for row in self.table.rows]
        indents = [(row, len(text) - len(text.lstrip())) for row, text in names]
        return self._parents_by_depth(indents) if any(depth for _, depth in indents) else {}

    def _stated_parents(self) -> dict[str, str]:
        by_name = {row.text("name").strip(): key for key, row in self.row_of.items()}
        found = {}
        for key, row in self.row_of.items():
            stated = row.text("parent").strip()
            if stated:
                parent = self.reference.get(stated) or by_name.get(stated)
                if parent is None:
                    raise InputError(f"there is no activity {stated!r} to lie below", row.place)
                found[key] = parent
        return found

    def _parents_by_depth(self, depths: Iterable[tuple[Row, int]]) -> dict[str, str]:
        above: list[tuple[int, str]] = []
        found = {}
        for row, depth in depths:
            while above and above[-1][0] >= depth:
                above.pop()
            key = self.key_of[row.number]
            if above:
                found[key] = above[-1][1]
            above.append((depth, key))
        return found

    def _parents_by_code(self) -> dict[str, str]:
        found = {}
        for key, row in self.row_of.items():
            code = row.text("wbs").rstrip(".")
            while "." in code:
                code = code.rpartition(".")[0]
                parent = self.reference.get(code) or self.reference.get(f"{code}.")
                if parent is not None and parent != key:
                    found[key] = parent
                    break
        return found

    def _level(self, row: Row) -> int:
        return int(cells.number(row.cells.get("level", 1), row.place))

    # --- one row ----------------------------------------------------------------------------------------------------

    def _activity(self, before: Activity, row: Row, people: dict[str, str], *, summary: bool) -> Activity:
        changed = replace(
            before,
            name=row.text("name").strip() or before.name,
            parent=self.parents.get(before.id, before.parent),
            note=row.text("note") or before.note,
            work_kind=before.work_kind,
            priority=int(cells.number(row.cells["priority"], row.place)) if self._numeric(row) else before.priority,
            constraints=self._constraints(before, row),
            deadline=self._deadline(before, row),
        )
        if summary:
            return replace(changed, modes=())
        modes = self._modes(before, row, people)
        return replace(changed, modes=modes, progress=self._progress(before, row))

    def _numeric(self, row: Row) -> bool:
        text = row.text("priority")
        return text.isdigit()

    def _constraints(self, before: Activity, row: Row) -> tuple[Constraint, ...]:
        """Take a stated earliest start; a plain start binds what waits for nothing, and a new list only."""
        column = "start_no_earlier"
        free = "links" not in row.cells and before.id not in self.summaries and not self.known
        if column not in row.cells and free:
            column = "start"
        if column not in row.cells:
            return before.constraints
        if column == "start" and self._instant(row, column) == self.earliest:
            return before.constraints
        kind = ConstraintKind.START_NO_EARLIER
        others = tuple(each for each in before.constraints if each.kind is not kind)
        return (*others, Constraint(kind, self._instant(row, column)))

    def _deadline(self, before: Activity, row: Row) -> Deadline | None:
        if "deadline" not in row.cells:
            return before.deadline
        at = self._instant(row, "deadline", finishes=True)
        return replace(before.deadline, at=at) if before.deadline else Deadline(at)

    def _modes(self, before: Activity, row: Row, people: dict[str, str]) -> tuple[Mode, ...]:
        old = before.modes[0] if before.modes else None
        if row.text("milestone").strip().lower() in _YES:
            return ()
        demands = self._demands(row, people) if "people" in row.cells else old.demands if old else ()
        effort, duration, elapsed = self._measure(row, demands)
        if effort is None and duration is None:
            if old is None:
                return self._unmeasured(row, demands)
            effort, duration, elapsed = old.effort, old.duration, old.elapsed
        picked = old is not None and bool(old.picks) and "people" not in row.cells
        if effort is not None and not demands and not picked:
            effort, duration, elapsed = None, effort, False
        cost = cells.money(row.cells["cost"], row.place) if "cost" in row.cells else old.cost if old else None
        if not effort and duration and duration.certain and not duration.likely and old is None:
            return ()
        mode = replace(
            old or Mode(duration=Estimate.fixed(0)),
            effort=effort,
            duration=duration,
            elapsed=elapsed,
            demands=self._shares(row, demands, effort),
            picks=old.picks if old and "people" not in row.cells else (),
        )
        return (replace(mode, cost=cost) if cost is not None else mode, *before.modes[1:])

    def _unmeasured(self, row: Row, demands: tuple[Demand, ...]) -> tuple[Mode, ...]:
        if "start" not in row.cells or "finish" not in row.cells:
            return ()
        days = (self._instant(row, "finish", finishes=True) - self._instant(row, "start")).days
        weeks, rest = divmod(max(days, 0), 7)
        minutes = weeks * self.units.minutes_per_week + min(rest, 5) * self.units.minutes_per_day
        return (Mode(duration=Estimate.fixed(minutes), demands=demands),) if minutes else ()

    def _measure(self, row: Row, demands: tuple[Demand, ...]) -> tuple[Estimate | None, Estimate | None, bool]:
        """Return effort, duration and whether the duration is elapsed; effort counts where both are stated."""
        for column, unit in (("effort", "h"), ("duration", "d")):
            if column not in row.cells:
                continue
            estimate, elapsed = self._estimate(row, column, unit)
            if column == "effort" and not elapsed:
                if estimate.likely > 0 or "duration" not in row.cells:
                    return estimate, None, False
                continue
            return None, estimate, elapsed
        return None, None, False

    def _estimate(self, row: Row, column: str, unit: str) -> tuple[Estimate, bool]:
        units = [self._unit(each, unit) for each in (column, "low", "high")]
        likely = cells.span(row.cells[column], self.units, units[0], row.place)
        ends = [
            float(cells.span(row.cells[end], self.units, self._unit(end, units[0]), row.place).minutes)
            if end in row.cells
            else None
            for end in ("low", "high")
        ]
        middle = float(likely.minutes)
        if ends == [None, None]:
            return Estimate.fixed(middle), likely.elapsed
        low, high = (middle if end is None else end for end in ends)
        if not low <= middle <= high:
            raise InputError("low, most likely and high must not fall from one to the next", row.place)
        return Estimate(low, middle, high), likely.elapsed

    def _unit(self, column: str, usual: str) -> str:
        stated = self.table.columns[column].unit if column in self.table.columns else None
        return _UNITS_OF.get(stated or "", usual)

    def _demands(self, row: Row, people: dict[str, str]) -> tuple[Demand, ...]:
        named = cells.people(row.cells["people"], row.place)
        found: dict[str, int] = {}
        for who, share in named:
            found.setdefault(people[who.lower()], share or PERMILLE)
        return tuple(Demand(who, share) for who, share in found.items() if share > 0)

    def _shares(self, row: Row, demands: tuple[Demand, ...], effort: Estimate | None) -> tuple[Demand, ...]:
        """Spread an effort over a stated duration: 16 hours in 4 days is half a person."""
        if effort is None or not demands or "duration" not in row.cells or "[" in row.text("people"):
            return demands
        duration = cells.span(row.cells["duration"], self.units, self._unit("duration", "d"), row.place)
        room = float(duration.minutes) * len(demands)
        if duration.elapsed or not effort.likely < room:
            return demands
        share = max(1, round(PERMILLE * effort.likely / room))
        return tuple(replace(demand, permille=min(demand.permille, share)) for demand in demands)

    def _progress(self, before: Activity, row: Row) -> Progress | None:
        columns = ("complete", "actual_start", "actual_finish")
        if not any(column in row.cells for column in columns):
            return before.progress
        old = before.progress or Progress()
        complete = (
            cells.permille(row.cells["complete"], row.place, percent=self.percent)
            if "complete" in row.cells
            else old.complete_permille
        )
        started = self._instant(row, "actual_start") if "actual_start" in row.cells else old.actual_start
        finished = (
            self._instant(row, "actual_finish", finishes=True) if "actual_finish" in row.cells else old.actual_finish
        )
        if started is None and (complete or finished) and "start" in row.cells:
            started = self._instant(row, "start")
        if not complete and started is None and finished is None:
            return before.progress
        return replace(old, actual_start=started, actual_finish=finished, complete_permille=complete)

    # --- references -------------------------------------------------------------------------------------------------

    def _links(self, row: Row, key: str) -> list[Link]:
        return cells.links(row.cells["links"], key, self.reference.get, self.units, row.place)

    def _everybody(self, plan: Plan) -> dict[str, str]:
        """Return the id of everybody whom plan and list name, by id and by name in small letters."""
        found: dict[str, str] = {}
        for each in plan.resources:
            found.setdefault(each.name.lower(), each.id)
        for each in plan.resources:
            found[each.id.lower()] = each.id
        for row in self.table.rows:
            if "people" in row.cells:
                for who, _ in cells.people(row.cells["people"], row.place):
                    found.setdefault(who.lower(), who)
        return found

    def _most(self, people: dict[str, str]) -> dict[str, int]:
        """Return the largest share that any row asks of each: more than one person is a team."""
        most = dict.fromkeys(people.values(), PERMILLE)
        for row in self.table.rows:
            for who, share in cells.people(row.cells.get("people", ""), row.place):
                most[people[who.lower()]] = max(most[people[who.lower()]], share or 0)
        return most

    def _instant(self, row: Row, column: str, *, finishes: bool = False) -> datetime:
        cell = row.cells[column]
        return cells.instant(cell, self.zone, row.place, finishes=finishes, month_first=self.month_first)


def _plain(share: str) -> bool:
    return share.replace(".", "", 1).replace(",", "", 1).isdigit()
