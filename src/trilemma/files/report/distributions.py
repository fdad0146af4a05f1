"""Pictures of the forecast: how finish, cost and escaped defects are distributed, alone and together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trilemma.engine.api import Summary, quantile, summarise
from trilemma.files.report.axes import Scale, Tick, round_ticks
from trilemma.files.report.findings import Findings
from trilemma.files.report.markup import Markup, Part, join, tag
from trilemma.files.report.pictures import as_table, bottom_axis, box, left_axis, line, marker, picture, table_of, text
from trilemma.files.report.wording import finish_day, share, short_money

Sample = npt.NDArray[np.float64] | npt.NDArray[np.int64]

BARS = 32
WIDTH, HEIGHT = 360.0, 232.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 352.0, 52.0, 200.0
LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
TAIL = 0.005
"""Share of the draws at either end that the axis leaves out, so that one odd draw does not squeeze the rest."""
MOST_DOTS = 400
JOINT_LEVELS = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Shown:
    """One quantity with the way it is written; ``limit`` is what was agreed, with a few words for it."""

    name: str
    title: str
    sample: Sample
    hue: str
    write: Callable[[float], str]
    ticks: Callable[[float, float], tuple[Tick, ...]]
    limit: float | None = None
    limit_words: str = ""


def numbers_as_ticks(write: Callable[[float], str], most: int = 5) -> Callable[[float, float], tuple[Tick, ...]]:
    """Return ticks at round numbers, written by a function."""
    return lambda low, high: tuple(Tick(value, write(value)) for value in round_ticks(low, high, most))


def distribution(shown: Shown) -> Markup:
    """Return bars of how often each value came, the line of how sure each value is, and a table of both."""
    summary = summarise(shown.sample)
    low, high = _range(shown)
    if not high > low:
        return tag(
            "p", f"No estimate in the plan has a range: it is always {shown.write(summary.p50)}.", class_="quiet"
        )
    across = Scale(low, high, LEFT, RIGHT)
    said = (
        f"Half of the draws stay within {shown.write(summary.p50)}, four of five within {shown.write(summary.p80)}, "
        f"nine of ten within {shown.write(summary.p90)}."
    )
    drawn = picture(
        shown.name, shown.title, said, WIDTH, HEIGHT,
        _grid(), _bars(shown, across), _sureness(shown, across), _marks(shown, summary, across),
        bottom_axis(across, shown.ticks(low, high), BOTTOM),
    )  # fmt: skip
    rows: list[tuple[Part, ...]] = [(share(level), shown.write(quantile(shown.sample, level))) for level in LEVELS]
    return join([drawn, as_table(("How sure", "Not more or later than"), rows, 1)])


def _range(shown: Shown) -> tuple[float, float]:
    """Return the ends of the axis: nearly all of the draws, and what was agreed where that is not far off."""
    low, high = quantile(shown.sample, TAIL), quantile(shown.sample, 1 - TAIL)
    reach = high - low
    if shown.limit is not None and low - reach <= shown.limit <= high + reach:
        low, high = min(low, shown.limit - reach / 40), max(high, shown.limit + reach / 40)
    return low, high


def _grid() -> Markup:
    down = Scale(0, 1, BOTTOM, TOP)
    ticks = tuple(Tick(value, f"{value:.0%}") for value in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    return left_axis(down, ticks, LEFT, RIGHT)


def _bars(shown: Shown, across: Scale) -> Markup:
    """Return the bars; their heights share a scale of their own."""
    counts, edges = np.histogram(shown.sample, bins=BARS, range=(across.low, across.high))
    down = Scale(0, float(counts.max(initial=1)), BOTTOM, TOP + 0.35 * (BOTTOM - TOP))
    return join(
        box(across(left) + 0.5, down(n), across(right) - across(left) - 1, BOTTOM - down(n), f"bar {shown.hue}")
        for n, left, right in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        if n
    )


def _sureness(shown: Shown, across: Scale) -> Markup:
    """Return the line of how sure it is that a value is not exceeded."""
    down = Scale(0, 1, BOTTOM, TOP)
    values = np.linspace(across.low, across.high, 65)
    shares = np.searchsorted(np.sort(shown.sample), values, side="right") / len(shown.sample)
    points = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in zip(values.tolist(), shares.tolist(), strict=True))
    return tag("polyline", points=points, class_=f"curve {shown.hue}")


def _marks(shown: Shown, summary: Summary, across: Scale) -> Markup:
    marks = [marker(across(summary.p80), 0, 14, BOTTOM, WIDTH, f"80 % sure: {shown.write(summary.p80)}", shown.hue)]
    if shown.limit is not None:
        inside = across.low <= shown.limit <= across.high
        words = f"{shown.limit_words}: {shown.write(shown.limit)}"
        x = across(shown.limit) if inside else (LEFT if shown.limit < across.low else RIGHT)
        label = words if inside else f"{words} (outside)"
        marks.append(marker(x, 1, 14, BOTTOM, WIDTH, label, "agreed"))
    return join(marks)


def together(findings: Findings, finish: Shown, cost: Shown) -> Markup:
    """Return the draws as dots of finish and cost, with the lines at which each is 80 % sure."""
    width, height, left, right, top, bottom = 560.0, 320.0, 56.0, 548.0, 30.0, 280.0
    forecast = findings.forecast
    low, high = _range(finish)
    across = Scale(low, high, left, right)
    down = Scale(*_range(cost), bottom, top)
    if not (across.high > across.low and down.high > down.low):
        return Markup()
    times, costs = quantile(forecast.finish, 0.8), quantile(forecast.cost, 0.8)
    both = forecast.joint_confidence
    dots = _dots(findings, across, down, times, costs)
    said = f"Finish and cost both stay within their 80 % values in {share(both)} of the draws."
    drawn = picture(
        "together", "Finish and cost together", said, width, height,
        left_axis(down, cost.ticks(down.low, down.high), left, right),
        bottom_axis(across, finish.ticks(low, high), bottom),
        dots,
        line(across(times), top - 8, across(times), bottom, "mark time"),
        line(left, down(costs), right, down(costs), "mark cost"),
        text(across(times) + 5, top - 2, "80 % sure", "label time") if across(times) < right - 70
        else text(across(times) - 5, top - 2, "80 % sure", "label time", "end"),
        text(right, down(costs) - 5, "80 % sure", "label cost", "end"),
        text(left + 8, bottom - 8, f"both kept: {share(both)}", "label strong"),
    )  # fmt: skip
    return tag("div", drawn, class_="scroll", tabindex="0", role="group", aria_label="Finish and cost together")


def joint_table(findings: Findings) -> Markup:
    """Return how sure a finish and a cost are together, for some of each."""
    plan, forecast = findings.plan, findings.forecast
    times = [quantile(forecast.finish, level) for level in JOINT_LEVELS]
    costs = [quantile(forecast.cost, level) for level in JOINT_LEVELS]
    surface = forecast.joint_surface(times, costs).tolist()
    headings = ("Finish by", *(f"{short_money(plan, value)} {plan.currency}" for value in costs))
    rows: list[tuple[Part, ...]] = [
        (finish_day(plan, at), *(share(value) for value in row)) for at, row in zip(times, surface, strict=True)
    ]
    said = "Each number is the share of the draws that keep both the date and the cost."
    return join([table_of(headings, rows, 1), tag("p", said, class_="quiet")])


def _dots(findings: Findings, across: Scale, down: Scale, times: float, costs: float) -> Markup:
    """Return some of the draws, evenly chosen."""
    forecast = findings.forecast
    chosen = np.unique(np.linspace(0, forecast.draws - 1, MOST_DOTS).astype(int))
    dots = []
    for x, y in zip(forecast.finish[chosen].tolist(), forecast.cost[chosen].tolist(), strict=True):
        if across.low <= x <= across.high and down.low <= y <= down.high:
            kept = "dot kept" if x <= times and y <= costs else "dot"
            dots.append(tag("circle", cx=round(across(x), 1), cy=round(down(y), 1), r=2.5, class_=kept))
    return join(dots)
