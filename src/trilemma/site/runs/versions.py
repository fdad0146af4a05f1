"""The version that computed numbers carry."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache
def engine_version() -> str:
    """Return the version of this program; numbers of another version are computed anew."""
    return version("trilemma")
