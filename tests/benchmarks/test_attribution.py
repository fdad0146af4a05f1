from __future__ import annotations

from benchmarks.attribution import main


def test_in_the_sample_of_the_attribution_benchmark_every_split_adds_up_and_swapping_negates() -> None:
    rows = [line.strip("|").split("|") for line in main(["--sample", "--draws", "16"]).splitlines()[2:]]
    counts = [[int(cell) for cell in row[:4]] for row in rows]
    assert sum(pairs for _, pairs, _, _ in counts) == 12
    assert all(pairs == adding == negating for _, pairs, adding, negating in counts)
