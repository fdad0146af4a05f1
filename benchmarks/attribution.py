"""Attribution over random pairs of plans: does every split add up, whom is a single change given to, how long it takes.

Each pair is a random plan and the same plan changed in some of the seven causes, also such that the links of the one
would close a circle with those of the other. There is no peer: no tool at hand splits the move of a forecast.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import mean
from typing import Final

import numpy as np

from benchmarks.results import markdown_table, write_section
from trilemma.engine.api import (
    Absence,
    Activity,
    Attribution,
    Capacity,
    Constraint,
    ConstraintKind,
    Correlation,
    Demand,
    Estimate,
    Link,
    LinkType,
    Mitigation,
    Mode,
    MoveCause,
    Person,
    Plan,
    Progress,
    Project,
    QualityModel,
    QualityStep,
    Rate,
    Removal,
    Risk,
    Team,
    WorkKind,
    attribute,
)

START: Final = datetime(2027, 1, 4, 8, tzinfo=UTC)
PAIRS: Final = 1000
FEW: Final = 12
NUMBERS: Final = ("finish_p50_minutes", "finish_p80_minutes", "cost_p50", "cost_p80")
Random = np.random.Generator


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help=f"{FEW} pairs only")
    parser.add_argument("--pairs", type=int, default=PAIRS, help="how many pairs")
    parser.add_argument("--draws", type=int, default=64, help="draws of each plan")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    judged = [judge(seed, options.draws) for seed in range(FEW if options.sample else options.pairs)]
    text = table_of(judged)
    print(text)
    if options.write:
        write_section("Attribution", text, datetime.now(UTC).date().isoformat())
    return text


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one pair: how many causes were changed, whether every rule held, and what it took."""

    changed: int
    adds_up: bool
    swapped_negates: bool
    single_cause_has_all: bool | None
    hybrids: int
    seconds: float


def judge(seed: int, draws: int) -> Judged:
    """Split the move between the two plans of a seed both ways round, and check the rules."""
    old, new, causes = random_pair(seed)
    began = time.perf_counter()
    found = attribute(old, new, draws=draws, seed=seed)
    seconds = time.perf_counter() - began
    back = attribute(new, old, draws=draws, seed=seed)
    return Judged(
        len(causes),
        adds_up(found),
        all(
            getattr(one.move, number) == -getattr(other.move, number)
            for one, other in zip(found.shares, back.shares, strict=True)
            for number in NUMBERS
        ),
        all(share.move == found.move for share in found.shares if share.cause in causes) and adds_up(found)
        if len(causes) == 1
        else None,
        found.hybrids,
        seconds,
    )


def adds_up(found: Attribution) -> bool:
    """Return whether the shares sum to the move, to the minute and the cent."""
    return all(
        sum(getattr(share.move, number) for share in found.shares) == getattr(found.move, number) for number in NUMBERS
    )


def table_of(judged: Sequence[Judged]) -> str:
    """Return one row for each number of changed causes."""
    rows = []
    for count in sorted({each.changed for each in judged}):
        some = [each for each in judged if each.changed == count]
        single = [each.single_cause_has_all for each in some if each.single_cause_has_all is not None]
        rows.append(
            (
                str(count),
                len(some),
                sum(each.adds_up for each in some),
                sum(each.swapped_negates for each in some),
                sum(single) if single else None,
                mean(each.hybrids for each in some),
                mean(each.seconds for each in some) * 1000,
            )
        )
    headings = ("causes changed", "pairs", "add up", "swapped negates", "one cause has all", "plans", "mean [ms]")
    return markdown_table(headings, rows)


def random_pair(seed: int, causes: Sequence[MoveCause] | None = None) -> tuple[Plan, Plan, tuple[MoveCause, ...]]:
    """Return a random plan, the same changed, and the causes in which it was: the given ones, or some."""
    random = np.random.default_rng(seed)
    old = random_plan(random)
    some = tuple(cause for cause in MoveCause if random.random() < 0.4) or (MoveCause.ESTIMATES,)
    chosen = some if causes is None else tuple(causes)
    new = old
    for cause in chosen:
        new = CHANGES[cause](new, random)
    return (old, new, chosen) if random.random() < 0.5 else (new, old, chosen)


def random_plan(random: Random) -> Plan:
    """Return a plan of a few activities of two teams, one with members, with risks and a test."""
    count = int(random.integers(4, 10))
    names = [f"a{number}" for number in range(count)]
    activities = [_task(name, random) for name in names]
    activities.append(Activity("soft launch"))
    activities.append(Activity("launch"))
    links = {
        (names[int(random.integers(0, later))], names[later]) for later in range(1, count) if random.random() < 0.9
    }
    links |= {(name, "launch") for name in names[-3:]} | {(names[-1], "soft launch")}
    return Plan(
        projects=(Project("p"),),
        start=START,
        activities=tuple(activities),
        links=tuple(Link(a, b) for a, b in sorted(links)),
        teams=(
            Team("crew", capacity=(Capacity(3000),), rates=(Rate(Decimal(60)),)),
            Team("dev", rates=(Rate(Decimal(80)),)),
        ),
        people=(Person("ada", team="dev"), Person("ben", team="dev", rates=(Rate(Decimal(95)),))),
        quality=QualityModel((WorkKind("code", Estimate(0.05, 0.1, 0.2)),), bad_fix=0.05),
        steps=(QualityStep("test", names[-1], ("code",), (Removal(Estimate(0.4, 0.6, 0.8)),)),),
        risks=(
            Risk("late", 0.3, activities=(names[1], names[2]), delay=Estimate(480, 960, 2400)),
            Risk("storm", 0.2, stretch=Estimate(1.0, 1.1, 1.4), mitigation=Mitigation(0.1, Decimal(500))),
        ),
        correlation=Correlation(0.2, 0.1),
        release="launch",
    )


def _task(name: str, random: Random, who: Sequence[str] = ("crew", "dev", "ada")) -> Activity:
    likely = int(random.integers(4, 60)) * 60
    work = Estimate(likely * 0.7, likely, likely * float(random.uniform(1.1, 2.0)))
    demand = Demand(str(random.choice(who)))
    mode = Mode(effort=work, demands=(demand,)) if random.random() < 0.7 else Mode(duration=work, demands=(demand,))
    return Activity(name, modes=(mode,), work_kind="code")


def _tasks(plan: Plan) -> list[str]:
    return [activity.id for activity in plan.activities if activity.modes]


def _changed(plan: Plan, name: str, change: Callable[[Activity], Activity]) -> tuple[Activity, ...]:
    return tuple(change(activity) if activity.id == name else activity for activity in plan.activities)


def some_progress(plan: Plan, random: Random) -> Plan:
    """Let one activity be done and time have passed."""
    days = int(random.integers(3, 30))
    done = Progress(START, START + timedelta(days=days - 1), actual_effort_minutes=60 * days)
    activities = _changed(plan, _tasks(plan)[0], lambda activity: replace(activity, progress=done))
    return replace(plan, activities=activities, status_date=START + timedelta(days=days))


def another_estimate(plan: Plan, random: Random) -> Plan:
    """Estimate one task anew."""
    factor = float(random.uniform(0.4, 2.5))

    def estimated(activity: Activity) -> Activity:
        mode = activity.modes[0]
        work = mode.estimate
        again = replace(work, low=work.low * factor, likely=work.likely * factor, high=work.high * factor)
        changed = replace(mode, effort=again) if mode.effort else replace(mode, duration=again)
        return replace(activity, modes=(changed,))

    return replace(plan, activities=_changed(plan, str(random.choice(_tasks(plan)[1:])), estimated))


def other_scope(plan: Plan, random: Random) -> Plan:
    """Take one task out and close the gap, or put one in between two others, done by people whom others miss."""
    tasks = _tasks(plan)
    if random.random() < 0.5:
        gone = str(random.choice(tasks[3:-1] or tasks[-1:]))
        before = [link.predecessor for link in plan.links if link.successor == gone]
        after = [link.successor for link in plan.links if link.predecessor == gone]
        kept = {
            (link.predecessor, link.successor) for link in plan.links if gone not in {link.predecessor, link.successor}
        }
        joined = {(a, b) for a in before for b in after}
        return replace(
            plan,
            activities=tuple(activity for activity in plan.activities if activity.id != gone),
            links=tuple(Link(a, b) for a, b in sorted(kept | joined)),
            steps=tuple(step for step in plan.steps if step.activity != gone),
        )
    first, last = sorted(random.choice(len(tasks), 2, replace=False))
    added = (Link(tasks[first], "more"), Link("more", tasks[last]))
    late, *others = plan.risks
    return replace(
        plan,
        activities=(*plan.activities, _task("more", random, [resource.id for resource in plan.resources])),
        links=(*plan.links, *added),
        risks=(replace(late, activities=(*late.activities, "more")), *others),
    )


def other_people(plan: Plan, random: Random) -> Plan:
    """Change rates and absences, and let a newcomer take a task over."""
    away = Absence(date(2027, 1, 11), date(2027, 1, 11 + int(random.integers(1, 15))))
    taken = Demand("cem")
    activities = _changed(
        plan, str(random.choice(_tasks(plan)[1:])), lambda a: replace(a, modes=(replace(a.modes[0], demands=(taken,)),))
    )
    crew, dev = plan.teams
    return replace(
        plan,
        activities=activities,
        teams=(replace(crew, rates=(Rate(Decimal(int(random.integers(40, 90)))),)), dev),
        people=(replace(plan.people[0], absences=(away,)), *plan.people[1:], Person("cem", rates=(Rate(Decimal(70)),))),
    )


def other_risks(plan: Plan, random: Random) -> Plan:
    """Mitigate one risk, make another likelier, and let the test find less."""
    late, storm = plan.risks
    steps = tuple(replace(step, removals=(Removal(Estimate(0.2, 0.3, 0.5)),)) for step in plan.steps)
    mitigated = replace(plan.adopted, mitigated=("storm",))
    risks = (replace(late, probability=float(random.uniform(0.4, 0.9))), storm)
    return replace(plan, risks=risks, steps=steps, adopted=mitigated)


def other_order(plan: Plan, random: Random) -> Plan:
    """Turn the order of the tasks round, or bind one to a date and drop a link."""
    if random.random() < 0.5:
        tasks = set(_tasks(plan))
        inner = [link for link in plan.links if {link.predecessor, link.successor} <= tasks]
        turned = tuple(Link(link.successor, link.predecessor, lag_minutes=60) for link in inner)
        return replace(plan, links=(*turned, *(link for link in plan.links if link not in inner)))
    bound = Constraint(ConstraintKind.START_NO_EARLIER, START + timedelta(days=int(random.integers(5, 60))))
    name = str(random.choice(_tasks(plan)[1:]))
    dropped = int(random.integers(0, len(plan.links)))
    return replace(
        plan,
        activities=_changed(plan, name, lambda activity: replace(activity, constraints=(bound,))),
        links=tuple(
            replace(link, type=LinkType.START_START) if number == dropped else link
            for number, link in enumerate(plan.links)
        ),
    )


def other_terms(plan: Plan, random: Random) -> Plan:
    """Let another milestone count as the finish."""
    del random
    return replace(plan, release="soft launch")


CHANGES: Final[dict[MoveCause, Callable[[Plan, Random], Plan]]] = {
    MoveCause.PROGRESS: some_progress,
    MoveCause.ESTIMATES: another_estimate,
    MoveCause.SCOPE: other_scope,
    MoveCause.PEOPLE: other_people,
    MoveCause.RISKS: other_risks,
    MoveCause.ORDER: other_order,
    MoveCause.TERMS: other_terms,
}
"""How a plan is changed in one cause and in none of the others."""


if __name__ == "__main__":
    main()
