"""Loading what computations need: Django, and then the engine as the handlers wish."""

from __future__ import annotations

import logging
import os
from typing import Final

import django
from django.apps import apps

_LOG: Final = logging.getLogger("trilemma.runs")


def set_up() -> None:
    """Load Django, unless it is loaded."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trilemma.site.config.settings")
    if not apps.ready:
        django.setup()


def warm_up() -> None:
    """Load and compile what the computations of each kind need; they must leave no thread and no connection behind."""
    from trilemma.site.runs.jobs.handlers import handler_of, kinds  # noqa: PLC0415 - needs Django

    for kind in kinds(quick=False):
        try:
            handler_of(kind).warm()
        except Exception:  # noqa: BLE001 - of any app; without it the first run only takes longer
            _LOG.exception("%s could not be warmed up; its first run will take longer", kind)
