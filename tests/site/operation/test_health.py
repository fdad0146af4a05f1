"""The site says whether it lives and is ready, and gives its figures; each check is made to fail here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from tests.site.cast import an_actor
from trilemma.site.config import metrics
from trilemma.site.runs.actions import request_run
from trilemma.site.runs.models import WorkerBeat
from trilemma.site.runs.outcomes import beat_worker

pytestmark = pytest.mark.django_db

READY = {"database": "ok", "tables": "ok", "workers": "ok"}


@pytest.fixture
def client() -> Client:
    beat_worker("one", 2)
    return Client()


def checks(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_it_lives_and_is_ready(client: Client) -> None:
    assert client.get("/livez").content == b"ok\n"
    assert checks(client) == (200, READY)


def test_without_a_database_it_lives_but_is_not_ready(client: Client) -> None:
    def refuse(*_arguments: Any) -> None:
        raise DatabaseError("away")

    with connection.execute_wrapper(refuse):
        assert client.get("/livez").status_code == 200
        unknown = "not known while the database is away"
        wrong = {"database": "it cannot be reached", "tables": unknown, "workers": unknown}
        assert checks(client) == (503, wrong)


def test_with_tables_of_another_version_it_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'runs'")
    assert checks(client)[1]["tables"].endswith("run: trilemma migrate")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_later', '2099-01-01')")
    assert "a newer version" in checks(client)[1]["tables"]


@pytest.mark.parametrize("age", [timedelta(minutes=1), timedelta(minutes=-1)])
def test_without_the_beat_of_a_worker_it_is_not_ready(client: Client, age: timedelta) -> None:
    WorkerBeat.objects.update(beat_at=timezone.now() - age)
    assert checks(client) == (503, {**READY, "workers": "no worker is alive; run: trilemma worker"})


def figures(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    lines = [line.rpartition(" ") for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in lines}


def test_the_figures_tell_what_waits_and_who_works(client: Client) -> None:
    request_run(an_actor(), "trial.give", {})
    client.get("/livez")
    found = figures(client)
    assert found['trilemma_runs{state="queued"}'] == 1
    assert found["trilemma_workers"] == 1
    assert found["trilemma_accounts"] == 1
    assert found["trilemma_oldest_waiting_seconds"] >= 0
    assert found["trilemma_database_bytes"] > 0
    assert found['trilemma_request_seconds_count{method="GET",status="200"}'] >= 1


@pytest.mark.parametrize("header", metrics.FORWARDED)
def test_the_figures_are_not_for_those_who_come_through_a_proxy(client: Client, header: str) -> None:
    assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_the_figures_are_not_for_other_machines(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_with_a_token_whoever_has_it_gets_the_figures(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "token_of_installation", lambda: "let-me-see")
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer let-me-in"}).status_code == 404
    assert "trilemma_workers" in figures(client, Authorization="Bearer let-me-see")
