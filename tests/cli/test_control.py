"""``trilemma control``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma


@pytest.fixture
def tracked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Path:
    path = tmp_path / "erp.toml"
    path.write_text(trilemma(capsys, "sample", "erp-roll-out").out)
    return path


def test_every_status_date_has_its_figures(capsys: pytest.CaptureFixture[str], tracked: Path) -> None:
    outcome = trilemma(capsys, "control", tracked, "--draws", 100, "--json")
    assert outcome.code == 0
    answer = outcome.json
    rows = answer["status_dates"]
    assert len(rows) >= 3
    wanted = {"date", "pv", "ev", "ac", "cpi", "spi", "spi_t", "eac", "finish_forecast"}
    for row in rows:
        assert wanted <= set(row)
        assert row["cpi"] == pytest.approx(float(row["ev"]) / float(row["ac"]), rel=1e-3)
        assert row["spi"] == pytest.approx(float(row["ev"]) / float(row["pv"]), rel=1e-3)
        assert float(row["eac"]) == pytest.approx(float(answer["bac"]) / row["cpi"], rel=1e-3)
        assert row["date"] < row["finish_forecast"] <= row["finish_p80"]
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert answer["currency"] == "EUR"


def test_for_people_the_dates_are_a_table(capsys: pytest.CaptureFixture[str], tracked: Path) -> None:
    lines = trilemma(capsys, "control", tracked, "--draws", 100).out.splitlines()
    assert lines[0].split()[:7] == ["date", "PV", "EV", "AC", "CPI", "SPI", "SPI(t)"]
    assert lines[-1].startswith("The work done is ")
    assert " working days behind plan and has cost " in lines[-1]
    assert " EUR more than it should have. Budget at completion " in lines[-1]


BASELINE = """
[[baseline]]
id = "plan"
taken_on = 2027-01-04
activities = [
  { id = "design", start = 2027-01-04, finish = 2027-01-08, duration = "5d" },
]
"""


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "the plan has no baseline to measure against"),
        (BASELINE, "the plan has no status date: there is nothing to control yet"),
    ],
)
def test_a_plan_with_nothing_to_measure_is_wrong_input(
    capsys: pytest.CaptureFixture[str], shop: Path, text: str, message: str
) -> None:
    shop.write_text(shop.read_text() + text)
    outcome = trilemma(capsys, "control", shop, "--json")
    assert outcome.code == 2
    assert outcome.json["error"] == {"code": "input", "message": message, "place": str(shop)}


def test_an_unknown_baseline_is_wrong_usage(capsys: pytest.CaptureFixture[str], tracked: Path) -> None:
    outcome = trilemma(capsys, "control", tracked, "--baseline", "moon", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == "--baseline"
