"""Persons: who works, with or without an account of their own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow, User
from trilemma.site.people.models.calendars import Calendar
from trilemma.site.people.models.teams import Team


class Person(OrganisationRow):
    """Somebody who works: working hours, part time by date, overtime, the days on which they are here at all.

    ``capacity`` is a list of ``{"first": date or null, "permille": share of full time}``, in order of date.
    ``overtime`` is null for the team's rule, ``"none"``, the name of a preset, or plan text's table; it counts only
    once the person has agreed, which ``overtime_agreed_on`` records. ``key`` is the engine's id and never changes.
    """

    key = models.CharField(_("key"), max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=120)
    user = models.ForeignKey(User, on_delete=models.RESTRICT, null=True, blank=True, related_name="persons")
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, null=True, blank=True, related_name="members")
    calendar = models.ForeignKey(Calendar, on_delete=models.RESTRICT, null=True, blank=True, related_name="persons")
    capacity = models.JSONField(_("part time"), default=list, blank=True)
    overtime = models.JSONField(_("overtime"), null=True, blank=True)
    overtime_agreed_on = models.DateField(_("agreed to overtime on"), null=True, blank=True)
    ramp_up = models.JSONField(_("ramp-up"), null=True, blank=True)
    joined_on = models.DateField(_("first day"), null=True, blank=True)
    left_on = models.DateField(_("last day"), null=True, blank=True)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_person_per_key"),
            models.UniqueConstraint(fields=["organisation", "user"], name="one_person_per_account"),
        ]

    def __str__(self) -> str:
        return self.name
