"""Plans with levers of every kind to test with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.engine.plans import a_plan, a_team, task
from tests.engine.quality.quality_plans import kind, removes, takes
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Deliverable,
    Demand,
    LeverIdea,
    Link,
    Measure,
    Mitigation,
    Mode,
    OvertimeRule,
    Person,
    Plan,
    QualityModel,
    QualityStep,
    Rate,
    Risk,
    Statement,
    StatementKind,
    Team,
)

EUR_60 = (Rate(Decimal(60)),)
EIGHT_DAYS = datetime(2026, 3, 11, 18, tzinfo=UTC)


def hours(likely: float, spread: float = 0.0) -> Estimate:
    """Return an estimate in hours, its ends a share below and twice that share above."""
    if not spread:
        return Estimate.fixed(likely * 60)
    return Estimate(likely * 60 * (1 - spread), likely * 60, likely * 60 * (1 + 2 * spread))


def worked_example() -> Plan:
    """Return the plan of the method's page: ten days of one, six of two, or seven of a supplier."""
    modes = (
        Mode("one", effort=hours(80), demands=(Demand("dev"),)),
        Mode("two", effort=hours(96), demands=(Demand("dev", 2000),)),
        Mode("bought", duration=hours(56), supplier="Acme", supplier_cost=Decimal(4000)),
    )
    promise = Statement("eight days", Measure.FINISH, StatementKind.PROMISE, at=EIGHT_DAYS)
    return a_plan(Activity("build", modes=modes), teams=(a_team("dev", 2, rates=EUR_60),), statements=(promise,))


def a_rich_plan(**fields: Any) -> Plan:
    """Return design -> build (three modes) and gallery (optional) -> test (two modes) -> release."""
    build = (
        Mode("one", effort=hours(80, 0.2), demands=(Demand("dev"),)),
        Mode("two", effort=hours(96, 0.2), demands=(Demand("dev", 2000),)),
        Mode("bought", duration=hours(56, 0.1), supplier="Acme", supplier_cost=Decimal(4000), defect_factor=1.5),
    )
    test = (
        Mode("quick", effort=hours(16, 0.2), demands=(Demand("qa"),), removals=(removes(0.3),)),
        Mode("thorough", effort=hours(40, 0.2), demands=(Demand("qa"),), removals=(removes(0.7),)),
    )
    work = (
        replace(
            task("design", 20, Demand("dev"), work_kind="code"),
            modes=(Mode(effort=hours(20, 0.3), demands=(Demand("dev"),)),),
        ),
        Activity("build", modes=build, work_kind="code"),
        replace(task("gallery", 40, Demand("dev"), work_kind="code"), deliverable="gallery"),
        Activity("test", modes=test),
        Activity("release"),
    )
    links = [
        Link("design", "build"),
        Link("design", "gallery"),
        Link("build", "test"),
        Link("gallery", "test"),
        Link("test", "release"),
    ]
    rule = OvertimeRule(120, 480, premium=Decimal("0.5"))
    fields.setdefault("teams", (a_team("dev", 2, rates=EUR_60, overtime=rule), Team("qa", rates=EUR_60)))
    fields.setdefault("people", (Person("ann", team="qa"), Person("bob", team="qa", overtime=rule)))
    return a_plan(
        *work,
        links=links,
        deliverables=(Deliverable("gallery", optional=True),),
        quality=QualityModel((kind("code", 0.5),), bad_fix=0.07, external_fix_cost=Decimal(300)),
        steps=(QualityStep("testing", "test", ("code",), fixes=(takes("code", 45),)),),
        risks=(Risk("late", 0.5, activities=("build",), delay=hours(40), mitigation=Mitigation(0.1, Decimal(200))),),
        levers=(LeverIdea("expert", "dev", cost=Decimal(1000), ramp_up_minutes=480),),
        statements=(
            Statement("on time", Measure.FINISH, StatementKind.PROMISE, at=datetime(2026, 3, 18, 18, tzinfo=UTC)),
            Statement("few bugs", Measure.ESCAPED_DEFECTS, amount=Decimal(50)),
        ),
        **fields,
    )
