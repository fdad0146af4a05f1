"""Levers as JSON: every single change with its effect, and what adopting it would write."""

from __future__ import annotations

from typing import Any, Final

from trilemma.engine import api
from trilemma.engine.api import Plan
from trilemma.site.forecasts.convert.changes import changed_tables
from trilemma.site.forecasts.convert.figures import instant, money

MOST: Final = 40
PER_DAY: Final = 1440


def levers_answer(plan: Plan, report: api.LeverReport) -> dict[str, Any]:
    """Return the levers of a plan, the best first."""
    return {
        "before": {
            "finish": instant(plan, report.finish.p80),
            "cost": money(plan, report.cost.mean),
            "defects": round(report.escaped_defects.mean, 2),
        },
        "levers": [_lever(plan, entry) for entry in report.levers[:MOST]],
        "left_out": len(report.left_out),
        "method": {
            "id": report.method,
            "seed": report.seed,
            "version": report.version,
            "draws": report.draws,
            "seconds": round(report.seconds, 2),
        },
        "stopped": report.stopped,
    }


def _lever(plan: Plan, entry: api.RankedLever) -> dict[str, Any]:
    effect = entry.effect
    return {
        "id": entry.lever.id,
        "kind": entry.lever.kind.value,
        "text": entry.lever.text,
        "worth": entry.worth.value,
        "days": round(effect.finish_p80.change / PER_DAY, 2),
        "days_error": _known(effect.finish_p80.error / PER_DAY),
        "cost": money(plan, effect.cost_mean.change),
        "defects": round(effect.escaped_mean.change, 2),
        "joint": round(effect.joint.change, 4),
        "promises": [
            {"id": each.statement, "after": round(each.after, 4), "change": round(each.change, 4)}
            for each in effect.promises
        ],
        "effect": {
            "before": {
                "finish": instant(plan, effect.finish_p80.after - effect.finish_p80.change),
                "cost": money(plan, effect.cost_mean.after - effect.cost_mean.change),
                "defects": round(effect.escaped_mean.after - effect.escaped_mean.change, 2),
            },
            "after": {
                "finish": instant(plan, effect.finish_p80.after),
                "cost": money(plan, effect.cost_mean.after),
                "defects": round(effect.escaped_mean.after, 2),
            },
            "days": round(effect.finish_p80.change / PER_DAY, 2),
            "cost": money(plan, effect.cost_mean.change),
            "defects": round(effect.escaped_mean.change, 2),
        },
        "tables": changed_tables(plan, api.apply_lever(plan, entry.lever)),
    }


def _known(error: float) -> float | None:
    return round(error, 2) if error < float("inf") else None
