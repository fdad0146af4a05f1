from __future__ import annotations

from benchmarks.start_up import main


def test_the_sample_of_the_start_up_benchmark_runs_each_command_warm_and_cold() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in main(["--sample"]).splitlines()[2:]]
    assert [row[0] for row in rows] == ["`--version`", "`check`", "`critical-path`"]
    assert all(float(cell) > 0 for row in rows for cell in row[1:])
