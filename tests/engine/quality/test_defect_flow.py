from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from tests.engine.plans import a_plan, a_team, minutes, task
from tests.engine.quality.quality_plans import DEV, a_shop, kind, plans_with_modes, removes, takes
from trilemma.engine.distributions import Estimate
from trilemma.engine.errors import PlanError, ShapeError
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Deliverable,
    Demand,
    Link,
    LinkType,
    Mode,
    Plan,
    Progress,
    QualityModel,
    QualityStep,
    Removal,
)
from trilemma.engine.quality import (
    escaped_defects,
    expected_defects,
    injected_defects,
    linear_effects,
    mode_vector,
    quality_arrays,
    quality_effects,
    quality_estimates,
    sampled_effects,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_step_removes_its_share_of_each_kind_that_reaches_it() -> None:
    flow = expected_defects(a_shop())
    assert flow.injected == {"design": 4.0, "build": 20.0}
    assert flow.found == {"test": 11.0}
    assert flow.escaped_by_kind == {"design": 3.0, "code": 10.0}
    assert flow.escaped == 13.0


def test_what_is_found_is_fixed_by_the_crew_that_put_it_in() -> None:
    assert expected_defects(a_shop()).rework_minutes == {("test", "dev"): 10 * 30 + 1 * 60}


def test_bad_fixes_escape_their_own_step_and_meet_the_next() -> None:
    twice = (
        QualityStep("review", "build", ("design",), (removes(0.5),), (takes("design", 60),)),
        QualityStep("test", "testing", ("design",), (removes(0.5),), (takes("design", 60),)),
    )
    quality = QualityModel(kinds=(kind("design", 1.0), kind("code", 0.0)), bad_fix=0.1)
    flow = expected_defects(a_shop(quality=quality, steps=twice))
    assert flow.found["review"] == pytest.approx(2.0)
    assert flow.found["test"] == pytest.approx((2.0 + 0.2) * 0.5)
    assert flow.escaped == pytest.approx(2.2 * 0.5 + 1.1 * 0.1)


def test_steps_in_parallel_do_not_see_each_others_bad_fixes() -> None:
    side_by_side = a_plan(
        task("build", 10, DEV, work_kind="code"), task("one", 1, DEV), task("two", 1, DEV),
        links=[Link("build", "one"), Link("build", "two")],
        quality=QualityModel(kinds=(kind("code", 1.0),), bad_fix=0.5),
        steps=(QualityStep("a", "one", ("code",), (removes(0.5),)), QualityStep("b", "two", ("code",), (removes(1.0),))),
    )  # fmt: skip
    flow = expected_defects(side_by_side)
    assert flow.found == {"a": 5.0, "b": 5.0}
    assert flow.escaped == 5.0


def test_only_what_lies_upstream_reaches_a_step() -> None:
    plan = a_shop()
    apart = replace(plan, links=(Link("build", "testing"), Link("testing", "release")))
    assert expected_defects(apart).escaped_by_kind == {"design": 4.0, "code": 10.0}
    by_start = replace(plan, links=(Link("design", "testing", LinkType.START_START), Link("build", "testing")))
    assert expected_defects(by_start).escaped == 13.0


def test_what_is_dropped_neither_puts_in_nor_finds_anything() -> None:
    plan = a_shop(deliverables=(Deliverable("gallery", optional=True),))
    built, tested = (tuple(replace(a, deliverable="gallery") if a.id == name else a for a in plan.activities)
                     for name in ("build", "testing"))  # fmt: skip
    dropped = Adopted(dropped=("gallery",))
    assert expected_defects(replace(plan, activities=built, adopted=dropped)).escaped == 3.0
    assert expected_defects(replace(plan, activities=tested, adopted=dropped)).escaped == 24.0


def test_a_modes_removals_replace_those_of_the_step() -> None:
    plan = a_shop()
    modes = (Mode("quick", effort=minutes(60), demands=(DEV,)),
             Mode("thorough", effort=minutes(600), demands=(DEV,), removals=(removes(0.9, "code"),)))  # fmt: skip
    plan = replace(plan, activities=tuple(replace(a, modes=modes) if a.id == "testing" else a for a in plan.activities))
    assert expected_defects(plan).escaped_by_kind == {"design": 3.0, "code": 10.0}
    thorough = expected_defects(plan, {"testing": "thorough"}).escaped_by_kind
    assert thorough == pytest.approx({"design": 4.0, "code": 2.0})
    adopted = replace(plan, adopted=Adopted(modes=(("testing", "thorough"),)))
    assert expected_defects(adopted).escaped_by_kind == thorough
    with pytest.raises(PlanError, match="there is no mode 'wild'"):
        expected_defects(plan, {"testing": "wild"})


def test_a_fixed_duration_injects_for_everyone_who_works_on_it_and_a_supplier_for_one() -> None:
    crowd = Mode("crowd", duration=minutes(600), demands=(Demand("dev", 1500),))
    bought = Mode("bought", duration=minutes(600), supplier="Acme", defect_factor=0.5)
    waiting = Mode("waiting", duration=minutes(600))
    plan = a_plan(Activity("build", modes=(crowd, bought, waiting), work_kind="code"),
                  quality=QualityModel(kinds=(kind("code", 2.0),)))  # fmt: skip
    injected = [expected_defects(plan, {"build": name}).escaped for name in ("crowd", "bought", "waiting")]
    assert injected == [2.0 * 15, 2.0 * 10 * 0.5, 0.0]


def test_actual_effort_counts_where_it_is_known() -> None:
    def built(**progress: object) -> float:
        done = Progress(actual_start=NINE, **progress)  # type: ignore[arg-type]
        plan = a_shop(status_date=NINE)
        activities = tuple(replace(a, progress=done) if a.id == "build" else a for a in plan.activities)
        return expected_defects(replace(plan, activities=activities)).injected["build"]

    assert built(actual_finish=NINE, actual_effort_minutes=900) == 30.0
    assert built(remaining=minutes(120), actual_effort_minutes=540) == 22.0
    assert built(complete_permille=250) == 20.0
    assert built(remaining=minutes(660)) == 22.0
    assert built(actual_finish=NINE) == 20.0


def test_a_finished_step_leaves_no_rework() -> None:
    plan = a_shop(status_date=NINE)
    done = Progress(actual_start=NINE, actual_finish=NINE)
    activities = tuple(replace(a, progress=done) if a.id == "testing" else a for a in plan.activities)
    flow = expected_defects(replace(plan, activities=activities))
    assert (flow.found, flow.rework_minutes) == ({"test": 11.0}, {})


def test_what_escapes_costs_and_is_judged() -> None:
    kinds = (kind("design", 1.0), kind("code", 2.0))
    dear = QualityModel(kinds, external_fix_cost=Decimal(400), acceptance_threshold=13.0)
    assert expected_defects(a_shop(quality=dear)).failure_cost == 5200
    assert expected_defects(a_shop(quality=dear)).accepted is True
    assert expected_defects(a_shop(quality=replace(dear, acceptance_threshold=12.9))).accepted is False
    assert expected_defects(a_shop()).accepted is None


DRF = {
    "very low": ((0.00, 0.00, 0.00), (0.00, 0.00, 0.00), (0.00, 0.00, 0.00)),
    "low": ((0.00, 0.00, 0.10), (0.25, 0.28, 0.30), (0.23, 0.23, 0.38)),
    "nominal": ((0.10, 0.13, 0.20), (0.40, 0.40, 0.48), (0.40, 0.43, 0.58)),
    "high": ((0.27, 0.28, 0.30), (0.50, 0.54, 0.60), (0.50, 0.54, 0.69)),
    "very high": ((0.34, 0.44, 0.48), (0.58, 0.70, 0.73), (0.57, 0.65, 0.78)),
    "extra high": ((0.40, 0.50, 0.55), (0.70, 0.78, 0.83), (0.60, 0.70, 0.88)),
}
PUBLISHED = {"very low": 60.0, "low": 28.5, "nominal": 14.3, "high": 7.5, "very high": 3.5, "extra high": 1.6}
KINDS = ("requirements", "design", "code")


@pytest.mark.parametrize("rating", DRF)
def test_the_flow_gives_coqualmos_residual_defects(rating: str) -> None:
    steps = tuple(
        QualityStep(name, name, KINDS, tuple(removes(share, of) for share, of in zip(row, KINDS, strict=True)))
        for name, row in zip(("analysis", "reviews", "execution"), DRF[rating], strict=True)
    )
    names = (*KINDS, "analysis", "reviews", "execution")
    work = [task(name, 1, DEV, work_kind=name) for name in KINDS] + [task(name, 1, DEV) for name in names[3:]]
    per_ksloc = QualityModel(tuple(kind(name, rate) for name, rate in zip(KINDS, (10.0, 20.0, 30.0), strict=True)))
    links = [Link(a, b) for a, b in pairwise(names)]
    plan = a_plan(*work, links=links, quality=per_ksloc, steps=steps)
    residual = expected_defects(plan).escaped
    assert residual == pytest.approx(PUBLISHED[rating], abs=0.25)
    direct = escaped_defects(np.array([[10.0, 20.0, 30.0]]), np.array([DRF[rating]]))
    assert direct[0] == pytest.approx(residual, rel=1e-12)


def test_low_ratings_leave_the_published_share_of_requirements_defects() -> None:
    removal = np.array([[[0.0], [0.25], [0.23]]])
    assert escaped_defects(np.array([[10.0]]), removal)[0] == pytest.approx(5.8, abs=0.03)


TEST_STAGES = {
    "unit": (0.15, 0.30, 0.50),
    "function": (0.20, 0.30, 0.35),
    "integration": (0.25, 0.35, 0.40),
    "regression": (0.15, 0.25, 0.30),
    "system": (0.25, 0.40, 0.55),
}
"""Lowest, modal and highest removal of five stages of testing: McConnell 2004, table 20-2, after Jones."""


@pytest.mark.parametrize("column,published", [(0, None), (1, 0.85), (2, None)])
def test_five_usual_stages_of_testing_remove_what_jones_found_on_average(column: int, published: float | None) -> None:
    names = ("code", *TEST_STAGES)
    steps = tuple(QualityStep(n, n, ("code",), (removes(TEST_STAGES[n][column]),)) for n in TEST_STAGES)
    work = (task("code", 100, DEV, work_kind="code"), *(task(n, 1, DEV) for n in TEST_STAGES))
    links = [Link(a, b) for a, b in pairwise(names)]
    plan = a_plan(*work, links=links, quality=QualityModel((kind("code", 1.0),)), steps=steps)
    removed = 1 - expected_defects(plan).escaped / 100
    assert removed == pytest.approx(1 - np.prod([1 - TEST_STAGES[n][column] for n in TEST_STAGES]))
    if published is not None:
        assert removed == pytest.approx(published, abs=0.01)


@given(plans_with_modes())
def test_the_three_forms_agree(drawn: tuple[Plan, dict[str, str]]) -> None:
    plan, modes = drawn
    flow = expected_defects(plan, modes)
    arrays, vector = quality_arrays(plan), mode_vector(plan, modes)
    quick = quality_effects(arrays, vector)
    assert -1e-5 <= quick.escaped_millidefects - 1000 * flow.escaped < 1.0
    labels = [(slot.step, slot.crew.label) for slot in arrays.slots]
    exact = np.array([flow.rework_minutes.get(label, 0.0) for label in labels])
    assert set(flow.rework_minutes) <= set(labels)
    assert np.all(quick.rework_minutes - exact > -1e-5)
    assert np.all(quick.rework_minutes - exact < 1.0)
    sampled = sampled_effects(arrays, vector, *mean_draws(plan, modes))
    assert sampled.escaped == pytest.approx([flow.escaped] * 2)
    assert sampled.rework_minutes == pytest.approx(np.array([exact, exact]))
    linear = linear_effects(arrays, vector)
    assert linear.mode_escaped[vector].sum() == pytest.approx(flow.escaped)
    assert linear.mode_rework[vector].sum(axis=0) == pytest.approx(exact)


def mean_draws(plan: Plan, modes: dict[str, str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return two draws in which everything has its mean."""
    arrays, vector = quality_arrays(plan), mode_vector(plan, modes)
    estimates = quality_estimates(plan, modes)
    rates = np.tile([rate.mean for rate in estimates.rates], (2, 1))
    whole = np.tile(arrays.mode_done[vector] + arrays.mode_left[vector], (2, 1))

    def table(rows: tuple[tuple[Estimate | None, ...], ...]) -> np.ndarray:
        means = [[0.0 if entry is None else entry.mean for entry in row] for row in rows]
        return np.tile(np.array(means).reshape(1, len(arrays.step_ids), len(arrays.kind_ids)), (2, 1, 1))

    injected = injected_defects(arrays, vector, whole, rates)
    return injected, table(estimates.removals), table(estimates.fixes)


@given(plans_with_modes())
def test_no_more_escapes_than_was_put_in_and_dropping_every_step_leaves_all(drawn: tuple[Plan, dict[str, str]]) -> None:
    plan, modes = drawn
    flow = expected_defects(plan, modes)
    put_in = sum(flow.injected.values())
    assert -1e-9 <= flow.escaped <= put_in + 1e-9
    assert expected_defects(replace(plan, steps=()), modes).escaped == pytest.approx(put_in)
    balance = put_in + sum(flow.injected_by_bad_fixes.values()) - sum(flow.found.values())
    assert flow.escaped == pytest.approx(balance)


@given(plans_with_modes())
def test_a_better_step_never_lets_more_escape_where_fixes_are_good(drawn: tuple[Plan, dict[str, str]]) -> None:
    plan, modes = drawn
    plan = replace(plan, quality=replace(plan.quality, bad_fix=0.0))
    perfect = tuple(replace(step, removals=(removes(1.0),)) for step in plan.steps)
    activities = tuple(
        replace(a, modes=tuple(replace(m, removals=()) for m in a.modes)) for a in plan.activities
    )  # fmt: skip
    better = replace(plan, steps=perfect, activities=activities)
    assert expected_defects(better, modes).escaped <= expected_defects(plan, modes).escaped + 1e-9


def test_a_share_drawn_above_one_removes_all() -> None:
    wide = (QualityStep("test", "testing", ("code", "design"), (Removal(Estimate(0.6, 0.8, 1.0)),)),)
    plan = a_shop(steps=wide)
    arrays, vector = quality_arrays(plan), mode_vector(plan)
    injected = np.zeros((1, 4))
    injected[0, plan.arrays.activity_index["build"]] = 8.0
    effects = sampled_effects(arrays, vector, injected, np.full((1, 1, 2), 1.2), np.zeros((1, 1, 2)))
    assert effects.escaped.tolist() == [0.0]


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match="must agree in draws and kinds"):
        escaped_defects(np.ones((3, 2)), np.ones((3, 1, 4)))
    arrays = quality_arrays(a_shop())
    with pytest.raises(ShapeError, match="modes must be numbers from 0 to 3"):
        quality_effects(arrays, np.array([0, 1, 2, 9]))
    with pytest.raises(ShapeError, match="removal and effort to fix"):
        sampled_effects(arrays, mode_vector(a_shop()), np.ones((2, 4)), np.ones((2, 1, 3)), np.ones((2, 1, 2)))
    with pytest.raises(ShapeError, match="must agree with leaves and kinds"):
        injected_defects(arrays, mode_vector(a_shop()), np.ones((2, 4)), np.ones((2, 1)))


def test_a_person_of_the_team_is_the_crew_where_the_team_has_members() -> None:
    plan = a_shop(teams=(a_team("dev", 2),))
    assert [slot.id for slot in quality_arrays(plan).slots] == ["test~rework~dev"]
