"""Fields that an organisation adds to its projects and activities."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow


class FieldKind(models.TextChoices):
    """What can be entered."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several")
    FLAG = "flag", _("Yes or no")


class FieldPlace(models.TextChoices):
    """What the field belongs to."""

    PROJECT = "project", _("Projects")
    ACTIVITY = "activity", _("Activities")


class CustomField(OrganisationRow):
    """A field of one's own; its values are kept by ``key`` in the ``own_fields`` of projects and activities."""

    place = models.CharField(_("belongs to"), max_length=10, choices=FieldPlace)
    key = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=FieldKind, default=FieldKind.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "place", "key"], name="one_own_field_per_key")]

    def __str__(self) -> str:
        return self.name
