"""Dates in every draw are the dates that the network and the checker know."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plans import MONDAY, a_plan, a_team, minutes, networks, task
from trilemma.engine.errors import PlanError
from trilemma.engine.network.critical_path import forward
from trilemma.engine.network.graph import compile_graph
from trilemma.engine.plan import (
    Absence,
    Activity,
    Adopted,
    Assignment,
    Capacity,
    Demand,
    Link,
    LinkType,
    Mode,
    Person,
    Pick,
    Plan,
    Progress,
    Schedule,
    ScheduledActivity,
    SkillLevel,
    Team,
)
from trilemma.engine.risk import Model, model_of, resource_arcs
from trilemma.engine.risk.flow import held_by
from trilemma.engine.risk.resources import MOST_PEOPLE
from trilemma.engine.risk.simulation import run_network
from trilemma.engine.schedule.check import check_schedule

Int2D = npt.NDArray[np.int64]
DEV = Demand("dev")


def likely_work(plan: Plan, model: Model) -> Int2D:
    work: Int2D = (plan.arrays.mode_minutes[model.mode] * 1000)[:, None]
    return work


def scheduled(plan: Plan, model: Model) -> Schedule:
    holders = np.full((model.n, MOST_PEOPLE), -1, dtype=np.int64)
    start, finish, _ = run_network(model, likely_work(plan, model), holders)
    names = plan.arrays.resource_ids
    entries = []
    for i, leaf in enumerate(model.leaf_ids):
        mode = plan.arrays.mode_ids[model.mode[i]]
        held = [names[resource] for resource, _ in held_by(model, i, holders[i])]
        demanded = {d.resource for d in plan.activity_by_id[leaf].modes[0].demands} if mode else set()
        people = tuple(name for name in held if name not in demanded)
        entries.append(ScheduledActivity(leaf, int(start[i, 0]), int(finish[i, 0]), mode, people))
    return Schedule(tuple(entries))


@given(networks(), st.integers(0, 2**32 - 1))
def test_every_draw_has_the_dates_of_the_forward_pass_for_its_work(plan: Plan, seed: int) -> None:
    model = model_of(plan, resources=False)
    graph = compile_graph(plan)
    factor = np.random.default_rng(seed).integers(0, 4, (model.n, 3))
    work = likely_work(plan, model) * factor
    start, finish, _ = run_network(model, work)
    for draw in range(3):
        early_start, early_finish, _ = forward(graph.with_work(work[:, draw]))
        assert np.array_equal(start[:, draw], early_start)
        assert np.array_equal(finish[:, draw], early_finish)


@given(networks())
def test_with_enough_people_sharing_them_out_changes_nothing(plan: Plan) -> None:
    plan = replace(plan, people=tuple(replace(p, absences=()) for p in plan.people))
    free, shared = model_of(plan, resources=False), model_of(plan)
    work = likely_work(plan, free)
    assert np.array_equal(run_network(free, work)[1], run_network(shared, work)[1])


@st.composite
def short_of_people(draw: st.DrawFn) -> Plan:
    plan = draw(networks(most=7))
    return replace(
        plan, teams=(Team("crowd", capacity=(Capacity(3000),)), replace(plan.teams[1], capacity=(Capacity(1000),)))
    )


@given(short_of_people())
def test_the_checker_finds_nothing_in_what_dispatching_makes(plan: Plan) -> None:
    assert check_schedule(plan, scheduled(plan, model_of(plan))) == ()


@given(short_of_people())
def test_people_are_never_in_two_places_in_any_draw(plan: Plan) -> None:
    model = model_of(plan)
    work = likely_work(plan, model) * np.random.default_rng(3).integers(1, 5, (model.n, 8))
    start, finish, _ = run_network(model, work)
    assert model.resources is not None
    first, resource, amount = model.resources.demands
    capacity = {name: 3000 if name == "crowd" else 1000 for name in plan.arrays.resource_ids}
    for draw in range(8):
        for at in np.unique(start[:, draw]):
            held = dict.fromkeys(capacity, 0)
            for i in range(model.n):
                if start[i, draw] <= at < finish[i, draw]:
                    for d in range(first[i], first[i + 1]):
                        held[plan.arrays.resource_ids[resource[d]]] += int(amount[d])
            assert all(held[name] <= capacity[name] for name in held)


@given(short_of_people())
def test_links_that_keep_the_resource_flow_give_the_same_likely_course(plan: Plan) -> None:
    shared = model_of(plan)
    flow = model_of(plan, resources="flow")
    work = likely_work(plan, shared)
    by_sharing, by_links = run_network(shared, work)[1], run_network(flow, work)[1]
    assert np.all(by_links <= by_sharing)


@given(short_of_people())
def test_a_kept_resource_flow_never_needs_more_people_than_there_are(plan: Plan) -> None:
    shared, flow = model_of(plan), model_of(plan, resources="flow")
    work = likely_work(plan, shared) * np.random.default_rng(5).integers(1, 5, (shared.n, 4))
    start, finish, _ = run_network(flow, work)
    assert shared.resources is not None
    first, resource, amount = shared.resources.demands
    for draw in range(4):
        for at in np.unique(start[:, draw]):
            held = dict.fromkeys(plan.arrays.resource_ids, 0)
            for i in range(flow.n):
                if start[i, draw] <= at < finish[i, draw]:
                    for d in range(first[i], first[i + 1]):
                        held[plan.arrays.resource_ids[resource[d]]] += int(amount[d])
            assert held["crowd"] <= 3000
            assert held["early"] <= 1000


def one_after_the_other(**fields: Any) -> Plan:
    return a_plan(
        task("low", 8, DEV, priority=100),
        task("high", 8, DEV, priority=900),
        teams=(a_team(people=1),),
        **fields,
    )


def starts(plan: Plan) -> dict[str, int]:
    model = model_of(plan)
    start, _, _ = run_network(model, likely_work(plan, model))
    return {name: int(at) for name, at in zip(model.leaf_ids, start[:, 0], strict=True)}


def test_the_higher_priority_is_served_first() -> None:
    found = starts(one_after_the_other())
    assert found["high"] < found["low"]


def test_the_order_of_the_adopted_schedule_goes_before_priority() -> None:
    found = starts(one_after_the_other(adopted=Adopted(order=("low", "high"))))
    assert found["low"] < found["high"]


def test_the_driver_of_who_waits_for_a_person_is_who_gave_the_person_back() -> None:
    plan = one_after_the_other()
    model = model_of(plan)
    _, _, driver = run_network(model, likely_work(plan, model))
    low, high = model.leaf_ids.index("low"), model.leaf_ids.index("high")
    assert (driver[low, 0], driver[high, 0]) == (high, -1)


def test_arcs_say_who_hands_over_to_whom() -> None:
    plan = one_after_the_other()
    assert resource_arcs(plan, model_of(plan)) == (("high", "low"),)


def test_a_free_person_with_the_skill_is_picked_and_nobody_else() -> None:
    people = (
        Person("ann", skills=(SkillLevel("java", 2),)),
        Person("bob"),
        Person("eve", skills=(SkillLevel("java"),)),
    )
    work = Mode(effort=minutes(480), picks=(Pick(skill="java"),))
    plan = a_plan(*(Activity(f"a{i}", modes=(work,)) for i in range(3)), people=people)
    model = model_of(plan)
    schedule = scheduled(plan, model)
    assert check_schedule(plan, schedule) == ()
    assert sorted(entry.people for entry in schedule.activities) == [("ann",), ("ann",), ("eve",)]


def test_who_is_absent_is_picked_only_where_nobody_finishes_earlier() -> None:
    ann = Person("ann", team="web", absences=(Absence(date(2026, 3, 3), date(2026, 3, 20)),))
    work = Mode(effort=minutes(960), picks=(Pick(team="web"),))
    plan = a_plan(Activity("a", modes=(work,)), people=(ann, Person("bob", team="web")), teams=(Team("web"),))
    assert [entry.people for entry in scheduled(plan, model_of(plan)).activities] == [("bob",)]
    alone = replace(plan, people=(ann,))
    (entry,) = scheduled(alone, model_of(alone)).activities
    assert check_schedule(alone, Schedule((entry,))) == ()
    assert alone.origin + timedelta(minutes=entry.finish) == datetime(2026, 3, 23, 18, tzinfo=UTC)


@given(short_of_people(), st.data())
@settings(max_examples=40)
def test_the_checker_finds_nothing_in_what_one_pick_makes(plan: Plan, data: st.DataObject) -> None:
    bounds = st.tuples(st.integers(2, 27), st.integers(0, 9))
    people = []
    for number in range(3):
        absences = [
            Absence(date(2026, 3, d), date(2026, 3, d) + timedelta(days=n)) for d, n in data.draw(st.sets(bounds))
        ]
        people.append(Person(f"w{number}", team="web", absences=tuple(absences)))
    kinds = st.sampled_from(
        [Mode(effort=minutes(900), picks=(Pick(team="web"),)), Mode(duration=minutes(900), picks=(Pick(team="web"),))]
    )
    work = tuple(replace(leaf, modes=(data.draw(kinds),)) if leaf.modes else leaf for leaf in plan.activities)
    plan = replace(plan, activities=work, people=(*plan.people, *people), teams=(*plan.teams, Team("web")))
    assert check_schedule(plan, scheduled(plan, model_of(plan))) == ()


def test_an_assigned_person_is_the_one_who_does_it() -> None:
    people = (Person("ann", skills=(SkillLevel("java"),)), Person("eve", skills=(SkillLevel("java"),)))
    work = Mode(effort=minutes(480), picks=(Pick(skill="java"),))
    adopted = Adopted(assignments=(Assignment("a0", ("eve",)), Assignment("a1", ("eve",))))
    plan = a_plan(*(Activity(f"a{i}", modes=(work,)) for i in range(2)), people=people, adopted=adopted)
    assert [entry.people for entry in scheduled(plan, model_of(plan)).activities] == [("eve",), ("eve",)]


def test_what_has_begun_keeps_its_people_until_it_is_done() -> None:
    begun = task("begun", 16, DEV, progress=Progress(actual_start=MONDAY, complete_permille=500), priority=0)
    plan = a_plan(begun, task("urgent", 8, DEV, priority=1000), teams=(a_team(people=1),), status_date=MONDAY)
    model = model_of(plan)
    _, finish, _ = run_network(
        model,
        (plan.arrays.remaining.clip(0) * 1000 + likely_work(plan, model)[:, 0] * (plan.arrays.remaining < 0))[:, None],
    )
    at = {name: plan.origin + timedelta(minutes=int(m)) for name, m in zip(model.leaf_ids, finish[:, 0], strict=True)}
    assert at["begun"] == MONDAY + timedelta(hours=9)
    assert at["urgent"] == MONDAY + timedelta(days=1, hours=9)


def test_more_people_than_one_activity_can_hold_are_refused() -> None:
    mode = Mode(duration=minutes(60), picks=(Pick(count=MOST_PEOPLE + 1, team="dev"),))
    people = tuple(Person(f"p{i}", team="dev") for i in range(MOST_PEOPLE + 1))
    plan = a_plan(Activity("a", modes=(mode,)), teams=(Team("dev"),), people=people)
    with pytest.raises(PlanError, match="more than 256 people"):
        model_of(plan)


def test_a_link_waits_for_its_lag_in_working_time() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 8, DEV), links=[Link("a", "b", lag_minutes=60)])
    assert starts(plan)["b"] == 24 * 60 + 10 * 60


def test_an_arc_that_goes_against_the_links_is_left_out() -> None:
    lead = Link("late", "early", LinkType.START_FINISH)
    plan = a_plan(task("late", 8, DEV), task("early", 8, DEV, priority=900), links=[lead], teams=(a_team(people=1),))
    assert resource_arcs(plan, model_of(plan)) in ((), (("late", "early"),))
    assert model_of(plan, resources="flow").n == 2


@given(short_of_people())
@settings(max_examples=20)
def test_leads_never_make_a_flow_go_round_in_circles(plan: Plan) -> None:
    links = tuple(replace(link, type=LinkType.START_FINISH, lag_minutes=-2000, elapsed=True) for link in plan.links)
    assert model_of(replace(plan, links=links), resources="flow").n == len(plan.leaves)
