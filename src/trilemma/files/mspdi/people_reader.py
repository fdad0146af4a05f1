"""Teams and persons from MS Project XML, with what its assignments take of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from trilemma.engine.api import Capacity, Person, Rate, Team
from trilemma.files.mspdi import codes
from trilemma.files.mspdi.calendars import Calendars
from trilemma.files.mspdi.records import Record

PERMILLE: Final = 1000


def share_of(task: Record, record: Record) -> int:
    """Return the share of a resource that an assignment takes on average while the task goes on."""
    minutes = task.minutes("Duration") or 0.0
    work = record.minutes("Work")
    units = round(record.decimal("Units", Decimal(1)) * PERMILLE)
    if not work or not minutes:
        return units if work is None else 0
    return max(1, round(work * PERMILLE / minutes))


class PeopleReader:
    """Reads the resources of a file.

    Parameters
    ----------
    records
        The resources.
    assigned, tasks
        Assignments by the UID of their task, and the tasks themselves.
    calendars
        Of the file.
    notes
        Where to say what a plan cannot hold.
    """

    def __init__(
        self,
        records: Sequence[Record],
        assigned: Mapping[str, Sequence[Record]],
        tasks: Mapping[str, Record],
        calendars: Calendars,
        notes: list[str],
    ) -> None:
        self._records = records
        self._assigned = assigned
        self._tasks = tasks
        self._calendars = calendars
        self._notes = notes

    def read(self) -> list[Team | Person]:
        """Return the people of the file; materials and costs are noted and left out."""
        most = self._most_units()
        found: list[Team | Person] = []
        for record in self._records:
            uid = record.text("UID")
            if not uid or uid == "0" or record.flag("IsNull") or uid == codes.NOBODY:
                continue
            if record.integer("Type", codes.WORK) != codes.WORK:
                self._notes.append(
                    f"{record.text('Name') or uid} is a material or cost; its cost counts, its amount not."
                )
                continue
            found.append(self._resource(record, uid, most.get(f"r{uid}", 0)))
        return found

    def _most_units(self) -> dict[str, int]:
        """Return the largest share that any assignment takes of each resource, in thousandths."""
        most: dict[str, int] = defaultdict(int)
        for uid, records in self._assigned.items():
            task = self._tasks.get(uid)
            for record in records if task else ():
                resource = f"r{record.text('ResourceUID')}"
                most[resource] = max(most[resource], share_of(task, record) if task else 0)
        return most

    def _resource(self, record: Record, uid: str, most: int) -> Team | Person:
        """Return a person, or a team where there is more than one of it."""
        stated = round(record.decimal("MaxUnits", Decimal(1)) * PERMILLE)
        if most > stated:
            self._notes.append(
                f"{record.text('Name') or uid} is given {most / PERMILLE:g} although there is {stated / PERMILLE:g}."
            )
        capacity = max(stated, most)
        calendar = record.text("CalendarUID")
        own = self._calendars.get(calendar, record.place).id if self._calendars.known(calendar) else None
        name = record.text("Name")
        rates = self._rates(record)
        if capacity > PERMILLE:
            return Team(f"r{uid}", name, own, tuple(self._capacities(record, capacity, most)), rates)
        full = capacity in {0, PERMILLE} and not record.all("AvailabilityPeriods", "AvailabilityPeriod")
        capacities = () if full else tuple(self._capacities(record, capacity or PERMILLE, most))
        return Person(f"r{uid}", name, None, own, capacity=capacities, rates=rates)

    def _capacities(self, record: Record, usual: int, most: int) -> Iterator[Capacity]:
        """Yield the capacity by date, never less than what an assignment takes."""
        periods = record.all("AvailabilityPeriods", "AvailabilityPeriod")
        dated: dict[date | None, int] = {None: usual}
        for entry in periods:
            first = entry.instant("AvailableFrom")
            units = max(round(entry.decimal("AvailableUnits", Decimal(1)) * PERMILLE), most)
            dated[None if first is None or first.year < 1985 else first.date()] = units
        largest = max(dated.values())
        if largest > usual and usual <= PERMILLE:
            dated = {day: min(units, PERMILLE) for day, units in dated.items()}
        for day in sorted(dated, key=lambda d: d or date.min):
            yield Capacity(dated[day], day)

    def _rates(self, record: Record) -> tuple[Rate, ...]:
        """Return the standard rates of the first rate table by date, per hour."""
        dated: dict[date | None, Decimal] = {None: max(record.decimal("StandardRate"), Decimal(0))}
        for entry in record.all("Rates", "Rate"):
            if entry.integer("RateTable") == 0:
                first = entry.instant("RatesFrom")
                day = None if first is None or first.year < 1985 else first.date()
                dated[day] = max(entry.decimal("StandardRate"), Decimal(0))
        if not any(dated.values()):
            return ()
        return tuple(Rate(dated[day], first=day) for day in sorted(dated, key=lambda d: d or date.min))
