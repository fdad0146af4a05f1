"""Workers carry out runs in children, survive what happens to them, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.site.cast import an_actor
from tests.site.runs.workers import a_worker, alive, ask, descendants, processes_named, wait_until, wait_until_over
from tests.site.trial.models import TrialResult
from trilemma.site.runs.actions import cancel_run
from trilemma.site.runs.models import Run, RunState, WorkerBeat

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    assert not Run.objects.filter(state=RunState.RUNNING).exists()


def running(key: int) -> bool:
    return Run.objects.get(pk=key).state == RunState.RUNNING


def test_runs_are_carried_out_side_by_side_and_each_once() -> None:
    keys = [ask("sleep", seconds=0.3, n=n) for n in range(4)] + [ask("tiny", give=n) for n in range(20)]
    with a_worker(processes=2):
        runs = wait_until_over(*keys)
    assert {(run.state, run.attempt) for run in runs} == {(RunState.DONE, 1)}
    assert sorted(TrialResult.objects.values_list("run_id", flat=True)) == sorted(keys)
    assert not WorkerBeat.objects.exists(), "a worker that ends in good order takes its leave"


def test_progress_never_goes_backwards() -> None:
    key = ask("backwards", turns=120)
    seen: list[float] = []
    with a_worker():
        wait_until(lambda: running(key))
        while running(key):
            seen.append(Run.objects.get(pk=key).share)
        wait_until_over(key)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_the_best_so_far_is_told_with_its_bound() -> None:
    key = ask("sleep", seconds=600)
    with a_worker():
        wait_until(lambda: "value" in Run.objects.get(pk=key).progress)
        told = Run.objects.get(pk=key)
        assert (told.progress["bound"], 0 < told.share < 1, " s" in told.progress["text"]) == (50, True, True)
        cancel_run(an_actor(), told.public_id)
        (run,) = wait_until_over(key)
    assert (run.state, run.result, run.cancel_requested) == (RunState.DONE, {"found": "stopped"}, True)


def test_a_run_that_has_nothing_yet_is_cancelled() -> None:
    key = ask("sleep", seconds=600, nothing_yet=True)
    with a_worker():
        wait_until(lambda: running(key))
        cancel_run(an_actor(), Run.objects.get(pk=key).public_id)
        (run,) = wait_until_over(key)
    assert (run.state, run.result, TrialResult.objects.count()) == (RunState.CANCELLED, None, 0)


def test_what_listens_to_nobody_is_killed_with_all_it_has_started() -> None:
    key = ask("hang", seconds=54321)
    with a_worker():
        wait_until(lambda: len(processes_named("sleep", "54321")) == 1)
        cancel_run(an_actor(), Run.objects.get(pk=key).public_id)
        (run,) = wait_until_over(key)
        wait_until(lambda: processes_named("sleep", "54321") == [])
    assert run.state == RunState.CANCELLED


def test_a_run_that_kills_its_process_fails_after_three_and_the_others_go_on() -> None:
    poison, good = ask("die"), ask("sleep", seconds=0.1)
    with a_worker(processes=1):
        bad, fine = wait_until_over(poison, good)
    assert (bad.state, bad.error_code, bad.attempt, bad.deaths) == (RunState.FAILED, "worker_lost", 3, 3)
    assert "three times" in bad.error_message
    assert fine.state == RunState.DONE


def test_a_killed_child_is_begun_again_at_once() -> None:
    key = ask("sleep", seconds=2)
    with a_worker() as worker:
        wait_until(lambda: running(key))
        wait_until(lambda: Run.objects.get(pk=key).share > 0)
        # the computation leads a session of its own
        for pid in descendants(worker.pid):
            if alive(pid) and os.getsid(pid) == pid:
                os.kill(pid, signal.SIGKILL)
        (run,) = wait_until_over(key)
    assert (run.state, run.attempt, run.deaths) == (RunState.DONE, 2, 1)
    assert list(TrialResult.objects.values_list("run_id", "attempt")) == [(key, 2)]


def test_children_die_with_their_worker_and_another_worker_takes_over() -> None:
    key = ask("hang", seconds=54322)
    short = ask("sleep", seconds=3)
    with a_worker() as first:
        wait_until(lambda: len(processes_named("sleep", "54322")) == 1)
        below = descendants(first.pid)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        wait_until(lambda: not any(alive(pid) for pid in below))
    cancel_run(an_actor(), Run.objects.get(pk=key).public_id)
    with a_worker():
        hung, done = wait_until_over(key, short)
    assert (hung.state, done.state, done.attempt) == (RunState.CANCELLED, RunState.DONE, 2)
    assert TrialResult.objects.count() == 1


def test_a_paused_worker_that_wakes_up_writes_nothing() -> None:
    key = ask("sleep", seconds=4)
    with a_worker() as paused:
        wait_until(lambda: running(key))
        for pid in [paused.pid, *descendants(paused.pid)]:
            os.kill(pid, signal.SIGSTOP)
        with a_worker():
            wait_until(lambda: Run.objects.get(pk=key).attempt == 2)
            for pid in [*descendants(paused.pid), paused.pid]:
                os.kill(pid, signal.SIGCONT)
            (run,) = wait_until_over(key)
            wait_until(lambda: not any(os.getsid(pid) == pid for pid in descendants(paused.pid) if alive(pid)))
    assert (run.state, run.attempt, run.deaths) == (RunState.DONE, 2, 1)
    assert list(TrialResult.objects.values_list("run_id", "attempt")) == [(key, 2)]


def test_a_worker_that_is_asked_to_stop_gives_its_runs_back() -> None:
    key = ask("sleep", seconds=3)
    with a_worker() as worker:
        wait_until(lambda: running(key))
        below = descendants(worker.pid)
    assert worker.returncode == 0
    wait_until(lambda: not any(alive(pid) for pid in below))
    waiting = Run.objects.get(pk=key)
    assert (waiting.state, waiting.attempt, waiting.deaths) == (RunState.QUEUED, 1, 0)
    with a_worker():
        (run,) = wait_until_over(key)
    assert (run.state, run.attempt) == (RunState.DONE, 2)
