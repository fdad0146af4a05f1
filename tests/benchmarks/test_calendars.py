from __future__ import annotations

from benchmarks.calendars import main


def test_the_sample_of_the_calendar_benchmark_runs_and_the_peers_agree_about_every_date() -> None:
    text = main(["--sample"])
    assert "| previous_working |" in text
    assert "The walk over days in Python:" in text
