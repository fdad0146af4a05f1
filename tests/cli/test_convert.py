"""``trilemma convert``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma


def test_plan_text_becomes_canonical_plan_text(capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    outcome = trilemma(capsys, "convert", shop, first, "--json")
    assert outcome.code == 0
    assert outcome.json == {"from": str(shop), "to": str(first), "activities": 4, "links": 4}
    assert trilemma(capsys, "convert", first, second).out == f"Wrote 4 activities and 4 links to {second}.\n"
    assert first.read_text() == second.read_text()


def test_the_format_may_be_named(capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.txt"
    assert trilemma(capsys, "convert", shop, target, "--to", "plan-text").code == 0
    assert trilemma(capsys, "convert", target, tmp_path / "again.toml", "--from", "plan-text").code == 0


def test_a_format_that_nobody_writes_is_wrong_input(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "convert", shop, shop.with_suffix(".docx"), "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == str(shop.with_suffix(".docx"))


def test_nothing_is_written_where_the_plan_cannot_be_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "out.toml"
    assert trilemma(capsys, "convert", tmp_path / "none.toml", target).code == 2
    assert not target.exists()
