"""Asking for a computation, and stopping one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import canonical
from trilemma.site.core.errors import ForbiddenError
from trilemma.site.core.queries import fetch
from trilemma.site.runs.jobs.handlers import handler_of
from trilemma.site.runs.models import ACTIVE, Run, RunState
from trilemma.site.runs.permissions import steered_by, visible_to
from trilemma.site.runs.versions import engine_version


def request_run(
    actor: Actor,
    kind: str,
    input: Mapping[str, Any],  # noqa: A002 - the input of a run is its name everywhere
    *,
    content_hash: str = "",
    scope: str = "",
    plan: str = "",
    seed: int = 1,
    priority: int = 0,
) -> Run:
    """Return the run that answers this: one that is done, one that waits or runs already, or a new one.

    Parameters
    ----------
    actor
        Who asks. Whether they may is for the caller to check: it knows the scope.
    kind
        What to compute; an app has registered it.
    input
        Ids and parameters, as JSON; no content.
    content_hash
        What the ids stand for now, as one hash. Without it nothing is ever answered from an earlier run.
    scope
        Public id of what decides who sees the run, such as a project.
    plan
        Public id of the plan it is about.
    seed
        Same input, same seed: same numbers.
    priority
        Higher ones go first, whoever waits.
    """
    handler_of(kind)
    key = _cache_key(kind, input, content_hash, seed)
    if (found := _equal(actor, key)) is not None:
        return found
    run = Run(
        organisation_id=actor.organisation_id,
        created_by_id=actor.user_id,
        kind=kind,
        input=dict(input),
        content_hash=content_hash,
        cache_key=key,
        scope=scope,
        plan=plan,
        seed=seed,
        priority=priority,
        engine_version=engine_version(),
        turn=_turn(actor),
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:  # somebody asked for the same at the same moment
        found = _equal(actor, key)
        if found is None:
            raise
        return found
    return run


def cancel_run(actor: Actor, public_id: str) -> Run:
    """Stop a run: one that waits at once, one at work within two seconds, with the best it has where it has one.

    Raises
    ------
    NotFoundError
        If the actor may not see it.
    ForbiddenError
        If they see it, but may not stop it.
    """
    run = fetch(Run.of(actor).filter(visible_to(actor)), public_id)
    if not Run.of(actor).filter(steered_by(actor), pk=run.pk).exists():
        raise ForbiddenError(_("Only those who may change the plan stop its computations."))
    rows = Run.of(actor).filter(pk=run.pk)
    waiting = rows.filter(state=RunState.QUEUED)
    if not waiting.update(state=RunState.CANCELLED, cancel_requested=True, finished_at=Now()):
        rows.filter(state=RunState.RUNNING).update(cancel_requested=True)
    run.refresh_from_db()
    return run


def _cache_key(kind: str, input: Mapping[str, Any], content_hash: str, seed: int) -> str:  # noqa: A002 - as above
    if not content_hash:
        return ""
    content = canonical([kind, dict(input), content_hash, seed, engine_version()])
    return hashlib.sha256(content.encode()).hexdigest()


def _equal(actor: Actor, key: str) -> Run | None:
    """Return a run of the same that nobody stopped: done, or under way."""
    if not key:
        return None
    same = Run.of(actor).filter(cache_key=key, cancel_requested=False, state__in=[*ACTIVE, RunState.DONE])
    return same.order_by("-id").first()


def _turn(actor: Actor) -> int:
    """Return the place of a new run: behind those of its organisation, level with the next of any other.

    So an organisation that asks for a thousand things at once does not hold up one that asks for one.
    """
    waiting = Run.objects.filter(state=RunState.QUEUED)
    own = waiting.filter(organisation_id=actor.organisation_id).aggregate(last=Max("turn"))["last"]
    following = waiting.aggregate(first=Min("turn"))["first"]
    return max(0 if own is None else own + 1, following or 0)
