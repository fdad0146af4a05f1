"""What is adopted keeps the schedule: its network with the arcs comes to the same dates, within every capacity."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plans import a_plan, a_team, task
from trilemma.engine.plan import Demand, Link, LinkType, Person, Plan, Schedule
from trilemma.engine.quality import is_rework
from trilemma.engine.schedule.adoption import adopt_schedule, live_schedule
from trilemma.engine.schedule.check import check_schedule
from trilemma.engine.schedule.planning import PlanOutcome, schedule_plan
from trilemma.files.samples import sample_names, sample_plan


def scheduled(plan: Plan, effort: int = 300) -> PlanOutcome:
    return schedule_plan(plan, clock=time.monotonic, effort=effort, workers=1, seed=1)


def live(plan: Plan) -> Schedule:
    return live_schedule(plan)[1]


def test_one_person_does_one_thing_after_the_other_as_the_schedule_says() -> None:
    plan = a_plan(task("a", 8, Demand("dev")), task("b", 8, Demand("dev")), teams=(a_team(people=1),))
    found = scheduled(plan)
    assert found.schedule is not None
    first, second = sorted(found.schedule.activities, key=lambda row: row.start)
    assert adopt_schedule(plan, found.schedule).adopted.arcs == ((first.id, second.id),)


def test_what_the_links_say_anyway_becomes_no_arc() -> None:
    links = (Link("a", "b"),)
    plan = a_plan(task("a", 8, Demand("dev")), task("b", 8, Demand("dev")), teams=(a_team(people=1),), links=links)
    found = scheduled(plan)
    assert found.schedule is not None
    assert adopt_schedule(plan, found.schedule).adopted.arcs == ()


def test_a_longer_activity_moves_whoever_waits_for_its_people() -> None:
    plan = a_plan(task("a", 8, Demand("dev")), task("b", 8, Demand("dev")), teams=(a_team(people=1),))
    found = scheduled(plan)
    assert found.schedule is not None
    adopted = adopt_schedule(plan, found.schedule)
    first, second = adopted.adopted.order
    before = live(adopted).by_id[second].start
    longer = tuple(
        replace(a, modes=(replace(a.modes[0], effort=task("x", 16, Demand("dev")).modes[0].effort),))
        if a.id == first
        else a
        for a in adopted.activities
    )
    assert live(replace(adopted, activities=longer)).by_id[second].start > before


@pytest.mark.parametrize("name", sample_names())
def test_the_live_dates_of_a_sample_are_those_of_its_adopted_schedule_or_earlier(name: str) -> None:
    plan = sample_plan(name)
    found = scheduled(plan)
    assert found.schedule is not None
    dates = live(adopt_schedule(plan, found.schedule)).by_id
    later = [
        row.id for row in found.schedule.activities if not is_rework(plan, row.id) and dates[row.id].finish > row.finish
    ]
    assert later == []


@st.composite
def shared_teams(draw: st.DrawFn) -> Plan:
    """Draw tasks that share one small team and one person, with links that have no leads."""
    count = draw(st.integers(2, 7))
    tasks = [
        task(
            f"a{n}",
            draw(st.integers(1, 30)),
            draw(
                st.sampled_from(
                    [Demand("dev"), Demand("dev", 2000), Demand("dev", 500), Demand("ann"), Demand("ann", 500)]
                )
            ),
            effort=draw(st.booleans()),
        )
        for n in range(count)
    ]
    pairs = draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=count, unique=True))
    links = [Link(f"a{a}", f"a{b}", draw(st.sampled_from(["FS", "SS"]).map(LinkType))) for a, b in pairs if a < b]
    return a_plan(*tasks, links=links, people=(Person("ann"),))


@settings(max_examples=40)
@given(plan=shared_teams())
def test_an_adopted_schedule_never_gets_later_and_stays_within_every_capacity(plan: Plan) -> None:
    found = scheduled(plan, 30)
    assert found.schedule is not None
    adopted = adopt_schedule(plan, found.schedule)
    dates = live(adopted)
    assert [row.id for row in found.schedule.activities if dates.by_id[row.id].finish > row.finish] == []
    assert [str(v) for v in check_schedule(adopted, dates)] == []
