from __future__ import annotations

from pathlib import Path

from benchmarks.machine import memory_bandwidth, this_machine
from benchmarks.results import markdown_table, with_section, write_section


def test_a_table_of_results_shows_three_digits_and_a_dash_for_what_is_missing() -> None:
    assert markdown_table(["set", "ours", "peer"], [["j60", 0.31415, None], ["j120", 2, 1.5]]) == (
        "| set | ours | peer |\n| --- | ---: | ---: |\n| j60 | 0.314 | – |\n| j120 | 2 | 1.5 |"
    )


def test_a_section_is_replaced_as_a_whole_and_the_others_stay() -> None:
    page = "# Results\n\n## Front\n\nold\n\n## Growth\n\nkept\n"
    assert with_section(page, "Front", "## Front\n\nnew\n") == "# Results\n\n## Front\n\nnew\n\n## Growth\n\nkept\n"
    assert with_section(page, "Growth", "## Growth\n\nnew\n") == "# Results\n\n## Front\n\nold\n\n## Growth\n\nnew\n"


def test_a_new_section_comes_last(tmp_path: Path) -> None:
    page = tmp_path / "RESULTS.md"
    page.write_text("# Results\n")
    write_section("Front", "| a |", "2026-11-23", page=page)
    text = page.read_text()
    assert text.startswith("# Results\n\n## Front\n\nMeasured on 2026-11-23. ")
    assert text.endswith("\n\n| a |\n")


def test_the_facts_of_the_machine_are_plausible() -> None:
    machine = this_machine()
    assert machine.cores >= 1
    assert machine.processor
    assert dict(machine.packages)["trilemma"] == "0.1.0"
    assert 0.1 < memory_bandwidth(megabytes=16, rounds=2) < 10_000
