"""What was computed and may be adopted."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow, User
from trilemma.site.planning.models import Plan


class ProposalKind(models.TextChoices):
    """Where a proposal comes from."""

    SCHEDULE = "schedule", _("Schedule")
    FRONT = "front", _("Trade-off")
    LEVER = "lever", _("Lever")
    PORTFOLIO = "portfolio", _("All projects together")


class ProposalState(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    ADOPTED = "adopted", _("Adopted")
    DISCARDED = "discarded", _("Discarded")


class Proposal(OrganisationRow):
    """A computed change of a plan: it moves nothing until somebody adopts it.

    ``tables`` has the tables of plan text that change, whole; ``rows`` what each activity comes to
    (``[key, mode, start, finish, people]``, instants as ISO texts); ``effect`` finish, cost and escaped defects now and
    then. ``content_hash`` is that of the plan it was computed on: on any other it must be computed again.
    """

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="proposals")
    kind = models.CharField(max_length=10, choices=ProposalKind)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    title = models.CharField(max_length=200)
    run_id = models.CharField(max_length=32, blank=True)
    content_hash = models.CharField(max_length=64)
    tables = models.JSONField()
    rows = models.JSONField(default=list)
    effect = models.JSONField(default=dict)
    method = models.JSONField(default=dict)
    created_by = models.ForeignKey(User, on_delete=models.RESTRICT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["plan", "state", "-created_at"], name="open_proposals")]

    def __str__(self) -> str:
        return self.title
