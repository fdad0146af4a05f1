"""Fixtures of the site's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.site.browser import chromium, desk

__all__ = ["chromium", "desk"]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Begin every test in English, whatever language a page spoke in the test before."""
    with translation.override("en"):
        yield
