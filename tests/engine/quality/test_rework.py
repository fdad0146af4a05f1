from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from tests.engine.plans import a_plan, minutes, task
from tests.engine.quality.quality_plans import DEV, a_shop, kind, plans_with_modes, removes, takes
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Capacity,
    Deliverable,
    Demand,
    Link,
    LinkType,
    Mode,
    Person,
    Pick,
    Plan,
    Progress,
    QualityModel,
    QualityStep,
    SkillLevel,
    Team,
)
from trilemma.engine.quality import (
    expected_defects,
    is_rework,
    mode_vector,
    quality_arrays,
    quality_effects,
    with_rework,
    without_rework,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def changed(plan: Plan, name: str, **fields: object) -> Plan:
    activities = tuple(replace(a, **fields) if a.id == name else a for a in plan.activities)  # type: ignore[arg-type]
    return replace(plan, activities=activities)


def test_rework_is_an_activity_of_one_of_the_crew_between_the_step_and_what_waits_for_it() -> None:
    plan = with_rework(a_shop())
    made = plan.activity_by_id["test~rework~dev"]
    assert made.modes == (Mode(effort=minutes(360), demands=(Demand("dev", 1000),)),)
    links = {(link.predecessor, link.successor, link.type) for link in plan.links}
    assert ("testing", made.id, LinkType.FINISH_START) in links
    assert (made.id, "release", LinkType.FINISH_START) in links
    assert [a.id for a in plan.activities] == ["design", "build", "testing", made.id, "release"]


def test_links_from_the_steps_finish_are_kept_with_type_and_lag_and_those_from_its_start_are_not_copied() -> None:
    plan = a_shop()
    links = (
        Link("build", "testing"),
        Link("testing", "release", LinkType.FINISH_FINISH, 60, elapsed=True),
        Link("testing", "design", LinkType.START_START),
    )
    made = [link for link in with_rework(replace(plan, links=links)).links if link.predecessor == "test~rework~dev"]
    assert made == [Link("test~rework~dev", "release", LinkType.FINISH_FINISH, 60, elapsed=True)]


def test_rework_lies_below_the_steps_summary_so_that_links_of_the_summary_wait_for_it() -> None:
    plan = a_shop()
    activities = (*(replace(a, parent="work") if a.id == "testing" else a for a in plan.activities), Activity("work"))
    plan = replace(plan, activities=activities, links=(Link("build", "work"), Link("work", "release")))
    waiting = {link.predecessor for link in with_rework(plan).leaf_links if link.successor == "release"}
    assert waiting == {"test~rework~dev"}


def test_each_crew_fixes_its_own() -> None:
    people = (Person("ann", skills=(SkillLevel("sql", 3),)), Person("bob", skills=(SkillLevel("sql"),)))
    plan = a_plan(
        task("a", 10, DEV, work_kind="code"),
        Activity("b", modes=(Mode(effort=minutes(600), picks=(Pick(skill="sql", level=2),)),), work_kind="code"),
        Activity("c", modes=(Mode(duration=minutes(600), supplier="Acme, Inc"),), work_kind="code"),
        task("d", 10, Demand("bob", 500), work_kind="code"),
        task("check", 1, DEV),
        links=[Link(name, "check") for name in "abcd"],
        people=people,
        quality=QualityModel(kinds=(kind("code", 1.0),)),
        steps=(QualityStep("s", "check", ("code",), (removes(0.5),), (takes("code", 10.1),)),),
    )
    done = {a.id: a.modes[0] for a in with_rework(plan).activities if is_rework(plan, a.id)}
    assert done == {
        "s~rework~dev": Mode(effort=minutes(51), demands=(DEV,)),
        "s~rework~sql.2": Mode(effort=minutes(51), picks=(Pick(1, "sql", 2),)),
        "s~rework~Acme_ Inc": Mode(duration=minutes(51), supplier="Acme_ Inc"),
        "s~rework~bob": Mode(effort=minutes(51), demands=(Demand("bob"),)),
    }


def test_a_demand_on_a_team_with_members_becomes_one_of_them() -> None:
    members = (Person("ann", team="dev"), Person("bob", team="dev"))
    plan = a_shop(teams=(Team("dev"),), people=members)
    mode = with_rework(plan).activity_by_id["test~rework~dev"].modes[0]
    assert (mode.demands, mode.picks) == ((), (Pick(1, team="dev"),))


def test_a_crew_that_is_less_than_a_person_gives_all_it_has() -> None:
    plan = a_shop()
    part = (Mode(effort=minutes(600), demands=(Demand("dev", 400),)),)
    for name in ("design", "build", "testing"):
        plan = changed(plan, name, modes=part)
    plan = replace(plan, teams=(Team("dev", capacity=(Capacity(600),)),))
    assert with_rework(plan).activity_by_id["test~rework~dev"].modes[0].demands == (Demand("dev", 600),)


def test_slots_are_those_of_all_modes_so_that_plans_of_any_modes_have_the_same_activities() -> None:
    modes = (Mode("none", duration=minutes(60)), Mode("ours", effort=minutes(600), demands=(DEV,)))
    plan = changed(a_shop(), "build", modes=modes)
    plan = changed(plan, "design", work_kind=None)
    nothing, something = with_rework(plan, {"build": "none"}), with_rework(plan, {"build": "ours"})
    assert [a.id for a in nothing.activities] == [a.id for a in something.activities]
    efforts = [p.activity_by_id["test~rework~dev"].modes[0].estimate.likely for p in (nothing, something)]
    assert efforts == [0, 300]


def test_a_plan_without_a_quality_model_stays_the_same_object() -> None:
    plan = a_plan(task("a", 1, DEV))
    assert with_rework(plan) is plan
    assert without_rework(plan) is plan


def test_a_finished_or_dropped_step_makes_no_rework() -> None:
    done = Progress(actual_start=NINE, actual_finish=NINE)
    finished = changed(replace(a_shop(), status_date=NINE), "testing", progress=done)
    assert with_rework(finished) is finished
    optional = a_shop(deliverables=(Deliverable("proof", optional=True),))
    optional = changed(replace(optional, adopted=Adopted(dropped=("proof",))), "testing", deliverable="proof")
    assert with_rework(optional) is optional


def test_rework_that_has_begun_stays_as_it_is() -> None:
    plan = with_rework(replace(a_shop(), status_date=NINE))
    begun = replace(plan.activity_by_id["test~rework~dev"], progress=Progress(actual_start=NINE, complete_permille=200))
    plan = replace(plan, activities=tuple(begun if a.id == begun.id else a for a in plan.activities))
    assert with_rework(changed(plan, "build", work_kind=None)).activity_by_id[begun.id] == begun
    finished = changed(plan, "testing", progress=Progress(actual_start=NINE, actual_finish=NINE))
    assert with_rework(finished).activity_by_id[begun.id] == begun


def test_what_was_adopted_of_rework_stays_while_it_is_there() -> None:
    plan = with_rework(a_shop())
    adopted = Adopted(
        modes=(("test~rework~dev", "normal"), ("build", "normal")),
        order=("design", "build", "testing", "test~rework~dev", "release"),
        arcs=(("testing", "test~rework~dev"), ("design", "build")),
    )
    plan = replace(plan, adopted=adopted)
    assert with_rework(plan).adopted == adopted
    bare = without_rework(plan).adopted
    assert bare == Adopted((("build", "normal"),), ("design", "build", "testing", "release"), (("design", "build"),))


def test_an_id_with_the_separator_is_rework_only_of_a_known_step() -> None:
    plan = a_shop()
    assert [is_rework(plan, name) for name in ("test~rework~dev", "other~rework~dev", "test")] == [True, False, False]


@given(plans_with_modes())
def test_writing_rework_out_twice_changes_nothing_and_taking_it_away_gives_the_plan_back(
    drawn: tuple[Plan, dict[str, str]],
) -> None:
    plan, modes = drawn
    once = with_rework(plan, modes)
    assert with_rework(once, modes) == once
    assert without_rework(once) == plan


@given(plans_with_modes())
def test_the_plan_with_rework_has_the_same_flow_and_says_where_each_slot_is(drawn: tuple[Plan, dict[str, str]]) -> None:
    plan, modes = drawn
    written = with_rework(plan, modes)
    assert expected_defects(written, modes).escaped == pytest.approx(expected_defects(plan, modes).escaped)
    arrays = quality_arrays(written)
    effects = quality_effects(arrays, mode_vector(written, modes))
    assert [written.arrays.mode_minutes[m] for m in arrays.slot_mode] == effects.rework_minutes.tolist()
