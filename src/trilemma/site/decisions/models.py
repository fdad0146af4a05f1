"""Decisions."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow, User
from trilemma.site.forecasts.models import Proposal
from trilemma.site.planning.models import Plan


class Decision(OrganisationRow):
    """A choice that was made: what, by whom, when, why, and the effect that was computed then.

    ``effect`` is finish, cost and escaped defects before and after, as the proposal stated them; ``method`` says how
    they were computed, so that anybody can compute them again.
    """

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="decisions")
    proposal = models.OneToOneField(Proposal, on_delete=models.RESTRICT, null=True, related_name="decision")
    title = models.CharField(_("what was decided"), max_length=200)
    note = models.TextField(_("why"), blank=True)
    effect = models.JSONField(default=dict)
    method = models.JSONField(default=dict)
    decided_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["plan", "-decided_at"], name="decisions_of_plan")]

    def __str__(self) -> str:
        return self.title
