"""Runs: one computation each, from the wish to its result. The row is the queue."""

from __future__ import annotations

from typing import Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow, User

DEATHS: Final = 3
"""So often the process of a run may die; then it counts as one that kills its workers."""


class RunState(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Stopped")


ACTIVE: Final = (RunState.QUEUED, RunState.RUNNING)


class Run(OrganisationRow):
    """One computation with its inputs, seed, method, version, progress and result.

    ``attempt`` counts how often it was begun and fences every write: a worker whose attempt is no longer the current
    one writes nothing. ``beat`` grows while a worker is alive; others watch it with their own monotonic clocks, so no
    clock of the day decides about anything. ``turn`` is its place in the queue, fair between organisations.
    ``progress`` is ``{"text", "value", "bound", "gap"}``, each of which may be missing.
    """

    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=32, blank=True)
    plan = models.CharField(max_length=32, blank=True)
    input = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    content_hash = models.CharField(max_length=64, blank=True)
    cache_key = models.CharField(max_length=64, blank=True)
    seed = models.PositiveBigIntegerField(default=1)
    priority = models.SmallIntegerField(default=0)
    turn = models.PositiveBigIntegerField(default=0)

    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    beat = models.PositiveBigIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)

    share = models.FloatField(default=0.0)
    progress = models.JSONField(default=dict)
    progress_at = models.DateTimeField(null=True, blank=True)

    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    method = models.CharField(max_length=60, blank=True)
    engine_version = models.CharField(max_length=40, blank=True)

    created_by = models.ForeignKey(User, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "cache_key"],
                condition=models.Q(state__in=ACTIVE, cancel_requested=False) & ~models.Q(cache_key=""),
                name="one_active_run_of_the_same",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-priority", "turn", "id"], name="queue_of_runs"),
            models.Index(fields=["organisation", "scope", "-id"], name="runs_of_scope"),
            models.Index(fields=["organisation", "cache_key"], name="equal_runs"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}: {self.state}"

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ACTIVE

    @property
    def percent(self) -> int:
        """How much is done, in percent."""
        return round(self.share * 100)


class RunSamples(models.Model):
    """Numbers of a result that are too many for JSON, as compressed bytes; beside the run, so that lists stay light."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, primary_key=True, related_name="samples")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.run_id}: {len(self.content)} bytes"


class PeriodicTask(models.Model):
    """Something that happens every so many seconds: the number of the last tick, so that each is done once."""

    name = models.CharField(max_length=80, primary_key=True)
    tick = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.tick}"


class WorkerBeat(models.Model):
    """A worker process that is at work, or was when its beat stopped growing."""

    name = models.CharField(max_length=100, primary_key=True)
    processes = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    beat = models.PositiveBigIntegerField(default=0)
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
