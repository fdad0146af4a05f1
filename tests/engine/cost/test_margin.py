from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tests.engine.cost.cost_plans import early_schedule
from tests.engine.plans import a_plan, a_team, task
from trilemma.engine.cost import deadline_penalties, margin, sampled_margin, schedule_cost
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Deadline, Demand, Plan, QualityModel, Rate, Terms, TermsKind

DUE = datetime(2026, 3, 10, 18, tzinfo=UTC)
DAY = 1440
FIXED = Terms(
    TermsKind.FIXED_PRICE,
    Decimal(5000),
    DUE,
    Decimal(100),
    Decimal(350),
    bonus_per_day=Decimal(40),
    bonus_limit=Decimal(70),
)
QUALITY = QualityModel(external_fix_cost=Decimal("80.5"))


def a_contract(terms: Terms | None = FIXED) -> Plan:
    """Return a plan of ten hours at 60 EUR, billed at 100 EUR."""
    team = a_team("dev", 1, rates=(Rate(Decimal(60), Decimal(100)),))
    return a_plan(task("a", 10, Demand("dev")), teams=(team,), terms=terms, quality=QUALITY)


def due(plan: Plan) -> int:
    return int((DUE - plan.origin).total_seconds()) // 60


def margin_at(plan: Plan, days_late: float, escaped: float = 0.0) -> tuple[int, int, int, int, int]:
    cost = schedule_cost(plan, early_schedule(plan))
    found = margin(plan, cost, due(plan) + round(days_late * DAY), escaped)
    return found.price, found.bonus, found.penalty, found.failure_cost, found.margin


def test_on_time_the_margin_is_price_less_cost() -> None:
    assert margin_at(a_contract(), 0) == (5000_00, 0, 0, 0, 5000_00 - 600_00)
    plan = a_contract()
    assert margin(plan, schedule_cost(plan, early_schedule(plan)), due(plan), 0.0).money == Decimal("4400.00")


def test_each_started_day_late_costs_and_each_whole_day_early_earns_up_to_the_limits() -> None:
    penalties = [margin_at(a_contract(), days)[2] for days in (1 / DAY, 1, 1.1, 3.2, 90)]
    assert penalties == [100_00, 100_00, 200_00, 350_00, 350_00]
    bonuses = [margin_at(a_contract(), -days)[1] for days in (0.9, 1, 1.9, 2, 90)]
    assert bonuses == [0, 40_00, 40_00, 70_00, 70_00]


def test_what_escapes_costs_in_the_field() -> None:
    assert margin_at(a_contract(), 0, escaped=2.5)[3:] == (201_25, 5000_00 - 600_00 - 201_25)


def test_time_and_material_bills_hours_and_a_cap_limits_it() -> None:
    assert margin_at(a_contract(Terms(TermsKind.TIME_AND_MATERIAL)), 0)[0] == 1000_00
    assert margin_at(a_contract(Terms(TermsKind.CAPPED, Decimal(900))), 0)[0] == 900_00
    assert margin_at(a_contract(Terms(TermsKind.CAPPED, Decimal(1100))), 0)[0] == 1000_00


def test_there_is_no_margin_without_terms() -> None:
    with pytest.raises(PlanError, match="needs the terms"):
        margin_at(a_contract(None), 0)


@pytest.mark.parametrize("kind", TermsKind)
def test_samples_follow_the_same_rules(kind: TermsKind) -> None:
    plan = a_contract(replace(FIXED, kind=kind, price=Decimal(950)))
    cost = schedule_cost(plan, early_schedule(plan))
    finishes = np.array(
        [due(plan) + minutes for minutes in (-3000, -1440, -1, 0, 1, 1440, 1441, 90000)], dtype=np.float64
    )
    escaped = np.linspace(0, 4, len(finishes))
    found = sampled_margin(plan, np.full(8, cost.total), np.full(8, cost.billed), finishes, escaped)
    one_by_one = [margin(plan, cost, int(f), float(e)) for f, e in zip(finishes, escaped, strict=True)]
    assert found.price.tolist() == [m.price for m in one_by_one]
    assert found.bonus.tolist() == [m.bonus for m in one_by_one]
    assert found.penalty.tolist() == [m.penalty for m in one_by_one]
    assert found.failure_cost == pytest.approx([m.failure_cost for m in one_by_one], abs=0.5)
    assert found.margin == pytest.approx([m.margin for m in one_by_one], abs=0.5)


def test_deadlines_of_single_activities_are_counted_apart() -> None:
    plan = a_contract()
    missed = Deadline(datetime(2026, 3, 2, 18, tzinfo=UTC), Decimal(30))
    plan = replace(plan, activities=(replace(plan.activities[0], deadline=missed),))
    assert deadline_penalties(plan, early_schedule(plan)) == 30_00
    kept = replace(missed, at=missed.at + timedelta(days=1))
    plan = replace(plan, activities=(replace(plan.activities[0], deadline=kept),))
    assert deadline_penalties(plan, early_schedule(plan)) == 0
