"""The sample plans that ship with the package, as plan text."""

from __future__ import annotations

from importlib.resources import files

from trilemma.engine.api import InputError, Plan
from trilemma.files.plan_text import read_plan_text

_SUFFIX = ".toml"
_FIRST = "website-relaunch"


def sample_names() -> tuple[str, ...]:
    """Return the names of the sample plans, the one of the tour first."""
    found = sorted(
        entry.name.removesuffix(_SUFFIX) for entry in files(__package__).iterdir() if entry.name.endswith(_SUFFIX)
    )
    return (_FIRST, *(name for name in found if name != _FIRST))


def sample_text(name: str = _FIRST) -> str:
    """Return a sample plan as plan text.

    Raises
    ------
    InputError
        If there is no sample of that name.
    """
    if name not in sample_names():
        raise InputError(f"there is no sample {name!r}; there are {', '.join(sample_names())}", "sample")
    return (files(__package__) / f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def sample_plan(name: str = _FIRST) -> Plan:
    """Return a sample plan."""
    return read_plan_text(sample_text(name), f"{name}{_SUFFIX}")
