"""Settings of every test: property tests are the same everywhere, unless a longer hunt is asked for."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "check",
    derandomize=True,  # the same examples on every machine: a red check says something about the change
    deadline=None,  # cores are shared, and a first call may compile
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("hunt", parent=settings.get_profile("check"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "check"))
