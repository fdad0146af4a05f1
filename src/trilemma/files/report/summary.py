"""The first page: status, finish, cost and quality in words, and how likely they hold together."""

from __future__ import annotations

import numpy as np

from trilemma.engine.api import (
    MINUTES_PER_DAY_ELAPSED,
    Plan,
    Summary,
    TermsKind,
    quantile,
    sampled_margin,
    schedule_cost,
    to_minor,
)
from trilemma.files.report.agreed import Limit, agreed_cost, agreed_defects, agreed_finish
from trilemma.files.report.findings import Findings
from trilemma.files.report.markup import Markup, Part, tag
from trilemma.files.report.wording import (
    GAP,
    count,
    day,
    dearer,
    finish_day,
    last_day,
    later,
    money,
    plural,
    share,
)

EIGHTY = f"80{GAP}%"
SURE = f"{EIGHTY} sure"

ICONS = {
    "time": "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.5V8l2.5 1.5",
    "cost": "M1.5 4h13v8h-13ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM3.5 8h.1M12.5 8h.1",
    "quality": "M8 1.5 13.5 3.5V8c0 3.2-2.3 5.4-5.5 6.5C4.8 13.4 2.5 11.2 2.5 8V3.5ZM5.5 8l2 2 3.5-4",
    "joint": "M6 3a5 5 0 1 0 0 10A5 5 0 0 0 6 3ZM10 3a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z",
}


def has_quality(plan: Plan) -> bool:
    """Return whether the plan says anything about defects."""
    return bool(plan.quality.kinds)


def has_cost(findings: Findings) -> bool:
    """Return whether anything in the plan costs money."""
    return bool(findings.forecast.cost.max() > 0)


def heading(findings: Findings) -> Markup:
    """Return the title and where the project stands."""
    plan = findings.plan
    return tag(
        "header",
        tag("p", "Project report", class_="quiet"),
        tag("h1", tag("bdi", plan.name)),
        tag("p", status_of(plan), class_="lead"),
    )


def status_of(plan: Plan) -> str:
    """Say where the project stands: its status date and how much is finished, or when it starts."""
    tasks = [leaf for leaf in plan.leaves if leaf.modes and leaf.id not in plan.dropped]
    done = sum(leaf.progress is not None and leaf.progress.finished for leaf in tasks)
    begun = sum(leaf.progress is not None and leaf.progress.started for leaf in tasks)
    if plan.status_date is None and not begun:
        return f"Not begun; it starts on {day(plan.start)}."
    since = "" if plan.status_date is None else f"Status of {last_day(plan, plan.status_date)}: "
    text = f"{since}{done} of {plural(len(tasks), 'task')} finished, {begun - done} in progress."
    return text[0].upper() + text[1:]


def cards(findings: Findings) -> Markup:
    """Return a card each for time, cost, quality, and for the three together."""
    shown = [_time_card(findings), _cost_card(findings), _quality_card(findings), _joint_card(findings)]
    return tag("section", tag("h2", "In short", class_="away"), tag("div", *shown, class_="cards"))


def _card(hue: str, title: str, value: Part, under: str, *facts: Part) -> Markup:
    icon = tag(
        "svg", tag("path", d=ICONS[hue]), class_="icon", viewBox="0 0 16 16", width=16, height=16, aria_hidden="true"
    )
    return tag(
        "article",
        tag("h3", icon, title),
        tag("p", value, class_="value"),
        tag("p", under, class_="under"),
        tag("ul", *(tag("li", fact) for fact in facts)),
        class_=f"card {hue}",
    )


def _time_card(findings: Findings) -> Markup:
    plan, forecast = findings.plan, findings.forecast
    summary = forecast.finish_summary
    facts: list[Part] = [_between(finish_day(plan, summary.p10), finish_day(plan, summary.p90))]
    limit = agreed_finish(plan)
    if limit is not None:
        sure = share(forecast.confidence(finish=limit.value))
        facts.append(f"{limit.words.capitalize()}: {finish_day(plan, limit.value)}, {sure} sure")
        facts.append(_late(summary, limit))
    schedule = findings.scheduled.schedule
    assert schedule is not None  # noqa: S101 - a report is only written of a plan that has one
    release = schedule.by_id.get(plan.release or "")
    likely = release.finish if release is not None else schedule.last_finish
    facts.append(f"With the most likely estimates: {finish_day(plan, likely)}")
    return _card("time", "Finish", finish_day(plan, summary.p80), _sure(summary), *facts)


def _sure(summary: Summary) -> str:
    """Say how sure the value on a card is, or that the plan leaves no doubt to count."""
    return SURE if summary.sd > 0 else "no estimate has a range"


def _between(low: str, high: str) -> str:
    return f"Always {low}" if low == high else f"8 in 10: {low} to {high}"


def _late(summary: Summary, limit: Limit) -> str:
    """Say how the 80 % date lies to the agreed one."""
    days = (summary.p80 - limit.value) / MINUTES_PER_DAY_ELAPSED
    name = limit.words.replace("deadline", "the deadline")
    word = later(round(days) * MINUTES_PER_DAY_ELAPSED) if abs(days) >= 0.5 else "the same day"
    return f"The {EIGHTY} date is {word}{' than' if abs(days) >= 0.5 else ' as'} {name}"


def _cost_card(findings: Findings) -> Markup:
    plan, forecast = findings.plan, findings.forecast
    if not has_cost(findings):
        return _card("cost", "Cost", "not stated", "The plan names no rates or costs", "Add rates to see what it costs")
    summary = forecast.cost_summary
    facts: list[Part] = [_between(money(plan, summary.p10), money(plan, summary.p90))]
    limit = agreed_cost(plan)
    if limit is not None:
        sure = share(forecast.confidence(cost=limit.value))
        facts.append(f"{limit.words.capitalize()}: {money(plan, limit.value)}, {sure} sure")
        facts.append(f"The {EIGHTY} value {dearer(plan, summary.p80 - limit.value).replace('costs', 'is')}")
    facts += _earned(findings)
    schedule = findings.scheduled.schedule
    assert schedule is not None  # noqa: S101 - a report is only written of a plan that has one
    likely = to_minor(schedule_cost(findings.scheduled.plan, schedule).total_money, plan.currency)
    facts.append(f"With the most likely estimates: {money(plan, likely)}")
    return _card("cost", "Cost", money(plan, summary.p80), f"{_sure(summary)}, internal cost", *facts)


def _earned(findings: Findings) -> list[Part]:
    """Say what the contract leaves."""
    plan, forecast = findings.plan, findings.forecast
    terms = plan.terms
    billed = terms is not None and (terms.kind is TermsKind.FIXED_PRICE or forecast.billed.max() > 0)
    if terms is None or not billed:
        return []
    finish = forecast.finish.astype(np.float64)
    left = sampled_margin(plan, forecast.cost, forecast.billed, finish, forecast.escaped_defects).margin
    kind = {TermsKind.FIXED_PRICE: "Fixed price", TermsKind.CAPPED: "Capped at"}.get(terms.kind)
    price = (
        None if kind is None or terms.price is None else f"{kind} {money(plan, to_minor(terms.price, plan.currency))}"
    )
    worst = -quantile(-left, 0.8)
    loss = float((left < 0).mean())
    words = f"a margin of at least {money(plan, worst)}" if worst >= 0 else f"a loss of at most {money(plan, -worst)}"
    known = [] if price is None else [price]
    return [*known, f"{SURE} of {words}", *([f"Risk of a loss: {share(loss)}"] if loss else [])]


def _quality_card(findings: Findings) -> Markup:
    plan, forecast = findings.plan, findings.forecast
    if not has_quality(plan):
        under = "The plan has no quality model"
        return _card(
            "quality", "Quality", "not stated", under, "Name kinds of work and quality steps to forecast defects"
        )
    summary = forecast.escaped_summary
    facts: list[Part] = [_between(count(summary.p10), count(summary.p90))]
    limit = agreed_defects(plan)
    if limit is not None:
        sure = share(forecast.confidence(escaped_defects=limit.value))
        facts.append(f"{limit.words.capitalize()}: at most {count(limit.value)}, {sure} sure")
    if forecast.acceptance is not None:
        facts.append(f"The release is accepted: {share(forecast.acceptance)} sure")
    if plan.quality.external_fix_cost:
        later_cost = summary.mean * to_minor(plan.quality.external_fix_cost, plan.currency)
        facts.append(f"Mending them after release: about {money(plan, later_cost)}")
    return _card("quality", "Quality", count(summary.p80), f"escaped defects or fewer, {SURE}", *facts)


def _joint_card(findings: Findings) -> Markup:
    plan, forecast = findings.plan, findings.forecast
    finish, cost, defects = agreed_finish(plan), agreed_cost(plan), agreed_defects(plan)
    kept = forecast.confidence(
        finish=finish.value if finish else None,
        cost=cost.value if cost else None,
        escaped_defects=defects.value if defects else None,
    )
    facts: list[Part] = [f"Finish and cost both within their {EIGHTY} values: {share(forecast.joint_confidence)}"]
    report = findings.promises
    if report.joint_promises is not None:
        facts.append(f"All promises kept: {share(report.joint_promises.value)}")
    if report.joint is not None:
        facts.append(f"All promises and expectations met: {share(report.joint.value)}")
    names = [name for name, limit in (("finish", finish), ("cost", cost), ("quality", defects)) if limit is not None]
    if not (forecast.finish_summary.sd > 0 or forecast.cost_summary.sd > 0):
        under = "No estimate in the plan has a range"
        return _card("joint", "Together", "not stated", under, "Give low and high estimates to see how sure it is")
    if not names:
        return _card("joint", "Together", share(forecast.joint_confidence), "sure of finish and cost together", *facts)
    return _card("joint", "Together", share(kept), f"sure of what was agreed: {_listed(names)}", *facts)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
