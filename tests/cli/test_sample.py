"""``trilemma sample``."""

from __future__ import annotations

import pytest

from tests.cli.running import trilemma
from trilemma.files import read_plan


def test_the_samples_are_listed_the_tour_first(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = trilemma(capsys, "sample", "--json")
    assert outcome.code == 0
    assert outcome.json["samples"][0] == {
        "name": "website-relaunch",
        "title": "Website relaunch for Lindner Garden Supplies",
    }
    assert trilemma(capsys, "sample").out.splitlines()[0].startswith("website-relaunch: Website relaunch ")


def test_a_sample_is_printed_as_plan_text_that_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    text = trilemma(capsys, "sample", "website-relaunch").out
    plan = read_plan(text.encode(), name="sample.toml")
    assert plan.name == "Website relaunch for Lindner Garden Supplies"
    assert trilemma(capsys, "sample", "website-relaunch", "--json").json["text"] == text


def test_an_unknown_sample_is_wrong_input(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = trilemma(capsys, "sample", "moon-landing", "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["place"] == "sample"
