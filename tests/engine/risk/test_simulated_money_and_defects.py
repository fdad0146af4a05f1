"""Cost and defects of a draw are what the deterministic formulas say of the same course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.cost.cost_plans import early_schedule, priced_networks
from tests.engine.plans import MONDAY, a_plan, a_team, minutes, task
from tests.engine.risk.uncertain_plans import DEV, shop
from trilemma.engine.cost import schedule_cost
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Demand,
    FixEffort,
    Link,
    Mode,
    Person,
    Plan,
    Progress,
    QualityStep,
    Rate,
    Removal,
    WorkKind,
)
from trilemma.engine.quality import expected_defects, with_rework
from trilemma.engine.risk import Samples, forecast, model_of, simulate


def certain(estimate: Estimate) -> Estimate:
    return Estimate.fixed(estimate.mean)


def certain_shop(bad_fix: float = 0.07) -> Plan:
    """Return the shop with means in place of ranges and a second test after the first, written out with rework."""
    plan = shop(risks=())
    quality = replace(plan.quality, bad_fix=bad_fix, kinds=(WorkKind("code", Estimate.fixed(0.25)),))
    steps = (
        QualityStep("review", "cart", ("code",), (Removal(Estimate.fixed(0.3)),)),
        QualityStep(
            "system", "test", ("code",), (Removal(Estimate.fixed(0.5)),), (FixEffort("code", Estimate.fixed(90)),)
        ),
    )
    tasks = tuple(
        replace(a, modes=tuple(replace(m, effort=Estimate.fixed(16 * 60)) for m in a.modes)) if a.modes else a
        for a in plan.activities
    )
    return with_rework(replace(plan, quality=quality, steps=steps, activities=tasks))


def one_draw(plan: Plan) -> Samples:
    return simulate(model_of(plan, resources=False), 1, 0, 1, 1, keep=True)


@pytest.mark.parametrize("bad_fix", [0.0, 0.07, 1.0])
def test_a_draw_without_ranges_has_the_expected_defects_and_rework(bad_fix: float) -> None:
    plan = certain_shop(bad_fix)
    flow = expected_defects(plan)
    found = one_draw(plan)
    assert found.escaped[0] == pytest.approx(flow.escaped, rel=1e-12)
    row = plan.arrays.activity_index["system~rework~dev"]
    assert found.measure[row, 0] == np.ceil(flow.rework_minutes["system", "dev"])


@given(priced_networks())
@settings(max_examples=40)
def test_a_draw_without_ranges_costs_what_its_schedule_costs(plan: Plan) -> None:
    exact = schedule_cost(plan, early_schedule(plan))
    lines = sum(2 * len(entry.work) for entry in exact.activities)
    assert one_draw(plan).cost[0] == pytest.approx(exact.total, abs=0.5 * lines + 0.1)


def test_fixed_supplier_and_booked_costs_are_counted_once() -> None:
    mode = Mode(effort=minutes(16 * 60), demands=(DEV,), cost=Decimal(100), supplier_cost=Decimal(50))
    begun = Progress(actual_start=MONDAY, complete_permille=500, actual_cost=Decimal(700))
    plan = a_plan(
        Activity("new", modes=(mode,)),
        Activity("begun", modes=(mode,), progress=begun),
        teams=(a_team(people=2, rates=(Rate(Decimal(60)),)),),
        status_date=MONDAY.replace(day=3),
    )
    assert one_draw(plan).cost[0] == 100 * (100 + 50 + 16 * 60 + 700 + 75 + 8 * 60)


def test_a_later_draw_is_paid_at_the_rates_of_its_days() -> None:
    rates = (Rate(Decimal(60)), Rate(Decimal(90), first=date(2026, 3, 3)))
    plan = a_plan(
        task("wait", 8), task("a", 8, Demand("ann")), links=[Link("wait", "a")], people=(Person("ann", rates=rates),)
    )
    assert one_draw(plan).cost[0] == 8 * 9000
    assert one_draw(replace(plan, links=())).cost[0] == 8 * 6000


def test_sampled_means_follow_the_expected_defects_where_ranges_are_independent() -> None:
    plan = shop(risks=())
    found = forecast(plan, draws=128 * 64, influences=False)
    kind = plan.quality.kinds[0].defects_per_hour
    effort = sum(leaf.modes[0].estimate.mean for leaf in plan.leaves if leaf.work_kind) / 60
    removal = plan.steps[0].removals[0].share.mean
    left = kind.mean * effort * (1 - removal) + kind.mean * effort * removal * plan.quality.bad_fix
    assert found.escaped_summary.mean == pytest.approx(left, rel=0.02)
