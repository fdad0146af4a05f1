"""The Gantt chart as a picture: bars, progress, baseline, critical path, float, links, status and agreed dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from trilemma.engine.api import MINUTES_PER_DAY_ELAPSED, LinkType, Plan, quantile, to_minutes
from trilemma.files.report.axes import Scale, day_ticks, weekends
from trilemma.files.report.markup import Markup, Part, join, tag
from trilemma.files.report.pictures import box, line, picture, text, width_of
from trilemma.files.report.rows import Row
from trilemma.files.report.wording import finish_day, start_day

HEAD, ROW, BAR = 40.0, 28.0, 16.0
LEAST_WIDTH, MOST_WIDTH = 840.0, 1500.0
PER_DAY = 1.2
MOST_LINKS = 300
SMALLEST_DAY = 2.5
"""Weekends are tinted where a day is at least so wide."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Where everything of a chart goes; ``agreed`` and ``status`` are elapsed minutes."""

    plan: Plan
    rows: tuple[Row, ...]
    across: Scale
    width: float
    named: bool
    status: int | None
    agreed: int | None
    samples: Mapping[str, np.typing.NDArray[np.int64]]

    @property
    def height(self) -> float:
        """Height of the picture."""
        return HEAD + ROW * len(self.rows) + 6

    def y(self, row: int) -> float:
        """Return the upper edge of a row."""
        return HEAD + ROW * row


def chart_of(
    plan: Plan,
    rows: tuple[Row, ...],
    *,
    agreed: int | None = None,
    samples: Mapping[str, np.typing.NDArray[np.int64]] | None = None,
    named: bool = False,
) -> Chart:
    """Return the geometry of a chart: a month before nothing, a little air at both ends.

    ``samples`` are forecasts of milestones, drawn as ranges; with ``named`` the bars carry their names.
    """
    samples = samples or {}
    status = None if plan.status_date is None else to_minutes(plan.origin, plan.status_date)
    ends = [minute for row in rows for minute in (row.start, row.finish, *(row.base or ()))]
    ends += [minute for minute in (status, agreed) if minute is not None]
    ends += [quantile(samples[row.activity.id], 0.9) for row in rows if row.activity.id in samples]
    low, high = float(min(ends, default=0)), float(max(ends, default=MINUTES_PER_DAY_ELAPSED))
    air = max((high - low) * 0.015, MINUTES_PER_DAY_ELAPSED / 2)
    days = (high - low + 2 * air) / MINUTES_PER_DAY_ELAPSED
    width = min(max(days * PER_DAY, LEAST_WIDTH), MOST_WIDTH)
    across = Scale(low - air, high + air, 0, width)
    return Chart(plan, rows, across, width, named, status, agreed, samples)


def gantt(chart: Chart, title: str, name: str = "gantt") -> Markup:
    """Return the picture of a chart."""
    plan, rows = chart.plan, chart.rows
    first, last = min(row.start for row in rows), max(row.finish for row in rows)
    critical = sum(row.critical and row.kind == "task" for row in rows)
    said = (
        f"{len(rows)} rows from {start_day(plan, first)} to {finish_day(plan, last)}; "
        f"{critical} tasks are on the critical path."
    )
    width = chart.width + (_room(chart) if chart.named else 0)
    body = [_calendar(chart), _links(chart), *(_bar_of(chart, n, row) for n, row in enumerate(rows)), _dates(chart)]
    return picture(name, title, said, width, chart.height, *body)


def _room(chart: Chart) -> float:
    """Return how far names reach beyond the calendar."""
    reach = (_end(chart, row) + 12 + width_of(row.activity.name or row.activity.id) for row in chart.rows)
    return max(0.0, max(reach) - chart.width)


def _end(chart: Chart, row: Row) -> float:
    """Return where the drawing of a row ends: its bar, its room to move, or the range of its forecast."""
    ends = [chart.across(row.finish)]
    if row.kind == "task" and row.slack > 0 and row.done < 1:
        ends.append(min(chart.across(row.slack_until), chart.width))
    if row.activity.id in chart.samples and row.kind == "milestone":
        ends.append(chart.across(quantile(chart.samples[row.activity.id], 0.9)))
    return max(ends)


def _calendar(chart: Chart) -> Markup:
    """Return weekends, months or weeks, and every other row tinted."""
    low, high = chart.across.low, chart.across.high
    bottom = chart.height
    parts: list[Part] = []
    if chart.across(low + MINUTES_PER_DAY_ELAPSED) - chart.across(low) >= SMALLEST_DAY:
        for first, last in weekends(chart.plan, low, high):
            left, right = chart.across(max(first, low)), chart.across(min(last, high))
            if right > left:
                parts.append(box(left, HEAD - 6, right - left, bottom - HEAD + 6, "weekend"))
    free = 0.0
    for tick in day_ticks(chart.plan, low, high, int(chart.width / 76)):
        x = chart.across(tick.value)
        parts.append(line(x, HEAD - 14, x, bottom, "grid"))
        if x >= free and x + width_of(tick.label) < chart.width + 20:
            parts.append(text(x + 4, HEAD - 10, tick.label, "tick"))
            free = x + width_of(tick.label) + 10
    parts += [line(0, chart.y(n), chart.width, chart.y(n), "grid") for n in range(len(chart.rows) + 1)]
    return join(parts)


def _bar_of(chart: Chart, number: int, row: Row) -> Markup:
    y = chart.y(number) + (ROW - BAR) / 2 - 2
    left, right = chart.across(row.start), chart.across(row.finish)
    parts: list[Part] = []
    if row.kind == "summary":
        parts.append(_summary(y, left, right))
    elif row.kind == "milestone":
        parts.append(_milestone(chart, row, y, right))
    else:
        parts.append(_task(chart, row, y, left, right))
    if row.base is not None:
        from_, to = (chart.across(minute) for minute in row.base)
        parts.insert(0, box(from_, y + BAR + 4, max(to - from_, 3), 3, "baseline"))
    if chart.named:
        strong = "label strong" if row.kind == "summary" else "label"
        parts.append(text(_end(chart, row) + 12, y + 12, row.activity.name or row.activity.id, f"{strong} halo"))
    return tag("g", tag("title", _said(chart.plan, row)), *parts)


def _said(plan: Plan, row: Row) -> str:
    name = row.activity.name or row.activity.id
    dates = f"{start_day(plan, row.start)} to {finish_day(plan, row.finish)}"
    if row.kind == "milestone":
        dates = finish_day(plan, row.finish)
    return f"{name}: {dates}{', critical' if row.critical else ''}{f', {row.done:.0%} done' if row.done else ''}"


def _summary(y: float, left: float, right: float) -> Markup:
    right = max(right, left + 4)
    d = f"M{left:.1f} {y + 4:.1f}H{right:.1f}V{y + 14:.1f}l-4 -5H{left + 4:.1f}l-4 5Z"
    return tag("path", d=d, class_="summary")


def _milestone(chart: Chart, row: Row, y: float, right: float) -> Markup:
    middle = y + BAR / 2
    sample = chart.samples.get(row.activity.id)
    parts: list[Part] = []
    if sample is not None and sample.min() < sample.max():
        ends = [chart.across(quantile(sample, level)) for level in (0.1, 0.8, 0.9)]
        parts += [
            line(ends[0], middle, ends[2], middle, "whisker"),
            line(ends[1], middle - 5, ends[1], middle + 5, "whisker"),
        ]
    d = f"M{right:.1f} {middle - 7:.1f}l7 7 -7 7 -7 -7Z"
    parts.append(tag("path", d=d, class_="milestone done" if row.done >= 1 else "milestone"))
    if row.critical:
        parts.append(box(right - 7, y + BAR + 0.5, 14, 2.5, "critical"))
    return join(parts)


def _task(chart: Chart, row: Row, y: float, left: float, right: float) -> Markup:
    wide = max(right - left, 2.0)
    parts: list[Part] = []
    until = min(chart.across(row.slack_until), chart.width)
    if row.slack > 0 and row.done < 1 and until > right + 2:
        parts.append(line(right, y + BAR / 2, until, y + BAR / 2, "float"))
    for start, finish in row.pieces or ((row.start, row.finish),):
        from_, to = chart.across(start), chart.across(finish)
        parts.append(box(from_, y, max(to - from_, 2.0), BAR, "bar time", 3))
    if row.done > 0:
        parts.append(box(left, y, max(wide * row.done, 1.0), BAR, "bar done", 3))
    if row.critical:
        parts.append(box(left, y + BAR + 0.5, wide, 2.5, "critical"))
    return join(parts)


def _links(chart: Chart) -> Markup:
    """Return the links between the rows shown, the critical ones in the signal colour."""
    place = {row.activity.id: n for n, row in enumerate(chart.rows)}
    drawn = [link for link in chart.plan.links if link.predecessor in place and link.successor in place]
    both = [(place[link.predecessor], place[link.successor], link.type) for link in drawn]
    if len(both) > MOST_LINKS:
        both = [each for each in both if chart.rows[each[0]].critical and chart.rows[each[1]].critical]
    both.sort(key=lambda each: (_is_critical(chart, each), each[:2]))
    return join(_arrows(chart, both[-MOST_LINKS:]))


def _is_critical(chart: Chart, link: tuple[int, int, LinkType]) -> bool:
    """Return whether both ends are critical and the second begins when the first lets it."""
    before, after = chart.rows[link[0]], chart.rows[link[1]]
    near = after.start - before.finish < 3 * MINUTES_PER_DAY_ELAPSED
    return before.critical and after.critical and near and link[2] is LinkType.FINISH_START


def _arrows(chart: Chart, links: list[tuple[int, int, LinkType]]) -> Iterator[Markup]:
    for before, after, kind in links:
        one, other = chart.rows[before], chart.rows[after]
        from_start = kind in {LinkType.START_START, LinkType.START_FINISH}
        to_finish = kind in {LinkType.FINISH_FINISH, LinkType.START_FINISH}
        x1 = chart.across(one.start if from_start else one.finish)
        x2 = chart.across(other.finish if to_finish else other.start)
        y1 = chart.y(before) + ROW / 2 - 2
        down = after > before
        y2 = chart.y(after) + ROW / 2 - 2 + (-BAR / 2 if down else BAR / 2)
        class_ = "link critical-link" if _is_critical(chart, (before, after, kind)) else "link"
        turn = x1 + (-5 if from_start else 5)
        into = max(turn, x2 + 3) if not to_finish else x2 - 3
        tip = y2 - 4 if down else y2 + 4
        middle = chart.y(after) if down else chart.y(after) + ROW
        bend = f"H{turn:.1f}V{middle:.1f}H{into:.1f}V{tip:.1f}" if into != turn else f"H{turn:.1f}V{tip:.1f}"
        head = f"M{into - 3:.1f} {tip:.1f}h6l-3 {4 if down else -4}Z"
        yield tag("path", d=f"M{x1:.1f} {y1:.1f}{bend}", class_=class_)
        yield tag("path", d=head, class_=f"{class_} head")


def _dates(chart: Chart) -> Markup:
    """Return the upright lines of the status date and of what was agreed."""
    parts: list[Part] = []
    for minute, words, class_ in ((chart.status, "status", "status"), (chart.agreed, "agreed", "agreed")):
        if minute is None:
            continue
        x = chart.across(minute)
        label = f"{words} {finish_day(chart.plan, minute)}"
        to_left = x + width_of(label) + 8 > chart.width
        parts += [
            line(x, 12, x, chart.height, f"mark {class_}"),
            text(x - 5 if to_left else x + 5, 12, label, f"label {class_}", "end" if to_left else None),
        ]
    return join(parts)
