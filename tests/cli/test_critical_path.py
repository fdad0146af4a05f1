"""``trilemma critical-path`` and ``trilemma explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma


def test_dates_are_instants_and_float_is_in_working_minutes(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "critical-path", shop, "--json")
    assert outcome.code == 0
    rows = {row["id"]: row for row in outcome.json["activities"]}
    assert list(rows) == ["design", "texts", "build", "live"]
    assert rows["design"] | {"name": "Design"} == {
        "id": "design",
        "name": "Design",
        "early_start": "2027-01-04T09:00:00+01:00",
        "early_finish": "2027-01-08T18:00:00+01:00",
        "late_start": "2027-01-04T09:00:00+01:00",
        "late_finish": "2027-01-11T09:00:00+01:00",
        "total_float": 0,
        "free_float": 0,
        "critical": True,
    }
    assert (rows["texts"]["total_float"], rows["texts"]["critical"]) == (8 * 480, False)
    assert outcome.json["finish"] == "2027-01-22T18:00:00+01:00"


def test_only_the_critical_activities_may_be_shown(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "critical-path", shop, "--critical", "--json")
    assert [row["id"] for row in outcome.json["activities"]] == ["design", "build", "live"]


def test_for_people_the_table_ends_with_the_finish(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    lines = trilemma(capsys, "critical-path", shop).out.splitlines()
    assert lines[0].split() == [
        "id",
        "name",
        "early",
        "start",
        "early",
        "finish",
        "late",
        "start",
        "late",
        "finish",
        "float",
    ]
    assert lines[-1] == "Finish 2027-01-22 18:00, 3 critical activities."


def test_a_date_is_explained_back_to_the_start_of_the_project(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "explain", shop, "live", "--json")
    assert outcome.code == 0
    chain = outcome.json["chain"]
    assert [(step["id"], step["cause"], step["predecessor"]) for step in chain] == [
        ("live", "link", "build"),
        ("build", "link", "design"),
        ("design", "project-start", None),
    ]
    assert chain[1]["reason"] == "it starts after design (Design) finishes"
    assert (outcome.json["activity"], outcome.json["finish"]) == ("live", "2027-01-22T18:00:00+01:00")


def test_a_lag_is_part_of_the_explanation(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    shop.write_text(shop.read_text().replace('links = ["design"]', 'links = ["design SS+1d"]'))
    lines = trilemma(capsys, "explain", shop, "build").out.splitlines()
    cause = "it starts after design (Design) starts, 480 working minutes later"
    assert lines == [
        "build: 2027-01-05 09:00 to 2027-01-18 18:00",
        f"  1. build, 2027-01-05 09:00 to 2027-01-18 18:00: {cause}.",
        "  2. design (Design), 2027-01-04 09:00 to 2027-01-08 18:00: the project starts then.",
    ]


def test_an_unknown_activity_is_wrong_input(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "explain", shop, "launch", "--json")
    assert outcome.code == 2
    assert outcome.json["error"] == {
        "code": "plan",
        "message": "the plan has no such activity",
        "place": "activity launch",
    }
