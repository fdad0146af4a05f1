"""``trilemma control``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.running import trilemma
from trilemma.files.samples import sample_text


@pytest.fixture
def roll_out(tmp_path: Path) -> Path:
    path = tmp_path / "erp.toml"
    path.write_text(sample_text("erp-roll-out"), encoding="utf-8")
    return path


def test_each_status_date_has_its_figures(capsys: pytest.CaptureFixture[str], roll_out: Path) -> None:
    outcome = trilemma(capsys, "control", roll_out, "--draws", 128, "--json")
    assert outcome.code == 0
    dates = outcome.json["status_dates"]
    assert len(dates) == 7
    keys = {"date", "pv", "ev", "ac", "cpi", "spi", "spi_t", "eac", "finish_forecast"}
    assert all(keys <= set(row) for row in dates)
    assert [row["date"] for row in dates] == sorted(row["date"] for row in dates)
    for row in dates:
        assert float(row["ev"]) / float(row["ac"]) == pytest.approx(row["cpi"], rel=1e-4)
        assert datetime.fromisoformat(row["finish_forecast"]) <= datetime.fromisoformat(row["finish_p80"])


def test_people_read_a_table_and_a_verdict(capsys: pytest.CaptureFixture[str], roll_out: Path) -> None:
    outcome = trilemma(capsys, "control", roll_out, "--draws", 64)
    assert outcome.code == 0
    assert "SPI(t)" in outcome.out
    assert "working days behind plan" in outcome.out


def test_a_plan_without_baseline_says_so(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "control", shop, "--json")
    assert outcome.code == 2
    assert "no [[baseline]]" in outcome.json["error"]["message"]


def test_an_unknown_baseline_names_those_there_are(capsys: pytest.CaptureFixture[str], roll_out: Path) -> None:
    outcome = trilemma(capsys, "control", roll_out, "--baseline", "z", "--json")
    assert (outcome.code, "known: approved" in outcome.json["error"]["message"]) == (2, True)
