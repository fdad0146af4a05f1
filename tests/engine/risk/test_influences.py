"""What moves the forecast is found, in the right order and direction."""

from __future__ import annotations

import pytest
from scipy import stats

from tests.engine.plans import a_plan
from tests.engine.risk.uncertain_plans import hours, round_the_clock, shop
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import Link, Risk
from trilemma.engine.risk import forecast, influences, model_of, simulate
from trilemma.engine.risk.influences import find_influences

CHAIN = [Link("wide", "narrow"), Link("narrow", "sure")]
TASKS = (
    round_the_clock("wide", hours(10, 30, 90)),
    round_the_clock("narrow", hours(10, 12, 20)),
    round_the_clock("sure", Estimate.fixed(600)),
    round_the_clock("beside", hours(1, 2, 3)),
)


def test_the_widest_estimate_on_the_path_comes_first_and_what_is_sure_not_at_all() -> None:
    found = forecast(a_plan(*TASKS, links=CHAIN), draws=2048)
    assert [entry.id for entry in found.influences] == ["wide", "narrow", "beside"]
    wide, narrow, beside = found.influences
    assert wide.finish_correlation > narrow.finish_correlation > 0.1
    assert abs(beside.finish_correlation) < 0.1
    assert wide.finish_high - wide.finish_low > 60 * 60


def test_correlations_are_spearmans() -> None:
    model = model_of(a_plan(*TASKS, links=CHAIN), resources=False)
    samples = simulate(model, 1, 0, 4, 512, keep=True)
    found = find_influences(model, samples.measure, samples.struck, samples.finish.astype(float), samples.cost)
    for entry in found:
        row = model.leaf_ids.index(entry.id)
        expected = stats.spearmanr(samples.measure[row], samples.finish).statistic
        assert entry.finish_correlation == pytest.approx(expected, abs=1e-12)
        assert entry.cost_correlation == 0.0


def test_of_a_risk_the_means_are_those_with_and_without_it() -> None:
    risk = Risk("r", 0.25, activities=("sure",), delay=Estimate.fixed(1000), cost=Estimate.fixed(10))
    plan = a_plan(round_the_clock("sure", Estimate.fixed(600)), risks=(risk,))
    found = forecast(plan, draws=2048)
    entry = next(entry for entry in found.influences if entry.kind == "risk")
    assert (entry.finish_low, entry.finish_high) == (1140.0, 2140.0)
    assert (entry.cost_low, entry.cost_high) == (0.0, 1000.0)
    assert entry.finish_correlation == pytest.approx(1.0)


def test_of_very_many_only_the_strongest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(influences, "MOST", 1)
    found = forecast(a_plan(*TASKS, links=CHAIN), draws=1024)
    assert [entry.id for entry in found.influences] == ["wide"]


def test_rework_is_no_cause() -> None:
    found = forecast(shop(), draws=512)
    assert {entry.id for entry in found.influences} == {"cart", "pay", "search", "test", "late-data"}
