"""Fixtures of the site's tests."""

from __future__ import annotations

from tests.site.browser import chromium, desk

__all__ = ["chromium", "desk"]
