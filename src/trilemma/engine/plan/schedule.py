"""A schedule: when each task and milestone of a plan happens, in which mode, and who does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from trilemma.engine.plan.records import OvertimeSlot


@dataclass(frozen=True, slots=True)
class ScheduledActivity:
    """When a leaf starts and finishes, in elapsed minutes from the plan's origin.

    ``mode`` is empty for milestones and dropped leaves; ``people`` are the persons chosen for the mode's picks, in the
    order of the picks (demands on teams with members come after the mode's own picks).
    """

    id: str
    start: int
    finish: int
    mode: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """When everything happens, and which overtime is worked for it."""

    activities: tuple[ScheduledActivity, ...]
    overtime: tuple[OvertimeSlot, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, ScheduledActivity]:
        """The scheduled activities by id."""
        return MappingProxyType({activity.id: activity for activity in self.activities})

    @cached_property
    def last_finish(self) -> int:
        """The latest finish of all, 0 of an empty schedule [elapsed minutes from the plan's origin]."""
        return max((activity.finish for activity in self.activities), default=0)
