"""What happens by the clock happens once a tick, whatever clocks and schedulers do."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from trilemma.site.runs.jobs import periodic
from trilemma.site.runs.jobs.periodic import register_periodic, run_due
from trilemma.site.runs.models import PeriodicTask

MINUTE = 60
BEGIN = 1_800_000_000


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Register a task of every minute; give the list that it adds to."""
    monkeypatch.setattr(periodic._REGISTRY, "tasks", {})
    did: list[str] = []
    register_periodic("trial", timedelta(minutes=1), lambda: did.append("trial"))
    return did


@pytest.mark.django_db
def test_two_schedulers_do_each_tick_of_an_hour_once(done: list[str]) -> None:
    for second in range(0, 3600, 5):
        run_due(BEGIN + second)
        run_due(BEGIN + second + 1)
    assert len(done) == 60


@pytest.mark.django_db
def test_of_ticks_missed_while_nothing_ran_one_is_made_up_for(done: list[str]) -> None:
    run_due(BEGIN)
    run_due(BEGIN + 600 * MINUTE)
    run_due(BEGIN + 600 * MINUTE + 1)
    assert len(done) == 2


@pytest.mark.django_db
def test_a_clock_that_is_put_back_an_hour_repeats_nothing(done: list[str]) -> None:
    for minute in range(10):
        run_due(BEGIN + minute * MINUTE)
    for minute in range(70):
        run_due(BEGIN - 60 * MINUTE + minute * MINUTE)
    assert len(done) == 10


@pytest.mark.django_db
def test_a_clock_that_was_wrong_by_far_does_not_stop_the_task_for_ever(done: list[str]) -> None:
    run_due(BEGIN + 365 * 24 * 3600)
    run_due(BEGIN)
    assert len(done) == 1
    run_due(BEGIN + MINUTE)
    assert len(done) == 2


@pytest.mark.django_db
def test_a_task_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(periodic._REGISTRY, "tasks", {})
    tries: list[int] = []

    def fail_at_first() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError

    register_periodic("trial", timedelta(minutes=1), fail_at_first)
    assert run_due(BEGIN) == []
    assert "periodic task trial failed" in caplog.text
    assert run_due(BEGIN) == ["trial"]
    assert run_due(BEGIN) == []


@pytest.mark.django_db(transaction=True)
def test_schedulers_at_the_same_moment_agree(done: list[str]) -> None:
    together = threading.Barrier(4)

    def schedule() -> None:
        try:
            for minute in range(20):
                together.wait()
                run_due(BEGIN + minute * MINUTE)
        finally:
            connection.close()

    threads = [threading.Thread(target=schedule) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 20
    assert PeriodicTask.objects.get(name="trial").tick == BEGIN // MINUTE + 19
