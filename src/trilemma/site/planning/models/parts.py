"""What a plan knows beside its activities: each a table of plan text with a key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow
from trilemma.site.planning.models.plan import Plan


class PlanPart(OrganisationRow):
    """One table of a plan; ``fields`` has its keys as in plan text, all but ``id`` and ``name``."""

    table: ClassVar[str]
    """The name of the table in plan text."""

    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="+")
    key = models.CharField(max_length=120)
    name = models.CharField(_("name"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)
    fields = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_%(class)s_per_key")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name or self.key


class Deliverable(PlanPart):
    """A scope item that the concept promises: ``optional``, ``criteria``."""

    table = "deliverable"


class Budget(PlanPart):
    """A nonrenewable limit that modes use up: ``limit``."""

    table = "budget"


class QualityStep(PlanPart):
    """A review, inspection or test: ``activity``, ``covers``, ``removal``, ``fix``."""

    table = "quality_step"


class Risk(PlanPart):
    """What may happen: ``probability``, ``activities``, its effects such as ``delay`` and ``cost``, ``mitigation``."""

    table = "risk"


class LeverIdea(PlanPart):
    """A change that somebody thought of: ``team``, ``people``, ``first``, ``cost``, ``ramp_up``."""

    table = "lever"


class Statement(PlanPart):
    """A measurable expectation or promise: ``measure``, ``kind``, ``at``, ``amount``, ``confidence`` and so on."""

    table = "statement"
