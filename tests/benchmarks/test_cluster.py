from __future__ import annotations

from benchmarks.cluster import main


def test_the_sample_of_the_cluster_benchmark_gives_the_same_numbers_on_processes() -> None:
    lines = main(["--sample"]).splitlines()
    assert [line.split("|")[-2].strip() for line in lines[2:]] == ["yes", "yes"]
