"""Every page is sent with a strict policy: what runs, who may frame it, what is kept and what cookies are good for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client

from tests.site.cast import PASSWORD, an_account
from tests.site.security.world import a_world, routes

pytestmark = pytest.mark.django_db

ACCOUNT_PAGES = ("login/", "logout/", "password/reset/", "password/change/", "email/", "2fa/", "sessions/")
KEPT_BY_BROWSERS = {"words"}
"""Texts of the scripts: the same for everybody, so that a browser may keep them."""
HTTPS = {
    "DJANGO_SETTINGS_MODULE": "trilemma.site.config.settings",
    "TRILEMMA_ADDRESS": "https://plans.example.com",
    "TRILEMMA_SECRET_KEY": "of-this-test-alone-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
}


def directives(answer: HttpResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


def crawled() -> dict[str, Any]:
    """Return what an admin gets at every address of ours and at the pages of accounts."""
    world = a_world()
    admin = world.clients["admin"]
    found = {route.name: admin.get(route.address(world.values)) for route in routes()}
    found |= {f"accounts/{page}": admin.get(f"/accounts/{page}") for page in ACCOUNT_PAGES}
    found["nowhere"] = admin.get("/nowhere")
    found["anonymous"] = Client().get("/accounts/login/")
    b"".join(found["attachment"].streaming_content)  # type: ignore[attr-defined] # a file is closed once it is read
    return found


def test_every_answer_of_the_site_is_sent_strictly() -> None:
    answers = crawled()
    assert sum(answer.status_code == 200 for answer in answers.values()) > 50
    for name, answer in answers.items():
        assert answer.status_code < 500 or name == "readyz", name
        _has_strict_headers(name, answer)
        _is_kept_by_nobody(name, answer)
        _has_nothing_inside(name, answer)
        for cookie in answer.cookies.values():
            assert cookie["samesite"] in {"Lax", "Strict"}, (name, cookie.key)


def _has_strict_headers(name: str, answer: HttpResponse) -> None:
    policy = directives(answer)
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == ["'self'"], name
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"], name
    assert policy["form-action"] == ["'self'"], name
    assert answer.headers["X-Content-Type-Options"] == "nosniff", name
    assert answer.headers["X-Frame-Options"] == "DENY", name
    assert answer.headers["Referrer-Policy"] == "same-origin", name
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name


def _is_kept_by_nobody(name: str, answer: HttpResponse) -> None:
    kept = answer.headers["Cache-Control"]
    if name not in KEPT_BY_BROWSERS:
        assert "no-store" in kept, (name, kept)
        assert "private" in kept, (name, kept)
        assert "public" not in kept, (name, kept)


def _has_nothing_inside(name: str, answer: HttpResponse) -> None:
    if answer.streaming or "text/html" not in answer.headers["Content-Type"]:
        return
    text = answer.content.decode()
    assert "<style" not in text, name
    assert " style=" not in text, name
    assert ' onclick="' not in text, name
    for script in text.split("<script")[1:]:
        head = script.partition(">")[0]
        assert "src=" in head or 'type="application/json"' in head, (name, head)


def test_no_script_can_read_the_cookie_of_a_session() -> None:
    client = Client()
    user = an_account("new@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_site_at_a_https_address_passes_the_check_for_deployment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={**os.environ, **HTTPS, "TRILEMMA_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
