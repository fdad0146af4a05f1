"""Figures for a monitoring system: how long requests take, what waits, who works."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from trilemma.site.config.health import live_workers
from trilemma.site.config.serving import SHARED_METRICS
from trilemma.site.core.models import Organisation, User
from trilemma.site.runs.models import Run, RunState

LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
FORWARDED: Final = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")

_REGISTRY: Final = CollectorRegistry()
_SECONDS: Final = Histogram(
    "trilemma_request_seconds", "Time to answer a request.", ["method", "status"], registry=_REGISTRY
)

Respond = Callable[[HttpRequest], HttpResponse]


def measure(respond: Respond) -> Respond:
    """Measure how long each request takes."""

    def measured(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = respond(request)
        _SECONDS.labels(request.method, response.status_code).observe(time.perf_counter() - begun)
        return response

    return measured


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures in the text format of Prometheus, to this machine or to whoever has the token."""
    if not _may_measure(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Figures())
    requests = _REGISTRY
    if os.environ.get(SHARED_METRICS):
        requests = CollectorRegistry()
        MultiProcessCollector(requests)  # type: ignore[no-untyped-call] # of a library without types
    text = generate_latest(requests) + generate_latest(registry)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def token_of_installation() -> str:
    """Return the token that whoever wants the figures must send; none where there is none."""
    token: str = settings.ENVIRONMENT.metrics_token
    return token


def _may_measure(request: HttpRequest) -> bool:
    if token := token_of_installation():
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}")
    # behind a proxy on this machine everybody seems to be local
    forwarded = any(name in request.headers for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not forwarded


class _Figures(Collector):
    """What the database says about the installation, asked when somebody looks."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        states = dict(Run.objects.values_list("state").annotate(Count("pk")))
        runs = GaugeMetricFamily("trilemma_runs", "Computations by state.", labels=["state"])
        for state in RunState.values:
            runs.add_metric([state], states.get(state, 0))
        yield runs
        first = Run.objects.filter(state=RunState.QUEUED).aggregate(first=Min("created_at"))["first"]
        age = max(0.0, (timezone.now() - first).total_seconds()) if first else 0.0
        yield GaugeMetricFamily("trilemma_oldest_waiting_seconds", "Age of the oldest computation that waits.", age)
        yield GaugeMetricFamily("trilemma_workers", "Workers that are alive.", live_workers())
        yield GaugeMetricFamily("trilemma_organisations", "Organisations.", Organisation.objects.count())
        accounts = User.objects.filter(is_active=True).count()
        yield GaugeMetricFamily("trilemma_accounts", "Accounts that are open.", accounts)
        yield GaugeMetricFamily("trilemma_database_bytes", "Size of the database.", _database_bytes())


def _database_bytes() -> int:
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        parts = [name, name.with_name(f"{name.name}-wal")]
        return sum(part.stat().st_size for part in parts if part.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
