"""``trilemma front``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.running import trilemma
from tests.cli.test_schedule_of_instances import TWO_JOBS, write_instance

MULTI_SKILL = """\
Tasks: 2
Resources: 2
ResourceID Salary Skills
1 10.5 Q0: 1
2 27.1 Q0: 1
TaskID Duration Skill Predecessor IDs
1 4 Q0: 1
2 4 Q0: 1
"""

FASTER = """
[[activity.mode]]
id = "supplier"
duration = "3d"
supplier_cost = 9_000
"""


@pytest.fixture
def two_ways(shop: Path) -> Path:
    """Let a supplier be an alternative for the long activity."""
    text = shop.read_text()
    shop.write_text(text.replace('"15d"]\nteam = "dev"\n', '"15d"]\nteam = "dev"\n' + FASTER))
    return shop


def test_the_front_has_the_cheap_and_the_early_plan(capsys: pytest.CaptureFixture[str], two_ways: Path) -> None:
    outcome = trilemma(capsys, "front", two_ways, "--axes", "finish,cost", "--points", 4, "--limit", 8, "--json")
    assert outcome.code == 0
    answer = outcome.json
    assert (answer["axes"], answer["currency"]) == (["finish", "cost"], "EUR")
    points = sorted(answer["points"], key=lambda point: str(point["finish"]))
    assert [(point["finish"], point["cost"]) for point in points] == [
        ("2027-01-13T18:00:00+01:00", "13480.00"),
        ("2027-01-26T18:00:00+01:00", "10880.00"),
    ]
    assert [point["modes"]["build"] for point in points] == ["supplier", "normal"]
    for point in points:
        assert point["minimised"] == "cost"
        assert point["bound"] is None or Decimal(point["bound"]) <= Decimal(point["cost"])
        assert point["price_of_a_day"] is None
        assert datetime.fromisoformat(point["limits"]["finish"]) >= datetime.fromisoformat(point["finish"])


def test_for_people_the_front_is_a_table(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    lines = trilemma(capsys, "front", shop, "--limit", 4).out.splitlines()
    assert lines[0].split()[:3] == ["finish", "cost", "[EUR]"]
    assert lines[2].split()[:3] == ["2027-01-26", "10", "880"]
    assert lines[-1].startswith("1 points in ")


@pytest.mark.parametrize(
    "axes, message",
    [
        ("finish,beauty", "'beauty' is not one of finish, cost, quality"),
        ("finish", "a front has two or three different axes"),
        ("cost,cost", "a front has two or three different axes"),
    ],
)
def test_axes_that_make_no_front_are_wrong_usage(
    capsys: pytest.CaptureFixture[str], shop: Path, axes: str, message: str
) -> None:
    outcome = trilemma(capsys, "front", shop, "--axes", axes, "--json")
    assert outcome.code == 2
    assert outcome.json == {"error": {"code": "usage", "message": message, "place": "--axes"}}


def test_an_axis_that_the_plan_does_not_know_is_wrong_input(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "front", shop, "--axes", "finish,quality", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["code"] == "input"


def test_the_front_of_a_multi_mode_instance_trades_time_against_nonrenewable_units(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = write_instance(tmp_path, limit=0)
    outcome = trilemma(capsys, "front", path, "--limit", 10, "--json")
    assert outcome.code == 0
    points = [(point["finish"], point["cost"], point["status"]) for point in outcome.json["points"]]
    assert points == [(5, 5, "optimal"), (7, 1, "optimal")]
    assert outcome.json["cost_is"] == "nonrenewable units"
    assert [point["modes"]["3"] for point in outcome.json["points"]] == [1, 2]


def test_the_front_of_a_multi_skill_instance_trades_time_against_salaries(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "two.def"
    path.write_text(MULTI_SKILL)
    outcome = trilemma(capsys, "front", path, "--limit", 10, "--json")
    points = [(point["finish"], point["cost"]) for point in outcome.json["points"]]
    assert points == [(4, 150.4), (8, 84)]


def test_a_single_mode_instance_has_one_axis_and_no_front(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    single = TWO_JOBS.format(limit=1).replace("1    5\n         2     4       1    1", "1    0")
    single = single.replace("3        2          1", "3        1          1")
    path = tmp_path / "two.sm"
    path.write_text(single)
    outcome = trilemma(capsys, "front", path, "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["message"].endswith("finish is its only axis")


def test_quality_is_no_axis_of_an_instance(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = write_instance(tmp_path, limit=1)
    outcome = trilemma(capsys, "front", path, "--axes", "cost,quality", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == "--axes"
