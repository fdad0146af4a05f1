"""Plans with uncertainty to forecast."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.engine.plans import a_plan, a_team
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Demand,
    FixEffort,
    Link,
    Mode,
    Plan,
    QualityModel,
    QualityStep,
    Rate,
    Removal,
    Risk,
    WorkKind,
)

DEV = Demand("dev")
RATES = (Rate(Decimal(60)),)


def hours(low: float, likely: float, high: float, shape: Any = "pert") -> Estimate:
    return Estimate(low * 60, likely * 60, high * 60, shape=shape)


def uncertain(name: str, estimate: Estimate | None = None, *demands: Demand, **fields: Any) -> Activity:
    """Return a task of effort, by one developer unless others are named."""
    mode = Mode(effort=estimate or hours(8, 16, 40), demands=demands or (DEV,))
    return Activity(name, modes=(mode,), **fields)


def round_the_clock(name: str, estimate: Estimate, **fields: Any) -> Activity:
    """Return a task whose duration is elapsed time, free of calendars and people."""
    return Activity(name, modes=(Mode(duration=estimate, elapsed=True),), **fields)


def shop(**fields: Any) -> Plan:
    """Return three tasks with code, a test that finds defects, a release, a risk, and correlation-free estimates."""
    fields.setdefault("teams", (a_team(rates=RATES),))
    fields.setdefault(
        "quality",
        QualityModel(
            kinds=(WorkKind("code", Estimate(0.1, 0.2, 0.5)),),
            bad_fix=0.07,
            external_fix_cost=Decimal(1000),
            acceptance_threshold=5,
        ),
    )
    fields.setdefault(
        "steps",
        (
            QualityStep(
                "system",
                "test",
                ("code",),
                (Removal(Estimate(0.3, 0.5, 0.7)),),
                (FixEffort("code", Estimate(30, 60, 240)),),
            ),
        ),
    )
    fields.setdefault(
        "risks", (Risk("late-data", 0.3, activities=("cart",), delay=hours(8, 16, 40), cost=Estimate(500, 1000, 3000)),)
    )
    fields.setdefault("release", "live")
    return a_plan(
        uncertain("cart", work_kind="code"),
        uncertain("pay", work_kind="code"),
        uncertain("search", work_kind="code"),
        uncertain("test"),
        Activity("live"),
        links=[Link(name, "test") for name in ("cart", "pay", "search")] + [Link("test", "live")],
        **fields,
    )
