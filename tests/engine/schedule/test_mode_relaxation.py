"""Modes chosen without looking at who is busy when give a bound that holds, and a start for the search."""

from __future__ import annotations

import csv
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.schedule.brute_force import best
from tests.engine.schedule.tiny_problems import plain_problems, problems, problems_with_calendars
from tests.real_data import real_data
from trilemma.engine.schedule.objectives import COST, FINISH, TARDINESS, Limits, Objective, value_of
from trilemma.engine.schedule.portfolio import solve
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.proof import Proof
from trilemma.engine.schedule.portfolio.proving import Prover
from trilemma.engine.schedule.portfolio.relaxing import relaxable
from trilemma.engine.schedule.problem import Problem, integers, mode_lists
from trilemma.engine.schedule.result import Status
from trilemma.files.psplib import read_psplib


def one_person_and_a_budget() -> Problem:
    """Return the example of docs/methods/mode_relaxation.md."""
    each = [(4, [(0, 1)]), (2, [(0, 1)])]
    return Problem(
        **mode_lists([each, each]),
        capacity=integers([1]),
        budget_limit=integers([3]),
        budget_use=integers([[0], [3], [0], [3]]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=20,
    )


def relaxed(problem: Problem, objective: Objective = FINISH) -> Board:
    board = Board(problem, objective, Limits(), time.monotonic)
    Prover(board, Proof(until=time.monotonic() + 20), time.monotonic).relax()
    return board


def test_the_example_of_the_page_is_bounded_by_the_work_of_one_person() -> None:
    board = relaxed(one_person_and_a_budget())
    assert board.bound == 6
    outcome = solve(one_person_and_a_budget(), clock=time.monotonic, limit=5)
    assert (outcome.value, outcome.bound, outcome.status) == (6, 6, Status.OPTIMAL)


def test_the_modes_left_for_the_search_keep_the_budget_and_are_left_once() -> None:
    board = relaxed(one_person_and_a_budget())
    mode = board.take_suggestion()
    assert mode is not None
    assert sorted(one_person_and_a_budget().duration[mode].tolist()) == [2, 4]
    assert board.take_suggestion() is None


def test_of_modes_with_the_same_finish_the_leaner_ones_are_left() -> None:
    problem = Problem(
        **mode_lists([[(3, [])], [(3, [(0, 2)]), (2, [(0, 1)])]]),
        capacity=integers([2]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=20,
    )
    mode = relaxed(problem).take_suggestion()
    assert mode is not None
    assert mode.tolist() == [0, 2]


def test_what_follows_from_finish_and_modes_is_relaxed_where_there_is_a_choice() -> None:
    def asked(problem: Problem, objective: Objective) -> bool:
        return relaxable(Board(problem, objective, Limits(), time.monotonic))

    single = Problem(
        **mode_lists([[(1, [])]]),
        capacity=integers([1]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=2,
    )
    assert asked(one_person_and_a_budget(), FINISH)
    assert asked(one_person_and_a_budget(), COST)
    assert not asked(one_person_and_a_budget(), TARDINESS)
    assert not asked(single, FINISH)


@settings(max_examples=30)
@given(
    problem=st.one_of(plain_problems(), problems(), problems_with_calendars()),
    objective=st.sampled_from([FINISH, COST]),
)
def test_no_schedule_beats_the_bound(problem: Problem, objective: Objective) -> None:
    found, board = best(problem, lambda p, s: value_of(p, s, objective)), relaxed(problem, objective)
    if found is None:
        return
    assert not board.impossible
    assert board.bound is None or board.bound <= found


def test_no_bound_lies_above_the_best_known_makespan() -> None:
    data = real_data("multimode-rcpsp")
    with (data / "best_known.csv").open(encoding="utf-8") as table:
        known = {row["instance"]: int(row["best_upper"]) for row in csv.DictReader(table)}
    for path in sorted((data / "MMLIB" / "MMLIB50").glob("*.mm"))[::45]:
        board = Board(read_psplib(path.read_bytes(), path.name), FINISH, Limits(), time.monotonic)
        Prover(board, Proof(until=time.monotonic() + 20, deterministic=0.3), time.monotonic).relax()
        assert board.bound is not None
        assert board.bound <= known[path.stem]
