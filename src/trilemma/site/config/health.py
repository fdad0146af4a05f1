"""Whether the site lives, and whether it is ready for requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from trilemma.engine.api import InputError
from trilemma.site.config.schema import pending, refuse_newer
from trilemma.site.runs.models import WorkerBeat


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer at all: whoever restarts processes asks here."""
    del request
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether database, tables and workers are as they must be: whoever sends people here asks first."""
    del request
    away = database_away()
    found = {"database": away, **{name: UNKNOWN if away else check() for name, check in CHECKS.items()}}
    wrong = any(found.values())
    answer = {"ready": not wrong, "checks": {name: why or "ok" for name, why in found.items()}}
    response = JsonResponse(answer, status=503 if wrong else 200)
    response._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark: who asks is told, the log is not
    return response


def database_away() -> str:
    """Return why the database cannot be asked; nothing when it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        connection.close()
        return "it cannot be reached"
    return ""


def tables_differ() -> str:
    """Return in what the tables are not those of this version; nothing when they are."""
    try:
        refuse_newer()
        steps = pending()
    except InputError as error:
        return error.message
    return f"{len(steps)} steps are missing; run: trilemma migrate" if steps else ""


def workers_away() -> str:
    """Return why nothing would be computed; nothing when a worker is alive."""
    return "" if live_workers() else "no worker is alive; run: trilemma worker"


UNKNOWN: Final = "not known while the database is away"
CHECKS: Final[dict[str, Callable[[], str]]] = {
    "tables": tables_differ,
    "workers": workers_away,
}


def live_workers() -> int:
    """Return how many workers have shown within a lease that they are alive, by the clock of the database."""
    lease = timedelta(seconds=settings.RUN_LEASE_SECONDS)
    return WorkerBeat.objects.filter(beat_at__gt=Now() - lease, beat_at__lt=Now() + lease).count()
