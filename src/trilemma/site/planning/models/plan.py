"""The head of a plan: the live one of a project, or a scenario beside it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow
from trilemma.site.projects.models import Project


class PlanKind(models.TextChoices):
    """What a plan is for."""

    LIVE = "live", _("The plan")
    SCENARIO = "scenario", _("Scenario")


class Plan(OrganisationRow):
    """A plan's head. JSON columns hold the tables of plan text of the same names, as entered.

    ``start`` and ``status_date`` are written as in plan text: a date, or a date and time without an offset on the clock
    of ``time_zone``; name and priority are those of the project. ``key`` is the project's id in the engine and in
    files, ``calendar`` empty where the organisation's usual one is in force. ``source_number`` is the number of the
    audit entry up to which a scenario knows the live plan.
    """

    project = models.ForeignKey(Project, on_delete=models.RESTRICT, related_name="plans")
    kind = models.CharField(max_length=10, choices=PlanKind, default=PlanKind.LIVE)
    key = models.CharField(max_length=120, default="project")
    name = models.CharField(_("name"), max_length=120, blank=True)
    start = models.CharField(_("start"), max_length=30)
    status_date = models.CharField(_("status date"), max_length=30, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60)
    currency = models.CharField(_("currency"), max_length=3)
    calendar = models.CharField(_("calendar"), max_length=60, blank=True)
    release = models.CharField(_("release milestone"), max_length=120, blank=True)
    subprojects = models.JSONField(default=list, blank=True)
    quality = models.JSONField(default=dict, blank=True)
    correlation = models.JSONField(default=dict, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    adopted = models.JSONField(default=dict, blank=True)
    source_number = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=models.Q(kind="live"), name="one_live_plan")
        ]

    def __str__(self) -> str:
        return self.name or f"{self.kind} of {self.project_id}"
