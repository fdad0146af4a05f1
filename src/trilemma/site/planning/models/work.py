"""Activities and links."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow
from trilemma.site.planning.models.plan import Plan

STEP = 1 << 20
"""Distance between the positions of neighbours, so that there is room for others between them."""


class LinkType(models.TextChoices):
    """Which end of the predecessor holds which end of the successor."""

    FINISH_START = "FS", _("Finish to start")
    START_START = "SS", _("Start to start")
    FINISH_FINISH = "FF", _("Finish to finish")
    START_FINISH = "SF", _("Start to finish")


class Activity(OrganisationRow):
    """An element of the work breakdown structure; ``position`` orders those that have the same parent.

    ``modes`` is a list of modes, each a table of plan text (``id``, ``name``, ``effort`` or ``duration``, ``team``,
    ``people``, ...); ``constraints`` the keys ``start_no_earlier`` and so on; ``deadline`` and ``progress`` are the
    tables of the same names. ``key`` is the id in the engine and in files.
    """

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="activities")
    key = models.CharField(max_length=120)
    name = models.CharField(_("name"), max_length=300, blank=True)
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    position = models.BigIntegerField(default=0)
    modes = models.JSONField(_("modes"), default=list, blank=True)
    constraints = models.JSONField(_("constraints"), default=dict, blank=True)
    deadline = models.JSONField(_("deadline"), null=True, blank=True)
    progress = models.JSONField(_("progress"), null=True, blank=True)
    calendar = models.CharField(_("calendar"), max_length=60, blank=True)
    subproject = models.CharField(_("subproject"), max_length=120, blank=True)
    deliverable = models.CharField(_("deliverable"), max_length=120, blank=True)
    work_kind = models.CharField(_("kind of work"), max_length=120, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=500)
    note = models.TextField(_("description"), blank=True)
    own_fields = models.JSONField(_("own fields"), default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_activity_per_key")]
        indexes = [models.Index(fields=["plan", "position"], name="activities_in_order")]

    def __str__(self) -> str:
        return self.name or self.key


class Link(OrganisationRow):
    """A dependency; ``lag`` is written as in plan text: ``+2d``, ``-4h``, ``+1ed``, or nothing."""

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="links")
    predecessor = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="links_out")
    successor = models.ForeignKey(Activity, on_delete=models.RESTRICT, related_name="links_in")
    type = models.CharField(_("type"), max_length=2, choices=LinkType, default=LinkType.FINISH_START)
    lag = models.CharField(_("lag"), max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.predecessor_id} {self.type}{self.lag} {self.successor_id}"
