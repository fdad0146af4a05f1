from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.levers.lever_plans import a_rich_plan, worked_example
from tests.engine.plans import minutes
from trilemma.engine.errors import InputError
from trilemma.engine.levers import (
    Drawn,
    Lever,
    LeverKind,
    LeverReport,
    Worth,
    apply_lever,
    find_levers,
    lever_effect,
    likely_course,
    rank_levers,
    ranked,
)
from trilemma.engine.levers.screening import guesses
from trilemma.engine.plan import Adopted, Budget, BudgetUse, Plan, Progress
from trilemma.engine.promises import promise_report
from trilemma.engine.quality import with_rework
from trilemma.engine.risk import forecast
from trilemma.engine.risk.forecasting import model_of

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def found_in(plan: Plan) -> dict[str, Lever]:
    written = with_rework(plan)
    return {lever.id: lever for lever in find_levers(written, likely_course(written, model_of(written), 0))}


def test_every_kind_of_change_is_found() -> None:
    found = found_in(a_rich_plan())
    assert {name: lever.kind for name, lever in found.items() if lever.kind is not LeverKind.OVERTIME} == {
        "mode:build:two": LeverKind.MODE,
        "mode:build:bought": LeverKind.SUPPLIER,
        "mode:test:thorough": LeverKind.QUALITY_STEP,
        "people:expert": LeverKind.PEOPLE,
        "people:+qa": LeverKind.PEOPLE,
        "scope:gallery": LeverKind.SCOPE,
        "mitigation:late": LeverKind.MITIGATION,
    }
    weeks = [name for name, lever in found.items() if lever.kind is LeverKind.OVERTIME]
    assert "overtime:dev:2026-03-02" in weeks
    assert any(name.startswith("overtime:bob:") for name in weeks)
    assert found["mode:build:bought"].text == "build: bought instead of one"


def test_what_has_begun_was_decided_or_is_unaffordable_is_no_lever() -> None:
    plan = a_rich_plan(status_date=NINE, adopted=Adopted(dropped=("gallery",), mitigated=("late",)))
    begun = Progress(actual_start=NINE, complete_permille=100)
    activities = tuple(replace(a, progress=begun) if a.id == "build" else a for a in plan.activities)
    names = set(found_in(replace(plan, activities=activities)))
    assert not names & {"mode:build:two", "mode:build:bought", "scope:gallery", "mitigation:late"}
    costly = a_rich_plan(budgets=(Budget("licences", 3),))
    build = costly.activity_by_id["build"]
    uses = {"one": 2, "two": 4, "bought": 3}
    modes = tuple(replace(mode, uses=(BudgetUse("licences", uses[mode.id]),)) for mode in build.modes)
    activities = tuple(replace(a, modes=modes) if a.id == "build" else a for a in costly.activities)
    names = set(found_in(replace(costly, activities=activities)))
    assert ("mode:build:two" in names, "mode:build:bought" in names) == (False, True)


def test_the_worked_example_ranks_the_supplier_first_and_two_persons_second() -> None:
    report = rank_levers(worked_example(), draws=256)
    rows = [(r.lever.id, r.worth, r.gain, r.price, r.efficient) for r in report.levers]
    assert rows == [
        ("mode:build:bought", Worth.FREE, 1.0, -800_00.0, True),
        ("mode:build:two", Worth.BOUGHT, 1.0, 960_00.0, True),
        ("people:+dev", Worth.NO_HELP, 0.0, 0.0, False),
    ]
    first = report.levers[0].effect
    assert (first.finish_p80.change, first.cost_p50.change, first.promises[0].change) == (-3 * 1440, -800_00, 1.0)
    assert (first.finish_p80.error, first.joint.after, first.draws) == (0.0, 1.0, 256)
    assert (report.cost.p50, report.left_out, report.method) == (4800_00, (), "lever_effects")


@pytest.mark.parametrize("resources", [True, False])
def test_an_effect_is_the_difference_of_two_forecasts(resources: bool) -> None:  # noqa: FBT001
    plan = a_rich_plan()
    report = rank_levers(plan, draws=512, finalists=100, resources=resources)
    assert len(report.levers) > 8
    base = forecast(plan, draws=512, resources=resources, influences=False, workers=1)
    kept = promise_report(plan, base)
    for entry in report.levers:
        changed = apply_lever(plan, entry.lever)
        after = forecast(changed, draws=512, resources=resources, influences=False, workers=1)
        effect = entry.effect
        assert effect.finish_p80.after == after.finish_summary.p80, entry.lever.id
        assert effect.finish_p80.change == after.finish_summary.p80 - base.finish_summary.p80
        assert effect.cost_mean.change == pytest.approx(after.cost.mean() - base.cost.mean())
        assert effect.escaped_p50.after == pytest.approx(after.escaped_summary.p50)
        then = promise_report(changed, after)
        for row, (a, b) in enumerate(zip(kept.statements, then.statements, strict=True)):
            assert effect.promises[row].change == pytest.approx(b.probability.value - a.probability.value)


def test_mitigation_scope_and_testing_do_what_they_say() -> None:
    report = rank_levers(a_rich_plan(), draws=512, finalists=100)
    effects = {entry.lever.id: entry.effect for entry in report.levers}
    assert effects["mitigation:late"].finish_p80.change < 0
    assert effects["scope:gallery"].cost_mean.change < -30 * 60_00
    assert effects["scope:gallery"].escaped_mean.change < 0
    assert effects["mode:test:thorough"].escaped_mean.change < -20
    assert effects["mode:build:two"].finish_p50.change < 0


def strip(report: LeverReport) -> list[object]:
    return [(entry.lever, entry.effect, entry.worth) for entry in report.levers]


def test_threads_and_processes_give_the_same_numbers() -> None:
    plan = worked_example()
    alone = rank_levers(plan, draws=200)
    with ThreadPoolExecutor(2) as threads:
        assert strip(rank_levers(plan, draws=200, executor=threads)) == strip(alone)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        assert strip(rank_levers(plan, draws=200, executor=processes)) == strip(alone)


def test_only_the_best_of_a_first_round_get_all_draws() -> None:
    report = rank_levers(a_rich_plan(), draws=300, finalists=2)
    assert sorted({entry.effect.draws for entry in report.levers}) == [128, 300]
    assert sum(entry.effect.draws == 300 for entry in report.levers) == 2
    assert report.draws == 300


def test_what_cannot_help_is_left_out_unless_it_is_asked_for() -> None:
    plan = a_rich_plan()
    build = plan.activity_by_id["build"]
    worse = replace(build.modes[0], id="worse", effort=minutes(9000), cost=Decimal(50))
    activities = tuple(replace(a, modes=(*a.modes, worse)) if a.id == "build" else a for a in plan.activities)
    plan = replace(plan, activities=activities)
    report = rank_levers(plan, draws=128)
    assert [lever.id for lever in report.left_out] == ["mode:build:worse"]
    asked = rank_levers(plan, draws=128, levers=report.left_out)
    assert [(e.lever.id, e.worth) for e in asked.levers] == [("mode:build:worse", Worth.NO_HELP)]
    few = rank_levers(plan, draws=128, screened=3)
    assert (len(few.levers), len(few.left_out)) == (3, len(report.levers) + 1 - 3)


def test_guesses_agree_in_sign_with_simulation_for_what_is_certain() -> None:
    plan = with_rework(worked_example())
    course = likely_course(plan, model_of(plan), 0)
    promise = {g.lever.id: g.promise for g in guesses(plan, find_levers(plan, course), course)}
    assert promise["mode:build:bought"] > promise["mode:build:two"] > 0
    assert promise["people:+dev"] == float("inf")


def test_a_stop_ends_it_early_with_what_is_there() -> None:
    asked: list[int] = []

    def soon() -> bool:
        asked.append(1)
        return len(asked) > 1

    report = rank_levers(a_rich_plan(), draws=256, finalists=100, stop=soon)
    assert (report.stopped, len(report.levers)) == (True, 4)


def test_progress_rises_to_one_and_the_clock_is_read() -> None:
    told: list[float] = []

    class Listener:
        def report(self, done: float, text: str) -> None:
            told.append(done)
            assert "levers with" in text

    times = iter([10.0, 12.5])
    report = rank_levers(worked_example(), draws=200, progress=Listener(), clock=lambda: next(times))
    assert told == sorted(told)
    assert (told[-1], report.seconds) == (1.0, 2.5)


def test_draws_must_be_positive() -> None:
    with pytest.raises(InputError, match="at least one draw"):
        rank_levers(worked_example(), draws=0)


def drawn(finish: float, cost: float, escaped: float, met: float, draws: int = 256) -> Drawn:
    """Return samples that do not vary but for the share in which one statement is met."""
    flags = (np.arange(draws) < met * draws)[None, :]
    return Drawn(np.full(draws, int(finish)), np.full(draws, cost), np.zeros(draws), np.full(draws, escaped), {}, flags)


NUMBERS = st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3), st.integers(0, 4))


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_the_order_follows_the_stated_rule_and_efficient_levers_are_not_dominated(
    rows: list[tuple[int, int, int, int]],
) -> None:
    base = drawn(10_000, 1000.0, 10.0, 0.5)
    plan = worked_example()
    effects = []
    for number, (finish, cost, escaped, met) in enumerate(rows):
        after = drawn(10_000 + finish * 1440, 1000.0 + cost * 100, 10.0 + escaped, met / 4)
        effects.append((Lever(f"l{number}", LeverKind.MODE, ""), lever_effect(base, after, ["eight days"])))
    order = ranked(plan, effects)
    worths = [list(Worth).index(entry.worth) for entry in order]
    assert worths == sorted(worths)
    for entry in order:
        assert (entry.worth in {Worth.FREE, Worth.BOUGHT}) == (entry.gain > 0)
        numbers = rows[int(entry.lever.id[1:])]
        point = (*numbers[:3], -numbers[3] + 2)
        others = [(*row[:3], -row[3] + 2) for row in rows] + [(0, 0, 0, 0)]
        beaten = any(all(a <= b for a, b in zip(o, point, strict=True)) and o != point for o in others)
        assert entry.efficient == (not beaten)
    bought = [entry.gain / entry.price for entry in order if entry.worth is Worth.BOUGHT]
    assert bought == sorted(bought, reverse=True)


def test_what_may_be_chance_is_no_gain() -> None:
    base = drawn(10_000, 1000.0, 10.0, 0.5)
    lucky, sure = (lever_effect(base, drawn(10_000, 1100.0, 10.0, met), ["eight days"]) for met in (129 / 256, 0.75))
    levers = [(Lever("lucky", LeverKind.MODE, ""), lucky), (Lever("sure", LeverKind.MODE, ""), sure)]
    order = ranked(worked_example(), levers)
    assert [(entry.lever.id, entry.worth) for entry in order] == [("sure", Worth.BOUGHT), ("lucky", Worth.NO_HELP)]
    assert (order[1].gain, order[1].sure_gain) == (1 / 256, 0.0)
    assert order[0].gain_error == pytest.approx(np.sqrt(0.25 * 0.75 / 256))


def test_without_statements_days_count() -> None:
    plan = replace(worked_example(), statements=())
    order = rank_levers(plan, draws=128).levers
    assert [(entry.lever.id, entry.gain) for entry in order[:2]] == [
        ("mode:build:bought", 3.0),
        ("mode:build:two", 4.0),
    ]
