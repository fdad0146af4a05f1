"""Reads of runs, the actor first."""

from __future__ import annotations

import zlib

from django.db.models import QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.queries import fetch
from trilemma.site.runs.models import ACTIVE, Run, RunSamples, RunState
from trilemma.site.runs.permissions import steered_by, visible_to


def visible_runs(actor: Actor) -> QuerySet[Run]:
    """Return the runs that the actor may see, the latest first."""
    return Run.of(actor).filter(visible_to(actor)).order_by("-id")


def runs_of(actor: Actor, scope: str, kind: str = "") -> QuerySet[Run]:
    """Return the runs of a scope, or those of one kind, the latest first."""
    rows = visible_runs(actor).filter(scope=scope)
    return rows.filter(kind=kind) if kind else rows


def run_for(actor: Actor, public_id: str) -> Run:
    """Return a run that the actor may see.

    Raises
    ------
    NotFoundError
        If there is none, or they may not see it.
    """
    return fetch(visible_runs(actor), public_id)


def may_stop(actor: Actor, run: Run) -> bool:
    """Return whether the actor may stop a run."""
    return Run.of(actor).filter(steered_by(actor), pk=run.pk).exists()


def latest_done(actor: Actor, scope: str, kind: str) -> Run | None:
    """Return the last finished run of a kind in a scope."""
    return runs_of(actor, scope, kind).filter(state=RunState.DONE).first()


def active_runs(actor: Actor, scope: str) -> QuerySet[Run]:
    """Return the runs of a scope that wait or are at work, the oldest first."""
    return runs_of(actor, scope).filter(state__in=ACTIVE).order_by("id")


def samples_of(run: Run) -> bytes:
    """Return the bytes that a result keeps beside its JSON; none where it has none."""
    content = RunSamples.objects.filter(run=run).values_list("content", flat=True).first()
    return b"" if content is None else zlib.decompress(bytes(content))
