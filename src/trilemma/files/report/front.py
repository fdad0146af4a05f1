"""The front: finish against cost, with a step line for each level of quality."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trilemma.engine.api import MINUTES_PER_DAY_ELAPSED, Plan
from trilemma.files.report.axes import Scale, Tick, day_ticks, round_ticks
from trilemma.files.report.findings import Findings, FrontPoint
from trilemma.files.report.markup import Markup, Part, join, tag
from trilemma.files.report.pictures import as_table, bottom_axis, key, left_axis, picture, text
from trilemma.files.report.wording import count, finish_day, money, plural, share, short_money

WIDTH, HEIGHT = 900.0, 380.0
LEFT, RIGHT, TOP, BOTTOM = 60.0, 880.0, 24.0, 336.0
MOST_STEPS = 4
FEW = 6
"""So few points are labelled one by one."""


def front_section(findings: Findings) -> Markup:
    """Return the front with the price of a day, or nothing where it was not computed."""
    front = findings.front
    if front is None:
        return Markup()
    plan = findings.plan
    title = tag("h2", "What is possible")
    if len(front.points) < 2:
        only = "The plan has one best way only: no other finish, cost or quality is better in anything."
        if not front.points:
            only = "No trade-off was found in the time given."
        return tag("section", title, tag("p", only, class_="lead"), id="front")
    points = sorted(front.points, key=lambda point: (point.finish, point.cost))
    lead = "Every point is a plan that no other beats in finish, cost and quality together. " + _price(plan, points)
    drawn = tag("div", _picture(plan, points), class_="scroll", tabindex="0", role="group", aria_label="The front")
    return tag(
        "section", title, tag("p", lead, class_="lead"), _legend(points), drawn, _table(plan, points), id="front"
    )


def _price(plan: Plan, points: Sequence[FrontPoint]) -> str:
    """Say what the whole way from the latest to the earliest costs."""
    cheapest = min(points, key=lambda point: (point.cost, point.finish))
    soonest = min(points, key=lambda point: (point.finish, point.cost))
    days = (cheapest.finish - soonest.finish) / MINUTES_PER_DAY_ELAPSED
    if days < 0.5:
        return "Cost and quality trade here; the finish hardly moves."
    more = money(plan, soonest.cost - cheapest.cost)
    each = money(plan, (soonest.cost - cheapest.cost) / days)
    return f"Finishing {plural(days, 'day')} sooner than the cheapest plan costs {more} more, {each} a day on average."


def steps_of(points: Sequence[FrontPoint]) -> list[tuple[float, list[FrontPoint]]]:
    """Return for a few levels of quality the points that keep it and that no cheaper, earlier one beats."""
    known = sorted({point.escaped_defects for point in points if point.escaped_defects is not None})
    if not known:
        return [(float("inf"), _staircase(points))]
    chosen = sorted({known[round(k * (len(known) - 1) / (MOST_STEPS - 1))] for k in range(MOST_STEPS)})
    levels = [
        (level, _staircase([p for p in points if p.escaped_defects is not None and p.escaped_defects <= level]))
        for level in chosen
    ]
    return [(level, stairs) for level, stairs in levels if stairs]


def _staircase(points: Sequence[FrontPoint]) -> list[FrontPoint]:
    """Return the points by rising finish, each cheaper than all before it."""
    found: list[FrontPoint] = []
    for point in sorted(points, key=lambda p: (p.finish, p.cost)):
        if not found or point.cost < found[-1].cost:
            found.append(point)
    return found


def _picture(plan: Plan, points: Sequence[FrontPoint]) -> Markup:
    across = Scale(*_air([p.finish for p in points]), LEFT, RIGHT)
    down = Scale(*_air([p.cost for p in points]), BOTTOM, TOP)
    ticks = tuple(Tick(value, short_money(plan, value)) for value in round_ticks(down.low, down.high, 6))
    soonest, cheapest = points[0], min(points, key=lambda p: p.cost)
    said = (
        f"{len(points)} plans from {finish_day(plan, soonest.finish)} at {money(plan, soonest.cost)} "
        f"to {finish_day(plan, cheapest.finish)} at {money(plan, cheapest.cost)}."
    )
    levels = steps_of(points)
    lines = [_steps(stairs, number, across, down) for number, (_, stairs) in enumerate(levels)]
    dots = [tag("circle", cx=across(p.finish), cy=down(p.cost), r=_radius(p, points), class_="point") for p in points]
    return picture(
        "front-picture", "The front of finish and cost", said, WIDTH, HEIGHT,
        left_axis(down, ticks, LEFT, RIGHT), bottom_axis(across, day_ticks(plan, across.low, across.high, 8), BOTTOM),
        text(4, 14, f"cost [{plan.currency}]", "tick"), text(RIGHT, HEIGHT - 4, "finish", "tick", "end"),
        *lines, *dots, _names(levels, across, down),
    )  # fmt: skip


def _air(values: Sequence[int]) -> tuple[float, float]:
    low, high = float(min(values)), float(max(values))
    air = (high - low) * 0.06 or 1.0
    return low - air, high + air


def _radius(point: FrontPoint, points: Sequence[FrontPoint]) -> float:
    """Return a radius that grows with the escaped defects, so that quality is told without colour."""
    known = [p.escaped_defects for p in points if p.escaped_defects is not None]
    if point.escaped_defects is None or min(known) == max(known):
        return 4.5
    return 3.5 + 5.5 * (point.escaped_defects - min(known)) / (max(known) - min(known))


def _steps(stairs: Sequence[FrontPoint], number: int, across: Scale, down: Scale) -> Markup:
    """Return a line that falls at each point: between two points the later one's cost is not yet reached."""
    d = f"M{across(stairs[0].finish):.1f} {down(stairs[0].cost):.1f}"
    for _, later in pairwise(stairs):
        d += f"H{across(later.finish):.1f}V{down(later.cost):.1f}"
    return tag("path", d=f"{d}H{RIGHT:.0f}", class_=f"front step-{number}")


def _names(levels: list[tuple[float, list[FrontPoint]]], across: Scale, down: Scale) -> Markup:
    """Return what tells quality: a label at the end of each line, or at the points where these are few."""
    points = [point for _, stairs in levels for point in stairs]
    if len(points) <= FEW:
        return join(_beside(point, across, down) for point in dict.fromkeys(points))
    parts: list[Part] = []
    taken: list[float] = []
    for level, stairs in levels:
        y = down(stairs[-1].cost) - 6
        if level == float("inf") or any(abs(y - other) < 14 for other in taken):
            continue
        taken.append(y)
        parts.append(text(RIGHT, y, f"at most {count(level)} defects", "label quality halo", "end"))
    return join(parts)


def _beside(point: FrontPoint, across: Scale, down: Scale) -> Markup:
    """Return the escaped defects of a point beside it."""
    if point.escaped_defects is None:
        return Markup()
    x, y = across(point.finish), down(point.cost)
    to_left = x > RIGHT - 120
    words = f"{count(point.escaped_defects)} defects"
    return text(x - 12 if to_left else x + 12, y - 8, words, "label quality halo", "end" if to_left else None)


def _legend(points: Sequence[FrontPoint]) -> Markup:
    if all(point.escaped_defects is None for point in points):
        return key(("point", "a plan"), ("front", "best cost for a finish"))
    return key(
        ("point", "a plan; the larger, the more defects escape"),
        ("front", "best cost for a finish at one level of quality"),
    )


def _table(plan: Plan, points: Sequence[FrontPoint]) -> Markup:
    rows: list[tuple[Part, ...]] = [
        (
            finish_day(plan, p.finish),
            money(plan, p.cost),
            "" if p.escaped_defects is None else count(p.escaped_defects),
            "" if p.price_of_a_day is None else money(plan, p.price_of_a_day),
            "not proven" if p.gap is None else ("best possible" if p.gap <= 0 else f"within {share(p.gap)}"),
        )
        for p in points
    ]
    return as_table(("Finish", "Cost", "Escaped defects", "Price of a day sooner", "How close to the best"), rows)
