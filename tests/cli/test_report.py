"""``trilemma report``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma


def test_the_report_is_one_file_and_its_place_is_said(
    capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    outcome = trilemma(capsys, "report", shop, "--out", out, "--draws", 128, "--no-front")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"Report written: {out}")
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "trilemma report shop.toml --seed 1 --draws 128 --out report.html" in text
    assert "What is possible" not in text


def test_a_report_that_exists_is_overwritten_with_the_same_text(
    capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    first = trilemma(capsys, "report", shop, "--out", out, "--draws", 128, "--no-front", "--json").json
    before = out.read_bytes()
    second = trilemma(capsys, "report", shop, "--out", out, "--draws", 128, "--no-front", "--json").json
    assert out.read_bytes() == before
    assert (first["overwritten"], second["overwritten"]) == (False, True)
    assert (first["out"], first["bytes"], first["violations"]) == (str(out), len(before), [])
    assert first["finish"]["p80"].startswith("2027-0")
    assert (first["draws"], first["seed"], first["stopped"]) == (128, 1, False)


def test_the_front_is_shown_with_its_method(capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path) -> None:
    supplier = '[[activity.mode]]\nid = "supplier"\nduration = "3d"\nsupplier = "Sea"\nsupplier_cost = 9_000\n'
    shop.write_text(shop.read_text().replace('"15d"]\nteam = "dev"\n', f'"15d"]\nteam = "dev"\n\n{supplier}'))
    out = tmp_path / "report.html"
    outcome = trilemma(capsys, "report", shop, "--out", out, "--draws", 128, "--limit", 1)
    assert outcome.code == 0
    text = out.read_text(encoding="utf-8")
    assert "What is possible" in text
    assert "<dt>Front</dt>" in text


def test_a_place_that_cannot_be_written_is_an_error_with_its_name(
    capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path
) -> None:
    out = tmp_path / "no-folder" / "report.html"
    outcome = trilemma(capsys, "report", shop, "--out", out, "--draws", 128, "--no-front", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["code"] == "input"
    assert outcome.json["error"]["place"] == str(out)


def test_an_impossible_plan_has_no_report(capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path) -> None:
    late = 'id = "live"\nmust_finish = 2027-01-05\n'
    shop.write_text(shop.read_text().replace('id = "live"\n', late))
    out = tmp_path / "report.html"
    outcome = trilemma(capsys, "report", shop, "--out", out, "--draws", 128, "--no-front")
    assert outcome.code == 1
    assert not out.exists()


def test_a_plan_without_activities_has_nothing_to_report(
    capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path
) -> None:
    shop.write_text(shop.read_text()[: shop.read_text().index("[[activity]]")])
    outcome = trilemma(capsys, "report", shop, "--out", tmp_path / "report.html", "--draws", 128, "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["message"] == "a plan without activities has nothing to schedule"


def test_without_a_place_nothing_is_computed(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "report", shop)
    assert outcome.code == 2
    assert "--out" in outcome.err
