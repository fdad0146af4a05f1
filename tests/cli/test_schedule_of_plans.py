"""``trilemma schedule`` on plan files."""

from __future__ import annotations

import signal
import time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.running import trilemma, trilemma_process


def test_one_developer_does_one_thing_after_the_other(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    outcome = trilemma(capsys, "schedule", shop, "--effort", 500, "--json")
    assert outcome.code == 0
    answer = outcome.json
    # 5 + 2 + 10 working days from Monday, 4 January
    assert (answer["status"], answer["value"]) == ("optimal", "2027-01-26T18:00:00+01:00")
    assert (answer["bound"], answer["gap"], answer["finish"]) == (answer["value"], 0.0, answer["value"])
    assert (answer["cost"], answer["currency"]) == (str(Decimal(17 * 8 * 80).quantize(Decimal("0.01"))), "EUR")
    assert (answer["violations"], answer["escaped_defects"]) == ([], 0)
    assert [row["id"] for row in answer["activities"]] == ["design", "texts", "build", "live"]
    assert answer["activities"][0] == {
        "id": "design",
        "name": "Design",
        "mode": "normal",
        "start": "2027-01-04T09:00:00+01:00",
        "finish": "2027-01-08T18:00:00+01:00",
        "people": [],
    }
    assert answer["activities"][3]["mode"] is None


def test_the_cost_may_be_what_counts(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    answer = trilemma(capsys, "schedule", shop, "--objective", "cost,finish", "--effort", 500, "--json").json
    assert answer["objective"] == "cost,finish"
    assert answer["value"] == answer["values"][0] == "10880.00"
    assert answer["values"][1] == "2027-01-26T18:00:00+01:00"


@pytest.mark.parametrize(
    "options, reasons",
    [
        (
            ["--deadline", "2027-01-25"],
            ["no schedule keeps the deadline 2027-01-25 (proven)", "the deadline 2027-01-26 18:00 is possible"],
        ),
        (
            ["--budget", "10 000 EUR"],
            ["no schedule keeps the budget 10 000.00 EUR (proven)", "the budget 10 880.00 EUR is possible"],
        ),
    ],
)
def test_an_impossible_limit_is_a_no_with_its_reason_and_what_would_be_possible(
    capsys: pytest.CaptureFixture[str], shop: Path, options: list[str], reasons: list[str]
) -> None:
    outcome = trilemma(capsys, "schedule", shop, "--limit", 8, *options, "--json")
    assert outcome.code == 1
    assert (outcome.json["status"], outcome.json["activities"]) == ("infeasible", [])
    assert [text.split(";")[0] for text in outcome.json["reasons"]] == reasons


SUPPLIER = """
[[activity.mode]]
id = "supplier"
duration = "3d"
supplier_cost = 9_000
"""


def test_limits_that_exclude_each_other_are_named_together_with_the_cheapest_relaxation_of_each(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    shop.write_text(shop.read_text().replace('"15d"]\nteam = "dev"\n', '"15d"]\nteam = "dev"\n' + SUPPLIER))
    limits = ("--deadline", "2027-01-20", "--budget", "11 000 EUR")
    outcome = trilemma(capsys, "schedule", shop, "--limit", 10, *limits, "--json")
    assert outcome.code == 1
    assert outcome.json["reasons"][0] == (
        "no schedule keeps the deadline 2027-01-20 and the budget 11 000.00 EUR together (proven); "
        "without any one of them there may be one"
    )
    rows = {row["limit"]: (row["value"], row["least"], row["reached"]) for row in outcome.json["binding_limits"]}
    assert rows["cost"] == ("11000.00", "13480.00", "13480.00")
    assert rows["deadline"][2] == "2027-01-26T18:00:00+01:00"
    assert outcome.json["smallest"] is True


def test_a_budget_holds_for_what_the_schedule_really_costs(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    shop.write_text(shop.read_text().replace('"15d"]\nteam = "dev"\n', '"15d"]\nteam = "dev"\n' + SUPPLIER))
    outcome = trilemma(capsys, "schedule", shop, "--limit", 6, "--budget", "13 000 EUR", "--json")
    assert outcome.code == 0
    assert (outcome.json["finish"], outcome.json["cost"]) == ("2027-01-26T18:00:00+01:00", "10880.00")
    assert outcome.json["violations"] == []


def test_a_deadline_lasts_until_its_midnight(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    assert trilemma(capsys, "schedule", shop, "--effort", 500, "--deadline", "2027-01-26").code == 0
    assert trilemma(capsys, "schedule", shop, "--effort", 500, "--deadline", "2027-01-26T17:59").code == 1
    assert trilemma(capsys, "schedule", shop, "--effort", 500, "--deadline", "2027-01-26T17:00+00:00").code == 0


@pytest.mark.parametrize(
    "option, value, message",
    [
        ("--deadline", "soon", "'soon' is no date such as 2027-06-30 or 2027-06-30T18:00"),
        ("--budget", "12 USD", "'12 USD' is not in the project's currency EUR"),
    ],
)
def test_a_limit_that_cannot_be_read_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], shop: Path, option: str, value: str, message: str
) -> None:
    outcome = trilemma(capsys, "schedule", shop, option, value, "--json")
    assert outcome.code == 2
    assert outcome.json == {"error": {"code": "usage", "message": message, "place": option}}


def test_for_people_the_table_ends_with_what_it_is_worth(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    lines = trilemma(capsys, "schedule", shop, "--effort", 500).out.splitlines()
    assert lines[0].split() == ["id", "name", "mode", "start", "finish", "people"]
    assert lines[-2] == "Finish 2027-01-26 18:00, cost 10 880 EUR, 0.0 escaped defects."
    assert lines[-1].startswith("Optimal by finish: at most 0.00% from the best possible; the checker finds nothing; ")


def test_overtime_is_worked_only_where_it_is_asked_for(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    rule = 'rate = 80\novertime = { per_day = "2h", per_week = "10h", premium = "25%" }\n'
    shop.write_text(shop.read_text().replace("rate = 80\n", rule))
    regular = trilemma(capsys, "schedule", shop, "--effort", 500, "--json").json
    extended = trilemma(capsys, "schedule", shop, "--effort", 500, "--overtime", "--json").json
    assert regular["overtime"] == []
    assert extended["finish"] < regular["finish"]
    assert Decimal(extended["cost"]) > Decimal(regular["cost"])
    assert {slot["resource"] for slot in extended["overtime"]} == {"dev"}
    assert max(slot["minutes"] for slot in extended["overtime"]) <= 120
    assert extended["violations"] == []


def test_a_stopped_search_answers_with_the_best_so_far(tmp_path: Path) -> None:
    process = trilemma_process("sample", "website-relaunch")
    text, _ = process.communicate()
    plan = tmp_path / "plan.toml"
    plan.write_text(text)
    process = trilemma_process("schedule", plan, "--limit", "300", "--json", "--progress")
    assert process.stderr is not None
    while "best" not in process.stderr.readline():
        assert process.poll() is None
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 3
    assert '"status": "feasible"' in out
    assert '"violations": []' in out
