"""Forecasts as JSON: ranges, how sure finish, cost and quality are together, and what moves them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trilemma.engine import api
from trilemma.engine.api import Plan, PromiseReport, promise_report
from trilemma.site.forecasts.convert.figures import instant, money

QUANTILES: Final = ("p10", "p50", "p80", "p90", "mean")
SURFACE: Final = 24
"""Limits of finish and of cost for which the joint confidence is given."""
BINS: Final = 40
DOTS: Final = 800
"""Draws shown one by one."""
MOST_INFLUENCES: Final = 15

Floats = NDArray[np.float64]


def forecast_answer(plan: Plan, result: api.Forecast) -> dict[str, Any]:
    """Return a forecast of a plan as JSON."""
    finish, cost, defects = result.finish_summary, result.cost_summary, result.escaped_summary
    return {
        "finish": _instants(plan, finish),
        "cost": {name: money(plan, getattr(cost, name)) for name in QUANTILES},
        "defects": {name: round(float(getattr(defects, name)), 2) for name in QUANTILES},
        "joint": {
            "finish_cost": result.joint_confidence,
            "all": result.confidence(finish=finish.p80, cost=cost.p80, escaped_defects=defects.p80),
        },
        "acceptance": result.acceptance,
        "surface": _surface(plan, result),
        "curves": {
            "finish": _curve(result.finish.astype(np.float64), lambda value: instant(plan, value)),
            "cost": _curve(result.cost, lambda value: money(plan, value)),
            "defects": _curve(result.escaped_defects, lambda value: round(value, 2)),
        },
        "dots": _dots(plan, result),
        "milestones": [
            {"id": name, "name": _name(plan, name), **_instants(plan, api.summarise(sample))}
            for name, sample in result.milestones.items()
        ],
        "risks": _risks(plan, result),
        "influences": [_influence(plan, each) for each in result.influences[:MOST_INFLUENCES]],
        "criticality": {name: round(share, 4) for name, share in result.criticality.items() if share > 0},
        "promises": promises_answer(promise_report(plan, result)) if plan.statements else None,
        "method": {
            "id": result.method,
            "seed": result.seed,
            "version": result.version,
            "draws": result.draws,
            "resources": result.resources,
            "seconds": round(result.seconds, 2),
            "exact": result.convergence.reached,
        },
        "stopped": result.stopped,
    }


def promises_answer(report: PromiseReport) -> dict[str, Any]:
    """Return which statements hold, how likely."""
    return {
        "statements": [
            {
                "id": each.statement.id,
                "name": each.statement.name or each.statement.id,
                "kind": each.statement.kind.value,
                "probability": each.probability.value,
                "wanted": each.statement.confidence,
                "holds": each.holds,
            }
            for each in report.statements
        ],
        "joint": report.joint.value if report.joint else None,
        "conflicts": [
            {"kind": each.kind.value, "statements": list(each.statements), "joint": each.joint.value}
            for each in report.conflicts
        ],
    }


def _instants(plan: Plan, summary: api.Summary) -> dict[str, str]:
    return {name: instant(plan, getattr(summary, name)) for name in QUANTILES}


def _name(plan: Plan, identifier: str) -> str:
    found = plan.activity_by_id.get(identifier)
    return found.name or identifier if found else identifier


def _surface(plan: Plan, result: api.Forecast) -> dict[str, Any]:
    """Return the joint confidence for limits between the lowest and highest hundredth of finish and cost."""
    finishes, costs = (
        np.linspace(float(np.quantile(sample, 0.01)), float(np.quantile(sample, 0.99)), SURFACE)
        for sample in (result.finish, result.cost)
    )
    return {
        "finish": [instant(plan, value) for value in finishes],
        "cost": [money(plan, value) for value in costs],
        "share": np.round(result.joint_surface(finishes, costs), 4).tolist(),
    }


def _curve(sample: Floats, shown: Any) -> dict[str, list[Any]]:  # noqa: ANN401 - a function of one value
    """Return a histogram of a sample and the share that does not exceed the upper edge of each bin."""
    counts, edges = np.histogram(sample, bins=BINS)
    shares = np.cumsum(counts) / len(sample)
    return {
        "edges": [shown(float(edge)) for edge in edges],
        "counts": counts.tolist(),
        "shares": np.round(shares, 4).tolist(),
    }


def _dots(plan: Plan, result: api.Forecast) -> list[list[Any]]:
    step = max(1, result.draws // DOTS)
    rows = zip(
        result.finish[::step].tolist(),
        result.cost[::step].tolist(),
        result.escaped_defects[::step].tolist(),
        strict=True,
    )
    return [[instant(plan, f), money(plan, c), round(d, 1)] for f, c, d in rows][:DOTS]


def _risks(plan: Plan, result: api.Forecast) -> list[dict[str, Any]]:
    """Return how often each risk strikes, and the mean finish and cost with and without it."""
    found = []
    for name, struck in result.risks.items():
        risk = plan.risk_by_id[name]
        hit, missed = struck, ~struck
        both = bool(hit.any() and missed.any())
        found.append(
            {
                "id": name,
                "name": risk.name or name,
                "share": float(struck.mean()),
                "mitigated": name in plan.adopted.mitigated,
                "mitigation": (risk.mitigation.name or None) if risk.mitigation else None,
                "days": round(float(result.finish[hit].mean() - result.finish[missed].mean()) / 1440, 2)
                if both
                else None,
                "cost": money(plan, float(result.cost[hit].mean() - result.cost[missed].mean())) if both else None,
                "defects": round(float(result.escaped_defects[hit].mean() - result.escaped_defects[missed].mean()), 2)
                if both
                else None,
            }
        )
    return found


def _influence(plan: Plan, each: api.Influence) -> dict[str, Any]:
    name = plan.risk_by_id[each.id].name if each.kind == "risk" else _name(plan, each.id)
    return {
        "id": each.id,
        "kind": each.kind,
        "name": name or each.id,
        "finish_low": instant(plan, each.finish_low),
        "finish_high": instant(plan, each.finish_high),
        "days": round((each.finish_high - each.finish_low) / 1440, 2),
        "cost": money(plan, each.cost_high - each.cost_low),
    }


def most_critical(answer: Mapping[str, Any], most: int = 12) -> Sequence[tuple[str, float]]:
    """Return the activities that most often hold the finish."""
    return sorted(answer["criticality"].items(), key=lambda pair: -pair[1])[:most]
