"""What was frozen: baselines, and dated snapshots of progress."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow
from trilemma.site.planning.models.plan import Plan


class Baseline(OrganisationRow):
    """A frozen plan: ``entries`` are those of plan text (dates, effort and cost of each activity).

    ``document`` is the whole plan as it was, in the tables of plan text, so that anything can be compared; it is empty
    where a baseline came with a file that held only its dates.
    """

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="baselines")
    key = models.CharField(max_length=120)
    name = models.CharField(_("name"), max_length=120)
    taken_on = models.DateField(_("taken on"))
    entries = models.JSONField(default=list)
    document = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_baseline_per_key")]
        ordering = ["taken_on", "id"]

    def __str__(self) -> str:
        return self.name


class StatusSnapshot(OrganisationRow):
    """What was known of the progress at a status date: ``at`` and ``entries`` as in plan text."""

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="statuses")
    at = models.CharField(_("status date"), max_length=30)
    entries = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "at"], name="one_snapshot_per_date")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.at
