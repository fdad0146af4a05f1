"""``trilemma promises``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import trilemma

PROMISED = """
[[statement]]
id = "early"
kind = "promise"
stakeholder = "Ada"
measure = "finish"
at = 2027-01-22

[[statement]]
id = "late"
measure = "finish"
at = 2027-03-31
"""


@pytest.fixture
def promised(shop: Path) -> Path:
    shop.write_text(shop.read_text() + PROMISED)
    return shop


def test_each_statement_has_its_probability(capsys: pytest.CaptureFixture[str], promised: Path) -> None:
    outcome = trilemma(capsys, "promises", promised, "--draws", 256, "--json")
    assert outcome.code == 0
    early, late = outcome.json["statements"]
    assert (early["id"], early["kind"], early["stakeholder"], early["measure"]) == ("early", "promise", "Ada", "finish")
    assert early["at"].startswith("2027-01-23T00:00")
    assert early["probability"] < 0.2
    assert (early["holds"], late["holds"], late["probability"]) == (False, True, 1.0)
    assert early["shortfall"] == pytest.approx(0.8 - early["probability"])
    assert (outcome.json["weakest"], outcome.json["joint"]) == ("early", early["probability"])
    assert (outcome.json["joint_promises"], outcome.json["conflicts"]) == (early["probability"], [])


def test_a_promise_at_risk_is_a_no_where_strictness_is_asked_for(
    capsys: pytest.CaptureFixture[str], promised: Path
) -> None:
    assert trilemma(capsys, "promises", promised, "--draws", 64).code == 0
    assert trilemma(capsys, "promises", promised, "--draws", 64, "--strict").code == 1


def test_for_people_each_statement_is_a_row(capsys: pytest.CaptureFixture[str], promised: Path) -> None:
    lines = trilemma(capsys, "promises", promised, "--draws", 64).out.splitlines()
    assert lines[2].startswith("early  promise")
    assert lines[2].endswith("AT RISK")
    assert lines[3].split()[-1] == "holds"
    assert lines[5].startswith("All of them together: ")


def test_a_plan_that_promises_nothing_says_so(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    out = trilemma(capsys, "promises", shop, "--draws", 64).out
    assert out == "Web shop has no statements: nothing was promised, nothing is expected.\n"
