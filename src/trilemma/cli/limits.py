"""The limits of a command line in the engine's units: deadline, budget, escaped defects."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from trilemma.cli.asks import Ask

if TYPE_CHECKING:
    from trilemma.engine.api import Axis, Plan

MILLI = 1000


def limits_of(plan: Plan, ask: Ask) -> dict[Axis, int]:
    """Return what is asked: elapsed minutes from the origin, minor units of money, millidefects."""
    from trilemma.engine.api import Axis, InputError, to_minor, to_minutes
    from trilemma.files.quantities import parse_money

    given: dict[Axis, int] = {}
    if ask.deadline is not None:
        given[Axis.FINISH] = to_minutes(plan.origin, deadline(ask.deadline, plan.time_zone))
    if ask.budget is not None:
        try:
            given[Axis.COST] = to_minor(parse_money(ask.budget, plan.currency), plan.currency)
        except InputError as error:
            raise click.BadParameter(error.message, param_hint="--budget") from error
    if ask.max_defects is not None:
        given[Axis.DEFECTS] = ceil(ask.max_defects * MILLI)
    return given


def deadline(text: str, time_zone: str) -> datetime:
    """Read a date, which lasts until its midnight, or an instant; without offset on the clock of the plan."""
    zone = ZoneInfo(time_zone)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no date such as 2027-06-30 or 2027-06-30T18:00"
        raise click.BadParameter(message, param_hint="--deadline") from error
    return found if found.tzinfo else found.replace(tzinfo=zone)
