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
    assert lines[-1].startswith("Budget at completion ")


def test_a_plan_without_status_date_is_wrong_input(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "control", shop, "--json")
    assert outcome.code == 2
    assert outcome.json["error"] == {
        "code": "input",
        "message": "the plan has no status date: there is nothing to control yet",
        "place": str(shop),
    }


def test_an_unknown_baseline_is_wrong_usage(capsys: pytest.CaptureFixture[str], tracked: Path) -> None:
    outcome = trilemma(capsys, "control", tracked, "--baseline", "moon", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == "--baseline"
