"""What was decided and what was seen: the adopted schedule, baselines and dated snapshots of progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from trilemma.engine.plan.rules import require, require_day, require_id, require_instant, require_money
from trilemma.engine.plan.work import Progress


@dataclass(frozen=True, slots=True)
class OvertimeSlot:
    """Extra minutes that a person, or person-minutes that a team, works on one day."""

    resource: str
    day: date
    minutes: int

    def __post_init__(self) -> None:
        require_day(self.day, f"overtime of {self.resource}", "its day")
        require(self.minutes > 0, f"overtime of {self.resource}", "it must be more than nothing")


@dataclass(frozen=True, slots=True)
class Assignment:
    """The persons chosen for the picks of an activity, in the order of the picks."""

    activity: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Adopted:
    """What was taken over from the last adopted schedule: it gives the live dates their order.

    ``modes`` pairs an activity with its mode; ``order`` lists activities as the schedule served them; ``arcs`` are the
    pairs in which the second waits for a resource of the first; ``dropped`` names deliverables, ``mitigated`` risks.
    """

    modes: tuple[tuple[str, str], ...] = ()
    order: tuple[str, ...] = ()
    arcs: tuple[tuple[str, str], ...] = ()
    assignments: tuple[Assignment, ...] = ()
    overtime: tuple[OvertimeSlot, ...] = ()
    dropped: tuple[str, ...] = ()
    mitigated: tuple[str, ...] = ()

    def mode_of(self, activity: str) -> str | None:
        """Return the adopted mode of an activity, or None."""
        return self.mode_by_activity.get(activity)

    def people_of(self, activity: str) -> tuple[str, ...]:
        """Return the persons chosen for an activity, or none."""
        return self.people_by_activity.get(activity, ())

    @cached_property
    def mode_by_activity(self) -> dict[str, str]:
        """The adopted modes by activity."""
        return dict(reversed(self.modes))

    @cached_property
    def people_by_activity(self) -> dict[str, tuple[str, ...]]:
        """The chosen persons by activity."""
        return {entry.activity: entry.people for entry in reversed(self.assignments)}


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """What a baseline froze of one activity."""

    activity: str
    start: datetime
    finish: datetime
    duration_minutes: int = 0
    effort_minutes: int = 0
    cost: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        place = f"baseline of {self.activity}"
        require_instant(self.start, place, "the start")
        require_instant(self.finish, place, "the finish")
        require(self.start <= self.finish, place, "the finish must not precede the start")
        require(self.duration_minutes >= 0, place, "the duration must not be negative")
        require(self.effort_minutes >= 0, place, "the effort must not be negative")
        require_money(self.cost, place, "the cost")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A frozen plan to measure against."""

    id: str
    taken_on: date
    entries: tuple[BaselineEntry, ...]
    name: str = ""

    def __post_init__(self) -> None:
        require_id(self.id, f"baseline {self.id}")
        require_day(self.taken_on, f"baseline {self.id}", "the day it was taken")


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The progress of one activity as it was known at a status date."""

    activity: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Status:
    """A dated snapshot of progress; earlier ones are kept so that the course of a project can be measured."""

    at: datetime
    entries: tuple[StatusEntry, ...]

    def __post_init__(self) -> None:
        require_instant(self.at, "status", "its date")


@dataclass(frozen=True, slots=True)
class LeverIdea:
    """A change that the plan's authors thought of, beside those that are derived by rule.

    ``people`` more of ``team`` from the day ``first`` on, at a one-off ``cost``; ``ramp_up_minutes`` of working time
    below full productivity.
    """

    id: str
    team: str
    people: int = 1
    first: date | None = None
    cost: Decimal = Decimal(0)
    ramp_up_minutes: int = 0
    name: str = ""

    def __post_init__(self) -> None:
        place = f"lever {self.id}"
        require_id(self.id, place)
        require(self.people > 0, place, "it must add at least one person")
        require_day(self.first, place, "the first day")
        require_money(self.cost, place, "the cost")
        require(self.ramp_up_minutes >= 0, place, "the ramp-up must not be negative")
