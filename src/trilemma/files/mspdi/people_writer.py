"""Teams and persons into MS Project XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from trilemma.engine.api import Person, Rate, Team
from trilemma.files.mspdi import codes
from trilemma.files.mspdi.calendar_writer import CalendarWriter
from trilemma.files.mspdi.elements import add

PERMILLE: Final = 1000


def write_resources(
    parent: Element, resources: Sequence[Team | Person], uids: Mapping[str, int], calendars: CalendarWriter
) -> None:
    """Write each team and person with capacity by date, calendar and rates."""
    for number, resource in enumerate(resources, start=1):
        element = SubElement(parent, "Resource")
        add(element, "UID", uids[resource.id])
        add(element, "ID", number)
        add(element, "Name", resource.name or resource.id)
        add(element, "Type", codes.WORK)
        most = max((c.permille for c in resource.capacity), default=PERMILLE)
        add(element, "MaxUnits", f"{most / PERMILLE:g}")
        _availability(element, resource)
        own = isinstance(resource, Person)
        uid = (
            calendars.own_uid(resource)
            if isinstance(resource, Person)
            else calendars.calendar_uids[calendars.calendar_of(resource)]
        )
        add(element, "CalendarUID", uid)
        add(element, "IsGeneric", int(not own))
        _rates(element, resource.rates)


def _availability(element: Element, resource: Team | Person) -> None:
    if len(resource.capacity) < 2 and all(c.first is None for c in resource.capacity):
        return
    periods = SubElement(element, "AvailabilityPeriods")
    for capacity, following in zip(resource.capacity, [*resource.capacity[1:], None], strict=True):
        entry = SubElement(periods, "AvailabilityPeriod")
        add(entry, "AvailableFrom", f"{capacity.first or date(1984, 1, 1)}T00:00:00")
        last = following.first - timedelta(days=1) if following and following.first else date(2049, 12, 31)
        add(entry, "AvailableTo", f"{last}T23:59:00")
        add(entry, "AvailableUnits", f"{capacity.permille / PERMILLE:g}")


def _rates(element: Element, rates: tuple[Rate, ...]) -> None:
    if not rates:
        return
    add(element, "StandardRate", f"{rates[0].cost_per_hour:f}")
    if len(rates) > 1:
        parent = SubElement(element, "Rates")
        for rate, following in zip(rates, [*rates[1:], None], strict=True):
            entry = SubElement(parent, "Rate")
            add(entry, "RatesFrom", f"{rate.first or date(1984, 1, 1)}T00:00:00")
            last = following.first - timedelta(days=1) if following and following.first else date(2049, 12, 31)
            add(entry, "RatesTo", f"{last}T23:59:00")
            add(entry, "RateTable", 0)
            add(entry, "StandardRate", f"{rate.cost_per_hour:f}")
