"""From MS Project XML to a plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trilemma.engine.api import (
    Activity,
    Constraint,
    ConstraintKind,
    Deadline,
    Demand,
    Estimate,
    InputError,
    Link,
    LinkType,
    Mode,
    Person,
    Plan,
    PlanError,
    Progress,
    Project,
    Team,
)
from trilemma.files.imported import Imported
from trilemma.files.limits import require_size
from trilemma.files.mspdi import codes
from trilemma.files.mspdi.calendars import Calendars
from trilemma.files.mspdi.carried import carried_plan
from trilemma.files.mspdi.dates import aware, baselines, stated_dates
from trilemma.files.mspdi.elements import numbers
from trilemma.files.mspdi.people_reader import PeopleReader, share_of
from trilemma.files.mspdi.records import Document, Record, parse

LIMIT: Final = 64_000_000
PERMILLE: Final = 1000
ONE_HOUR: Final = 60.0


def read_mspdi(data: bytes, name: str, *, time_zone: str = "UTC", limit: int = LIMIT) -> Imported:
    """Read a plan from MS Project XML.

    Parameters
    ----------
    data
        The file.
    name
        What errors call it.
    time_zone
        The IANA zone of the file's wall-clock times, which it does not state.
    limit
        The most that is read. [bytes]

    Returns
    -------
    Imported
        The plan, the one that the file carries along where it does; the dates that the file states; what a plan cannot
        hold.

    Raises
    ------
    InputError
        If the file is not well-formed or a value is not what the format says.
    PlanError
        If the file's contents contradict each other; the place is an activity's UID.
    """
    require_size(data, name, limit)
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"there is no time zone {time_zone!r}", name) from error
    found = _Reader(parse(data, name), name, time_zone).read()
    plan = carried_plan(data, name)
    return found if plan is None else _of_carried(found, plan)


def _of_carried(found: Imported, plan: Plan) -> Imported:
    """Return the plan that a file carries, with the dates that the file states under the ids of that plan."""
    ids = {str(uid): name for name, uid in numbers([activity.id for activity in plan.activities]).items()}
    dates = {ids[uid]: dates for uid, dates in found.dates.items() if uid in ids}
    return Imported(plan, dates, found.notes)


class _Reader:
    def __init__(self, document: Document, name: str, time_zone: str) -> None:
        self.project = document.project
        self.records = document.records
        self.name = name
        self.zone = ZoneInfo(time_zone)
        self.time_zone = time_zone
        self.notes: list[str] = []
        self.peculiar: dict[str, str] = {}
        self.calendars = Calendars(document.records["Calendar"], self._quantities(), time_zone)
        if not self.project.flag("ScheduleFromStart", default=True):
            self.notes.append("The file counts back from its finish; its starts are read as the earliest ones.")
        self.tasks = [task for task in document.records["Task"] if self._counts(task)]
        self.left_out = {task.text("UID") for task in document.records["Task"]}
        self.by_uid = {task.text("UID"): task for task in self.tasks}
        self.parents = self._parents()
        self.assigned = self._assignments()
        self.summaries = set(self.parents.values())

    def read(self) -> Imported:
        """Return the plan and the dates that the file states."""
        resources = PeopleReader(
            self.records["Resource"], self.assigned, self.by_uid, self.calendars, self.notes
        ).read()
        self.people = {thing.id for thing in resources}
        activities = tuple(self._activity(task) for task in self.tasks)
        calendar = self._project_calendar()
        used = {calendar, *(a.calendar for a in activities), *(r.calendar for r in resources)}
        try:
            plan = Plan(
                projects=(Project("project", self._title()),),
                start=self._start(),
                activities=activities,
                links=tuple(self._links()),
                time_zone=self.time_zone,
                currency=self._currency(),
                status_date=self._aware(self.project.instant("StatusDate")),
                calendar=calendar,
                calendars=tuple(
                    self.calendars.get(uid.removeprefix("c"), self.name) for uid in sorted(filter(None, used))
                ),
                teams=tuple(r for r in resources if isinstance(r, Team)),
                people=tuple(r for r in resources if isinstance(r, Person)),
                baselines=tuple(baselines(self.project, self._leaves, self.zone)),
            )
        except PlanError as error:
            raise PlanError(error.message, f"{self.name}: {error.place}") from error
        return Imported(plan, dict(stated_dates(self._leaves, self.zone)), tuple(self.notes), self.peculiar)

    def _quantities(self) -> dict[str, int]:
        day = self.project.integer("MinutesPerDay", 480)
        week = self.project.integer("MinutesPerWeek", 2400)
        month = self.project.integer("DaysPerMonth", 20)
        return {
            "minutes_per_day": day if 0 < day <= 1440 else 480,
            "minutes_per_week": week if 0 < week <= 10080 else 2400,
            "days_per_month": month if 0 < month <= 31 else 20,
        }

    @staticmethod
    def _counts(task: Record) -> bool:
        """Return whether a task is part of the plan: not the project's own line, a blank line or switched off."""
        outline = task.integer("OutlineLevel", 1)
        return outline > 0 and not task.flag("IsNull") and task.flag("Active", default=True) and bool(task.text("UID"))

    def _parents(self) -> dict[str, str]:
        """Return the summary above each task, by the levels of the outline."""
        parents: dict[str, str] = {}
        above: list[tuple[int, str]] = []
        for task in self.tasks:
            level = task.integer("OutlineLevel", 1)
            while above and above[-1][0] >= level:
                above.pop()
            if above:
                parents[task.text("UID")] = above[-1][1]
            above.append((level, task.text("UID")))
        return parents

    def _assignments(self) -> dict[str, list[Record]]:
        assigned: dict[str, list[Record]] = defaultdict(list)
        for record in self.records["Assignment"]:
            if record.text("ResourceUID") != codes.NOBODY:
                assigned[record.text("TaskUID")].append(record)
        return assigned

    def _title(self) -> str:
        return self.project.text("Title") or self.project.text("Name")

    def _currency(self) -> str:
        code = self.project.text("CurrencyCode", "EUR").upper()
        return code if len(code) == 3 and code.isascii() and code.isalpha() else "EUR"

    def _aware(self, instant: datetime | None) -> datetime | None:
        return aware(instant, self.zone)

    @property
    def _leaves(self) -> list[Record]:
        return [task for task in self.tasks if task.text("UID") not in self.summaries]

    def _start(self) -> datetime:
        starts = [start for task in self.tasks if (start := task.instant("Start")) is not None]
        stated = self.project.instant("StartDate")
        if stated is None and not starts:
            raise InputError("the file states no start of the project", self.name)
        start = self._aware(min(starts, default=stated) if stated is None else min([stated, *starts]))
        assert start is not None  # noqa: S101 - one of them is given
        return start

    def _held_start(self, task: Record) -> datetime | None:
        """Return the start at which a task must be held because the file's own rules put it there, not its links."""
        start = self._aware(task.instant("Start"))
        if not self.project.flag("ScheduleFromStart", default=True) or task.integer("LevelingDelay"):
            return start
        stated = self._aware(self.project.instant("StartDate"))
        early = stated is not None and self._start() < stated
        free = not task.children.get("PredecessorLink") and not task.integer("ConstraintType")
        return start if task.flag("ExternalTask") or (early and free) else None

    def _project_calendar(self) -> str:
        uid = self.project.text("CalendarUID")
        if not self.calendars.known(uid):
            uid = next((record.text("UID") for record in self.records["Calendar"]), "")
        if not uid:
            raise InputError("the file has no calendar", self.name)
        return self.calendars.get(uid, self.name).id

    # --- activities --------------------------------------------------------------------------------------------------

    def _activity(self, task: Record) -> Activity:
        uid = task.text("UID")
        summary = uid in self.summaries
        calendar = task.text("CalendarUID", "-1")
        deadline = self._aware(task.instant("Deadline"))
        return Activity(
            id=uid,
            name=task.text("Name"),
            parent=self.parents.get(uid),
            modes=() if summary else self._modes(task),
            calendar=self.calendars.get(calendar, task.place).id if self.calendars.known(calendar) else None,
            constraints=self._constraints(task, summary=summary),
            deadline=None if deadline is None else Deadline(deadline),
            priority=min(max(task.integer("Priority", 500), 0), 1000),
            progress=None if summary else self._progress(task),
            note=task.text("Notes"),
        )

    def _modes(self, task: Record) -> tuple[Mode, ...]:
        """Return the one mode of a task; none of a milestone, which takes no time."""
        minutes = task.minutes("Duration") or 0.0
        if minutes < 0:
            raise task.error("Duration", task.text("Duration"), "a duration of at least 0")
        elapsed = task.integer("DurationFormat", codes.DAYS_FORMAT) in codes.ELAPSED_FORMATS
        fixed_cost = max(task.decimal("FixedCost") / 100, Decimal(0)) + self._material_cost(task)
        if not minutes and not fixed_cost:
            return ()
        demands = () if elapsed or not minutes else tuple(self._demands(task))
        if self._by_effort(task, minutes, demands):
            effort = Estimate.fixed(minutes * sum(demand.permille for demand in demands) / PERMILLE)
            return (Mode(effort=effort, demands=demands, cost=fixed_cost),)
        return (Mode(duration=Estimate.fixed(minutes), elapsed=elapsed, demands=demands, cost=fixed_cost),)

    @staticmethod
    def _by_effort(task: Record, minutes: float, demands: tuple[Demand, ...]) -> bool:
        """Return whether effort says the same as the duration: equal shares that divide it into whole minutes."""
        driven = task.flag("EffortDriven") and task.integer("Type") != codes.FIXED_DURATION
        if not (driven and minutes and demands and len({d.permille for d in demands}) == 1):
            return False
        return all(minutes.is_integer() and (minutes * d.permille / PERMILLE).is_integer() for d in demands)

    def _material_cost(self, task: Record) -> Decimal:
        """Return what materials and costs assigned to a task cost."""
        total = Decimal(0)
        for record in self.assigned.get(task.text("UID"), ()):
            if f"r{record.text('ResourceUID')}" not in self.people:
                total += max(record.decimal("Cost") / 100, Decimal(0))
        return total.quantize(Decimal("0.01"))

    def _demands(self, task: Record) -> Iterator[Demand]:
        shares: dict[str, int] = defaultdict(int)
        for record in self.assigned.get(task.text("UID"), ()):
            resource = f"r{record.text('ResourceUID')}"
            if resource in self.people:
                shares[resource] += share_of(task, record)
                self._note_delay(task, record)
        for resource, permille in shares.items():
            if permille > 0:
                yield Demand(resource, permille)

    def _note_delay(self, task: Record, record: Record) -> None:
        if record.integer("Delay"):
            self.peculiar[task.text("UID")] = "one of its assignments starts later than the task"
        if task.flag("IgnoreResourceCalendar") and self.calendars.known(task.text("CalendarUID", "-1")):
            self.peculiar[task.text("UID")] = "it is done at hours that its people do not keep"

    def _constraints(self, task: Record, *, summary: bool) -> tuple[Constraint, ...]:
        at = self._aware(task.instant("ConstraintDate"))
        kind = codes.CONSTRAINTS.get(task.integer("ConstraintType"))
        start = self._aware(task.instant("Start"))
        manual = task.flag("Manual")
        if manual and not summary and start is not None:
            return (Constraint(ConstraintKind.MUST_START, start),)
        held = None if summary else self._held_start(task)
        if held is not None:
            return (Constraint(ConstraintKind.START_NO_EARLIER, held),)
        if kind is None or (kind is not ConstraintKind.AS_LATE_AS_POSSIBLE and at is None):
            return ()
        return (Constraint(kind, None if kind is ConstraintKind.AS_LATE_AS_POSSIBLE else at),)

    def _progress(self, task: Record) -> Progress | None:
        """Return what has happened; without a status date the rest is counted from the actual start."""
        start, finish = self._aware(task.instant("ActualStart")), self._aware(task.instant("ActualFinish"))
        complete = min(max(task.integer("PercentComplete"), 0), 100) * 10
        if start is None or (not complete and start != self._aware(task.instant("Start"))):
            return None
        cost = max(task.decimal("ActualCost") / 100, Decimal(0)).quantize(Decimal("0.01"))
        worked = task.minutes("ActualWork")
        effort = None if worked is None else max(0, round(worked))
        if finish is not None and complete == PERMILLE:
            return Progress(start, max(start, finish), None, PERMILLE, cost or None, effort)
        total = task.minutes("Duration") or 0.0
        left = task.minutes("RemainingDuration")
        left = total * (PERMILLE - complete) / PERMILLE if left is None else max(left, 0.0)
        if self.project.instant("StatusDate") is None:
            left = total
        mode = next(iter(self._modes(task)), None)
        if mode is not None and mode.effort is not None and total:
            left *= mode.effort.likely / total
        return Progress(start, None, Estimate.fixed(left), complete, cost or None, effort)

    def _links(self) -> Iterator[Link]:
        seen: set[tuple[str, str, LinkType]] = set()
        for task in self.tasks:
            for record in task.children.get("PredecessorLink", ()):
                link = self._link(task, record)
                if link is not None and (key := (link.predecessor, link.successor, link.type)) not in seen:
                    seen.add(key)
                    yield link

    def _link(self, task: Record, record: Record) -> Link | None:
        before = record.text("PredecessorUID")
        if record.flag("CrossProject"):
            self.notes.append(f"{task.text('Name')} waits for a task of another file, which is left out.")
            return None
        predecessor = self.by_uid.get(before)
        if predecessor is None:
            if before in self.left_out:
                return None
            raise InputError(f"its predecessor has the UID {before[:20]!r}, which no task has", task.place)
        if self._related(before, task.text("UID")):
            self.notes.append(f"{task.text('Name')} is linked with a summary of its own, which no plan can hold.")
            return None
        kind = codes.LINK_TYPES.get(record.integer("Type", 1))
        if kind is None:
            raise record.error("Type", record.text("Type"), "one of 0 to 3")
        layout = record.integer("LagFormat", codes.DAYS_FORMAT)
        lag = record.integer("LinkLag") / 10
        if layout in codes.PERCENT_FORMATS:
            lag = record.integer("LinkLag") * (predecessor.minutes("Duration") or 0.0) / 100
        return Link(before, task.text("UID"), kind, round(lag), elapsed=layout in codes.ELAPSED_FORMATS)

    def _related(self, one: str, other: str) -> bool:
        return one in self._above(other) or other in self._above(one)

    def _above(self, uid: str) -> set[str]:
        found: set[str] = set()
        current: str | None = uid
        while current is not None and current not in found:
            found.add(current)
            current = self.parents.get(current)
        return found
