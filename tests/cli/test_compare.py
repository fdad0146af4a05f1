"""``trilemma compare``."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.running import trilemma


@pytest.fixture
def longer(shop: Path) -> Path:
    """Write the plan with a longer estimate and one task more."""
    text = shop.read_text().replace('["8d", "10d", "15d"]', '["10d", "12d", "17d"]')
    text = text.replace('links = ["build", "texts"]', 'links = ["build", "texts", "manual"]')
    text += '\n[[activity]]\nid = "manual"\nlinks = ["build"]\neffort = "3d"\nteam = "dev"\n'
    path = shop.with_name("longer.toml")
    path.write_text(text)
    return path


def test_the_shares_of_the_causes_add_up_to_the_move(
    capsys: pytest.CaptureFixture[str], shop: Path, longer: Path
) -> None:
    outcome = trilemma(capsys, "compare", shop, longer, "--draws", 256, "--json")
    assert outcome.code == 0
    answer = outcome.json
    causes = {share["cause"]: share for share in answer["causes"]}
    assert list(causes) == [
        "time-and-progress",
        "re-estimates",
        "scope",
        "people-calendars-and-rates",
        "risks-and-quality",
        "links-and-order",
        "terms-and-method",
    ]
    for level in ("p50", "p80"):
        minutes = sum(share["finish_elapsed_minutes"][level] for share in causes.values())
        assert minutes == answer["move"]["finish_elapsed_minutes"][level]
        cost = sum(Decimal(share["cost"][level]) for share in causes.values())
        assert cost == Decimal(answer["move"]["cost"][level])
    assert answer["move"]["finish_elapsed_minutes"]["p50"] >= 5 * 1440
    assert causes["re-estimates"]["finish_elapsed_minutes"]["p50"] > 0
    assert causes["scope"]["finish_elapsed_minutes"]["p50"] > 0
    assert [change["id"] for change in causes["re-estimates"]["changes"]] == ["build"]


def test_a_plan_compared_with_itself_has_not_moved(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    out = trilemma(capsys, "compare", shop, shop, "--draws", 64).out
    assert out.splitlines()[-1] == "P80 moved by +0.0 days and +0 EUR; the plans do not differ."


def test_for_people_each_cause_is_a_sentence(capsys: pytest.CaptureFixture[str], shop: Path, longer: Path) -> None:
    lines = trilemma(capsys, "compare", shop, longer, "--draws", 64).out.splitlines()
    assert lines[0].split()[:5] == ["plan", "finish", "P50", "finish", "P80"]
    assert lines[5].startswith("P80 moved by +")
    assert any("re-estimates" in line and "build" in line for line in lines[6:])


def test_plans_in_different_currencies_cannot_be_compared(
    capsys: pytest.CaptureFixture[str], shop: Path, tmp_path: Path
) -> None:
    other = tmp_path / "dollars.toml"
    other.write_text(shop.read_text().replace('currency = "EUR"', 'currency = "USD"'))
    outcome = trilemma(capsys, "compare", shop, other, "--json")
    assert outcome.code == 2
    assert outcome.json["error"]["message"] == "costs in EUR and USD cannot be compared"
