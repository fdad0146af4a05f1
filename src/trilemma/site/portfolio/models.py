"""What a plan takes of whom, kept so that the load of all projects can be read at once."""

from __future__ import annotations

from django.db import models

from trilemma.site.core.models import OrganisationRow
from trilemma.site.planning.models import Plan


class PlanLoad(OrganisationRow):
    """The weekly work of a live plan as of two revisions: that of its project and that of the people.

    ``first`` is the Monday of week 0; ``work`` lists ``[who, week, activity's key, its name, minutes]``; ``capacity``
    has the regular minutes of each week by who. It is derived: whatever it says follows from rows that people wrote.
    """

    plan = models.OneToOneField(Plan, on_delete=models.RESTRICT, related_name="load")
    plan_number = models.PositiveBigIntegerField(default=0)
    people_number = models.PositiveBigIntegerField(default=0)
    first = models.DateField()
    work = models.JSONField(default=list)
    capacity = models.JSONField(default=dict)
    overtime = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.plan_id}: {len(self.work)}"
