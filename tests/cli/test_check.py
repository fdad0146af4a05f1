"""``trilemma check``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma


def test_a_sound_plan_passes_all_points(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "check", shop, "--strict", "--json")
    assert outcome.code == 0
    answer = outcome.json
    assert (answer["name"], answer["activities"], answer["tasks_and_milestones"], answer["links"]) == (
        "Web shop", 4, 4, 4,
    )  # fmt: skip
    assert (answer["errors"], answer["healthy"], len(answer["health"])) == ([], True, 14)
    assert [point["id"] for point in answer["health"]][:3] == ["logic", "leads", "lags"]


def test_what_offends_is_named(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    shop.write_text(shop.read_text().replace('links = ["design"]', 'links = ["design FS-1d"]', 1))
    points = {point["id"]: point for point in trilemma(capsys, "check", shop, "--json").json["health"]}
    assert points["leads"] == {
        "id": "leads",
        "name": "Leads",
        "passes": False,
        "value": 1 / 4,
        "limit": 0.0,
        "offenders": ["design -> texts"],
        "of": 4,
    }


def test_an_ailing_plan_is_a_no_only_where_strictness_is_asked_for(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    shop.write_text(shop.read_text().replace('links = ["design"]', 'links = ["design FS-1d"]', 1))
    assert trilemma(capsys, "check", shop).code == 0
    assert trilemma(capsys, "check", shop, "--strict").code == 1


def test_for_people_the_offenders_stand_below_their_point(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    shop.write_text(shop.read_text().replace('links = ["design"]', 'links = ["design FS-1d"]', 1))
    lines = trilemma(capsys, "check", shop).out.splitlines()
    assert lines[0] == "Web shop: 4 tasks and milestones, 4 links, 1 teams, 0 people. No errors."
    assert lines[lines.index("NO  Leads 25% (limit 0%)") + 1] == "      design -> texts"
    assert lines[-1] == "13 of 14 points of health pass."


def test_an_error_names_line_and_column(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    shop.write_text(shop.read_text().replace('"15d"]\nteam = "dev"', '"15d"]\nteam = "des"'))
    outcome = trilemma(capsys, "check", shop, "--json")
    assert outcome.code == 2
    error = outcome.json["error"]
    assert error["code"] == "input"
    assert error["place"] == f"{shop}:31:1"
    assert "'des'" in error["message"]


def test_a_plan_may_come_from_stdin(
    capsys: pytest.CaptureFixture[str], shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop.open(encoding="utf-8") as text:
        monkeypatch.setattr("sys.stdin", text)
        assert trilemma(capsys, "check", "-", "--json").json["name"] == "Web shop"


def test_a_file_that_is_no_plan_is_wrong_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n")
    outcome = trilemma(capsys, "check", path, "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == str(path)
    assert outcome.json["error"]["message"].startswith("this is no plan file that can be read (")
