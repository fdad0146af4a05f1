"""Forecasts against formulas, against themselves on other workers, and their own rules."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count, pairwise
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plans import MONDAY, a_plan, a_team, networks, task
from tests.engine.risk.uncertain_plans import DEV, RATES, hours, round_the_clock, shop, uncertain
from trilemma.engine.distributions import Estimate
from trilemma.engine.errors import HorizonError, InputError, PlanError, StoppedError
from trilemma.engine.network import critical_path
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Correlation,
    Link,
    Mitigation,
    Mode,
    Plan,
    Progress,
    Risk,
    Statement,
)
from trilemma.engine.plan.agreements import Measure
from trilemma.engine.risk import BLOCK, FEWEST_DRAWS, Forecast, error_of_quantile, forecast, quantile

DAY = 24 * 60
NORMAL = Estimate(10 * DAY - 1281.5515655, 10 * DAY, 10 * DAY + 1281.5515655, shape="normal")
"""Ten days, with a standard deviation of 1000 minutes."""


def same(one: Forecast, other: Forecast) -> bool:
    pairs = ((one.finish, other.finish), (one.cost, other.cost), (one.escaped_defects, other.escaped_defects))
    return all(np.array_equal(a, b) for a, b in pairs) and one.criticality == other.criticality


def test_a_chain_of_normal_tasks_has_the_known_quantiles() -> None:
    names = list("abcd")
    plan = a_plan(
        *(round_the_clock(name, NORMAL) for name in names),
        links=[Link(a, b) for a, b in pairwise(names)],
    )
    found = forecast(plan, draws=64 * BLOCK, seed=1)
    start = 9 * 60
    assert found.finish_summary.mean == pytest.approx(start + 40 * DAY, abs=30)
    assert found.finish_summary.sd == pytest.approx(2000, rel=0.02)
    assert found.finish_summary.p80 == pytest.approx(start + 40 * DAY + 2000 * 0.8416, abs=80)


def test_two_equal_tasks_before_one_milestone_make_it_later_than_either() -> None:
    plan = a_plan(
        round_the_clock("a", NORMAL),
        round_the_clock("b", NORMAL),
        Activity("m"),
        links=[Link("a", "m"), Link("b", "m")],
    )
    found = forecast(plan, draws=64 * BLOCK, seed=1)
    assert found.finish_summary.mean == pytest.approx(9 * 60 + 10 * DAY + 1000 / np.sqrt(np.pi), abs=25)
    assert found.criticality["a"] == pytest.approx(0.5, abs=0.02)
    assert found.criticality["a"] + found.criticality["b"] == pytest.approx(1.0)
    assert np.array_equal(found.milestones["m"], found.finish)


def test_correlation_widens_the_forecast_of_a_chain_and_leaves_its_mean() -> None:
    chain = [Link("a", "b"), Link("b", "c")]
    tasks = [round_the_clock(name, NORMAL) for name in "abc"]
    alone = forecast(a_plan(*tasks, links=chain), draws=64 * BLOCK)
    together = forecast(a_plan(*tasks, links=chain, correlation=Correlation(project=0.5)), draws=64 * BLOCK)
    assert alone.finish_summary.sd == pytest.approx(1000 * np.sqrt(3), rel=0.02)
    assert together.finish_summary.sd == pytest.approx(1000 * np.sqrt(3 + 6 * 0.5), rel=0.02)
    assert together.finish_summary.mean == pytest.approx(alone.finish_summary.mean, abs=40)


@given(networks())
@settings(max_examples=25)
def test_without_uncertainty_every_draw_is_the_critical_path(plan: Plan) -> None:
    found = forecast(plan, draws=3, resources=False)
    assert found.finish.tolist() == [critical_path(plan).finish] * 3
    assert found.finish_summary.sd == 0.0
    assert found.convergence.finish_error == 0.0


@given(st.integers(0, 2**64 - 1), st.integers(1, 1000))
@settings(max_examples=10)
def test_the_same_seed_gives_the_same_numbers_on_one_and_two_workers(seed: int, draws: int) -> None:
    plan = shop()
    assert same(forecast(plan, draws=draws, seed=seed, workers=1), forecast(plan, draws=draws, seed=seed, workers=2))


def test_threads_and_processes_give_the_same_numbers() -> None:
    kinds: tuple[Any, ...] = (True, "flow", False)
    alone = [forecast(shop(), draws=3000, seed=4, resources=kind, workers=1) for kind in kinds]
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        for executor in (threads, processes):
            for kind, expected in zip(kinds, alone, strict=True):
                found = forecast(shop(), draws=3000, seed=4, resources=kind, executor=executor, workers=2)
                assert same(found, expected)


def test_another_seed_gives_other_numbers() -> None:
    assert not same(forecast(shop(), draws=256, seed=1), forecast(shop(), draws=256, seed=2))


def test_a_longer_forecast_begins_with_the_shorter_one() -> None:
    short, long = forecast(shop(), draws=300, seed=2), forecast(shop(), draws=5000, seed=2)
    assert np.array_equal(short.finish, long.finish[:300])
    assert np.array_equal(short.cost, long.cost[:300])


def test_an_activity_keeps_its_luck_when_others_are_added() -> None:
    plan = a_plan(round_the_clock("a", hours(8, 16, 40)))
    more = a_plan(round_the_clock("z", hours(1, 2, 3)), round_the_clock("a", hours(8, 16, 40)))
    watched = forecast(more, draws=500, seed=3, watched=("a",)).milestones["a"]
    assert np.array_equal(forecast(plan, draws=500, seed=3).finish, watched)


def test_another_mode_of_an_activity_gets_the_same_luck() -> None:
    modes = (
        Mode("slow", duration=hours(10, 20, 30), elapsed=True),
        Mode("fast", duration=hours(5, 10, 15), elapsed=True),
    )
    plan = a_plan(Activity("a", modes=modes))
    slow, fast = forecast(plan, draws=500), forecast(plan, draws=500, modes={"a": "fast"})
    assert np.allclose((slow.finish - 540) / 2, fast.finish - 540, atol=1)


@given(st.floats(0.05, 1.0), st.integers(0, 5))
@settings(max_examples=15)
def test_a_risk_never_makes_any_draw_earlier_or_cheaper(probability: float, seed: int) -> None:
    risk = Risk("r", probability, delay=hours(4, 8, 16), stretch=Estimate.uniform(1, 1.5), cost=Estimate(0, 10, 90))
    calm = forecast(shop(risks=()), draws=200, seed=seed, resources=False)
    risky = forecast(shop(risks=(risk,)), draws=200, seed=seed, resources=False)
    assert np.all(risky.finish >= calm.finish)
    assert np.all(risky.cost >= calm.cost - 1e-6)
    assert np.all(risky.escaped_defects >= calm.escaped_defects - 1e-9)


def test_a_risk_strikes_as_often_as_stated_and_costs_what_is_stated() -> None:
    risk = Risk("fine", 0.3, cost=Estimate(1000, 1000, 1000, shape="fixed"))
    plan = a_plan(round_the_clock("a", Estimate.fixed(60)), risks=(risk,))
    found = forecast(plan, draws=64 * BLOCK)
    assert found.risks["fine"].mean() == pytest.approx(0.3, abs=0.005)
    assert set(np.unique(found.cost)) == {0.0, 100000.0}


def test_an_adopted_mitigation_makes_the_same_strikes_rarer_and_weaker() -> None:
    risk = Risk("r", 0.5, delay=Estimate.fixed(1000), mitigation=Mitigation(0.2, Decimal(70), effect=0.5))
    plan = a_plan(round_the_clock("a", Estimate.fixed(60)), risks=(risk,))
    bare = forecast(plan, draws=20 * BLOCK)
    calm = forecast(replace(plan, adopted=Adopted(mitigated=("r",))), draws=20 * BLOCK)
    assert set(np.unique(bare.finish)) == {600, 1600}
    assert set(np.unique(calm.finish)) == {600, 1100}
    assert not np.any(calm.risks["r"] & ~bare.risks["r"])
    assert calm.cost.tolist() == [7000.0] * calm.draws


def test_a_risk_of_finished_work_is_over() -> None:
    done = Progress(actual_start=MONDAY, actual_finish=MONDAY.replace(hour=17))
    plan = a_plan(
        uncertain("a", progress=done), uncertain("b"), risks=(Risk("r", 1.0, activities=("a",), delay=hours(1, 2, 3)),)
    )
    assert forecast(plan, draws=10).risks == {}


def test_defects_of_a_risk_are_found_like_others() -> None:
    risk = Risk("r", 1.0, activities=("cart",), defects=Estimate.fixed(20))
    bare, hit = (forecast(shop(risks=risks), draws=512, resources=False) for risks in ((), (risk,)))
    assert np.all(hit.escaped_defects > bare.escaped_defects)
    assert np.all(hit.escaped_defects < bare.escaped_defects + 20)
    assert hit.cost.mean() > bare.cost.mean()


def test_what_is_done_no_longer_varies() -> None:
    done = Progress(actual_start=MONDAY, actual_finish=MONDAY.replace(hour=17))
    plan = a_plan(uncertain("a", progress=done), teams=(a_team(rates=RATES),))
    found = forecast(plan, draws=50)
    assert found.finish_summary.sd == 0.0
    assert found.instant(found.finish[0]) == MONDAY.replace(hour=17)
    assert found.cost.tolist() == [7 * 6000.0] * 50


def test_half_of_a_begun_task_varies_half_as_much() -> None:
    whole = a_plan(round_the_clock("a", NORMAL))
    begun = Progress(actual_start=MONDAY, complete_permille=500)
    half = a_plan(round_the_clock("a", NORMAL, progress=begun), status_date=MONDAY)
    assert forecast(half, draws=4096).finish_summary.sd == pytest.approx(
        forecast(whole, draws=4096).finish_summary.sd / 2, rel=0.01
    )


def test_nothing_new_happens_before_the_status_date() -> None:
    status = datetime(2026, 4, 1, 9, tzinfo=UTC)
    found = forecast(shop(status_date=status), draws=100)
    assert found.instant(found.finish.min()) > status


def test_people_who_must_be_shared_make_it_later() -> None:
    plan = shop(teams=(a_team(people=1, rates=RATES),))
    free, shared, kept = (forecast(plan, draws=2000, resources=how) for how in (False, True, "flow"))
    assert (free.resources, shared.resources, kept.resources) == ("none", "dispatch", "flow")
    assert shared.finish_summary.p50 > free.finish_summary.p50
    assert kept.finish_summary.p50 >= shared.finish_summary.p50
    assert np.all(shared.finish >= free.finish)


def test_more_people_finish_independent_work_no_later_in_any_draw() -> None:
    tasks = [uncertain(f"a{i}") for i in range(6)]
    few, many = (forecast(a_plan(*tasks, teams=(a_team(people=k),)), draws=500) for k in (2, 6))
    assert np.all(many.finish <= few.finish)


def test_joint_confidence_lies_between_its_bounds() -> None:
    found = forecast(shop(), draws=4000, seed=6)
    assert 0.6 <= found.joint_confidence <= 0.8
    finishes = [quantile(found.finish, p) for p in (0.5, 0.8, 1.0)]
    costs = [quantile(found.cost, p) for p in (0.5, 0.8, 1.0)]
    surface = found.joint_surface(finishes, costs)
    assert surface[1, 1] == pytest.approx(found.joint_confidence)
    assert surface[2, 2] == 1.0
    assert surface[1, 2] == pytest.approx(0.8, abs=1e-3)
    assert np.all(np.diff(surface, axis=0) >= 0)
    assert np.all(np.diff(surface, axis=1) >= 0)


def test_confidence_of_no_limit_is_certain_and_of_all_is_the_share_of_draws() -> None:
    found = forecast(shop(), draws=1000)
    assert found.confidence() == 1.0
    both = (found.finish <= found.finish[0]) & (found.escaped_defects <= found.escaped_defects[0])
    assert (
        found.confidence(finish=float(found.finish[0]), escaped_defects=float(found.escaped_defects[0])) == both.mean()
    )


def test_acceptance_is_the_share_of_draws_within_the_threshold() -> None:
    found = forecast(shop(), draws=1000)
    assert found.acceptance == float((found.escaped_defects <= 5).mean())
    assert forecast(shop(quality=replace(shop().quality, acceptance_threshold=None)), draws=10).acceptance is None


def test_a_plan_without_a_quality_model_has_no_escaped_defects() -> None:
    found = forecast(a_plan(uncertain("a")), draws=10)
    assert found.escaped_defects.tolist() == [0.0] * 10


def test_the_deviation_of_the_finish_is_told_in_working_time() -> None:
    plan = a_plan(
        task("a", 8, DEV),
        uncertain("b", Estimate(480 * 9.0, 480 * 10, 480 * 11.0, shape="normal")),
        links=[Link("a", "b")],
    )
    found = forecast(plan, draws=4000)
    assert found.finish_sd_working_minutes == pytest.approx(480 / 1.2815515655, rel=0.05)
    assert found.finish_summary.sd > 2 * found.finish_sd_working_minutes


def test_milestones_and_what_statements_name_keep_their_samples() -> None:
    statement = Statement("s", Measure.FINISH, activity="test", at=MONDAY)
    found = forecast(shop(statements=(statement,)), draws=10, watched=("cart",))
    assert list(found.milestones) == ["live", "test", "cart"]
    assert np.all(found.milestones["cart"] <= found.milestones["test"])
    with pytest.raises(PlanError, match="no such activity"):
        forecast(shop(), draws=10, watched=("nothing",))


def test_a_watched_summary_finishes_with_its_last_task() -> None:
    plan = a_plan(Activity("phase"), uncertain("a", parent="phase"), uncertain("b", parent="phase"), uncertain("c"))
    found = forecast(plan, draws=100, watched=("phase", "a", "b"))
    assert np.array_equal(found.milestones["phase"], np.maximum(found.milestones["a"], found.milestones["b"]))


def test_the_error_of_p80_is_the_spread_that_repeated_forecasts_show() -> None:
    plan = a_plan(*(round_the_clock(f"a{i}", NORMAL) for i in range(3)))
    runs = [forecast(plan, draws=16 * BLOCK, seed=seed, influences=False) for seed in range(60)]
    spread = float(np.std([run.finish_summary.p80 for run in runs]))
    told = float(np.mean([run.convergence.finish_error for run in runs]))
    assert told == pytest.approx(spread, rel=0.35)


def test_without_a_number_of_draws_it_stops_when_p80_is_exact_enough() -> None:
    loose, tight = forecast(shop(), tolerance=0.05), forecast(shop(), tolerance=0.006)
    assert loose.draws == FEWEST_DRAWS
    assert loose.convergence.reached
    assert tight.draws > FEWEST_DRAWS
    assert tight.convergence.reached
    assert np.array_equal(tight.finish[: loose.draws], loose.finish)


def test_one_block_says_nothing_about_its_error() -> None:
    assert error_of_quantile(np.arange(BLOCK)) == float("inf")
    assert error_of_quantile(np.ones(5)) == 0.0


def test_a_stop_keeps_the_draws_made_so_far() -> None:
    calls = count()
    found = forecast(shop(), draws=50_000, stop=lambda: next(calls) >= 3, workers=1)
    assert found.stopped
    assert found.draws == 3 * 16 * BLOCK
    assert np.array_equal(found.finish, forecast(shop(), draws=found.draws).finish)


def test_a_stop_before_the_first_draws_is_an_error() -> None:
    with pytest.raises(StoppedError):
        forecast(shop(), draws=1000, stop=lambda: True)


class Reports:
    def __init__(self) -> None:
        self.done: list[float] = []

    def report(self, done: float, text: str) -> None:
        assert text.endswith("draws")
        self.done.append(done)


def test_progress_is_reported_up_to_the_end() -> None:
    reports = Reports()
    forecast(shop(), draws=10_000, progress=reports)
    assert reports.done == sorted(reports.done)
    assert reports.done[-1] == 1.0


class LosingExecutor(Executor):
    """Loses its workers after the first share, as a pool does when a process is killed."""

    def __init__(self) -> None:
        self.calls = 0

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        self.calls += 1
        future: Future[Any] = Future()
        if self.calls > 3:
            raise BrokenExecutor("nobody is left")
        if self.calls > 1:
            future.set_exception(BrokenExecutor("killed"))
        else:
            future.set_result(work(*arguments, **named))
        return future


def test_workers_that_are_killed_lose_nothing() -> None:
    lost = LosingExecutor()
    assert same(forecast(shop(), draws=12_000, executor=lost, workers=2), forecast(shop(), draws=12_000))
    assert lost.calls > 3


def test_the_clock_that_is_passed_in_measures_the_seconds() -> None:
    ticks = iter([10.0, 12.5])
    assert forecast(shop(), draws=10, clock=lambda: next(ticks)).seconds == 2.5


def test_no_draws_are_no_forecast() -> None:
    with pytest.raises(InputError, match="at least one draw"):
        forecast(shop(), draws=0)


def test_draws_that_leave_the_computed_span_of_time_are_refused() -> None:
    endless = Risk("r", 1.0, delay=Estimate.fixed(60 * DAY * 366))
    with pytest.raises(HorizonError, match="not finished"):
        forecast(a_plan(uncertain("a"), risks=(endless,)), draws=10)
