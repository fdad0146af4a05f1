"""ProTrack projects (.p2x): network, costs and people, with the baseline and every tracking period.

Durations are working hours of the project's agenda, dates are ``ddmmyyyyhhmm``. A baseline is what its planners chose,
mostly later than the network alone would allow: its starts are read as the earliest ones.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from trilemma.engine.api import (
    Activity,
    Baseline,
    BaselineEntry,
    Calendar,
    CalendarException,
    Capacity,
    Constraint,
    ConstraintKind,
    Demand,
    Estimate,
    InputError,
    Link,
    LinkType,
    Mode,
    Plan,
    PlanError,
    Progress,
    Project,
    Rate,
    Shift,
    Shifts,
    Status,
    StatusEntry,
    Team,
    Timeline,
    Week,
    compile_calendar,
)
from trilemma.files.imported import Imported
from trilemma.files.limits import require_size

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LIMIT: Final = 32_000_000
LINK_TYPES: Final = {
    0: LinkType.START_START,
    1: LinkType.START_FINISH,
    2: LinkType.FINISH_START,
    3: LinkType.FINISH_FINISH,
}
CENT: Final = Decimal("0.01")
MOST: Final = 10**12
"""The largest number that a field may hold: products of two of them still have whole cents."""
PERMILLE: Final = 1000
YEARS_AHEAD: Final = 30


def read_p2x(data: bytes, name: str) -> Imported:
    """Read a ProTrack project.

    Parameters
    ----------
    data
        The file.
    name
        What errors call it.

    Returns
    -------
    Imported
        The plan as baselined, with one status snapshot for each tracking period; the dates are the baseline's.

    Raises
    ------
    InputError
        If the file is not well-formed or a value is not what the format says.
    PlanError
        If its contents contradict each other.
    """
    require_size(data, name, LIMIT)
    try:
        root = parse(io.BytesIO(data), forbid_dtd=True).getroot()
    except LookupError as error:
        raise InputError(f"the XML names an {error}", name) from error
    except ParseError as error:
        line, column = error.position
        raise InputError(f"the XML is broken: {error.msg}", f"{name}:{line}:{column + 1}") from error
    except DefusedXmlException as error:
        raise InputError("the XML has a document type or entities, which plan files do not need", name) from error
    if root is None or root.tag != "Project" or root.find("Agenda") is None:
        raise InputError("this is no ProTrack project", name)
    return _Reader(root, name).read()


@dataclass(frozen=True, slots=True)
class _Field:
    """One element's children as typed values, with the place for errors."""

    element: Element
    place: str

    def text(self, tag: str) -> str:
        return (self.element.findtext(tag) or "").strip()

    def decimal(self, tag: str) -> Decimal:
        value = self.text(tag) or "0"
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise InputError(f"{tag} is {value[:30]!r}, which is not a number", self.place) from error
        if not number.is_finite() or abs(number) > MOST:
            raise InputError(f"{tag} is {value[:30]!r}, which is not a number up to {MOST:,}", self.place)
        return number

    def integer(self, tag: str) -> int:
        return int(self.decimal(tag))

    def instant(self, tag: str) -> datetime | None:
        """Return a date, None for the year 0 or 1 that stands for none."""
        value = self.text(tag)
        if not value.strip("0") or value[4:8] in {"0000", "0001", "0100"}:
            return None
        try:
            return datetime.strptime(value, "%d%m%Y%H%M").replace(tzinfo=UTC)
        except ValueError as error:
            raise InputError(f"{tag} is {value[:30]!r}, which is not a date as ddmmyyyyhhmm", self.place) from error


class _Reader:
    def __init__(self, root: Element, name: str) -> None:
        self.root = root
        self.name = name
        self.notes: list[str] = []
        self.calendar = self._calendar()
        self.activities = [self._field(e, "Activity") for e in self._list("Activities", "Activity")]
        self.start = self._start()
        self.timeline = self._timeline()
        self._crew_found: dict[str, list[tuple[Decimal, Decimal]]] | None = None

    def read(self) -> Imported:
        teams, demands = self._teams()
        parents, groups = self._outline()
        tasks = [self._activity(field, demands, parents) for field in self.activities]
        summaries = [Activity(f"g{uid}", title, f"g{parent}" if parent else None) for uid, title, parent in groups]
        used = {task.parent for task in tasks} | {summary.parent for summary in summaries}
        statuses = tuple(self._statuses())
        baseline = Baseline("baseline", self.start.date(), tuple(self._entries()))
        try:
            plan = Plan(
                projects=(Project("project", (self.root.findtext("NAME") or "").strip()),),
                start=self.start,
                activities=(*(s for s in summaries if s.id in used), *tasks),
                links=tuple(self._links()),
                calendar=self.calendar.id,
                calendars=(self.calendar,),
                teams=tuple(teams),
                baselines=(baseline,),
                statuses=statuses,
            )
        except PlanError as error:
            raise PlanError(error.message, f"{self.name}: {error.place}") from error
        dates = {entry.activity: (self._begun(entry), entry.finish) for entry in baseline.entries}
        return Imported(plan, dates, tuple(self.notes))

    def _list(self, outer: str, inner: str) -> list[Element]:
        return [element for wrapper in self.root.findall(outer) for element in wrapper.findall(inner)]

    def _field(self, element: Element, kind: str) -> _Field:
        uid = (element.findtext("UniqueID") or "").strip()
        return _Field(element, f"{self.name}: {kind} {uid}".rstrip())

    # --- agenda ------------------------------------------------------------------------------------------------------

    def _calendar(self) -> Calendar:
        """Return the agenda: hours of the day and days of the week that are off, and holidays."""
        agenda = self.root.find("Agenda")
        assert agenda is not None  # noqa: S101 - the reader refused the file without one
        off = {self._number(e, 23) for e in agenda.iterfind("NonWorkingHours/Hour")}
        days_off = {self._number(e, 6) for e in agenda.iterfind("NonWorkingDays/Day")}
        shifts = _shifts(off)
        days: list[Shifts] = [() if weekday in days_off else shifts for weekday in range(7)]
        week: Week = (days[0], days[1], days[2], days[3], days[4], days[5], days[6])
        hours = max(1, 24 - len(off))
        return Calendar(
            id="agenda",
            name="Agenda",
            time_zone="UTC",
            weeks=((None, week),),
            exceptions=tuple(self._holidays(agenda)),
            minutes_per_day=hours * 60,
            minutes_per_week=hours * 60 * max(1, 7 - len(days_off)),
        )

    def _number(self, element: Element, most: int) -> int:
        value = (element.text or "").strip()
        if not value.isdecimal() or int(value) > most:
            raise InputError(
                f"{element.tag} is {value[:20]!r}, which is not a number up to {most}", f"{self.name}: Agenda"
            )
        return int(value)

    def _holidays(self, agenda: Element) -> Iterator[CalendarException]:
        days: set[date] = set()
        for holiday in agenda.iterfind("Holidays/Holiday"):
            value = (holiday.text or "").strip()
            try:
                days.add(datetime.strptime(value[:8], "%d%m%Y").replace(tzinfo=UTC).date())
            except ValueError as error:
                raise InputError(f"a holiday is {value[:20]!r}, which is not a date", f"{self.name}: Agenda") from error
        for day in sorted(days):
            yield CalendarException(day, day)

    def _start(self) -> datetime:
        starts = [at for field in self.activities if (at := field.instant("BaseLineStart")) is not None]
        agenda = _Field(self.root.find("Agenda"), f"{self.name}: Agenda").instant("StartDate")  # type: ignore[arg-type]
        if not starts and agenda is None:
            raise InputError("the file states no start of the project", self.name)
        return min(starts) if starts else agenda  # type: ignore[return-value]

    def _timeline(self) -> Timeline:
        return compile_calendar(self.calendar, self._origin(), YEARS_AHEAD * 366 * 24 * 60)

    def _origin(self) -> datetime:
        return self.start.replace(hour=0, minute=0) - timedelta(days=366)

    def _after(self, start: datetime, minutes: int) -> datetime:
        """Return when working minutes from a start on are over."""
        begin = int((start - self._origin()).total_seconds()) // 60
        return self._origin() + timedelta(minutes=self.timeline.add(max(begin, 0), minutes * 1000))

    def _begun(self, entry: BaselineEntry) -> datetime:
        """Return the first working minute of a stated start: a task that starts at midnight starts in the morning."""
        if entry.start == entry.finish:
            return entry.start
        minute = int((entry.start - self._origin()).total_seconds()) // 60
        return min(self._origin() + timedelta(minutes=self.timeline.next_working(max(minute, 0))), entry.finish)

    # --- people and costs --------------------------------------------------------------------------------------------

    def _teams(self) -> tuple[list[Team], dict[str, list[Demand]]]:
        """Return resources as teams, as large as the largest demand, and the demands of each activity."""
        demands: dict[str, list[Demand]] = defaultdict(list)
        most: dict[str, int] = defaultdict(int)
        known = {self._field(e, "Resource").text("FIELD0") for e in self._list("Resources", "Resource")}
        for element in self._list("ResourceAssignments", "ResourceAssignment"):
            field = self._field(element, "ResourceAssignment")
            resource, amount = field.text("FIELD1025"), round(field.decimal("FIELD1026") * PERMILLE)
            if resource in known and amount > 0:
                demands[field.text("FIELD1024")].append(Demand(f"r{resource}", amount))
                most[resource] = max(most[resource], amount)
        teams = []
        for element in self._list("Resources", "Resource"):
            field = self._field(element, "Resource")
            uid = field.text("FIELD0")
            there = max(round(field.decimal("FIELD780") * PERMILLE), most[uid], PERMILLE)
            rate = max(field.decimal("FIELD771"), Decimal(0))
            rates = (Rate(rate),) if rate else ()
            teams.append(Team(f"r{uid}", field.text("FIELD1"), capacity=(Capacity(there),), rates=rates))
        return teams, {activity: _one_each(found) for activity, found in demands.items()}

    # --- activities --------------------------------------------------------------------------------------------------

    def _outline(self) -> tuple[dict[str, str], list[tuple[str, str, str | None]]]:
        """Return the group of each activity, and each group with its title and the group above it."""
        titles = {
            (e.findtext("UniqueID") or ""): (e.findtext("Name") or "")
            for e in self._list("ActivityGroups", "ActivityGroup")
        }
        parents: dict[str, str] = {}
        groups: list[tuple[str, str, str | None]] = []
        waiting: list[tuple[Element, str | None]] = [(e, None) for e in self.root.iterfind("OutlineList/List")]
        while waiting:
            element, above = waiting.pop(0)
            for child in element.iterfind("Child"):
                uid = (child.findtext("Data") or "").strip()
                if (child.findtext("Type") or "").strip() == "1":
                    groups.append((uid, titles.get(uid, ""), above))
                    waiting.extend((inner, uid) for inner in child.iterfind("List"))
                elif above is not None:
                    parents[uid] = above
        return parents, groups

    def _activity(self, field: _Field, demands: dict[str, list[Demand]], parents: dict[str, str]) -> Activity:
        uid = field.text("UniqueID")
        minutes = self._minutes(field, "BaseLineDuration")
        fixed = max(field.decimal("FixedBaselineCost"), Decimal(0))
        by_unit = max(field.decimal("BaselineCostByUnit"), Decimal(0))
        cost = (fixed + by_unit * minutes / 60).quantize(CENT)
        mode = Mode(duration=Estimate.fixed(minutes), demands=tuple(demands.get(uid, ())), cost=cost)
        parent = parents.get(uid)
        planned = field.instant("BaseLineStart")
        held = planned is not None and planned > self.start
        return Activity(
            id=uid,
            name=field.text("Name"),
            parent=f"g{parent}" if parent else None,
            modes=() if not minutes and not cost else (mode,),
            constraints=(Constraint(ConstraintKind.START_NO_EARLIER, planned),) if held else (),
        )

    def _minutes(self, field: _Field, tag: str) -> int:
        hours = field.decimal(tag)
        if hours < 0:
            raise InputError(f"{tag} is {hours}, and a duration must not be negative", field.place)
        return round(hours * 60)

    def _links(self) -> Iterator[Link]:
        known = {field.text("UniqueID") for field in self.activities}
        seen: set[tuple[str, str, LinkType]] = set()
        for element in self._list("Relations", "Relation"):
            field = self._field(element, "Relation")
            before, after = field.text("FromTask"), field.text("ToTask")
            if not {before, after} <= known:
                raise InputError(f"it links {before[:20]!r} with {after[:20]!r}, and not both exist", field.place)
            kind = LINK_TYPES.get(field.integer("LagType"))
            if kind is None:
                raise InputError(f"LagType is {field.text('LagType')[:20]!r}, which is not one of 0 to 3", field.place)
            if (before, after, kind) not in seen and before != after:
                seen.add((before, after, kind))
                yield Link(before, after, kind, round(field.decimal("Lag") * 60))

    # --- what was planned and what happened --------------------------------------------------------------------------

    def _entries(self) -> Iterator[BaselineEntry]:
        for field in self.activities:
            start = field.instant("BaseLineStart")
            if start is not None:
                minutes = self._minutes(field, "BaseLineDuration")
                yield BaselineEntry(
                    field.text("UniqueID"), start, self._after(start, minutes), minutes, cost=self._planned_cost(field)
                )

    def _planned_cost(self, field: _Field) -> Decimal:
        """Return the cost of an activity as baselined: fixed, by hour, and of the people on it."""
        minutes = self._minutes(field, "BaseLineDuration")
        fixed = max(field.decimal("FixedBaselineCost"), Decimal(0))
        by_unit = max(field.decimal("BaselineCostByUnit"), Decimal(0))
        people = sum((rate * amount for rate, amount in self._crew().get(field.text("UniqueID"), ())), Decimal(0))
        return (fixed + (by_unit + people) * minutes / 60).quantize(CENT)

    def _crew(self) -> dict[str, list[tuple[Decimal, Decimal]]]:
        """Return rate and amount of everybody on each activity."""
        if self._crew_found is None:
            rates = {}
            for element in self._list("Resources", "Resource"):
                field = self._field(element, "Resource")
                rates[field.text("FIELD0")] = max(field.decimal("FIELD771"), Decimal(0))
            crew: dict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
            for element in self._list("ResourceAssignments", "ResourceAssignment"):
                field = self._field(element, "ResourceAssignment")
                rate = rates.get(field.text("FIELD1025"), Decimal(0))
                crew[field.text("FIELD1024")].append((rate, max(field.decimal("FIELD1026"), Decimal(0))))
            self._crew_found = crew
        return self._crew_found

    def _statuses(self) -> Iterator[Status]:
        """Yield one snapshot for each tracking period, in order of date; of two on one date the later one."""
        found: dict[datetime, Status] = {}
        for tracking in self.root.findall("TrackingList"):
            period: _Field | None = None
            for element in tracking:
                if element.tag == "TrackingPeriod":
                    period = self._field(element, "TrackingPeriod")
                elif element.tag.startswith("TProTrackActivities") and period is not None:
                    at = period.instant("EndDate")
                    if at is not None:
                        found[at] = Status(at, tuple(self._tracked(element, at)))
                    period = None
        for at in sorted(found):
            yield found[at]

    def _tracked(self, element: Element, at: datetime) -> Iterator[StatusEntry]:
        planned = {field.text("UniqueID"): field for field in self.activities}
        uid = ""
        for child in element:
            if child.tag == "Activity":
                uid = (child.text or "").strip()
            elif uid in planned:
                entry = self._entry(uid, planned[uid], _Field(child, f"{self.name}: tracking of {uid}"), at)
                if entry is not None:
                    yield entry

    def _entry(self, uid: str, planned: _Field, tracked: _Field, at: datetime) -> StatusEntry | None:
        """Return what a tracking period says of an activity, None where it had not begun."""
        start = tracked.instant("ActualStart")
        complete = min(max(tracked.decimal("PercentageComplete"), Decimal(0)), Decimal(1))
        if start is None or start > at or not (complete or tracked.decimal("ActualDuration")):
            return None
        worked = max(0, round(tracked.decimal("ActualDuration") * 60))
        left = max(0, round(tracked.decimal("RemainingDuration") * 60))
        cost = self._cost_so_far(planned, tracked, worked, complete)
        finish = self._after(start, worked) if complete == 1 and not left else None
        return StatusEntry(
            uid,
            Progress(
                actual_start=start,
                actual_finish=None if finish is None or finish > at else finish,
                remaining=Estimate.fixed(left) if finish is None or finish > at else None,
                complete_permille=round(complete * PERMILLE),
                actual_cost=cost,
            ),
        )

    def _cost_so_far(self, planned: _Field, tracked: _Field, worked: int, complete: Decimal) -> Decimal:
        """Return the actual cost: the share of the fixed cost, hours at their rates, and the stated deviation."""
        fixed = max(planned.decimal("FixedBaselineCost"), Decimal(0)) * complete
        people = sum((rate * amount for rate, amount in self._crew().get(planned.text("UniqueID"), ())), Decimal(0))
        hourly = max(planned.decimal("BaselineCostByUnit"), Decimal(0)) + people
        total = fixed + hourly * worked / 60 + tracked.decimal("ActualCostDev")
        return max(total, Decimal(0)).quantize(CENT)


def _shifts(off: set[int]) -> Shifts:
    """Return the hours of a day that are not off, joined to shifts."""
    shifts: list[Shift] = []
    for hour in range(24):
        if hour in off:
            continue
        if shifts and shifts[-1].finish_minute == hour * 60:
            shifts[-1] = Shift(shifts[-1].start_minute, (hour + 1) * 60)
        else:
            shifts.append(Shift(hour * 60, (hour + 1) * 60))
    return tuple(shifts)


def _one_each(demands: list[Demand]) -> list[Demand]:
    """Return demands with each resource named once."""
    amounts: dict[str, int] = {}
    for demand in demands:
        amounts[demand.resource] = max(amounts.get(demand.resource, 0), demand.permille)
    return [Demand(resource, permille) for resource, permille in amounts.items()]
