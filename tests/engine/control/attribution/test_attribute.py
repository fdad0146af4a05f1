"""Why a forecast moved: the rules that hold for every split, and the example of the method's page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.attribution import CHANGES, NUMBERS, adds_up, random_pair
from tests.engine.plans import MONDAY, a_plan, a_team, task
from trilemma.engine.control.attribution import Attribution, Move, MoveCause, attribute
from trilemma.engine.control.attribution.evaluation import lattice
from trilemma.engine.control.attribution.hybrid import Hybrids
from trilemma.engine.errors import HorizonError, InputError, StoppedError
from trilemma.engine.plan import Activity, Demand, Link, Person, Plan, Rate
from trilemma.engine.risk import forecast
from trilemma.engine.watch import NO_PROGRESS

NOTHING = Move(0, 0, 0, 0)
DAY = 24 * 60
seeds = st.integers(0, 10**6)


def moves(found: Attribution) -> dict[MoveCause, Move]:
    """Return the causes that moved something."""
    return {share.cause: share.move for share in found.shares if share.move != NOTHING}


def ada_does(days: float, people: int) -> Plan:
    """Return a plan of so many days' work by one or two developers at 60 EUR an hour."""
    team = a_team(people=people, rates=(Rate(Decimal(60)),))
    return a_plan(task("build", 8 * days, Demand("dev", people * 1000)), teams=(team,))


@settings(max_examples=8)
@given(seeds)
def test_the_shares_add_up_to_the_move_between_the_two_forecasts(seed: int) -> None:
    old, new, _ = random_pair(seed)
    found = attribute(old, new, draws=16, seed=seed, workers=1)
    assert adds_up(found)
    before, after = (forecast(plan, draws=16, seed=seed, resources=False, workers=1) for plan in (old, new))
    since = (new.origin - old.origin).days * DAY
    assert found.move.finish_p80_minutes == since + after.finish_summary.p80 - before.finish_summary.p80
    assert found.move.cost_p80 == round(after.cost_summary.p80) - round(before.cost_summary.p80)
    assert found.old.finish_p50 == old.origin + timedelta(minutes=before.finish_summary.p50)


@settings(max_examples=5)
@given(seeds)
def test_swapped_plans_give_the_negated_split(seed: int) -> None:
    old, new, _ = random_pair(seed)
    forth, back = (attribute(*pair, draws=16, seed=1, workers=1) for pair in ((old, new), (new, old)))
    for one, other in zip(forth.shares, back.shares, strict=True):
        assert [getattr(one.move, name) for name in NUMBERS] == [-getattr(other.move, name) for name in NUMBERS]


@pytest.mark.parametrize("cause", MoveCause)
def test_a_change_of_one_cause_is_wholly_its_own_and_named_under_it_alone(cause: MoveCause) -> None:
    for seed in range(3):
        old, new, _ = random_pair(seed, (cause,))
        found = attribute(old, new, draws=16, seed=seed, workers=1)
        assert {share.cause: share.move for share in found.shares}[cause] == found.move
        assert set(moves(found)) <= {cause}
        assert [share.cause for share in found.shares if share.changes] == [cause]
        assert found.hybrids == 2


@settings(max_examples=5)
@given(seeds)
def test_identical_plans_give_zeros(seed: int) -> None:
    old, _, _ = random_pair(seed)
    found = attribute(old, replace(old), draws=16, workers=1)
    assert (found.move, moves(found), found.old) == (NOTHING, {}, found.new)
    assert not any(share.changes for share in found.shares)


def test_every_cause_has_a_way_to_change_a_plan() -> None:
    assert list(CHANGES) == list(MoveCause)


def test_more_work_for_more_people_is_split_as_on_the_page() -> None:
    found = attribute(ada_does(10, 1), ada_does(14, 2), draws=8)
    assert found.move == Move(-3 * DAY, -3 * DAY, 192_000, 192_000)
    assert moves(found) == {
        MoveCause.ESTIMATES: Move(5 * DAY, 5 * DAY, 192_000, 192_000),
        MoveCause.PEOPLE: Move(-8 * DAY, -8 * DAY, 0, 0),
    }
    assert found.hybrids == 4
    assert [found.old.finish_p80, found.new.finish_p80] == [datetime(2026, 3, day, 18, tzinfo=UTC) for day in (13, 10)]


def test_the_same_split_with_teams_shared_out_in_every_draw() -> None:
    found = attribute(ada_does(10, 1), ada_does(14, 2), draws=8, resources=True)
    assert moves(found)[MoveCause.PEOPLE].finish_p80_minutes == -8 * DAY
    assert found.resources


def test_a_later_start_of_the_plan_moves_everything_by_its_order() -> None:
    old = ada_does(5, 1)
    found = attribute(old, replace(old, start=MONDAY + timedelta(days=7)), draws=8)
    assert moves(found) == {MoveCause.ORDER: Move(7 * DAY, 7 * DAY, 0, 0)}


def test_work_that_nobody_could_finish_counts_with_the_people_who_do_it() -> None:
    leaving = Person("ada", last=date(2026, 3, 6))
    first = task("a", 8, Demand("ada"))
    old = a_plan(first, people=(leaving,))
    new = a_plan(
        first, task("b", 40, Demand("ada")), links=(Link("a", "b"),), people=(replace(leaving, last=date(2026, 4, 30)),)
    )
    with pytest.raises(HorizonError):
        forecast(Hybrids(old, new).plan({MoveCause.SCOPE}), draws=8, resources=False, workers=1)
    found = attribute(old, new, draws=8)
    assert found.hybrids == 4
    assert moves(found) == {MoveCause.SCOPE: found.move}
    assert found.move.finish_p80_minutes == 7 * DAY


def test_what_plans_without_a_differing_cause_differ_in_falls_to_terms_and_method() -> None:
    plan = ada_does(1, 1)
    numbers = iter([(10, 10, 5, 5), (12, 12, 5, 5)])
    found = lattice(plan, plan, Hybrids(plan, plan), (), lambda _: next(numbers), NO_PROGRESS)
    assert found == [(10, 10, 5, 5), (12, 12, 5, 5)]


def test_plans_in_different_currencies_are_refused() -> None:
    plan = ada_does(1, 1)
    with pytest.raises(InputError, match="costs in EUR and CHF cannot be compared"):
        attribute(plan, replace(plan, currency="CHF"))


def test_a_stop_ends_the_comparison_for_a_part_of_it_says_nothing() -> None:
    with pytest.raises(StoppedError, match="before all its plans were simulated"):
        attribute(ada_does(10, 1), ada_does(14, 2), draws=8, stop=lambda: True)


def test_progress_counts_the_plans() -> None:
    told: list[tuple[float, str]] = []

    class Told:
        def report(self, done: float, text: str) -> None:
            told.append((done, text))

    attribute(ada_does(10, 1), ada_does(14, 2), draws=8, progress=Told())
    assert told == [(0.5, "2 of 4 plans"), (0.75, "3 of 4 plans"), (1.0, "4 plans")]


def test_a_milestone_that_becomes_a_task_was_estimated_anew() -> None:
    old = a_plan(task("a", 8), Activity("b"), links=(Link("a", "b"),))
    new = a_plan(task("a", 8), task("b", 8), links=(Link("a", "b"),))
    found = attribute(old, new, draws=8)
    assert moves(found) == {MoveCause.ESTIMATES: found.move}
    assert found.move.finish_p80_minutes == DAY
