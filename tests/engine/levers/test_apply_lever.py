from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.engine.levers.lever_plans import EUR_60, a_rich_plan, worked_example
from tests.engine.plans import a_plan, a_team, task
from trilemma.engine.errors import PlanError
from trilemma.engine.levers import Lever, LeverKind, apply_lever
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Assignment,
    Capacity,
    Demand,
    OvertimeSlot,
    Person,
    Plan,
    RampUp,
    Rate,
    SkillLevel,
    Team,
)
from trilemma.engine.quality import with_rework


def people(team: str = "dev", count: int = 1, **fields: object) -> Lever:
    return Lever("x", LeverKind.PEOPLE, "more", resource=team, people=count, **fields)  # type: ignore[arg-type]


def test_another_mode_is_adopted_and_frees_the_persons_of_the_old_one() -> None:
    plan = a_rich_plan(
        adopted=Adopted(
            modes=(("build", "one"), ("test", "quick")),
            assignments=(Assignment("test", ("ann",)), Assignment("build", ())),
        )
    )
    changed = apply_lever(plan, Lever("m", LeverKind.QUALITY_STEP, "", activity="test", mode="thorough")).adopted
    assert changed.modes == (("build", "one"), ("test", "thorough"))
    assert changed.assignments == (Assignment("build", ()),)
    with pytest.raises(PlanError, match="there is no mode 'wild'"):
        apply_lever(plan, Lever("m", LeverKind.MODE, "", activity="test", mode="wild"))


def test_rework_that_was_written_out_is_left_out() -> None:
    changed = apply_lever(with_rework(a_rich_plan()), Lever("m", LeverKind.MODE, "", activity="build", mode="two"))
    assert [a.id for a in changed.activities] == ["design", "build", "gallery", "test", "release"]


def test_overtime_adds_to_what_is_adopted_on_the_same_day() -> None:
    plan = a_rich_plan(adopted=Adopted(overtime=(OvertimeSlot("dev", date(2026, 3, 3), 60),)))
    slots = (OvertimeSlot("dev", date(2026, 3, 3), 30), OvertimeSlot("dev", date(2026, 3, 4), 90))
    changed = apply_lever(plan, Lever("o", LeverKind.OVERTIME, "", resource="dev", overtime=slots))
    assert {(s.day.day, s.minutes) for s in changed.adopted.overtime} == {(3, 90), (4, 90)}


def test_scope_is_dropped_and_a_risk_mitigated() -> None:
    plan = a_rich_plan()
    assert apply_lever(plan, Lever("s", LeverKind.SCOPE, "", deliverable="gallery")).dropped == {"gallery"}
    assert apply_lever(plan, Lever("r", LeverKind.MITIGATION, "", risk="late")).adopted.mitigated == ("late",)
    with pytest.raises(PlanError):
        apply_lever(plan, Lever("s", LeverKind.SCOPE, "", deliverable="lost"))


def test_an_anonymous_team_grows_from_a_day_on_by_the_productive_part() -> None:
    def grown(plan: Plan, lever: Lever) -> tuple[Capacity, ...]:
        return apply_lever(plan, lever).team_by_id["dev"].capacity

    plan = worked_example()
    assert grown(plan, people(count=2)) == (Capacity(2000), Capacity(4000, date(2026, 3, 2)))
    later = people(first=date(2026, 4, 1), ramp_up_minutes=2400)
    assert grown(plan, later) == (Capacity(2000), Capacity(2500, date(2026, 4, 1)), Capacity(3000, date(2026, 4, 8)))
    dated = replace(plan, teams=(Team("dev", capacity=(Capacity(2000), Capacity(5000, date(2026, 4, 3)))),))
    assert grown(dated, people(first=date(2026, 4, 1))) == (
        Capacity(2000), Capacity(3000, date(2026, 4, 1)), Capacity(6000, date(2026, 4, 3)),
    )  # fmt: skip


def test_a_one_off_cost_becomes_an_activity_that_takes_no_time() -> None:
    plan = apply_lever(worked_example(), people(cost=Decimal(500)))
    made = plan.activity_by_id["lever~x"]
    assert (made.modes[0].cost, made.modes[0].estimate.likely, made.parent) == (Decimal(500), 0.0, None)


def test_a_team_with_members_gets_one_more_who_can_do_what_all_can() -> None:
    members = (
        Person("ann", team="dev", skills=(SkillLevel("sql", 3), SkillLevel("java"))),
        Person("bob", team="dev", skills=(SkillLevel("sql", 2),), rates=(Rate(Decimal(9)),)),
        Person("dev+1"),
    )
    plan = a_plan(task("a", 8, Demand("dev")), teams=(Team("dev", rates=EUR_60, ramp_up=RampUp(60)),), people=members)
    (new,) = apply_lever(plan, people()).people[3:]
    assert (new.id, new.team, new.skills, new.rates) == ("dev+2", "dev", (SkillLevel("sql", 2),), ())
    assert (new.first, new.ramp_up) == (date(2026, 3, 2), RampUp(60))
    without = replace(plan, teams=(Team("dev"),))
    status = datetime(2026, 3, 9, 9, tzinfo=UTC)
    (new,) = apply_lever(replace(without, status_date=status), people(ramp_up_minutes=5)).people[3:]
    assert (new.rates, new.first, new.ramp_up) == ((), date(2026, 3, 9), RampUp(5))


def test_a_lever_leaves_the_given_plan_alone() -> None:
    plan = a_plan(task("a", 8, Demand("dev")), Activity("m"), teams=(a_team("dev"),))
    before = replace(plan)
    apply_lever(plan, people())
    assert plan == before
