"""Teams: people who work together."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow
from trilemma.site.people.models.calendars import Calendar

NO_OVERTIME: Final = "none"
"""The overtime rule that allows none."""


class Team(OrganisationRow):
    """A team with named members or an anonymous capacity, never both.

    ``capacity`` is a list of ``{"first": date or null, "permille": thousandths of one person}``, in order of date.
    ``overtime`` is null or ``"none"`` where none is allowed, the name of a preset, or the table of plan text;
    ``ramp_up`` is null or plan text's table. A team in the bin keeps its place in plans that name it.
    """

    key = models.CharField(_("key"), max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=120)
    colour = models.CharField(_("colour"), max_length=20, blank=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.RESTRICT, null=True, blank=True, related_name="teams")
    capacity = models.JSONField(_("capacity"), default=list, blank=True)
    overtime = models.JSONField(_("overtime"), null=True, blank=True)
    ramp_up = models.JSONField(_("ramp-up"), null=True, blank=True)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_team_per_key")]

    def __str__(self) -> str:
        return self.name
