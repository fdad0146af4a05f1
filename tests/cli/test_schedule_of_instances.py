"""``trilemma schedule`` on files of the benchmark formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma
from tests.real_data import real_data

# two jobs that need the only resource, the second also in a slow mode that spares the budget
TWO_JOBS = """\
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  9
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        2          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       1    0
  3      1     2       1    5
         2     4       1    1
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  N 1
    1    {limit}
************************************************************************
"""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return write_instance(tmp_path, limit=5)


def write_instance(folder: Path, limit: int) -> Path:
    path = folder / "two.mm"
    path.write_text(TWO_JOBS.format(limit=limit))
    return path


def test_the_answer_is_in_the_files_own_numbers(capsys: pytest.CaptureFixture[str], instance: Path) -> None:
    outcome = trilemma(capsys, "schedule", instance, "--effort", 200, "--json")
    assert outcome.code == 0
    answer = outcome.json
    assert (answer["status"], answer["objective"], answer["value"], answer["bound"], answer["gap"]) == (
        "optimal", "finish", 5, 5, 0.0,
    )  # fmt: skip
    assert answer["violations"] == []
    jobs = {job["id"]: job for job in answer["activities"]}
    assert list(jobs) == [1, 2, 3, 4]
    assert jobs[1] == {"id": 1, "mode": 1, "start": 0, "finish": 0}
    assert jobs[3]["mode"] == 1
    assert jobs[3]["finish"] - jobs[3]["start"] == 2
    assert jobs[4] == {"id": 4, "mode": 1, "start": 5, "finish": 5}


def test_a_tight_budget_forces_the_frugal_mode(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = trilemma(capsys, "schedule", write_instance(tmp_path, limit=1), "--effort", 200, "--json").json
    assert (answer["value"], answer["activities"][2]["mode"]) == (7, 2)


def test_an_impossible_budget_is_a_no_with_its_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    outcome = trilemma(capsys, "schedule", write_instance(tmp_path, limit=0), "--effort", 200, "--json")
    assert outcome.code == 1
    assert outcome.json["status"] == "infeasible"
    assert outcome.json["activities"] == []
    assert outcome.json["reasons"] == [
        "no schedule keeps the limit 0 of nonrenewable resource 1 (proven)",
        "the limit 1 of nonrenewable resource 1 is possible; nothing less is",
    ]


def test_an_impossible_deadline_is_a_no_with_its_reason(capsys: pytest.CaptureFixture[str], instance: Path) -> None:
    outcome = trilemma(capsys, "schedule", instance, "--effort", 200, "--deadline", "4", "--json")
    assert outcome.code == 1
    assert outcome.json["reasons"] == [
        "no schedule keeps the deadline 4 (proven)",
        "the deadline 5 is possible; nothing less is",
    ]
    assert [row["limit"] for row in outcome.json["binding_limits"]] == ["deadline"]


def test_for_people_the_table_ends_with_what_it_is_worth(capsys: pytest.CaptureFixture[str], instance: Path) -> None:
    lines = trilemma(capsys, "schedule", instance, "--effort", 200).out.splitlines()
    assert lines[0] == "job  mode  start  finish"
    assert lines[-1].startswith("Optimal: finish 5, bound 5, gap 0.00% after ")
    assert lines[-1].endswith(" s; the checker finds nothing.")


@pytest.mark.parametrize(
    "options, place, message",
    [
        (["--objective", "beauty"], "--objective", "'beauty' is not one of finish, cost, tardiness, load, margin"),
        (
            ["--objective", "margin"],
            "--objective",
            "a benchmark instance has no margin; choose among finish, cost, load",
        ),
        (["--deadline", "May"], "--deadline", "'May' is no whole number, as a benchmark instance needs"),
        (["--overtime"], "--overtime", "a benchmark instance has no rules of overtime"),
        (["--max-defects", "3"], "--max-defects", "a benchmark instance has no defects"),
        (["--limit", "1", "--effort", "5"], "trilemma schedule", "--limit and --effort exclude each other"),
    ],
)
def test_a_wish_that_does_not_fit_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], instance: Path, options: list[str], place: str, message: str
) -> None:
    outcome = trilemma(capsys, "schedule", instance, *options, "--json")
    assert outcome.code == 2
    assert outcome.json == {"error": {"code": "usage", "message": message, "place": place}}


def test_a_broken_file_is_named_with_its_line(capsys: pytest.CaptureFixture[str], instance: Path) -> None:
    instance.write_text(instance.read_text().replace("  2      1     3       1    0", "  2      1     -3       1    0"))
    outcome = trilemma(capsys, "schedule", instance, "--json")
    assert outcome.code == 2
    assert outcome.json["error"] == {
        "code": "input",
        "message": "durations and requests are not negative",
        "place": f"{instance}:20",
    }


def test_a_file_that_is_not_there_is_wrong_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    outcome = trilemma(capsys, "schedule", tmp_path / "none.sm", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == str(tmp_path / "none.sm")


@pytest.mark.real_data
def test_published_optima_are_found_and_proven(capsys: pytest.CaptureFixture[str]) -> None:
    folder = real_data("psplib-rcpsp")
    answer = trilemma(capsys, "schedule", folder / "j30" / "j301_1.sm", "--limit", 5, "--json").json
    assert (answer["status"], answer["value"], answer["violations"]) == ("optimal", 43, [])
