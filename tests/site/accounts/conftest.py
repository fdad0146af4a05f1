"""Every test of accounts starts without failed logins."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_failed_logins() -> None:
    cache.clear()
