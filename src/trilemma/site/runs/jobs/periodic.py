"""What happens by the clock: each tick once, however many workers there are; of ticks missed, one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from trilemma.site.runs.models import PeriodicTask

Do = Callable[[], None]

BACKWARDS_SECONDS: Final = 7200
"""How far a clock may be put back before ticks are counted anew; until then no tick is repeated."""

_LOG: Final = logging.getLogger("trilemma.runs")


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so often: short, for it holds up the queue, and in the transaction of its tick."""

    name: str
    every: timedelta
    do: Do

    def tick(self, seconds: float) -> int:
        """Return the number of the tick that a moment belongs to."""
        return int(seconds // self.every.total_seconds())


@dataclass
class _Registry:
    tasks: dict[str, Periodic] = field(default_factory=dict)


_REGISTRY = _Registry()


def register_periodic(name: str, every: timedelta, do: Do) -> None:
    """Let an app do something every so often; called in ``apps``."""
    _REGISTRY.tasks[name] = Periodic(name, every, do)


def run_due(seconds: float) -> list[str]:
    """Do what is due at a time of the clock, in seconds, and nobody else has done; return the names."""
    return [task.name for task in list(_REGISTRY.tasks.values()) if _run_if_due(task, seconds)]


def _run_if_due(task: Periodic, seconds: float) -> bool:
    tick = task.tick(seconds)
    row = PeriodicTask.objects.filter(name=task.name).first()
    if row is None:
        row, _made = PeriodicTask.objects.get_or_create(name=task.name)
    if row.tick > max(task.tick(seconds + BACKWARDS_SECONDS), tick + 2):
        PeriodicTask.objects.filter(name=task.name, tick=row.tick).update(tick=tick)
        return False
    if row.tick >= tick:
        return False
    try:
        with transaction.atomic():
            mine = PeriodicTask.objects.filter(name=task.name, tick=row.tick).update(tick=tick, done_at=timezone.now())
            if mine:
                task.do()
    except Exception:  # noqa: BLE001 - of any app; one that fails must not stop the queue
        _LOG.exception("periodic task %s failed; it is tried again", task.name)
        return False
    return bool(mine)
