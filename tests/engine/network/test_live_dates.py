"""Dates after an edit: along the adopted order, with what moved and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.plans import MONDAY, a_plan, task
from trilemma.engine.network import CauseKind, critical_path, date_moves, live_dates
from trilemma.engine.plan import (
    Activity,
    Adopted,
    Constraint,
    ConstraintKind,
    Demand,
    Link,
    LinkType,
    Plan,
    revise_plan,
)

DEV = Demand("dev")
HOUR = timedelta(hours=1)


def the_example() -> Plan:
    return a_plan(task("a", 6, DEV), task("b", 6, DEV), task("c", 2, DEV), links=[Link("a", "b")])


def edited(plan: Plan, *activities: Activity) -> Plan:
    changed = {activity.id: activity for activity in activities}
    return revise_plan(plan, activities=tuple(changed.get(each.id, each) for each in plan.activities))


def test_the_example_of_the_page() -> None:
    plan = the_example()
    moves = date_moves(live_dates(plan), live_dates(edited(plan, task("a", 8, DEV))))
    assert [(move.activity, move.root, move.cause.kind) for move in moves] == [
        ("a", "a", CauseKind.PROJECT_START),
        ("b", "a", CauseKind.LINK),
    ]
    a, b = moves
    assert (a.start, a.finish_before, a.finish) == (MONDAY, MONDAY + 7 * HOUR, MONDAY + 9 * HOUR)
    assert (b.start_before, b.start) == (MONDAY + 7 * HOUR, MONDAY + 24 * HOUR)
    assert (b.finish_before, b.finish) == (MONDAY + 28 * HOUR, MONDAY + 31 * HOUR)


def test_what_waits_for_somebody_in_the_adopted_schedule_moves_with_them() -> None:
    plan = replace(the_example(), adopted=Adopted(arcs=(("b", "c"),)))
    moves = date_moves(live_dates(plan), live_dates(edited(plan, task("a", 8, DEV))))
    assert [(move.activity, move.root) for move in moves] == [("a", "a"), ("b", "a"), ("c", "a")]
    assert moves[2].cause.kind is CauseKind.ORDER
    assert (moves[2].start, moves[2].finish) == (moves[1].finish, moves[1].finish + 2 * HOUR)


def test_a_link_prevails_over_an_adopted_order_that_contradicts_it() -> None:
    plan = replace(the_example(), adopted=Adopted(arcs=(("b", "c"), ("a", "c"))))
    turned = revise_plan(plan, links=(*plan.links, Link("c", "a")))
    path = live_dates(turned)
    assert path.early_start.tolist() == critical_path(replace(turned, adopted=Adopted())).early_start.tolist()
    assert not path.graph.arc.any()


def test_an_activity_that_comes_and_one_that_goes_are_told_apart() -> None:
    plan = the_example()
    other = revise_plan(plan, activities=(*plan.activities[:2], task("d", 1, DEV)))
    moves = date_moves(live_dates(plan), live_dates(other))
    assert [(move.activity, move.start_before) for move in moves] == [("d", None)]
    assert moves.gone == ("c",)


def test_dates_are_compared_as_instants_where_the_origin_moves() -> None:
    plan = the_example()
    early = Constraint(ConstraintKind.START_NO_EARLIER, MONDAY - timedelta(days=10))
    assert len(date_moves(live_dates(plan), live_dates(edited(plan, task("c", 2, DEV, constraints=(early,)))))) == 0


def test_what_drove_an_activity_before_explains_that_it_starts_earlier() -> None:
    plan = a_plan(task("a", 6, DEV), task("b", 4, DEV), task("c", 2, DEV), links=[Link("a", "c"), Link("b", "c")])
    (a, c) = date_moves(live_dates(plan), live_dates(edited(plan, task("a", 1, DEV))))
    assert (a.activity, c.activity, c.cause.predecessor, c.root) == ("a", "c", "b", "a")


def test_a_removed_link_lets_its_successor_move_by_itself() -> None:
    plan = the_example()
    (b,) = date_moves(live_dates(plan), live_dates(revise_plan(plan, links=())))
    assert (b.activity, b.root, b.cause.kind) == ("b", "b", CauseKind.PROJECT_START)


def test_a_finish_that_alone_is_held_moves_with_its_holder() -> None:
    links = [Link("a", "b", LinkType.FINISH_FINISH)]
    begun = task("b", 0, constraints=(Constraint(ConstraintKind.START_NO_EARLIER, MONDAY),))
    plan = a_plan(task("a", 6, DEV), begun, links=links)
    moves = date_moves(live_dates(plan), live_dates(edited(plan, task("a", 8, DEV))))
    assert [(move.activity, move.root) for move in moves] == [("a", "a"), ("b", "a")]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_only_arcs_on_circles_are_given_up(data: st.DataObject) -> None:
    names = "abcdefgh"
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda pair: pair[0] != pair[1])
    links = [Link(a, b) for a, b in data.draw(st.sets(ends, max_size=8)) if a < b]
    arcs = tuple(data.draw(st.lists(ends, max_size=8, unique=True)))
    work = [task(name, 1 + number, DEV) for number, name in enumerate(names)]
    plan = a_plan(*work, links=links, adopted=Adopted(arcs=arcs))
    path = live_dates(plan)
    graph = path.graph
    ids = path.activity_ids
    rows = zip(graph.links.predecessor.tolist(), graph.links.successor.tolist(), strict=True)
    kept = {(ids[a], ids[b]) for (a, b), arc in zip(rows, graph.arc.tolist(), strict=True) if arc}
    assert kept <= set(arcs)
    assert path.early_start.tolist() == critical_path(plan, arcs=sorted(kept)).early_start.tolist()
    every = {(link.predecessor, link.successor) for link in links} | set(arcs)
    for before, after in set(arcs) - kept:
        assert leads(every, after, before)


def leads(pairs: set[tuple[str, str]], start: str, goal: str) -> bool:
    """Say whether a chain of pairs leads from one name to another."""
    reached, waiting = {start}, [start]
    while waiting:
        current = waiting.pop()
        following = {after for before, after in pairs if before == current} - reached
        reached |= following
        waiting.extend(following)
    return goal in reached
