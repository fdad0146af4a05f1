"""The writes of workers, each one conditional update: an attempt that is no longer the current one writes nothing."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from trilemma.site.runs.errors import LOST, POISON_MESSAGE
from trilemma.site.runs.models import DEATHS, Run, RunSamples, RunState, WorkerBeat

MESSAGE_LENGTH: Final = 2000


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that a worker has taken: whatever it writes about it names this attempt."""

    run_id: int
    attempt: int
    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished run keeps: its result as JSON, the method's id, and numbers too many for JSON as bytes."""

    result: Mapping[str, Any]
    method: str = ""
    samples: bytes = b""


@dataclass(frozen=True, slots=True)
class Report:
    """How far an attempt is: a share in ``[0, 1]``, a sentence, and the best so far with its bound."""

    share: float = 0.0
    text: str = ""
    best: Mapping[str, Any] = field(default_factory=dict)


def claim(worker: str, kinds: Sequence[str]) -> Claim | None:
    """Take the next run of these kinds: the highest priority first, then organisations in turn."""
    waiting = Run.objects.filter(state=RunState.QUEUED, kind__in=kinds).order_by("-priority", "turn", "id")
    if not waiting.exists():  # a look costs no lock
        return None
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        found = waiting.select_for_update(skip_locked=skip).values_list("pk", "attempt", "kind").first()
        if found is None:
            return None
        pk, attempt, kind = found
        taken = Run.objects.filter(pk=pk, state=RunState.QUEUED, attempt=attempt).update(
            state=RunState.RUNNING,
            attempt=attempt + 1,
            worker=worker,
            beat=F("beat") + 1,
            heartbeat_at=Now(),
            started_at=Now(),
            share=0.0,
            progress={},
            progress_at=Now(),
        )
    return Claim(pk, attempt + 1, kind) if taken else None


def held(run_id: int, attempt: int) -> QuerySet[Run]:
    """Return the run as long as this attempt is the current one."""
    return Run.objects.filter(pk=run_id, attempt=attempt, state=RunState.RUNNING)


def beat(claims: Sequence[Claim]) -> None:
    """Show that the worker of these runs is alive."""
    for each in claims:
        held(each.run_id, each.attempt).update(beat=F("beat") + 1, heartbeat_at=Now())


def beat_worker(name: str, processes: int) -> None:
    """Show that a worker is alive, whether it has something to do or not."""
    if not WorkerBeat.objects.filter(name=name).update(beat=F("beat") + 1, beat_at=Now()):
        WorkerBeat.objects.create(name=name, processes=processes)


def forget_worker(name: str) -> None:
    """Remove a worker that ends in good order."""
    WorkerBeat.objects.filter(name=name).delete()


def report_progress(run_id: int, attempt: int, report: Report) -> bool:
    """Keep how far an attempt is, never going backwards; return whether it is still the current one."""
    rows = held(run_id, attempt)
    told = rows.filter(share__lte=report.share).update(
        share=report.share,
        progress={"text": report.text, **report.best},
        progress_at=Now(),
        beat=F("beat") + 1,
        heartbeat_at=Now(),
    )
    return bool(told) or rows.exists()


def finish(run_id: int, attempt: int, save: Callable[[Run], Outcome]) -> bool:
    """Write what an attempt found together with the end of the run; return False where the attempt is superseded.

    ``save`` writes rows of the app that asked, in the same transaction: either all of it is there or nothing.
    """
    with transaction.atomic():
        run = held(run_id, attempt).select_for_update().first()
        if run is None:
            return False
        outcome = save(run)
        if outcome.samples:
            RunSamples.objects.create(run=run, content=zlib.compress(outcome.samples))
        return _end(run_id, attempt, RunState.DONE, share=1.0, result=outcome.result, method=outcome.method)


def fail(run_id: int, attempt: int, code: str, message: str) -> bool:
    """End a run whose attempt found that it cannot succeed."""
    return _end(run_id, attempt, RunState.FAILED, error_code=code, error_message=message[:MESSAGE_LENGTH])


def cancelled(run_id: int, attempt: int) -> bool:
    """End a run that was stopped before it had something to keep."""
    return _end(run_id, attempt, RunState.CANCELLED)


def lose(run_id: int, attempt: int, beat: int | None = None) -> bool:
    """Give back a run whose process has died: it is begun again, unless that happened too often or it was stopped.

    With ``beat`` only if it has not grown since, for then the process is alive after all.
    """
    rows = held(run_id, attempt)
    if beat is not None:
        rows = rows.filter(beat=beat)
    last = rows.filter(deaths__gte=DEATHS - 1)
    return bool(
        _cancel_if_asked(rows)
        or last.update(
            state=RunState.FAILED,
            deaths=F("deaths") + 1,
            worker="",
            error_code=LOST,
            error_message=str(POISON_MESSAGE),
            finished_at=Now(),
        )
        or rows.update(state=RunState.QUEUED, deaths=F("deaths") + 1, worker="", share=0.0, progress={})
    )


def give_back(claim: Claim) -> bool:
    """Put a run that its worker interrupts in good order back into the queue."""
    rows = held(claim.run_id, claim.attempt)
    return bool(_cancel_if_asked(rows) or rows.update(state=RunState.QUEUED, worker="", share=0.0, progress={}))


def _cancel_if_asked(rows: QuerySet[Run]) -> int:
    return rows.filter(cancel_requested=True).update(state=RunState.CANCELLED, finished_at=Now(), worker="")


def _end(run_id: int, attempt: int, state: RunState, **values: Any) -> bool:  # noqa: ANN401 - of any field
    ended = held(run_id, attempt).update(state=state, finished_at=Now(), worker="", **values)
    return bool(ended)
