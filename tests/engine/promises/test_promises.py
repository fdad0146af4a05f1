from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from tests.engine.plans import a_plan, a_team, task
from trilemma.engine.errors import InputError, ShapeError
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Deliverable,
    Demand,
    Measure,
    Plan,
    QualityModel,
    Rate,
    Statement,
    StatementKind,
    Terms,
    TermsKind,
)
from trilemma.engine.promises import ConflictKind, promise_report, share_of, statement_outcomes
from trilemma.engine.risk import forecast

DUE = datetime(2026, 3, 10, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Samples:
    """Joint samples made by hand."""

    finish: npt.NDArray[np.int64]
    cost: npt.NDArray[np.float64]
    billed: npt.NDArray[np.float64]
    escaped_defects: npt.NDArray[np.float64]
    milestones: Mapping[str, npt.NDArray[np.int64]] = field(default_factory=dict)


def a_promise(name: str, measure: Measure = Measure.COST, amount: float | None = None, **fields: object) -> Statement:
    given_amount = None if amount is None else Decimal(str(amount))
    return Statement(name, measure, StatementKind.PROMISE, amount=given_amount, **fields)  # type: ignore[arg-type]


def a_contract(*statements: Statement, **fields: object) -> Plan:
    """Return a plan of one task and a milestone with statements."""
    work = task("a", 10, Demand("dev"))
    quality = QualityModel(external_fix_cost=Decimal(10), acceptance_threshold=5.0)
    return a_plan(work, Activity("gate"), quality=quality, statements=statements, **fields)  # type: ignore[arg-type]


def samples(costs: list[float], **fields: object) -> Samples:
    count = len(costs)
    zero = np.zeros(count)
    made = Samples(np.zeros(count, dtype=np.int64), np.array(costs, dtype=np.float64) * 100, zero, zero)
    return replace(made, **fields)  # type: ignore[arg-type]


def minute(plan: Plan, instant: datetime) -> int:
    return int((instant - plan.origin).total_seconds()) // 60


def test_each_measure_is_met_up_to_its_threshold() -> None:
    plan = a_contract(
        Statement("on time", Measure.FINISH, at=DUE),
        Statement("gate", Measure.FINISH, at=DUE, activity="gate"),
        Statement("budget", Measure.COST, amount=Decimal("99.99")),
        Statement("bugs", Measure.ESCAPED_DEFECTS, amount=Decimal("2.5")),
        Statement("accepted", Measure.ACCEPTANCE),
        Statement("gallery", Measure.SCOPE, deliverable="gallery"),
        deliverables=(Deliverable("gallery", optional=True),),
    )
    due = minute(plan, DUE)
    drawn = Samples(
        finish=np.array([due - 1, due, due + 1]),
        cost=np.array([9999.4, 9999.0, 10000.0]),
        billed=np.zeros(3),
        escaped_defects=np.array([2.5, 5.0, 5.1]),
        milestones={"gate": np.array([due + 1, due + 1, due])},
    )
    met = {name: outcome.tolist() for name, outcome in statement_outcomes(plan, drawn).items()}
    assert met == {
        "on time": [True, True, False],
        "gate": [False, False, True],
        "budget": [True, True, False],
        "bugs": [True, False, False],
        "accepted": [True, True, False],
        "gallery": [True, True, True],
    }
    dropped = replace(plan, adopted=Adopted(dropped=("gallery",)))
    assert statement_outcomes(dropped, drawn)["gallery"].tolist() == [False] * 3


def test_price_and_margin_follow_the_terms() -> None:
    terms = Terms(TermsKind.CAPPED, Decimal(1000), DUE, penalty_per_day=Decimal(100))
    plan = a_contract(Statement("price", Measure.PRICE, amount=Decimal(900)),
                      Statement("margin", Measure.MARGIN, amount=Decimal(300)), terms=terms)  # fmt: skip
    due = minute(plan, DUE)
    drawn = Samples(
        finish=np.array([due, due, due + 1]),
        cost=np.array([600_00.0, 600_00.0, 600_00.0]),
        billed=np.array([900_00.0, 1200_00.0, 900_00.0]),
        escaped_defects=np.array([0.0, 10.0, 0.0]),
    )
    met = {name: outcome.tolist() for name, outcome in statement_outcomes(plan, drawn).items()}
    assert met == {"price": [True, False, True], "margin": [True, True, False]}


def test_the_report_compares_with_the_confidence_wanted_and_names_the_weakest() -> None:
    plan = a_contract(
        a_promise("safe", amount=9, confidence=0.8),
        a_promise("bold", amount=5, confidence=0.5),
        a_promise("sure", amount=8, confidence=0.95),
        Statement("hoped", Measure.COST, amount=Decimal(1), confidence=0.1),
    )
    report = promise_report(plan, samples([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    found = {f.statement.id: (f.probability.value, round(f.shortfall, 9), f.holds) for f in report.statements}
    assert found == {
        "safe": (0.9, -0.1, True),
        "bold": (0.5, 0.0, True),
        "sure": (0.8, 0.15, False),
        "hoped": (0.1, 0.0, True),
    }
    assert report.weakest == "sure"
    assert report.joint is not None
    assert report.joint_promises is not None
    assert (report.joint.value, report.joint_promises.value, report.draws) == (0.1, 0.5, 10)
    assert report.joint_of(["safe", "sure"]).value == 0.8
    assert report.joint_of([]).value == 1.0
    with pytest.raises(InputError, match="no statement 'lost'"):
        report.joint_of(["lost"])


def test_a_plan_without_statements_has_no_joint_probability_and_no_weakest() -> None:
    report = promise_report(a_contract(), samples([1.0, 2.0]))
    assert (report.statements, report.joint, report.joint_promises, report.weakest, report.conflicts) == (
        (),
        None,
        None,
        None,
        (),
    )


def test_statements_that_never_meet_exclude_each_other() -> None:
    plan = a_contract(a_promise("cheap", amount=50), a_promise("few bugs", Measure.ESCAPED_DEFECTS, 50))
    costs = np.arange(100.0)
    report = promise_report(plan, samples(costs.tolist(), escaped_defects=99.0 - costs))
    (conflict,) = report.conflicts
    assert (conflict.kind, conflict.statements) == (ConflictKind.EXCLUDING, ("cheap", "few bugs"))
    assert (conflict.joint.value, conflict.weakest, conflict.if_independent) == (0.02, 0.51, 0.51 * 0.51)


def test_each_alone_may_hold_and_all_together_be_too_much() -> None:
    plan = a_contract(
        a_promise("cheap", amount=84, confidence=0.8),
        a_promise("few bugs", Measure.ESCAPED_DEFECTS, 84, confidence=0.8),
    )
    costs = np.arange(100.0)
    report = promise_report(plan, samples(costs.tolist() * 10, escaped_defects=np.tile(99.0 - costs, 10)))
    (conflict,) = report.conflicts
    assert (conflict.kind, conflict.joint.value) == (ConflictKind.TOGETHER_TOO_MUCH, 0.7)
    assert report.joint is not None
    assert report.joint.value == 0.7


def test_three_may_be_in_conflict_where_no_two_are() -> None:
    plan = a_contract(
        a_promise("a", amount=0),
        a_promise("b", Measure.ESCAPED_DEFECTS, 0),
        Statement("c", Measure.FINISH, at=DUE),
    )
    due = minute(plan, DUE)
    pairs = [(0.0, 0.0, due + 1), (0.0, 1.0, due), (1.0, 0.0, due), (1.0, 1.0, due + 1)] * 100
    cost, bugs, finish = (np.array(column) for column in zip(*pairs, strict=True))
    report = promise_report(plan, samples(cost.tolist(), escaped_defects=bugs, finish=finish.astype(np.int64)))
    assert [(c.kind, c.statements, c.joint.value) for c in report.conflicts] == [
        (ConflictKind.EXCLUDING, ("a", "b", "c"), 0.0)
    ]


def test_independent_statements_are_in_no_conflict() -> None:
    plan = a_contract(
        a_promise("a", amount=50, confidence=0.9), a_promise("b", Measure.ESCAPED_DEFECTS, 50, confidence=0.9)
    )
    generator = np.random.default_rng(5)
    report = promise_report(
        plan, samples((generator.random(4000) * 100).tolist(), escaped_defects=generator.random(4000) * 100)
    )
    assert report.conflicts == ()


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(counted: tuple[int, int]) -> None:
    met, draws = counted
    found = share_of(met, draws)
    published = binomtest(met, draws).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((published.low, published.high), abs=1e-12)
    assert found.low <= found.value <= found.high


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_the_joint_probability_lies_between_what_single_ones_allow(drawn: list[tuple[bool, bool, bool]]) -> None:
    plan = a_contract(
        a_promise("a", amount=0), a_promise("b", Measure.ESCAPED_DEFECTS, 0), Statement("c", Measure.FINISH, at=DUE)
    )
    due = minute(plan, DUE)
    flags = np.array(drawn)
    report = promise_report(
        plan,
        samples((~flags[:, 0]).astype(float).tolist(), escaped_defects=(~flags[:, 1]).astype(float),
                finish=due + (~flags[:, 2]).astype(np.int64)),
    )  # fmt: skip
    single = [f.probability.value for f in report.statements]
    assert report.joint is not None
    assert report.joint.value == flags.all(axis=1).mean()
    assert max(0.0, sum(single) - 2) - 1e-12 <= report.joint.value <= min(single)


def test_a_missing_milestone_is_named() -> None:
    plan = a_contract(Statement("gate", Measure.FINISH, at=DUE, activity="gate"))
    with pytest.raises(ShapeError, match="no samples of activity gate"):
        promise_report(plan, samples([1.0]))


def test_a_forecast_gives_the_samples() -> None:
    team = a_team("dev", 1, rates=(Rate(Decimal(60), Decimal(100)),))
    plan = a_contract(
        Statement("on time", Measure.FINISH, at=DUE),
        Statement("gate", Measure.FINISH, at=DUE - timedelta(days=30), activity="gate"),
        Statement("price", Measure.PRICE, amount=Decimal(1000)),
        Statement("margin", Measure.MARGIN, amount=Decimal(400)),
        Statement("more", Measure.MARGIN, amount=Decimal("400.01")),
        teams=(team,),
        terms=Terms(TermsKind.TIME_AND_MATERIAL),
    )
    report = promise_report(plan, forecast(plan, draws=200, workers=1))
    assert [f.probability.value for f in report.statements] == [1.0, 0.0, 1.0, 1.0, 0.0]
