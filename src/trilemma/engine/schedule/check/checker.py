"""The rules of a feasible schedule, one method each."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from trilemma.engine.plan import (
    Activity,
    Constraint,
    ConstraintKind,
    Link,
    LinkType,
    Mode,
    OvertimeRule,
    Person,
    Plan,
    Schedule,
    ScheduledActivity,
    Team,
)
from trilemma.engine.schedule.check.availability import FULL, Availability, availability, minutes_by_day
from trilemma.engine.schedule.check.violation import Violation
from trilemma.engine.schedule.check.work import Crew, WorkMeter, crew_of, mode_of

METHOD: Final = "feasibility_check"

MARGIN_DAYS = 40
WEEK = timedelta(days=7)


def check_schedule(plan: Plan, schedule: Schedule) -> tuple[Violation, ...]:
    """Return every rule of the plan that a schedule breaks; nothing means that it can be carried out.

    Parameters
    ----------
    plan
        The plan; rework after quality steps must be written out as activities.
    schedule
        One entry for each task and milestone, in elapsed minutes from the plan's origin.

    Returns
    -------
    tuple[Violation, ...]
        In order of the rules: completeness, work, links, dates, capacity, persons, budgets, overtime.

    Notes
    -----
    Method id ``feasibility_check`` (docs/methods/feasibility_check.md).
    """
    return tuple(_Checker(plan, schedule).violations())


class _Checker:
    def __init__(self, plan: Plan, schedule: Schedule) -> None:
        self.plan = plan
        self.schedule = schedule
        until = schedule.last_finish + MARGIN_DAYS * 24 * 60
        self.resources: dict[str, Availability] = {
            r.id: availability(plan, r, schedule.overtime, until)
            for r in plan.resources
            if r.id not in plan.members_by_team
        }
        self.meter = WorkMeter(plan, self.resources, until)
        self.start = self.minute(plan.start)
        self.status = None if plan.status_date is None else self.minute(plan.status_date)

    def minute(self, instant: datetime) -> int:
        return int((instant.astimezone(UTC) - self.plan.origin).total_seconds()) // 60

    def violations(self) -> Iterator[Violation]:
        missing = list(self.completeness())
        yield from missing
        if missing:
            return
        for leaf in self.plan.leaves:
            scheduled = self.schedule.by_id[leaf.id]
            yield from self.progress(leaf, scheduled)
            yield from self.work(leaf, scheduled)
            yield from self.dates(leaf, scheduled)
            yield from self.persons(leaf, scheduled)
        for link in self.plan.leaf_links:
            yield from self.link(link)
        yield from self.capacity()
        yield from self.budgets()
        yield from self.overtime()

    def completeness(self) -> Iterator[Violation]:
        """Find leaves that are not scheduled once, in one of their modes."""
        leaves = {leaf.id: leaf for leaf in self.plan.leaves}
        seen: set[str] = set()
        for scheduled in self.schedule.activities:
            place = f"activity {scheduled.id}"
            leaf = leaves.get(scheduled.id)
            if leaf is None:
                yield Violation("completeness", place, "the plan has no such task or milestone")
                continue
            if scheduled.id in seen:
                yield Violation("completeness", place, "it is scheduled twice")
            seen.add(scheduled.id)
            empty = not leaf.modes or leaf.id in self.plan.dropped
            if not empty and mode_of(leaf, scheduled) is None:
                yield Violation("completeness", place, f"there is no mode {scheduled.mode!r}")
        for name in leaves:
            if name not in seen:
                yield Violation("completeness", f"activity {name}", "it is not scheduled")

    def mode(self, leaf: Activity, scheduled: ScheduledActivity) -> Mode | None:
        """Return the mode that counts: none for a milestone or for what was dropped."""
        return None if leaf.id in self.plan.dropped else mode_of(leaf, scheduled)

    def crew(self, mode: Mode, scheduled: ScheduledActivity) -> Crew:
        return crew_of(self.plan, mode, scheduled.people)

    def progress(self, leaf: Activity, scheduled: ScheduledActivity) -> Iterator[Violation]:
        """Find what is said to have happened otherwise, or begins before the status date or the plan's start."""
        place = f"activity {leaf.id}"
        actual = leaf.progress
        if actual is not None and actual.actual_start is not None:
            if scheduled.start != self.minute(actual.actual_start):
                yield Violation("progress", place, "it started at another time")
            if actual.actual_finish is not None and scheduled.finish != self.minute(actual.actual_finish):
                yield Violation("progress", place, "it finished at another time")
            return
        if scheduled.start < self.start:
            yield Violation("start", place, "it starts before the plan does")
        if self.status is not None and scheduled.start < self.status:
            yield Violation("progress", place, "it starts before the status date, and has not started")

    def work(self, leaf: Activity, scheduled: ScheduledActivity) -> Iterator[Violation]:
        """Find leaves between whose start and finish not exactly the mode's work gets done."""
        place = f"activity {leaf.id}"
        if scheduled.finish < scheduled.start:
            yield Violation("work", place, "it finishes before it starts")
            return
        if leaf.progress is not None and leaf.progress.finished:
            return
        mode = self.mode(leaf, scheduled)
        need = self.need(leaf, mode)
        if mode is None or need == 0:
            instant = leaf.progress is None or not leaf.progress.started
            if instant and scheduled.start != scheduled.finish:
                yield Violation("work", place, "there is nothing to do, so it must take no time")
            return
        crew = self.crew(mode, scheduled)
        begun = leaf.progress is not None and leaf.progress.started
        start = max(scheduled.start, self.status or scheduled.start) if begun else scheduled.start
        if not begun and self.meter.rate(leaf, mode, crew, start) == 0:
            yield Violation("work", place, "it starts at a time at which nobody works on it")
            return
        done = self.meter.done(leaf, mode, crew, start, scheduled.finish)
        surplus = done - need
        if surplus < 0:
            yield Violation("work", place, f"{-surplus / FULL:g} of {need / FULL:g} minutes of work are left undone")
        elif begun:
            return  # it may go on later than at once: what is left is done just before it finishes
        elif surplus >= max(1, self.meter.last_rate(leaf, mode, crew, start, scheduled.finish)):
            yield Violation("work", place, f"it goes on for {surplus / FULL:g} minutes of work after it is done")

    def need(self, leaf: Activity, mode: Mode | None) -> int:
        """Return the work that is left in the deterministic plan [permille-minutes]."""
        if mode is None:
            return 0
        likely = round(mode.estimate.likely)
        actual = leaf.progress
        if actual is not None and actual.started:
            if actual.finished:
                return 0
            if actual.remaining is not None:
                return round(actual.remaining.likely) * FULL
            adopted = self.plan.adopted.mode_of(leaf.id)
            of_mode = leaf.mode(adopted) if adopted else leaf.modes[0]
            return round(of_mode.estimate.likely * (FULL - (actual.complete_permille or 0)) / FULL) * FULL
        return likely * FULL

    def dates(self, leaf: Activity, scheduled: ScheduledActivity) -> Iterator[Violation]:
        """Find date constraints that do not hold, those of the summaries above included."""
        if leaf.progress is not None and leaf.progress.started:
            return
        for constraint in leaf.constraints:
            yield from self.constraint(constraint, scheduled)
        for name in self.plan.ancestors(leaf.id):
            for constraint in self.plan.activity_by_id[name].constraints:
                inherited = {ConstraintKind.START_NO_EARLIER, ConstraintKind.FINISH_NO_LATER}
                if constraint.kind in inherited:
                    yield from self.constraint(constraint, scheduled)

    def constraint(self, constraint: Constraint, scheduled: ScheduledActivity) -> Iterator[Violation]:
        if constraint.at is None:
            return
        limit = self.minute(constraint.at)
        kind = constraint.kind
        event = scheduled.start if "start" in kind else scheduled.finish
        early = kind in {ConstraintKind.START_NO_EARLIER, ConstraintKind.FINISH_NO_EARLIER}
        late = kind in {ConstraintKind.START_NO_LATER, ConstraintKind.FINISH_NO_LATER}
        broken = (event < limit and not late) or (event > limit and not early)
        if broken:
            yield Violation("dates", f"activity {scheduled.id}", f"{kind} is off by {event - limit} minutes")

    def link(self, link: Link) -> Iterator[Violation]:
        """Find a successor's event that comes too soon after the predecessor's."""
        leaf = self.plan.activity_by_id[link.successor]
        holds_start = link.type in {LinkType.FINISH_START, LinkType.START_START}
        actual = leaf.progress
        if actual is not None and (actual.finished or (actual.started and holds_start)):
            return
        before, after = self.schedule.by_id[link.predecessor], self.schedule.by_id[link.successor]
        source = before.finish if link.type in {LinkType.FINISH_START, LinkType.FINISH_FINISH} else before.start
        event = after.start if holds_start else after.finish
        place = f"link {link.predecessor} -> {link.successor}"
        if link.elapsed or link.lag_minutes == 0:
            gap = event - source - link.lag_minutes
        elif link.lag_minutes > 0:
            gap = self.between(leaf, source, event) - link.lag_minutes
        else:
            gap = -link.lag_minutes - self.between(leaf, event, source)
        if gap < 0:
            yield Violation("links", place, f"the {link.type} link is broken by {-gap} minutes")

    def between(self, leaf: Activity, start: int, finish: int) -> int:
        calendar = leaf.calendar or self.plan.calendar
        if finish < start:
            return -self.meter.working_between(calendar, finish, start)
        return self.meter.working_between(calendar, start, finish)

    def persons(self, leaf: Activity, scheduled: ScheduledActivity) -> Iterator[Violation]:
        """Find picks without as many different, eligible persons as they ask for."""
        mode = self.mode(leaf, scheduled)
        if mode is None or (leaf.progress is not None and leaf.progress.finished):
            return
        place = f"activity {leaf.id}"
        wanted: list[tuple[str | None, str | None, int]] = []
        for pick in mode.picks:
            wanted.extend([(pick.skill, pick.team, pick.level)] * pick.count)
        for demand in mode.demands:
            if demand.resource in self.plan.members_by_team:
                wanted.extend([(None, demand.resource, 1)] * -(-demand.permille // FULL))
        if len(wanted) != len(scheduled.people):
            yield Violation("persons", place, f"it needs {len(wanted)} persons and has {len(scheduled.people)}")
            return
        if len(set(scheduled.people)) != len(scheduled.people):
            yield Violation("persons", place, "a person is chosen twice")
        for name, (skill, team, level) in zip(scheduled.people, wanted, strict=True):
            person = self.plan.person_by_id.get(name)
            if person is None:
                yield Violation("persons", place, f"there is no person {name!r}")
            elif (team and person.team != team) or (skill and person.level_of(skill) < level):
                yield Violation("persons", place, f"{name} is not eligible")

    def holders(self) -> dict[str, list[tuple[int, int, int, bool, str]]]:
        """Return who holds each resource: start, finish, amount, whether effort-driven, activity."""
        table: dict[str, list[tuple[int, int, int, bool, str]]] = defaultdict(list)
        for leaf in self.plan.leaves:
            scheduled = self.schedule.by_id[leaf.id]
            mode = self.mode(leaf, scheduled)
            if mode is None or (leaf.progress is not None and leaf.progress.finished):
                continue
            begun = leaf.progress is not None and leaf.progress.started
            start = self.resumption(leaf, mode, scheduled) if begun else scheduled.start
            for resource, share in self.crew(mode, scheduled).members:
                if resource in self.resources and scheduled.finish > start:
                    table[resource].append((start, scheduled.finish, share, mode.effort is not None, leaf.id))
        return table

    def resumption(self, leaf: Activity, mode: Mode, scheduled: ScheduledActivity) -> int:
        """Return the latest minute from which what is left of a begun activity gets done until its finish."""
        crew, need = self.crew(mode, scheduled), self.need(leaf, mode)
        first, last = max(scheduled.start, self.status or scheduled.start), scheduled.finish
        while last - first > 1:
            middle = (first + last) // 2
            enough = self.meter.done(leaf, mode, crew, middle, scheduled.finish) >= need
            first, last = (middle, last) if enough else (first, middle)
        return first

    def capacity(self) -> Iterator[Violation]:
        """Find whoever is asked for more than there is, at a minute at which they are there for whoever asks."""
        for resource, held in self.holders().items():
            yield from self.capacity_of(resource, held)

    def capacity_of(self, resource: str, held: list[tuple[int, int, int, bool, str]]) -> Iterator[Violation]:
        there = self.resources[resource]
        edges = {edge for start, finish, *_ in held for edge in (start, finish)}
        edges.update(there.edges(min(edges), max(edges)))
        starting, ending = defaultdict(list), defaultdict(list)
        for entry in held:
            starting[entry[0]].append(entry)
            ending[entry[1]].append(entry)
        active: list[tuple[int, int, int, bool, str]] = []
        for minute in sorted(edges):
            gone = ending.get(minute, [])
            active = [entry for entry in active if entry not in gone] + starting.get(minute, [])
            span = there.at(minute)
            if span is None or not active:
                continue
            users = [e for e in active if e[2] <= span.amount and (e[3] or not span.overtime)]
            used = sum(entry[2] for entry in users)
            if used > span.amount:
                names = ", ".join(entry[4] for entry in users)
                when = (self.plan.origin + timedelta(minutes=minute)).isoformat(timespec="minutes")
                text = f"{used / FULL:g} of {span.amount / FULL:g} are taken from {when} on by {names}"
                yield Violation("capacity", f"resource {resource}", text)
                return

    def budgets(self) -> Iterator[Violation]:
        """Find budgets of which the modes together use more than there is."""
        used: dict[str, int] = defaultdict(int)
        for leaf in self.plan.leaves:
            mode = self.mode(leaf, self.schedule.by_id[leaf.id])
            for use in mode.uses if mode else ():
                used[use.budget] += use.amount
        for budget in self.plan.budgets:
            if used[budget.id] > budget.limit:
                yield Violation("budgets", f"budget {budget.id}", f"{used[budget.id]} of {budget.limit} are used")

    def overtime(self) -> Iterator[Violation]:
        """Find overtime beyond its caps per day, per week or on average, or without its rest."""
        for resource, days in minutes_by_day(self.schedule.overtime).items():
            place = f"resource {resource}"
            worker: Team | Person | None = self.plan.person_by_id.get(resource) or self.plan.team_by_id.get(resource)
            rule = worker.overtime if worker else None
            if worker is None or rule is None or resource not in self.resources:
                yield Violation("overtime", place, "it has no rule that allows overtime")
                continue
            yield from self.overtime_caps(place, rule, days)
            yield from self.overtime_average(resource, rule, days)
            yield from self.overtime_rest(resource, rule)

    @staticmethod
    def overtime_caps(place: str, rule: OvertimeRule, days: dict[date, int]) -> Iterator[Violation]:
        weeks: dict[date, int] = defaultdict(int)
        for day, minutes in days.items():
            weeks[day - timedelta(days=day.weekday())] += minutes
            if minutes > rule.minutes_per_day:
                yield Violation("overtime", place, f"{minutes} minutes on {day}, allowed are {rule.minutes_per_day}")
        for monday, minutes in weeks.items():
            if minutes > rule.minutes_per_week:
                text = f"{minutes} minutes in the week of {monday}, allowed are {rule.minutes_per_week}"
                yield Violation("overtime", place, text)

    def overtime_average(self, resource: str, rule: OvertimeRule, days: dict[date, int]) -> Iterator[Violation]:
        """Find stretches of the averaging weeks that hold overtime and more work than the average allows."""
        if rule.average_minutes_per_week is None:
            return
        worked: dict[date, int] = defaultdict(int)
        for span in self.resources[resource].spans:
            day = (self.plan.origin + timedelta(minutes=span.start)).date()
            amount = span.amount if resource in self.plan.team_by_id else FULL
            worked[day - timedelta(days=day.weekday())] += (span.finish - span.start) * amount // FULL
        limit = rule.average_minutes_per_week * rule.average_weeks
        mondays = sorted({day - timedelta(days=day.weekday()) for day in days})
        firsts = {monday - WEEK * back for monday in mondays for back in range(rule.average_weeks)}
        for first in sorted(firsts):
            total = sum(worked[first + WEEK * number] for number in range(rule.average_weeks))
            if total > limit:
                text = f"{total} minutes in {rule.average_weeks} weeks from {first}, allowed are {limit}"
                yield Violation("overtime", f"resource {resource}", text)
                return

    def overtime_rest(self, resource: str, rule: OvertimeRule) -> Iterator[Violation]:
        spans = self.resources[resource].spans
        for before, after in itertools.pairwise(spans):
            gap = after.start - before.finish
            if before.overtime and gap < rule.rest_minutes and not after.overtime:
                when = (self.plan.origin + timedelta(minutes=before.finish)).isoformat(timespec="minutes")
                text = f"{max(gap, 0)} minutes of rest after {when}, needed are {rule.rest_minutes}"
                yield Violation("overtime", f"resource {resource}", text)
