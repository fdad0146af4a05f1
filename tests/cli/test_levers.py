"""``trilemma levers``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.running import trilemma

FASTER = """
[[activity.mode]]
id = "supplier"
name = "Supplier"
duration = "3d"
supplier = "Sea Software"
supplier_cost = 9_000
"""


@pytest.fixture
def two_ways(shop: Path) -> Path:
    """Let a supplier be an alternative for the long activity."""
    text = shop.read_text()
    shop.write_text(text.replace('"15d"]\nteam = "dev"\n', '"15d"]\nteam = "dev"\n' + FASTER))
    return shop


def test_every_change_has_its_effect_against_the_plan_as_it_is(
    capsys: pytest.CaptureFixture[str], two_ways: Path
) -> None:
    outcome = trilemma(capsys, "levers", two_ways, "--draws", 256, "--json")
    assert outcome.code == 0
    answer = outcome.json
    assert (answer["draws"], answer["seed"], answer["method"]) == (256, 1, "lever_effects")
    supplier = next(lever for lever in answer["levers"] if lever.get("mode") == "supplier")
    assert (supplier["activity"], supplier["worth"]) == ("build", "bought")
    assert supplier["finish"]["p80"]["change_elapsed_minutes"] < -7 * 1440
    after, before = (
        datetime.fromisoformat(text) for text in (supplier["finish"]["p80"]["after"], answer["plan"]["finish"]["p80"])
    )
    change = (after - before).total_seconds() / 60
    assert change == pytest.approx(supplier["finish"]["p80"]["change_elapsed_minutes"], abs=61)
    assert Decimal(supplier["cost"]["mean"]["after"]) == 9000 + 7 * 8 * 80
    assert (supplier["promises"], supplier["joint"]["after"]) == ([], 1.0)


def test_for_people_the_levers_are_a_table(capsys: pytest.CaptureFixture[str], two_ways: Path) -> None:
    lines = trilemma(capsys, "levers", two_ways, "--draws", 128).out.splitlines()
    assert lines[0].startswith("change ")
    assert any("Supplier" in line and line.endswith("helps at a price") for line in lines)
    assert lines[-1].endswith(" s, seed 1.")


def test_a_plan_without_alternatives_says_so(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    shop.write_text(shop.read_text().replace('team = "dev"\n', "").replace("effort", "duration"))
    outcome = trilemma(capsys, "levers", shop, "--draws", 128)
    assert (outcome.code, outcome.out) == (0, "Web shop allows no change that is worth simulating.\n")
