"""``trilemma front``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.running import trilemma

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
