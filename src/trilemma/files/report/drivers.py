"""What moves the finish: the swing of each uncertain thing, and how often an activity holds the finish."""

from __future__ import annotations

from trilemma.engine.api import MINUTES_PER_DAY_ELAPSED, Influence, Plan
from trilemma.files.report.axes import Scale, round_ticks
from trilemma.files.report.findings import Findings
from trilemma.files.report.markup import Markup, Part, join, tag
from trilemma.files.report.pictures import as_table, box, fitting, line, picture, text, width_of
from trilemma.files.report.wording import MINUS, finish_day, share, short_money

MOST = 10
WIDTH, ROW, HEAD = 440.0, 34.0, 8.0
LEAST_SHARE = 0.05


def label_of(plan: Plan, identifier: str) -> str:
    """Return the name of an activity or risk, else its id."""
    found = plan.activity_by_id.get(identifier) or plan.risk_by_id.get(identifier)
    return (found.name if found else "") or identifier


def tornado(findings: Findings) -> Markup:
    """Return the greatest swings of the finish: each from the lowest fifth of a value to its highest."""
    shown = [each for each in findings.forecast.influences if _days(each)[0] != _days(each)[1]][:MOST]
    if not shown:
        return tag("p", "Nothing in the plan is uncertain, so nothing moves the finish.", class_="quiet")
    middle = float(findings.forecast.finish.mean())
    ends = [end for each in shown for end in (each.finish_low, each.finish_high)]
    scale = Scale(min(*ends, middle), max(*ends, middle), 24, WIDTH - 24)
    bottom = HEAD + ROW * len(shown)
    body: list[Part] = []
    for row, each in enumerate(shown):
        y = HEAD + ROW * row
        body += [_swing(findings.plan, each, scale, y), line(scale(middle), y + 13, scale(middle), y + 28, "mark")]
    body.append(_day_axis(scale, middle, bottom))
    first = label_of(findings.plan, shown[0].id)
    said = f"The finish moves most with {first}. Days are counted from the mean finish."
    drawn = picture("tornado", "What moves the finish", said, WIDTH, bottom + 40, *body)
    rows: list[tuple[Part, ...]] = [
        (
            tag("bdi", label_of(findings.plan, each.id)),
            each.kind,
            finish_day(findings.plan, each.finish_low),
            finish_day(findings.plan, each.finish_high),
            short_money(findings.plan, each.cost_high - each.cost_low),
        )
        for each in shown
    ]
    headings = ("What", "Kind", "Finish when it goes well", "Finish when it goes badly", "Cost between them")
    return join([drawn, as_table(headings, rows, 2)])


def _days(each: Influence) -> tuple[float, float]:
    return round(each.finish_low / MINUTES_PER_DAY_ELAPSED, 2), round(each.finish_high / MINUTES_PER_DAY_ELAPSED, 2)


def _swing(plan: Plan, each: Influence, scale: Scale, y: float) -> Markup:
    """Return the name above a bar from the good end to the bad one."""
    low, high = sorted((scale(each.finish_low), scale(each.finish_high)))
    words = ("does not strike", "strikes") if each.kind == "risk" else ("", "")
    name = label_of(plan, each.id) + (f" {words[1]}" if words[1] else "")
    swing = f"{abs(each.finish_high - each.finish_low) / MINUTES_PER_DAY_ELAPSED:.1f} d"
    return join(
        [
            text(0, y + 10, fitting(name, WIDTH - width_of(swing) - 12), "label"),
            text(WIDTH, y + 10, swing, "label", "end"),
            box(low, y + 15, max(high - low, 1), 11, "bar risk" if each.kind == "risk" else "bar time", 2),
        ]
    )


def _day_axis(scale: Scale, middle: float, y: float) -> Markup:
    low, high = ((end - middle) / MINUTES_PER_DAY_ELAPSED for end in (scale.low, scale.high))
    ticks = round_ticks(low, high, 6)
    parts: list[Part] = [line(scale.first, y, scale.last, y, "axis")]
    for value in ticks:
        x = scale(middle + value * MINUTES_PER_DAY_ELAPSED)
        words = "mean" if abs(value) < 1e-9 else f"{value:+g} d".replace("-", MINUS)
        parts += [line(x, y, x, y + 4, "axis"), text(x, y + 17, words, "tick", "middle")]
    return join(parts)


def criticality(findings: Findings) -> Markup:
    """Return the activities that hold the finish most often, with the share of the draws in which they do."""
    ranked = sorted(findings.forecast.criticality.items(), key=lambda pair: (-pair[1], pair[0]))
    known = findings.plan.activity_by_id
    tasks = [pair for pair in ranked if pair[1] >= LEAST_SHARE and (pair[0] not in known or known[pair[0]].modes)]
    if not tasks:
        return tag("p", "No activity holds the finish: it does not depend on unfinished work.", class_="quiet")
    scale = Scale(0, 1, 0, WIDTH)
    body: list[Part] = []
    for row, (name, value) in enumerate(tasks[:MOST]):
        y = HEAD + ROW * row
        words = share(value)
        body += [
            text(0, y + 10, fitting(label_of(findings.plan, name), WIDTH - width_of(words) - 12), "label"),
            text(WIDTH, y + 10, words, "label", "end"),
            box(0, y + 15, WIDTH, 11, "track", 2),
            box(0, y + 15, max(scale(value), 1), 11, "bar time", 2),
        ]
    said = f"{label_of(findings.plan, tasks[0][0])} holds the finish in {share(tasks[0][1])} of the draws."
    height = HEAD + ROW * min(len(tasks), MOST) + 4
    drawn = picture("criticality", "How often an activity holds the finish", said, WIDTH, height, *body)
    rows: list[tuple[Part, ...]] = [(tag("bdi", label_of(findings.plan, name)), share(value)) for name, value in tasks]
    return join([drawn, as_table(("Activity", "Share of the draws"), rows, 1)])
