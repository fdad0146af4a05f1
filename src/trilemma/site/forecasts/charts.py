"""The charts of a forecast, in the words of the chart library, each with the rows of its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

HUES: Final = {"finish": "--time", "cost": "--cost", "defects": "--quality"}
TABLE_ROWS: Final = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with what its table says."""

    option: Mapping[str, Any]
    columns: list[str]
    rows: list[list[Any]]


def probability_chart(answer: Mapping[str, Any], axis: str, currency: str) -> Chart:
    """Return how likely each value is not exceeded, over how often it came up."""
    curve = answer["curves"][axis]
    edges, shares, counts = curve["edges"], curve["shares"], curve["counts"]
    middles = edges[1:]
    form = {"finish": "short-day", "cost": f"money:{currency}", "defects": "number"}[axis]
    kind = "time" if axis == "finish" else "value"
    most = max(counts) or 1
    option = {
        "grid": {"top": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": kind,
            "axisLabel": {"formatter": form, "hideOverlap": True},
            "min": "dataMin",
            "max": "dataMax",
        },
        "yAxis": {"type": "value", "min": 0, "max": 1, "axisLabel": {"formatter": "percent"}},
        "series": [
            {
                "name": _("How often"),
                "type": "bar",
                "barWidth": 4,
                "data": [[x, round(n / most * 0.6, 4)] for x, n in zip(middles, counts, strict=True)],
                "itemStyle": {"color": "--line"},
                "silent": True,
                "tooltip": {"show": False},
            },
            {
                "name": _("Chance to keep it"),
                "type": "line",
                "showSymbol": False,
                "data": [[x, share] for x, share in zip(middles, shares, strict=True)],
                "lineStyle": {"color": HUES[axis], "width": 2},
                "itemStyle": {"color": HUES[axis]},
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "data": [{"yAxis": 0.5}, {"yAxis": 0.8}],
                    "lineStyle": {"color": "--muted", "type": "dashed"},
                    "label": {"show": False},
                },
            },
        ],
    }
    step = max(1, len(middles) // TABLE_ROWS)
    shown = [_shown(x) for x in middles]
    rows = [[shown[i], f"{round(shares[i] * 100)} %"] for i in range(0, len(middles), step)]
    return Chart(option, [_("At most"), _("Chance")], rows)


def joint_chart(answer: Mapping[str, Any], currency: str) -> Chart:
    """Return single courses of finish and cost, with the lines on which both are kept with the same chance."""
    surface = answer["surface"]
    lines = [(level, iso_line(surface, level)) for level in (0.5, 0.7, 0.8, 0.9)]
    option = {
        "grid": {"right": 24, "top": 32},
        "legend": {"top": 0},
        "tooltip": {"trigger": "item"},
        "xAxis": {
            "type": "time",
            "axisLabel": {"formatter": "short-day", "hideOverlap": True},
            "min": "dataMin",
            "max": "dataMax",
        },
        "yAxis": {"type": "value", "scale": True, "axisLabel": {"formatter": f"money:{currency}"}},
        "series": [
            {
                "name": _("Imagined courses"),
                "type": "scatter",
                "symbolSize": 4,
                "itemStyle": {"color": "--muted", "opacity": 0.35},
                "data": [[finish, cost] for finish, cost, _defects in answer["dots"]],
            },
            *(
                {
                    "name": _("%(share)d %% sure of both") % {"share": round(level * 100)},
                    "type": "line",
                    "showSymbol": False,
                    "smooth": True,
                    "lineStyle": {"width": 2 if level == 0.8 else 1},
                    "data": line,
                }
                for level, line in lines
                if line
            ),
        ],
    }
    rows = [
        [_shown(x), y, f"{round(level * 100)} %"] for level, line in lines for x, y in line[:: max(1, len(line) // 4)]
    ]
    return Chart(option, [_("Finish by"), _("Cost at most"), _("Chance of both")], rows)


def iso_line(surface: Mapping[str, Any], level: float) -> list[list[Any]]:
    """Return for each latest finish the cost with which both are kept with a chance, interpolated between limits."""
    line = []
    for finish, shares in zip(surface["finish"], surface["share"], strict=True):
        above = next((k for k, share in enumerate(shares) if share >= level), None)
        if above is None:
            continue
        if above == 0:
            line.append([finish, surface["cost"][0]])
            continue
        low, high = shares[above - 1], shares[above]
        part = (level - low) / (high - low) if high > low else 0.0
        left, right = surface["cost"][above - 1], surface["cost"][above]
        line.append([finish, round(left + part * (right - left), 2)])
    return line


def tornado_chart(answer: Mapping[str, Any], currency: str, *, costs: bool) -> Chart:
    """Return how far each uncertain thing moves the finish, the greatest first."""
    shown = [each for each in answer["influences"] if abs(each["days"]) >= 0.05][:10]
    names = [each["name"] for each in shown][::-1]
    option = {
        "grid": {"right": 40, "top": 8},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "name": _("days"), "axisLabel": {"formatter": "number"}},
        "yAxis": {"type": "category", "data": names, "axisLabel": {"width": 180, "overflow": "truncate"}},
        "series": [
            {
                "type": "bar",
                "name": _("Days between its best and worst fifth"),
                "barWidth": 12,
                "itemStyle": {"color": "--time"},
                "data": [each["days"] for each in shown][::-1],
            }
        ],
    }
    rows = [[each["name"], each["days"], *([f"{each['cost']:,.0f} {currency}"] if costs else [])] for each in shown]
    return Chart(option, [_("What"), _("Days"), *([_("Cost")] if costs else [])], rows)


def _shown(value: Any) -> Any:  # noqa: ANN401 - an ISO text or a number
    return value[:10] if isinstance(value, str) else round(value, 1)
