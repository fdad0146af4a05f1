"""``trilemma forecast``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.running import trilemma


def test_finish_cost_and_defects_are_told_by_their_quantiles(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "forecast", shop, "--draws", 512, "--seed", 7, "--json")
    assert outcome.code == 0
    answer = outcome.json
    assert {"p10", "p50", "p80", "p90", "mean", "sd"} <= set(answer["finish"]) & set(answer["cost"])
    finishes = [datetime.fromisoformat(answer["finish"][name]) for name in ("p10", "p50", "p80", "p90")]
    assert finishes == sorted(finishes)
    assert datetime.fromisoformat("2027-01-22T00:00:00+01:00") < finishes[0]
    assert 1.0 < answer["finish"]["sd"] / 480 < 4.0
    # 7 days of design and texts are certain: 7 x 8 h x 80 EUR
    assert Decimal(answer["cost"]["p10"]) > 4480
    assert answer["cost"]["currency"] == "EUR"
    assert answer["escaped_defects"]["p90"] == 0.0
    assert 0.6 < answer["joint_confidence"] <= 0.81
    assert (answer["draws"], answer["seed"], answer["resources"]) == (512, 7, "dispatch")
    assert set(answer["criticality"]) == {"design", "texts", "build", "live"}
    assert answer["criticality"]["build"] == 1.0


def test_the_same_seed_gives_the_same_numbers(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    first, second = (
        trilemma(capsys, "forecast", shop, "--draws", 256, "--workers", workers, "--json").json for workers in (1, 2)
    )
    assert first | {"seconds": 0} == second | {"seconds": 0}


def test_without_resources_the_texts_no_longer_delay(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    with_people = trilemma(capsys, "forecast", shop, "--draws", 256, "--json").json
    without = trilemma(capsys, "forecast", shop, "--draws", 256, "--no-resources", "--json").json
    assert without["resources"] == "none"
    assert without["finish"]["p50"] < with_people["finish"]["p50"]
    assert without["criticality"]["texts"] == 0.0


def test_for_people_the_table_says_what_holds_the_finish(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    lines = trilemma(capsys, "forecast", shop, "--draws", 256).out.splitlines()
    assert lines[0].split() == ["P10", "P50", "P80", "P90", "mean"]
    assert lines[2].startswith("finish")
    assert lines[3].startswith("cost [EUR]")
    assert ["build", "100%"] in [line.split() for line in lines]


def test_two_ways_of_treating_people_exclude_each_other(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "forecast", shop, "--no-resources", "--flow", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["message"] == "--no-resources and --flow exclude each other"


def test_progress_in_lines_goes_to_stderr_and_the_answer_stands_alone(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    outcome = trilemma(capsys, "forecast", shop, "--draws", 256, "--progress", "--json")
    assert outcome.json["draws"] == 256
    assert outcome.err.rstrip().endswith(" draws")
