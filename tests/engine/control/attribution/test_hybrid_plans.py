"""Plans that take some causes from one plan and the others from another."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.attribution import random_pair
from tests.engine.plans import a_plan, a_team, task
from tests.strategies import plans
from trilemma.engine.control.attribution.bare import bare
from trilemma.engine.control.attribution.causes import MoveCause
from trilemma.engine.control.attribution.hybrid import Hybrids
from trilemma.engine.control.attribution.links import bridging, without_circles
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Capacity,
    Demand,
    Link,
    Mode,
    Person,
    Pick,
    Plan,
    QualityModel,
    QualityStep,
    Risk,
    SkillLevel,
    Team,
    WorkKind,
)
from trilemma.engine.risk import forecast

EVERY = [set(some) for size in range(8) for some in combinations(MoveCause, size)]
seeds = st.integers(0, 10**6)


def same(one: Plan, other: Plan) -> bool:
    """Return whether two plans say the same in whatever order of activities, links and adopted modes."""
    plain = [replace(plan.adopted, modes=tuple(sorted(plan.adopted.modes))) for plan in (one, other)]
    others = [each.name for each in fields(one) if each.name not in {"activities", "links", "adopted"}]
    return (
        set(one.activities) == set(other.activities)
        and set(one.links) == set(other.links)
        and plain[0] == plain[1]
        and all(getattr(one, name) == getattr(other, name) for name in others)
    )


@settings(max_examples=6)
@given(plans(5), plans(5), st.booleans())
def test_every_hybrid_of_any_two_plans_is_valid_and_the_ends_are_the_plans(
    old: Plan,
    new: Plan,
    resources: bool,  # noqa: FBT001 - drawn
) -> None:
    hybrids = Hybrids(old, replace(new, currency=old.currency), resources=resources)
    for taken in EVERY:
        hybrids.plan(taken)  # a plan is checked when it is built
    assert same(hybrids.plan(()), hybrids.old)
    assert same(hybrids.plan(MoveCause), hybrids.new)


@settings(max_examples=25)
@given(seeds)
def test_hybrids_of_plans_whose_links_contradict_each_other_are_valid(seed: int) -> None:
    old, new, causes = random_pair(seed, (MoveCause.SCOPE, MoveCause.PEOPLE, MoveCause.RISKS, MoveCause.ORDER))
    hybrids = Hybrids(old, new)
    for taken in EVERY:
        if taken.issubset(causes):
            hybrids.plan(taken)


@settings(max_examples=15)
@given(seeds)
def test_a_hybrid_is_the_same_from_both_sides(seed: int) -> None:
    old, new, causes = random_pair(seed)
    forth, back = Hybrids(old, new), Hybrids(new, old)
    for cause in causes:
        assert forth.plan({cause}) == back.plan(set(MoveCause) - {cause})
    assert forth.differing == back.differing


@pytest.mark.parametrize("cause", MoveCause)
def test_a_change_of_one_cause_is_a_difference_in_this_one_only(cause: MoveCause) -> None:
    for seed in range(6):
        old, new, _ = random_pair(seed, (cause,))
        assert Hybrids(old, new).differing == (cause,)


@settings(max_examples=5)
@given(seeds, st.booleans())
def test_what_a_bare_plan_leaves_out_changes_no_forecast(seed: int, resources: bool) -> None:  # noqa: FBT001
    _, plan, _ = random_pair(seed)
    whole, stripped = (
        forecast(each, draws=32, resources=resources, workers=1) for each in (plan, bare(plan, resources=resources))
    )
    assert (whole.finish.tolist(), whole.cost.tolist()) == (stripped.finish.tolist(), stripped.cost.tolist())


def test_work_brings_the_people_along_whom_the_hybrid_does_not_have() -> None:
    old = a_plan(task("a", 8, Demand("dev")))
    new = a_plan(
        task("a", 8, Demand("dev")), task("b", 8, Demand("ops", 3000)), teams=(a_team(), a_team("ops", 4)), links=()
    )
    hybrid = Hybrids(old, new).plan({MoveCause.SCOPE})
    assert [team.id for team in hybrid.teams] == ["dev", "ops"]
    assert hybrid.calendar_by_id.keys() == {"standard"}


def test_people_who_are_too_few_are_joined_by_guests_of_the_other_plan_under_another_name() -> None:
    old = a_plan(task("a", 8, Demand("dev")), teams=(a_team(people=1),))
    new = a_plan(task("a", 8, Demand("dev")), task("b", 8, Demand("dev", 2000)), teams=(a_team(people=2),))
    hybrid = Hybrids(old, new).plan({MoveCause.SCOPE})
    assert hybrid.team_by_id["dev"].capacity == (Capacity(1000),)
    assert hybrid.team_by_id["dev~"].capacity == (Capacity(2000),)
    assert hybrid.activity_by_id["a"].modes[0].demands == (Demand("dev"),)
    assert hybrid.activity_by_id["b"].modes[0].demands == (Demand("dev~", 2000),)


def test_a_skill_that_nobody_has_yet_comes_with_those_who_have_it_and_their_team() -> None:
    day = Estimate.fixed(480)
    picked = Activity("b", modes=(Mode(effort=day, picks=(Pick(1, "sql", 2),)),))
    ada = Person("ada", team="data")
    old = a_plan(task("a", 8, Demand("ada")), teams=(Team("data"),), people=(ada,))
    new = a_plan(
        task("a", 8, Demand("ada")),
        picked,
        teams=(Team("data"),),
        people=(replace(ada, skills=(SkillLevel("sql", 3),)), Person("ben", team="data")),
    )
    hybrid = Hybrids(old, new).plan({MoveCause.SCOPE})
    assert [(person.id, person.team) for person in hybrid.people] == [
        ("ada", "data"), ("ada~", "data~"), ("ben", "data~"),
    ]  # fmt: skip
    assert hybrid.activity_by_id["b"].modes[0].picks == (Pick(1, "sql~", 2),)
    assert hybrid.person_by_id["ada~"].level_of("sql~") == 3


def test_an_adopted_mode_comes_along_with_its_adoption() -> None:
    plain = task("a", 8, Demand("dev"))
    fast = replace(plain, modes=(*plain.modes, Mode("fast", duration=Estimate.fixed(60))))
    old, new = a_plan(plain), a_plan(fast, adopted=Adopted(modes=(("a", "fast"),)))
    hybrids = Hybrids(old, new)
    assert [mode.id for mode in hybrids.plan({MoveCause.ORDER}).activity_by_id["a"].modes] == ["normal", "fast"]
    assert hybrids.plan({MoveCause.ESTIMATES}).adopted.modes == ()


def test_links_of_an_added_activity_move_with_scope_and_those_that_only_bridge_it_too() -> None:
    old = a_plan(task("a", 8), task("c", 8), task("z", 8), links=(Link("a", "c"), Link("c", "z")))
    new = a_plan(
        task("a", 8), task("b", 8), task("c", 8), task("z", 8), links=(Link("a", "b"), Link("b", "c"), Link("a", "z"))
    )
    assert bridging(old, new) == {Link("a", "c")}
    assert bridging(new, old) == frozenset()
    hybrids = Hybrids(old, new)
    assert set(hybrids.plan({MoveCause.SCOPE}).links) == {Link("a", "b"), Link("b", "c"), Link("c", "z")}
    assert set(hybrids.plan({MoveCause.ORDER}).links) == {Link("a", "c"), Link("a", "z")}


def test_a_link_of_an_added_activity_that_would_close_a_circle_is_left_out() -> None:
    old = a_plan(task("a", 8), task("c", 8), links=(Link("c", "a"),))
    new = a_plan(task("a", 8), task("b", 8), task("c", 8), links=(Link("a", "b"), Link("b", "c")))
    hybrid = Hybrids(old, new).plan({MoveCause.SCOPE})
    assert set(hybrid.links) == {Link("c", "a"), Link("a", "b")}


def test_of_links_in_a_circle_the_first_ones_are_kept() -> None:
    plan = a_plan(*(task(name, 8) for name in "abcd"))
    ring = [Link("a", "b"), Link("b", "c"), Link("c", "a"), Link("c", "d"), Link("d", "b"), Link("a", "d")]
    assert without_circles(plan, ring) == (Link("a", "b"), Link("b", "c"), Link("c", "d"), Link("a", "d"))


def test_an_activity_broken_down_into_others_moves_with_scope() -> None:
    old = a_plan(task("a", 8), task("z", 8), links=(Link("a", "z"),))
    new = a_plan(Activity("a"), task("a1", 20, parent="a"), task("z", 8), links=(Link("a", "z"),))
    hybrids = Hybrids(old, new)
    assert hybrids.differing == (MoveCause.SCOPE,)
    assert hybrids.plan(set(MoveCause) - {MoveCause.SCOPE}).activity_by_id["a"].modes == hybrids.old.leaves[0].modes


def test_risks_and_quality_steps_of_an_added_activity_move_with_it() -> None:
    delay = Estimate.fixed(60)
    model = QualityModel((WorkKind("code", Estimate.fixed(1)),))
    old = a_plan(task("a", 8, work_kind="code"), quality=model, risks=(Risk("r", 0.5, activities=("a",), delay=delay),))
    new = a_plan(
        task("a", 8, work_kind="code"),
        task("b", 8),
        links=(Link("a", "b"),),
        quality=model,
        steps=(QualityStep("review", "b", ("code",)),),
        risks=(
            Risk("r", 0.5, activities=("a", "b"), delay=delay),
            Risk("s", 0.5, activities=("b",), delay=delay),
        ),
    )
    hybrids = Hybrids(old, new)
    assert hybrids.differing == (MoveCause.SCOPE,)
    hybrid = hybrids.plan({MoveCause.SCOPE})
    assert [(risk.id, risk.activities) for risk in hybrid.risks] == [("r", ("a", "b")), ("s", ("b",))]
    assert [step.id for step in hybrid.steps] == ["review"]
