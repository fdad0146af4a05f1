"""Plans from files, and their times and money in the form in which commands print them."""

from __future__ import annotations

import sys
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trilemma.engine.api import Plan


def read_plan(path: str, kind: str | None = None) -> Plan:
    """Read the PLAN of a command line; ``-`` is plan text on stdin."""
    from trilemma import files

    if path == "-":
        return files.read_plan(sys.stdin.buffer.read(), name="stdin", kind=kind or "plan-text")
    return files.read_plan(path, kind=kind)


def instant(plan: Plan, minutes: int) -> datetime:
    """Return the instant of an elapsed minute, on the clock of the plan's time zone."""
    from trilemma.engine.api import to_instant

    return to_instant(plan.origin, int(minutes), plan.time_zone)


def money(plan: Plan, minor: float) -> Decimal:
    """Return minor units of the plan's currency as money."""
    from trilemma.engine.api import from_minor

    return from_minor(round(minor), plan.currency)


def days(plan: Plan, working_minutes: float) -> str:
    """Write working minutes in days of the plan's calendar, for people."""
    return f"{working_minutes / plan.calendar_by_id[plan.calendar].minutes_per_day:.1f} d"


def label(plan: Plan, identifier: str) -> str:
    """Return an activity's id with its name, for people."""
    if identifier not in plan.activity_by_id:  # the computation's own: work to fix what a quality step found
        return identifier.replace("~rework~", ": rework by ")
    name = plan.activity_by_id[identifier].name
    return f"{identifier} ({name})" if name and name != identifier else identifier
