"""Why this date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.plans import MONDAY, a_plan, task
from trilemma.engine.errors import PlanError
from trilemma.engine.network import CauseKind, critical_path, explain
from trilemma.engine.plan import Activity, Constraint, ConstraintKind, Demand, Link, LinkType

DEV = Demand("dev")


def test_the_chain_leads_back_to_the_start_of_the_plan() -> None:
    plan = a_plan(
        task("a", 8, DEV),
        task("b", 1, DEV),
        task("c", 4, DEV),
        links=[Link("a", "c"), Link("b", "c", LinkType.START_START, 60)],
    )
    chain = explain(plan, critical_path(plan), "c")
    assert [(cause.activity, cause.kind, cause.predecessor) for cause in chain] == [
        ("c", CauseKind.LINK, "a"),
        ("a", CauseKind.PROJECT_START, None),
    ]
    assert chain[0].pause_minutes == 15 * 60


def test_a_date_constraint_ends_the_chain() -> None:
    dated = (Constraint(ConstraintKind.START_NO_EARLIER, datetime(2026, 3, 9, 9, tzinfo=UTC)),)
    plan = a_plan(task("a", 8, DEV), task("b", 1, DEV, constraints=dated), links=[Link("a", "b")])
    assert [cause.kind for cause in explain(plan, critical_path(plan), "b")] == [CauseKind.START_DATE]


def test_what_the_status_date_holds_says_so() -> None:
    plan = a_plan(task("a", 8, DEV), status_date=MONDAY + timedelta(days=2))
    assert explain(plan, critical_path(plan), "a")[0].kind is CauseKind.STATUS_DATE


def test_an_arc_of_the_adopted_order_is_told_from_a_link() -> None:
    plan = a_plan(task("a", 8, DEV), task("b", 1, DEV))
    chain = explain(plan, critical_path(plan, arcs=[("a", "b")]), "b")
    assert (chain[0].kind, chain[0].predecessor) == (CauseKind.ORDER, "a")


def test_a_summary_is_explained_by_its_last_leaf() -> None:
    plan = a_plan(Activity("phase"), task("a", 8, DEV, parent="phase"), task("b", 1, DEV, parent="phase"))
    assert explain(plan, critical_path(plan), "phase")[0].activity == "a"


def test_an_unknown_activity_is_refused() -> None:
    plan = a_plan(task("a", 8, DEV))
    with pytest.raises(PlanError, match="no such activity"):
        explain(plan, critical_path(plan), "z")
