"""Who works: teams, persons, skills, rates and the rules for overtime."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trilemma.engine.plan.rules import require, require_day, require_id, require_money

PERMILLE = 1000
MINUTES_PER_WEEK = 7 * 24 * 60
HIGHEST_SKILL_LEVEL = 100


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """What a person can do, and how well: a higher level can do the work of a lower one."""

    skill: str
    level: int = 1

    def __post_init__(self) -> None:
        require_id(self.skill, f"skill {self.skill}")
        require(0 < self.level <= HIGHEST_SKILL_LEVEL, f"skill {self.skill}", "the level must be from 1 to 100")


@dataclass(frozen=True, slots=True)
class Rate:
    """Cost and billing per working hour from a date on; ``first`` None means from the beginning."""

    cost_per_hour: Decimal
    billing_per_hour: Decimal | None = None
    first: date | None = None

    def __post_init__(self) -> None:
        place = f"rate from {self.first}" if self.first else "rate"
        require_day(self.first, place, "its first day")
        require_money(self.cost_per_hour, place, "the cost per hour")
        require_money(self.billing_per_hour, place, "the billing per hour")


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much of a team or person there is from a date on, in thousandths of one full person."""

    permille: int
    first: date | None = None

    def __post_init__(self) -> None:
        require_day(self.first, "capacity", "its first day")
        require(self.permille >= 0, "capacity", "the capacity must not be negative")


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a person does not work, both included."""

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        require_day(self.first, "absence", "its first day")
        require_day(self.last, "absence", "its last day")
        require(self.first <= self.last, f"absence from {self.first}", "the last day must not precede the first")


@dataclass(frozen=True, slots=True)
class OvertimeRule:
    """What overtime is allowed, what it costs and how it tires.

    Caps count extra minutes of a person, or extra person-minutes of a team. ``average_minutes_per_week`` limits all
    work, overtime included, as a rolling mean over ``average_weeks``. The price of an hour is the rate of the day
    times ``1 + premium``, unless ``price_per_hour`` states it. In a week that follows ``k`` overtime weeks in a row
    the productivity is ``max(floor, 1 - fatigue * k)``.
    """

    minutes_per_day: int
    minutes_per_week: int
    average_minutes_per_week: int | None = None
    average_weeks: int = 26
    rest_minutes: int = 11 * 60
    premium: Decimal = Decimal("0.25")
    price_per_hour: Decimal | None = None
    fatigue: Decimal = Decimal(0)
    floor: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        place = "overtime"
        require(0 <= self.minutes_per_day <= 24 * 60 * 1000, place, "the cap per day must not be negative")
        require(self.minutes_per_week >= 0, place, "the cap per week must not be negative")
        require(self.average_weeks > 0, place, "the average needs at least one week")
        average = self.average_minutes_per_week
        require(average is None or average >= 0, place, "the average per week must not be negative")
        require(0 <= self.rest_minutes <= 24 * 60, place, "the rest must be between 0 and 24 hours")
        require_money(self.premium, place, "the premium")
        require_money(self.price_per_hour, place, "the price per hour")
        require(0 <= self.fatigue <= 1, place, "the fatigue per week must lie between 0 and 1")
        require(0 < self.floor <= 1, place, "the floor of productivity must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class RampUp:
    """How long a newcomer works below full productivity, counted in working minutes from the first day."""

    working_minutes: int
    productivity: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        require(self.working_minutes >= 0, "ramp-up", "its length must not be negative")
        require(0 < self.productivity <= 1, "ramp-up", "the productivity must lie between 0 and 1")


def _require_dated(entries: tuple[Rate, ...] | tuple[Capacity, ...], place: str, what: str) -> None:
    """Demand that only the first entry is undated and that dates rise."""
    days = [entry.first or date.min for entry in entries]
    require(all(a < b for a, b in itertools.pairwise(days)), place, f"the {what} must be in order of date")


@dataclass(frozen=True, slots=True)
class Team:
    """People who work together: either its members are named, or it has an anonymous capacity; never both."""

    id: str
    name: str = ""
    calendar: str | None = None
    capacity: tuple[Capacity, ...] = ()
    rates: tuple[Rate, ...] = ()
    overtime: OvertimeRule | None = None
    ramp_up: RampUp | None = None

    def __post_init__(self) -> None:
        place = f"team {self.id}"
        require_id(self.id, place)
        _require_dated(self.rates, place, "rates")
        _require_dated(self.capacity, place, "capacities")


@dataclass(frozen=True, slots=True)
class Person:
    """One person with working hours, absences, skills and rates.

    ``capacity`` states part time as a share of the calendar's hours that is spread evenly; leave it empty where the
    calendar itself has the shorter hours. ``first`` and ``last`` bound the days on which the person is here at all.
    """

    id: str
    name: str = ""
    team: str | None = None
    calendar: str | None = None
    absences: tuple[Absence, ...] = ()
    skills: tuple[SkillLevel, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    rates: tuple[Rate, ...] = ()
    overtime: OvertimeRule | None = None
    ramp_up: RampUp | None = None
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        place = f"person {self.id}"
        require_id(self.id, place)
        require_day(self.first, place, "the first day")
        require_day(self.last, place, "the last day")
        inside = self.first is None or self.last is None or self.first <= self.last
        require(inside, place, "the last day must not precede the first")
        _require_dated(self.rates, place, "rates")
        _require_dated(self.capacity, place, "capacities")
        require(all(c.permille <= PERMILLE for c in self.capacity), place, "a person is at most 1 person")
        names = [s.skill for s in self.skills]
        require(len(names) == len(set(names)), place, "a skill is named twice")

    def level_of(self, skill: str) -> int:
        """Return the person's level in a skill, 0 where there is none."""
        return next((entry.level for entry in self.skills if entry.skill == skill), 0)
