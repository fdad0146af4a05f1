"""Calendars: when work goes on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow

STANDARD_WEEK = "Mon-Fri 09:00-13:00 14:00-18:00"


class Calendar(OrganisationRow):
    """Working time: a week, public holidays and exceptions; one of them is the organisation's usual one.

    ``week`` has one line for each group of days, such as ``Mon-Thu 08:00-12:00 13:00-17:00``. ``changes`` is a list of
    ``{"first": date, "week": [line, ...]}``, weeks that hold from a date on; ``exceptions`` a list of
    ``{"first": date, "last": date, "hours": shifts, "name": text}``, where no hours are a day off. Both are in the form
    of plan text. A calendar in the bin keeps its place in plans that name it.
    """

    key = models.CharField(_("key"), max_length=60, editable=False)
    name = models.CharField(_("name"), max_length=120)
    is_default = models.BooleanField(_("usual calendar"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    week = models.TextField(_("working week"), default=STANDARD_WEEK)
    changes = models.JSONField(_("later weeks"), default=list, blank=True)
    public_holidays = models.CharField(_("public holidays"), max_length=20, blank=True)
    exceptions = models.JSONField(_("exceptions"), default=list, blank=True)
    minutes_per_day = models.PositiveIntegerField(_("minutes per day"), default=480)
    minutes_per_week = models.PositiveIntegerField(_("minutes per week"), default=2400)
    days_per_month = models.PositiveIntegerField(_("days per month"), default=20)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_calendar_per_key"),
        ]

    def __str__(self) -> str:
        return self.name
