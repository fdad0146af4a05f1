"""What is to be done: deliverables, activities with their modes, links, constraints and budgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from trilemma.engine.distributions import Estimate
from trilemma.engine.errors import PlanError
from trilemma.engine.plan.rules import require, require_id, require_instant, require_money


class LinkType(StrEnum):
    """Which end of the predecessor holds which end of the successor."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


class ConstraintKind(StrEnum):
    """How a date binds an activity."""

    START_NO_EARLIER = "start-no-earlier"
    START_NO_LATER = "start-no-later"
    FINISH_NO_EARLIER = "finish-no-earlier"
    FINISH_NO_LATER = "finish-no-later"
    MUST_START = "must-start"
    MUST_FINISH = "must-finish"
    AS_LATE_AS_POSSIBLE = "as-late-as-possible"


LONGEST_LAG: Final = 1000 * 366 * 1440
"""Lags beyond it would overflow the arithmetic of dates. [minutes]"""


@dataclass(frozen=True, slots=True)
class Link:
    """A dependency between two activities with a lag, or a lead where the lag is negative.

    The lag counts working minutes on the successor's calendar (its own, else the project's), or elapsed minutes.
    """

    predecessor: str
    successor: str
    type: LinkType = LinkType.FINISH_START
    lag_minutes: int = 0
    elapsed: bool = False

    def __post_init__(self) -> None:
        place = f"link {self.predecessor} -> {self.successor}"
        require(self.predecessor != self.successor, place, "an activity cannot wait for itself")
        require(abs(self.lag_minutes) <= LONGEST_LAG, place, "its lag is longer than 1,000 years")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A date that binds the start or finish of an activity."""

    kind: ConstraintKind
    at: datetime | None = None

    def __post_init__(self) -> None:
        place = f"constraint {self.kind}"
        dated = self.kind is not ConstraintKind.AS_LATE_AS_POSSIBLE
        require(dated == (self.at is not None), place, "it needs a date" if dated else "it has no date")
        require_instant(self.at, place, "its date")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date by which an activity should finish, and what each started day after it costs."""

    at: datetime
    penalty_per_day: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        require_instant(self.at, "deadline", "its date")
        require_money(self.penalty_per_day, "deadline", "the penalty per day")


@dataclass(frozen=True, slots=True)
class Demand:
    """What a mode needs of one team or one named person from start to finish, in thousandths of a person."""

    resource: str
    permille: int = 1000

    def __post_init__(self) -> None:
        require(self.permille > 0, f"demand on {self.resource}", "it must be more than nothing")


@dataclass(frozen=True, slots=True)
class Pick:
    """A demand for ``count`` different persons, chosen by whoever schedules, each with the same share.

    Eligible is who has the skill at the level or above, and is a member of the team where one is named.
    """

    count: int = 1
    skill: str | None = None
    level: int = 1
    team: str | None = None
    permille: int = 1000

    def __post_init__(self) -> None:
        place = f"pick {self.skill or self.team or ''}".strip()
        require(self.count > 0, place, "it must choose at least one person")
        require(0 < self.permille <= 1000, place, "a share must be more than 0 and at most one person")
        require(self.level > 0, place, "the level must be at least 1")
        require(bool(self.skill or self.team), place, "it needs a skill or a team")


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """How much of a nonrenewable budget a mode uses up."""

    budget: str
    amount: int

    def __post_init__(self) -> None:
        require(self.amount >= 0, f"use of budget {self.budget}", "it must not be negative")


@dataclass(frozen=True, slots=True)
class Removal:
    """The share of the defects of one kind of work that a mode of a quality step removes, as a range within 0 and 1."""

    share: Estimate
    kind: str | None = None

    def __post_init__(self) -> None:
        require(self.share.high <= 1.0, f"removal of {self.kind or 'all kinds'}", "a share is at most 1")


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of doing an activity.

    Exactly one of ``duration`` (working minutes, fixed; elapsed minutes where ``elapsed``) and ``effort`` (minutes of
    people's work: more people finish it sooner) is given. With a fixed duration everyone demanded works at the same
    time; effort is done by each whenever they are there. ``defect_factor`` multiplies what the kind of work injects;
    ``removals`` say what this mode removes where the activity is that of a quality step.
    """

    id: str = "normal"
    name: str = ""
    duration: Estimate | None = None
    effort: Estimate | None = None
    elapsed: bool = False
    demands: tuple[Demand, ...] = ()
    picks: tuple[Pick, ...] = ()
    cost: Decimal = Decimal(0)
    supplier: str | None = None
    supplier_cost: Decimal = Decimal(0)
    uses: tuple[BudgetUse, ...] = ()
    defect_factor: float = 1.0
    removals: tuple[Removal, ...] = ()

    def __post_init__(self) -> None:
        place = f"mode {self.id}"
        require_id(self.id, place)
        require((self.duration is None) != (self.effort is None), place, "give either a duration or an effort")
        staffed = bool(self.demands or self.picks)
        require(self.effort is None or staffed, place, "effort needs somebody who does it")
        require(not (self.elapsed and self.effort), place, "only a duration can be elapsed")
        require_money(self.cost, place, "the fixed cost")
        require_money(self.supplier_cost, place, "the supplier cost")
        require(self.defect_factor >= 0, place, "the defect factor must not be negative")
        if len(self.demands) > 1:
            resources = {d.resource for d in self.demands}
            require(len(resources) == len(self.demands), place, "a team or person is demanded twice")

    @property
    def estimate(self) -> Estimate:
        """The duration or the effort, whichever is given."""
        estimate = self.duration if self.duration is not None else self.effort
        assert estimate is not None  # noqa: S101 - the constructor demands one of the two
        return estimate


@dataclass(frozen=True, slots=True)
class Progress:
    """What has happened of an activity up to the status date.

    ``remaining`` is in the mode's own measure: working minutes of duration, or minutes of effort. Without it the
    remaining part follows from ``complete_permille`` and the estimate.
    """

    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    remaining: Estimate | None = None
    complete_permille: int | None = None
    actual_cost: Decimal | None = None
    actual_effort_minutes: int | None = None

    def __post_init__(self) -> None:
        place = "progress"
        require_instant(self.actual_start, place, "the actual start")
        require_instant(self.actual_finish, place, "the actual finish")
        require_money(self.actual_cost, place, "the actual cost")
        require(self.actual_finish is None or self.actual_start is not None, place, "a finish needs a start")
        if self.actual_start and self.actual_finish:
            require(self.actual_start <= self.actual_finish, place, "the finish must not precede the start")
        complete = self.complete_permille
        require(complete is None or 0 <= complete <= 1000, place, "the share done must be between 0 and 1000 permille")
        require((self.actual_effort_minutes or 0) >= 0, place, "the actual effort must not be negative")

    @property
    def started(self) -> bool:
        """Whether work has begun."""
        return self.actual_start is not None

    @property
    def finished(self) -> bool:
        """Whether work is done."""
        return self.actual_finish is not None


@dataclass(frozen=True, slots=True)
class Activity:
    """An element of the work breakdown structure.

    It is a summary when others name it as parent, a milestone when it has no mode, else a task. A link to or from a
    summary, its constraints and its deadline hold for all that lies below it.
    """

    id: str
    name: str = ""
    parent: str | None = None
    modes: tuple[Mode, ...] = ()
    calendar: str | None = None
    project: str | None = None
    deliverable: str | None = None
    work_kind: str | None = None
    constraints: tuple[Constraint, ...] = ()
    deadline: Deadline | None = None
    priority: int = 500
    progress: Progress | None = None
    note: str = ""

    def __post_init__(self) -> None:
        place = f"activity {self.id}"
        require_id(self.id, place)
        require(0 <= self.priority <= 1000, place, "the priority must be from 0 to 1000")
        if len(self.modes) > 1:
            require(len({m.id for m in self.modes}) == len(self.modes), place, "two of its modes share an id")
        if len(self.constraints) > 1:
            kinds = {constraint.kind for constraint in self.constraints}
            require(len(kinds) == len(self.constraints), place, "two of its constraints are of the same kind")

    def mode(self, identifier: str) -> Mode:
        """Return one of the modes by its id."""
        for mode in self.modes:
            if mode.id == identifier:
                return mode
        raise PlanError(f"there is no mode {identifier!r}", f"activity {self.id}")


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A scope item that the concept promises; its activities fall away when an optional one is dropped."""

    id: str
    name: str = ""
    optional: bool = False
    criteria: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_id(self.id, f"deliverable {self.id}")


@dataclass(frozen=True, slots=True)
class Budget:
    """A nonrenewable limit that the chosen modes share, in whole units of its own."""

    id: str
    limit: int
    name: str = ""

    def __post_init__(self) -> None:
        require_id(self.id, f"budget {self.id}")
        require(self.limit >= 0, f"budget {self.id}", "the limit must not be negative")


@dataclass(frozen=True, slots=True)
class Project:
    """One of the projects that share the plan's teams; the higher priority is served first."""

    id: str
    name: str = ""
    priority: int = 500

    def __post_init__(self) -> None:
        require_id(self.id, f"project {self.id}")
        require(0 <= self.priority <= 1000, f"project {self.id}", "the priority must be from 0 to 1000")
