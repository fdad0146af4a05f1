"""A run is abandoned when its beat has stood still for a lease of the watcher's own clock, and for no other reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.site.cast import an_actor
from trilemma.site.runs import outcomes
from trilemma.site.runs.actions import request_run
from trilemma.site.runs.jobs.leases import LEASE_SECONDS, Pulse, Watch, recover
from trilemma.site.runs.models import Run, RunState
from trilemma.site.runs.outcomes import Claim, Report

pytestmark = pytest.mark.django_db


def claimed() -> Claim:
    request_run(an_actor(), "trial.give", {})
    claim = outcomes.claim("first", ["trial.give"])
    assert claim is not None
    return claim


def test_a_beat_that_grows_keeps_the_lease() -> None:
    watch = Watch()
    for second in range(100):
        assert watch.abandoned([Pulse(1, 1, second // 2)], float(second)) == []


def test_a_beat_that_stands_still_ends_it_after_a_lease_and_not_before() -> None:
    watch = Watch()
    still = Pulse(1, 1, 7)
    assert watch.abandoned([still], 1000.0) == []
    assert watch.abandoned([still], 999.9 + LEASE_SECONDS) == []
    assert watch.abandoned([still], 1000.0 + LEASE_SECONDS) == [still]


def test_no_clock_of_the_day_has_a_say() -> None:
    claim, watch = claimed(), Watch()
    for jump in (timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)):
        Run.objects.update(heartbeat_at=timezone.now() + jump, started_at=timezone.now() + jump)
        assert recover(watch, 0.0) == 0
    assert recover(watch, LEASE_SECONDS) == 1
    assert Run.objects.get(pk=claim.run_id).state == RunState.QUEUED


def test_a_beat_at_the_last_moment_saves_it() -> None:
    claim, watch = claimed(), Watch()
    recover(watch, 0.0)
    (still,) = watch.since
    outcomes.beat([claim])
    assert not outcomes.lose(claim.run_id, claim.attempt, beat=still.beat)
    assert Run.objects.get(pk=claim.run_id).state == RunState.RUNNING


def test_an_attempt_that_is_superseded_writes_nothing() -> None:
    first = claimed()
    outcomes.lose(first.run_id, first.attempt)
    second = outcomes.claim("second", ["trial.give"])
    assert second == Claim(first.run_id, 2, "trial.give")
    before = Run.objects.filter(pk=first.run_id).values().get()

    def save(_run: Run) -> outcomes.Outcome:
        raise AssertionError("it must not come to that")

    assert not outcomes.report_progress(first.run_id, first.attempt, Report(0.5, "late"))
    assert not outcomes.finish(first.run_id, first.attempt, save)
    assert not outcomes.fail(first.run_id, first.attempt, "late", "too late")
    assert not outcomes.cancelled(first.run_id, first.attempt)
    assert not outcomes.lose(first.run_id, first.attempt)
    assert not outcomes.give_back(first)
    outcomes.beat([first])
    assert Run.objects.filter(pk=first.run_id).values().get() == before


def test_progress_that_goes_backwards_is_not_kept() -> None:
    claim = claimed()
    assert outcomes.report_progress(claim.run_id, claim.attempt, Report(0.5, "half"))
    assert outcomes.report_progress(claim.run_id, claim.attempt, Report(0.4, "less"))
    run = Run.objects.get(pk=claim.run_id)
    assert (run.share, run.progress) == (0.5, {"text": "half"})


def test_a_new_attempt_begins_at_nothing() -> None:
    claim = claimed()
    outcomes.report_progress(claim.run_id, claim.attempt, Report(0.5, "half"))
    outcomes.lose(claim.run_id, claim.attempt)
    outcomes.claim("second", ["trial.give"])
    run = Run.objects.get(pk=claim.run_id)
    assert (run.share, run.progress, run.deaths) == (0.0, {}, 1)
