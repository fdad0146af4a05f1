from __future__ import annotations

from benchmarks.critical_path import main


def test_the_sample_of_the_critical_path_benchmark_agrees_with_every_peer_about_every_date() -> None:
    lines = main(["--sample"]).splitlines()
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert cells[0] == "100"
    assert {cells[5], cells[8]} <= {"100.0%", "–"}
