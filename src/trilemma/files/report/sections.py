"""The sections of the report that explain its first page."""

from __future__ import annotations

from trilemma.engine.api import (
    HealthPoint,
    Measure,
    Plan,
    RankedLever,
    Statement,
    StatementForecast,
    StatementKind,
    to_minor,
)
from trilemma.files.report.agreed import agreed_cost, agreed_defects, agreed_finish
from trilemma.files.report.axes import day_ticks
from trilemma.files.report.distributions import Shown, distribution, joint_table, numbers_as_ticks, together
from trilemma.files.report.drivers import criticality, label_of, tornado
from trilemma.files.report.findings import Findings
from trilemma.files.report.gantt import chart_of, gantt
from trilemma.files.report.markup import Markup, Part, join, tag
from trilemma.files.report.pictures import as_table, key, table_of
from trilemma.files.report.rows import Row, fewer, rows_of
from trilemma.files.report.summary import has_cost, has_quality
from trilemma.files.report.wording import (
    MINUS,
    count,
    dearer,
    finish_day,
    last_day,
    later,
    money,
    plural,
    share,
    short_money,
    start_day,
    whole,
)

MOST_LEVERS = 12
LOOSE = 0.1
"""A bound that is further away says nothing to those who read the report."""
WORTH = {
    "free": ("ok", "helps, costs no more"),
    "bought": ("cost", "helps at a price"),
    "saving": ("quality", "saves money"),
    "no-help": ("quiet", "does not help"),
}


def section(identifier: str, title: str, lead: str, *body: Part) -> Markup:
    """Return a section with its heading and one sentence that says what to see in it."""
    return tag("section", tag("h2", title), tag("p", lead, class_="lead"), *body, id=identifier)


def gantt_section(findings: Findings) -> Markup:
    """Return the Gantt chart with the names beside it, its legend and its table."""
    plan = findings.scheduled.plan
    rows = rows_of(findings.scheduled, findings.plan.activity_by_id)
    if not rows:
        return section("plan", "Plan", "The plan has no activities yet.")
    shown = fewer(rows)
    limit = agreed_finish(plan)
    chart = chart_of(
        plan, shown, agreed=None if limit is None else int(limit.value), samples=findings.forecast.milestones
    )
    drawn = gantt(chart, f"Gantt chart of {plan.name}")
    framed = tag(
        "div",
        tag("div", tag("div", class_="head"), *(_row_name(row) for row in shown), class_="names", aria_hidden="true"),
        tag("div", drawn, class_="chart scroll", tabindex="0", role="group", aria_label="Gantt chart"),
        class_="gantt",
    )  # fmt: skip
    lead = "The plan as it is, with the most likely estimates; nobody has more to do than they can. "
    lead += _proof(findings)
    left_out = len(rows) - len(shown)
    more = (
        tag("p", f"The picture leaves out {plural(left_out, 'row')}; the table has all.", class_="quiet")
        if left_out
        else ""
    )
    return section("plan", "Plan", lead, _legend(findings, shown), framed, more, _gantt_table(findings, rows))


def _proof(findings: Findings) -> str:
    """Say what is known of the schedule: that it is checked, and how much earlier it could possibly finish."""
    plan, outcome = findings.scheduled.plan, findings.scheduled.outcome
    checked = "An independent check found no fault in it."
    if outcome.status.value == "optimal":
        return f"{checked} No schedule with these estimates finishes earlier."
    if outcome.bound is None or outcome.gap is None or outcome.gap > LOOSE:
        return checked
    return f"{checked} No schedule with these estimates finishes before {finish_day(plan, outcome.bound)}."


def _row_name(row: Row) -> Markup:
    return tag(
        "div",
        tag("bdi", row.activity.name or row.activity.id),
        class_=f"name depth-{min(row.depth, 5)}{' strong' if row.kind == 'summary' else ''}",
    )


def _legend(findings: Findings, rows: tuple[Row, ...]) -> Markup:
    """Return the legend of what the chart really shows."""
    plan = findings.scheduled.plan
    entries = [
        ("bar time", "task", True),
        ("bar done", "done", any(row.done for row in rows)),
        ("critical", "critical: less than a day of room", any(row.critical for row in rows)),
        ("float", "room to move", any(row.slack > 0 and row.done < 1 for row in rows)),
        ("milestone", "milestone", any(row.kind == "milestone" for row in rows)),
        (
            "whisker",
            "8 of 10 forecasts of a milestone",
            any(_doubted(findings, row) for row in rows),
        ),
        ("baseline", "baseline", any(row.base for row in rows)),
        ("mark status", "status date", plan.status_date is not None),
        ("mark agreed", "agreed finish", agreed_finish(plan) is not None),
    ]
    return key(*((class_, name) for class_, name, shown in entries if shown))


def _doubted(findings: Findings, row: Row) -> bool:
    """Return whether the forecast of a milestone has a range."""
    sample = findings.forecast.milestones.get(row.activity.id)
    return sample is not None and bool(sample.min() < sample.max())


def _gantt_table(findings: Findings, rows: tuple[Row, ...]) -> Markup:
    plan = findings.scheduled.plan
    minutes = plan.calendar_by_id[plan.calendar].minutes_per_day
    people = {person.id: person.name or person.id for person in plan.people}
    based = any(row.base for row in rows)
    headings = ["Activity", "Start", "Finish", "Critical", "Room to move", "Done", "Way", "People"]
    if based:
        headings.append("Baseline finish")
    found: list[tuple[Part, ...]] = []
    for row in rows:
        leaf = row.kind != "summary"
        cells: list[Part] = [
            tag("bdi", row.activity.name or row.activity.id, class_=f"depth-{min(row.depth, 5)}"),
            start_day(plan, row.start) if row.kind != "milestone" else "",
            finish_day(plan, row.finish),
            "critical" if row.critical else "",
            f"{row.slack / minutes:.1f} d" if leaf and row.done < 1 else "",
            f"{row.done:.0%}" if leaf and row.done else "",
            _way(findings, row),
            ", ".join(people.get(person, person) for person in row.people),
        ]
        if based:
            cells.append(finish_day(plan, row.base[1]) if row.base else "")
        found.append(tuple(cells))
    return as_table(tuple(headings), found)


def _way(findings: Findings, row: Row) -> str:
    """Return in which of several ways a task is done."""
    written = findings.plan.activity_by_id.get(row.activity.id)
    if written is None or len(written.modes) < 2 or not row.mode:
        return ""
    mode = row.activity.mode(row.mode)
    return mode.name or mode.id


def forecast_section(findings: Findings) -> Markup:
    """Return the distributions of finish, cost and defects, and finish with cost."""
    plan, forecast = findings.plan, findings.forecast
    finish, cost, defects = agreed_finish(plan), agreed_cost(plan), agreed_defects(plan)
    time = Shown(
        "finish", "Forecast of the finish", forecast.finish, "time",
        lambda value: finish_day(plan, value), lambda low, high: day_ticks(plan, low, high, 5),
        finish.value if finish else None, finish.words if finish else "",
    )  # fmt: skip
    price = Shown(
        "cost", "Forecast of the cost", forecast.cost, "cost",
        lambda value: money(plan, value), numbers_as_ticks(lambda value: short_money(plan, value)),
        cost.value if cost else None, cost.words if cost else "",
    )  # fmt: skip
    left = Shown(
        "defects", "Forecast of escaped defects", forecast.escaped_defects, "quality",
        count, numbers_as_ticks(lambda value: f"{value:g}"),
        defects.value if defects else None, defects.words if defects else "",
    )  # fmt: skip
    panels = [_panel("Finish", distribution(time))]
    if has_cost(findings):
        panels.append(_panel(f"Cost [{plan.currency}]", distribution(price)))
    if has_quality(plan):
        panels.append(_panel("Escaped defects", distribution(left)))
    both = together(findings, time, price) if has_cost(findings) else Markup()
    lead = (
        f"The project was imagined {whole(forecast.draws)} times from its estimates, risks and progress. "
        "Bars show how often a value came; the line shows how sure one can be that it is not exceeded."
    )
    legend = key(("bar time", "how often"), ("mark time", "80 % sure"), ("mark agreed", "agreed or counted on"))
    body: list[Part] = [legend, tag("div", *panels, class_="panels")]
    if both:
        kept = key(("dot kept", "both within their 80 % values"), ("dot", "at least one exceeded"))
        sure = _panel("How sure of a finish and a cost together", joint_table(findings))
        body.append(tag("div", _panel("Finish and cost together", kept, both), sure, class_="panels two"))
    return section("forecast", "Forecast", lead, *body)


def _panel(title: str, *body: Part) -> Markup:
    return tag("div", tag("h3", title), *body, class_="panel")


def drivers_section(findings: Findings) -> Markup:
    """Return what moves the finish, and what holds it."""
    lead = "Where attention pays: what the finish depends on most, and what it waits for most often."
    legend = key(("bar time", "activity"), ("bar risk", "risk"))
    return section(
        "drivers",
        "What moves the finish",
        lead,
        tag(
            "div",
            _panel("Swing between going well and going badly", legend, tornado(findings)),
            _panel("How often it holds the finish", criticality(findings)),
            class_="panels two",
        ),
    )


def promises_section(findings: Findings) -> Markup:
    """Return each promise and expectation with how sure it is."""
    plan, report = findings.plan, findings.promises
    if not report.statements:
        return section("promises", "Promises", "Nothing was promised, and nobody said what they count on.")
    at_risk = sum(not each.holds for each in report.statements)
    lead = f"{len(report.statements) - at_risk} of {plural(len(report.statements), 'statement')} hold"
    lead += ": each is as sure as is wanted of it." if not at_risk else f"; {at_risk} at risk."
    rows: list[tuple[Part, ...]] = [_promise(plan, each) for each in report.statements]
    conflicts = [
        tag(
            "li",
            f"{_names(plan, conflict.statements)} are met together in only {share(conflict.joint.value)} of the draws.",
        )
        for conflict in report.conflicts
    ]
    headings = ("What", "To whom", "How sure", "Wanted", "", "When it was told")
    body: list[Part] = [table_of(headings, rows)]
    if conflicts:
        body += [tag("h3", "In each other's way"), tag("ul", *conflicts)]
    return section("promises", "Promises", lead, *body)


def _promise(plan: Plan, each: StatementForecast) -> tuple[Part, ...]:
    statement = each.statement
    verdict = ("ok", "✓ holds") if each.holds else ("danger", "! at risk")
    told = f"{share(statement.probability_then)} sure" if statement.probability_then is not None else ""
    return (
        join([tag("strong", in_words(plan, statement)), tag("br"), tag("span", _kind(statement), class_="quiet")]),
        tag("bdi", statement.stakeholder),
        join([share(each.probability.value), _meter(each.probability.value, statement.confidence)]),
        share(statement.confidence),
        tag("span", verdict[1], class_=verdict[0]),
        told,
    )


def _kind(statement: Statement) -> str:
    kind = "Promise" if statement.kind is StatementKind.PROMISE else "Expectation"
    return f"{kind}: {statement.name}" if statement.name else kind


def _meter(value: float, wanted: float) -> Markup:
    """Return a small bar with a mark at what is wanted."""
    return tag(
        "svg",
        tag("rect", width=100, height=8, class_="track"),
        tag("rect", width=round(100 * value, 1), height=8, class_="bar time"),
        tag("rect", x=round(100 * wanted, 1) - 1, y=0, width=2, height=8, class_="wanted"),
        class_="meter",
        viewBox="0 0 100 8",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def in_words(plan: Plan, statement: Statement) -> str:
    """Say what a statement counts on."""
    amount = "" if statement.amount is None else money(plan, to_minor(statement.amount, plan.currency))
    match statement.measure:
        case Measure.FINISH if statement.at is not None:
            name = "The project" if statement.activity is None else label_of(plan, statement.activity)
            return f"{name} finishes by {last_day(plan, statement.at)}"
        case Measure.MARGIN:
            return f"Margin of at least {amount}"
        case Measure.COST | Measure.PRICE:
            return f"{statement.measure.value.capitalize()} of at most {amount}"
        case Measure.ESCAPED_DEFECTS:
            return f"At most {count(float(statement.amount or 0))} escaped defects"
        case Measure.SCOPE:
            found = plan.deliverable_by_id.get(statement.deliverable or "")
            return f"{found.name if found and found.name else statement.deliverable} is delivered"
        case _:
            return "The release is accepted"


def _names(plan: Plan, identifiers: tuple[str, ...]) -> str:
    known = {statement.id: in_words(plan, statement) for statement in plan.statements}
    return " and ".join(f"“{known[name]}”" for name in identifiers)


def levers_section(findings: Findings) -> Markup:
    """Return the changes that are worth deciding on, the best first."""
    report = findings.levers
    if report is None:
        return Markup()
    if not report.levers:
        return section(
            "levers", "Levers", "The plan allows no other way of doing anything, so there is nothing to decide."
        )
    useful = [each for each in report.levers if each.worth.value != "no-help"]
    rest = [each for each in report.levers if each not in useful[:MOST_LEVERS]]
    lead = "Single changes, each simulated with the same luck as the plan as it is, so that only the change shows. "
    lead += "Its worth counts the mean cost and what escaped defects cost after release."
    if not useful:
        lead += " None of them helps."
    body: list[Part] = []
    if useful:
        body.append(_lever_table(findings, useful[:MOST_LEVERS]))
    if rest:
        body.append(
            tag("details", tag("summary", f"Show {plural(len(rest), 'other change')}"), _lever_table(findings, rest))
        )
    return section("levers", "Levers", lead, *body)


def _lever_table(findings: Findings, levers: list[RankedLever]) -> Markup:
    plan = findings.plan
    headings = ["Change", "Finish, 80 % sure", "Mean cost"]
    headings += ["Escaped defects"] if has_quality(plan) else []
    headings += ["All promises and expectations"] if plan.statements else []
    return table_of((*headings, "Worth"), [_lever(findings, each) for each in levers])


def _lever(findings: Findings, each: RankedLever) -> tuple[Part, ...]:
    plan, effect = findings.plan, each.effect
    cells: list[Part] = [
        each.lever.text,
        tag("span", later(effect.finish_p80.change), class_="one-line"),
        tag("span", dearer(plan, effect.cost_mean.change), class_="one-line"),
    ]
    if has_quality(plan):
        cells.append(_more(effect.escaped_mean.change))
    if plan.statements:
        cells.append(
            f"{effect.joint.after * 100:.0f} % ({f'{effect.joint.change * 100:+.0f}'.replace('-', MINUS)} points)"
        )
    hue, words = WORTH[each.worth.value]
    return (*cells, tag("span", words, class_=hue))


def _more(change: float) -> str:
    if abs(change) < 0.05:
        return "the same"
    return f"{abs(change):.1f} {'more' if change > 0 else 'fewer'}"


def health_section(findings: Findings) -> Markup:
    """Return the 14 points of the plan's health."""
    points = findings.health
    failed = [point for point in points if not point.passes]
    lead = (
        "All 14 points of the network's health pass."
        if not failed
        else (
            f"{len(points) - len(failed)} of {len(points)} points of the network's health pass; "
            "the others weaken every date above."
        )
    )
    rows: list[tuple[Part, ...]] = [
        _health(findings.plan, point) for point in (*failed, *(p for p in points if p.passes))
    ]
    return section("health", "Plan health", lead, table_of(("Point", "", "Found", "Where"), rows))


def _health(plan: Plan, point: HealthPoint) -> tuple[Part, ...]:
    verdict = ("ok", "✓ passes") if point.passes else ("danger", "! look at it")
    found = "nothing to measure" if point.value is None else f"{point.value:.0%} (limit {point.limit or 0:.0%})"
    return point.name, tag("span", verdict[1], class_=verdict[0]), found, _offenders(plan, point)


def _offenders(plan: Plan, point: HealthPoint) -> Part:
    if point.passes or not point.offenders:
        return ""
    names = [label_of(plan, name) for name in point.offenders[:4]]
    more = len(point.offenders) - len(names)
    return f"{', '.join(names)}{f' and {more} more' if more > 0 else ''}"
