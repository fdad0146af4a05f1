"""Random plans for property tests: valid by construction, with every part of the plan model in some of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from trilemma.engine.api import (
    Absence,
    Activity,
    Adopted,
    Assignment,
    Baseline,
    BaselineEntry,
    Budget,
    BudgetUse,
    Calendar,
    CalendarException,
    Capacity,
    Constraint,
    ConstraintKind,
    Correlation,
    Deadline,
    Deliverable,
    Demand,
    Estimate,
    FixEffort,
    LeverIdea,
    Link,
    LinkType,
    Measure,
    Mitigation,
    Mode,
    OvertimeRule,
    OvertimeSlot,
    Person,
    Pick,
    Plan,
    Progress,
    Project,
    QualityModel,
    QualityStep,
    RampUp,
    Rate,
    Removal,
    Risk,
    Shift,
    SkillLevel,
    Statement,
    StatementKind,
    Status,
    StatusEntry,
    Team,
    Terms,
    TermsKind,
    WorkKind,
    standard_calendar,
)

T = TypeVar("T")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
shares = st.integers(0, 1000).map(lambda permille: permille / 1000) | st.floats(0, 1)
exact_shares = st.integers(0, 1000).map(lambda permille: Decimal(permille) / 1000)
money = st.decimals(0, 10**7, places=2) | st.integers(0, 10**7).map(Decimal)
_AWKWARD = (
    "build SS",
    "x2",
    "a 50%",
    "FS",
    "x SS+2d",
    "level 3",
    "*",
    "likely",
    "1",
    "ä b",
    "#",
    "[x]",
    "a.b",
    "-",
    "+3d",
)


@st.composite
def identifiers(draw: st.DrawFn, least: int, most: int, prefix: str) -> list[str]:
    """Draw different ids: plain ones, awkward ones, and ones that nearly are another with a lag or a share."""
    count = draw(st.integers(least, most))
    plain = [f"{prefix}{number}" for number in range(count)]
    awkward = [f"{prefix}{rest}" for rest in _AWKWARD] + [f"{plain[0]} {rest}" for rest in _AWKWARD] if plain else []
    return [draw(st.sampled_from(awkward)) if draw(st.integers(0, 9)) == 0 and awkward else each for each in plain]


def unique(names: Sequence[str]) -> list[str]:
    """Return the names, each once."""
    return list(dict.fromkeys(names))


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Draw nothing, or something."""
    return st.none() | strategy


def some(values: Sequence[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    """Draw a few different values in any order."""
    if not values:
        return st.just(())
    return st.lists(st.sampled_from(values), max_size=min(most, len(values)), unique=True).map(tuple)


def one_or_none(values: Sequence[T]) -> st.SearchStrategy[T | None]:
    """Draw one of the values, or None."""
    return maybe(st.sampled_from(values)) if values else st.none()


@st.composite
def instants(draw: st.DrawFn, zone: str) -> datetime:
    """Draw a minute of the project's years on the clock of its zone, midnights and changes of the clock included."""
    day = draw(days | st.sampled_from([date(2026, 10, 25), date(2027, 3, 28), date(2028, 11, 5)]))
    minute = draw(st.sampled_from([0, 0, 60, 90, 150, 540, 1080]) | st.integers(0, 1439))
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=UTC)
    on_clock = local.replace(tzinfo=ZoneInfo(zone), fold=draw(st.sampled_from([0, 1])))
    in_zone = on_clock.astimezone(UTC).astimezone(ZoneInfo(zone))  # what the clock leaps over has another name
    return draw(st.sampled_from([local, in_zone]))


@st.composite
def estimates(draw: st.DrawFn, most: int = 50_000, scale: float = 1) -> Estimate:
    """Draw certain values and estimates of every shape and confidence."""
    low, likely, high = sorted(draw(st.integers(0, most)) * scale for _ in range(3))
    if draw(st.booleans()):
        return Estimate.fixed(likely)
    if draw(st.booleans()):
        return Estimate(low, likely, high)
    shape = draw(st.sampled_from(["pert", "triangular", "lognormal", "normal", "uniform"]))
    if draw(st.booleans()):
        each = draw(st.integers(1, 49)) / 100
        return Estimate(low, likely, high, each, 1 - each, shape)  # type: ignore[arg-type]
    low_p, high_p = draw(st.integers(1, 400)) / 1000, draw(st.integers(600, 999)) / 1000
    return Estimate(low, likely, high, low_p, high_p, shape)  # type: ignore[arg-type]


@st.composite
def shifts(draw: st.DrawFn) -> tuple[Shift, ...]:
    """Draw up to three shifts of one day that finish before midnight."""
    edges = draw(st.lists(st.integers(0, 1440), min_size=0, max_size=6, unique=True).map(sorted))
    return tuple(Shift(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn, identifier: str, zone: str) -> Calendar:
    """Draw a calendar with changing weeks, exceptions, night shifts and public holidays."""
    working = (Shift(540, 780), Shift(840, 1080))
    night = (Shift(1320, 1800),)
    weeks: list[Any] = []
    for first in [None, *sorted(draw(st.lists(days, max_size=2, unique=True)))]:
        week = draw(st.lists(shifts(), min_size=7, max_size=7))
        weeks.append(
            (
                first,
                draw(st.sampled_from([(working,) * 5 + ((), ()), (night,) * 4 + ((),) * 3]))
                if draw(st.booleans())
                else (working, *week[1:]),
            )
        )
    bounds = sorted(draw(st.lists(days, max_size=4, unique=True)))
    exceptions = [
        CalendarException(first, last, (), draw(texts)) for first, last in zip(bounds[::2], bounds[1::2], strict=False)
    ]
    shortened = draw(st.booleans())
    if exceptions and shortened:
        exceptions[0] = CalendarException(exceptions[0].first, exceptions[0].last, working, "short days")
    return Calendar(
        identifier,
        draw(texts),
        draw(st.sampled_from([zone, *ZONES])),
        tuple(weeks),
        tuple(exceptions),
        draw(st.sampled_from([None, None, "DE-BY", "FR"])),
        draw(st.sampled_from([480, 450, 1440])),
        draw(st.sampled_from([2400, 2250])),
        draw(st.sampled_from([20, 22])),
    )


@st.composite
def dated(draw: st.DrawFn, make: Callable[[date | None], T]) -> tuple[T, ...]:
    """Draw entries that hold from a date on; the first may hold from the beginning."""
    firsts = sorted(draw(st.lists(days, max_size=2, unique=True)))
    if draw(st.booleans()):
        return tuple(make(first) for first in [None, *firsts])
    return tuple(make(first) for first in firsts)


@st.composite
def rates(draw: st.DrawFn) -> tuple[Rate, ...]:
    """Draw rates by date."""
    return draw(dated(lambda first: Rate(draw(money), draw(maybe(money)), first)))


@st.composite
def overtime_rules(draw: st.DrawFn) -> OvertimeRule:
    """Draw a rule for overtime."""
    return OvertimeRule(
        draw(st.integers(0, 600)),
        draw(st.integers(0, 3000)),
        draw(maybe(st.integers(0, 4000))),
        draw(st.integers(1, 52)),
        draw(st.integers(0, 1440)),
        draw(exact_shares),
        draw(maybe(money)),
        draw(exact_shares),
        draw(exact_shares.filter(bool)),
    )


ramp_ups = st.builds(RampUp, st.integers(0, 10_000), exact_shares.filter(bool))


@st.composite
def people(draw: st.DrawFn, names: Sequence[str], teams: Sequence[str], known: Sequence[str]) -> tuple[Person, ...]:
    """Draw persons, some in teams, with part time, absences and skills."""
    found = []
    for name in names:
        bounds = sorted(draw(st.lists(days, max_size=4)))
        absences = tuple(Absence(a, b, draw(texts)) for a, b in zip(bounds[::2], bounds[1::2], strict=False))
        first, last = sorted([draw(days), draw(days)])
        found.append(
            Person(
                name,
                draw(texts),
                draw(one_or_none(teams)),
                draw(one_or_none(known)),
                absences,
                tuple(SkillLevel(skill, draw(st.integers(1, 5))) for skill in draw(some(["php", "java 2", "sql"]))),
                draw(dated(lambda first: Capacity(draw(st.integers(500, 1000)), first))),
                draw(rates()),
                draw(maybe(overtime_rules())),
                draw(maybe(ramp_ups)),
                draw(st.sampled_from([None, first])),
                draw(st.sampled_from([None, last])),
            )
        )
    return tuple(found)


@st.composite
def teams_of(draw: st.DrawFn, names: Sequence[str], known: Sequence[str], members: set[str]) -> tuple[Team, ...]:
    """Draw teams: those without members have an anonymous capacity of at least one."""
    found = []
    for name in names:
        capacity: tuple[Capacity, ...] = ()
        if name not in members:
            capacity = (Capacity(draw(st.integers(1000, 5000))), *draw(dated(lambda first: Capacity(1500, first)))[1:])
        found.append(
            Team(
                name,
                draw(texts),
                draw(one_or_none(known)),
                capacity,
                draw(rates()),
                draw(maybe(overtime_rules())),
                draw(maybe(ramp_ups)),
            )
        )
    return tuple(found)


@st.composite
def removals(draw: st.DrawFn, kinds: Sequence[str]) -> tuple[Removal, ...]:
    """Draw what is removed of some kinds, and perhaps of all."""
    named = [Removal(draw(estimates(1000, 0.001)), kind) for kind in draw(some(kinds))]
    general = [Removal(draw(estimates(1000, 0.001)))] if draw(st.booleans()) else []
    return (*general, *named)


@st.composite
def modes(
    draw: st.DrawFn,
    identifier: str,
    who: Sequence[str],
    picks: Sequence[Pick],
    kinds: Sequence[str],
    budgets: Sequence[str],
) -> Mode:
    """Draw a way of doing an activity."""
    demands = tuple(Demand(name, draw(st.sampled_from([500, 333, 5]))) for name in draw(some(who)))
    if draw(st.booleans()):
        demands = demands[:1]
    chosen = draw(some(picks, 2))
    by_effort = bool(demands or chosen) and draw(st.booleans())
    measured = draw(estimates())
    return Mode(
        identifier,
        draw(texts) if identifier != "normal" else draw(st.sampled_from(["", "", "as usual"])),
        None if by_effort else measured,
        measured if by_effort else None,
        not by_effort and draw(st.booleans()),
        demands,
        chosen,
        draw(money),
        draw(maybe(texts)),
        draw(money),
        tuple(BudgetUse(budget, draw(st.integers(0, 9))) for budget in draw(some(budgets))),
        draw(st.sampled_from([1.0, 0.5, 1.3])),
        draw(removals(kinds)),
    )


@st.composite
def progresses(draw: st.DrawFn, zone: str) -> Progress:
    """Draw what has happened of an activity."""
    started = draw(maybe(instants(zone)))
    finished = None
    if started is not None and draw(st.booleans()):
        finished = (started.astimezone(UTC) + timedelta(minutes=draw(st.integers(0, 50_000)))).astimezone(
            started.tzinfo
        )
    return Progress(
        started,
        finished,
        draw(maybe(estimates())),
        draw(maybe(st.integers(0, 1000))),
        draw(maybe(money)),
        draw(maybe(st.integers(0, 100_000))),
    )


@st.composite
def constraints(draw: st.DrawFn, zone: str) -> tuple[Constraint, ...]:
    """Draw constraints of different kinds in any order."""
    return tuple(
        Constraint(kind, None if kind is ConstraintKind.AS_LATE_AS_POSSIBLE else draw(instants(zone)))
        for kind in draw(some(list(ConstraintKind), 2))
    )


@st.composite
def statements(
    draw: st.DrawFn,
    names: Sequence[str],
    zone: str,
    activities: Sequence[str],
    deliverables: Sequence[str],
    measures: Sequence[Measure],
) -> tuple[Statement, ...]:
    """Draw expectations and promises of every measure that the plan allows."""
    found = []
    for name in names:
        measure = draw(st.sampled_from(measures))
        finish = measure is Measure.FINISH
        counted = measure in {Measure.COST, Measure.PRICE, Measure.MARGIN, Measure.ESCAPED_DEFECTS}
        found.append(
            Statement(
                name,
                measure,
                draw(st.sampled_from(StatementKind)),
                draw(texts),
                draw(texts),
                draw(one_or_none(activities)) if finish else None,
                draw(st.sampled_from(deliverables)) if measure is Measure.SCOPE else None,
                draw(instants(zone)) if finish else None,
                draw(money) if counted else None,
                draw(st.floats(0, 1e6)),
                draw(shares),
                draw(maybe(days)),
                draw(texts),
                draw(maybe(shares)),
            )
        )
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn, activities: int = 7) -> Plan:
    """Draw a whole valid plan of up to ``activities`` leaves."""
    zone = draw(st.sampled_from(ZONES))
    known_names = unique(draw(identifiers(0, 2, "cal")))
    drawn: list[Calendar] = [draw(calendars(name, zone)) for name in known_names]
    known = tuple(drawn or [standard_calendar(time_zone=zone)])
    calendar_ids = [each.id for each in known]
    team_names = unique(draw(identifiers(1, 3, "team")))
    persons = draw(people(unique(draw(identifiers(0, 3, "p"))), team_names, calendar_ids))
    teams = draw(teams_of(team_names, calendar_ids, {each.team for each in persons if each.team}))
    who = [*(team.id for team in teams), *(person.id for person in persons)]
    skilled = {entry.skill for person in persons for entry in person.skills}
    picks = [Pick(1, skill, 1, None, draw(st.integers(1, 1000))) for skill in sorted(skilled)]
    kinds = unique(draw(identifiers(0, 2, "kind")))
    budgets = unique(draw(identifiers(0, 2, "budget")))
    deliverables = tuple(
        Deliverable(name, draw(texts), draw(st.booleans()), tuple(draw(st.lists(texts, max_size=2))))
        for name in unique(draw(identifiers(0, 2, "scope")))
    )
    scope = [each.id for each in deliverables]
    projects = tuple(
        Project(name, draw(texts), draw(st.sampled_from([500, 7])))
        for name in unique(draw(identifiers(1, 2, "project")))
    )

    def activity(identifier: str, parent: str | None, *, summary: bool) -> Activity:
        ways = [] if summary else draw(some(["normal", "senior", "supplier x2"]))
        return Activity(
            identifier,
            draw(texts),
            parent,
            tuple(draw(modes(way, who, picks, kinds, budgets)) for way in ways),
            draw(one_or_none(calendar_ids)),
            draw(one_or_none([each.id for each in projects])),
            draw(one_or_none(scope)),
            draw(one_or_none(kinds)),
            draw(constraints(zone)),
            draw(maybe(st.builds(Deadline, instants(zone), money))),
            draw(st.sampled_from([500, 0, 1000])),
            None if summary else draw(maybe(progresses(zone))),
            draw(texts | st.just('two\nlines "here" \n\r\t\\')),
        )

    leaf_names = unique(draw(identifiers(1, activities, "a")))
    summaries = draw(some([f"phase {number}" for number in range(2)], 2))
    inside = {name: draw(one_or_none(summaries)) for name in leaf_names}
    used = [name for name in summaries if name in inside.values()]
    work = [activity(name, None, summary=True) for name in used]
    work += [activity(name, inside[name], summary=False) for name in leaf_names]
    work = list(draw(st.permutations(work)))
    every = [each.id for each in work]
    links = [
        Link(before, after, draw(st.sampled_from(LinkType)), draw(st.integers(-5000, 5000)), draw(st.booleans()))
        for index, after in enumerate(leaf_names)
        for before in draw(some(leaf_names[:index], 2))
    ]
    measures = [Measure.FINISH, Measure.COST, Measure.ESCAPED_DEFECTS, *([Measure.SCOPE] if scope else [])]
    terms = draw(maybe(terms_of(zone)))
    if terms is not None:
        measures += [Measure.PRICE, Measure.MARGIN]
    risks = draw(risks_of(unique(draw(identifiers(0, 2, "risk"))), every))
    return Plan(
        projects=projects,
        start=draw(instants(zone)),
        activities=tuple(work),
        links=tuple(draw(st.permutations(links))),
        time_zone=zone,
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD"])),
        status_date=draw(maybe(instants(zone))),
        calendar=draw(st.sampled_from(calendar_ids)),
        calendars=known,
        teams=teams,
        people=persons,
        deliverables=deliverables,
        budgets=tuple(Budget(name, draw(st.integers(0, 99)), draw(texts)) for name in budgets),
        quality=QualityModel(
            tuple(WorkKind(name, draw(estimates(100, 0.01)), draw(texts)) for name in kinds),
            draw(shares),
            draw(money),
            draw(maybe(st.floats(0, 1000))),
        ),
        steps=draw(steps_of(leaf_names, kinds)),
        risks=risks,
        correlation=Correlation(draw(st.integers(0, 500)) / 1000, draw(st.integers(0, 500)) / 1000),
        terms=terms,
        statements=draw(statements(unique(draw(identifiers(0, 2, "s"))), zone, every, scope, measures)),
        levers=tuple(
            LeverIdea(
                name,
                draw(st.sampled_from(team_names)),
                draw(st.integers(1, 3)),
                draw(maybe(days)),
                draw(money),
                draw(st.integers(0, 5000)),
                draw(texts),
            )
            for name in unique(draw(identifiers(0, 1, "lever")))
        ),
        adopted=draw(adopted_of(work, who, persons, deliverables, risks)),
        baselines=draw(baselines_of(every, zone)),
        statuses=draw(statuses_of(every, zone)),
        release=draw(one_or_none(leaf_names)),
    )


@st.composite
def terms_of(draw: st.DrawFn, zone: str) -> Terms:
    """Draw a contract."""
    return Terms(
        draw(st.sampled_from(TermsKind)),
        draw(money),
        draw(instants(zone)),
        draw(money),
        draw(maybe(money)),
        draw(money),
        draw(maybe(money)),
    )


@st.composite
def steps_of(draw: st.DrawFn, leaves: Sequence[str], kinds: Sequence[str]) -> tuple[QualityStep, ...]:
    """Draw quality steps, each of an activity of its own."""
    if not kinds:
        return ()
    return tuple(
        QualityStep(
            f"step {number}",
            activity,
            tuple(kinds[: draw(st.integers(1, len(kinds)))]),
            draw(removals(kinds)),
            tuple(FixEffort(kind, draw(estimates(500))) for kind in draw(some(kinds))),
            draw(texts),
        )
        for number, activity in enumerate(draw(some(leaves, 2)))
    )


@st.composite
def risks_of(draw: st.DrawFn, names: Sequence[str], activities: Sequence[str]) -> tuple[Risk, ...]:
    """Draw risks with every kind of effect, mitigated or not."""
    found = []
    for name in names:
        probability = draw(shares)
        mitigation = Mitigation(probability / 2, draw(money), draw(shares), draw(texts))
        found.append(
            Risk(
                name,
                probability,
                draw(texts),
                draw(some(activities)),
                draw(estimates()),
                draw(maybe(estimates(50, 0.1))),
                draw(maybe(estimates(10**6, 0.01))),
                draw(maybe(estimates(100))),
                draw(st.sampled_from([None, mitigation])),
            )
        )
    return tuple(found)


@st.composite
def adopted_of(
    draw: st.DrawFn,
    work: Sequence[Activity],
    who: Sequence[str],
    persons: Sequence[Person],
    deliverables: Sequence[Deliverable],
    risks: Sequence[Risk],
) -> Adopted:
    """Draw what was adopted."""
    every = [each.id for each in work]
    ways = [(each.id, each.modes[-1].id) for each in work if each.modes]
    return Adopted(
        draw(some(ways)),
        draw(some(every)),
        tuple(draw(st.lists(st.tuples(*[st.sampled_from(every)] * 2), max_size=2))),
        tuple(Assignment(name, draw(some([each.id for each in persons]))) for name in draw(some(every))),
        tuple(OvertimeSlot(name, draw(days), draw(st.integers(1, 300))) for name in draw(some(who))),
        draw(some([each.id for each in deliverables if each.optional])),
        draw(some([each.id for each in risks if each.mitigation])),
    )


@st.composite
def baselines_of(draw: st.DrawFn, activities: Sequence[str], zone: str) -> tuple[Baseline, ...]:
    """Draw baselines."""
    found = []
    for number in range(draw(st.integers(0, 2))):
        entries = []
        for name in draw(some(activities)):
            start = draw(instants(zone)).astimezone(UTC)
            finish = start + timedelta(minutes=draw(st.integers(0, 100_000)))
            entries.append(
                BaselineEntry(
                    name,
                    start.astimezone(ZoneInfo(zone)),
                    finish.astimezone(ZoneInfo(zone)),
                    draw(st.integers(0, 9999)),
                    draw(st.integers(0, 9999)),
                    draw(money),
                )
            )
        found.append(Baseline(f"baseline {number}", draw(days), tuple(entries), draw(texts)))
    return tuple(found)


@st.composite
def statuses_of(draw: st.DrawFn, activities: Sequence[str], zone: str) -> tuple[Status, ...]:
    """Draw dated snapshots of progress in order."""
    firsts = sorted(draw(st.lists(days, max_size=2, unique=True)))
    return tuple(
        Status(
            datetime(first.year, first.month, first.day, 18, tzinfo=ZoneInfo(zone)),
            tuple(StatusEntry(name, draw(progresses(zone))) for name in draw(some(activities))),
        )
        for first in firsts
    )
