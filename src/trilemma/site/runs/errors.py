"""What can happen to a run, by its code."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

LOST: Final = "worker_lost"
FAULT: Final = "fault"
UNKNOWN_KIND: Final = "unknown_kind"

POISON_MESSAGE: Final = _("The process that computed this died three times in a row. It is not tried again by itself.")
FAULT_MESSAGE: Final = _("The program is at fault. The log of the worker says more.")


class DiedError(Exception):
    """The process of a run died, or its database did; the run is begun again."""
