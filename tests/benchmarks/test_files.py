from __future__ import annotations

from benchmarks.files import main
from tests.real_data import real_data


def test_the_sample_of_the_files_benchmark_finds_what_the_peer_finds() -> None:
    real_data("mpxj-plan-files")
    cells = [cell.strip() for cell in main(["--sample"]).splitlines()[2].strip("|").split("|")]
    assert cells[1] == "5"
    assert set(cells[-3:]) <= {"100.0%", "–"}
