"""The site refuses to start without its built front end, and serves it to be kept for ever."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.core import checks
from django.test import Client

from trilemma.site.core import assets

FIRST_LOAD_LIMIT = 150_000
"""Bytes that a page without charts may need at the first visit, compressed."""


def messages() -> list[str]:
    return [str(error.id) for error in checks.run_checks() if str(error.id).startswith("trilemma.")]


def test_all_is_well_when_it_is_built() -> None:
    assert messages() == []


def test_a_missing_package_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "PACKAGE", "no_such_package")
    assert messages() == ["trilemma.E001"]
    assert "just frontend" in assets.what_is_missing()


def test_a_manifest_without_its_files_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "static_folders", lambda: [tmp_path])
    assert messages() == ["trilemma.E002"]


@pytest.mark.django_db  # the end of a request looks after connections that earlier tests have opened
def test_files_named_by_their_content_may_be_kept_for_ever() -> None:
    answer = Client().get(f"/static/{assets.file_of('app.js')}")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")
    answer.close()


def test_the_first_visit_of_a_page_without_charts_is_light() -> None:
    (folder,) = assets.static_folders()
    letters = folder / assets.file_of("letters.woff2")
    texts = (folder / assets.file_of(name) for name in ("app.js", "app.css", "icons.svg", "mark.svg"))
    total = letters.stat().st_size + sum(len(gzip.compress(file.read_bytes(), 9)) for file in texts)
    assert total < FIRST_LOAD_LIMIT
