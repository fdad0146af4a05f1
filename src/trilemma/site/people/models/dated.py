"""What a person or team has by date or by skill: rates, absences, levels."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow
from trilemma.site.people.models.persons import Person
from trilemma.site.people.models.teams import Team


class Rate(OrganisationRow):
    """What an hour of a person or team costs, and what is billed for it, from a date on or from the beginning."""

    person = models.ForeignKey(Person, on_delete=models.RESTRICT, null=True, blank=True, related_name="rates")
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, null=True, blank=True, related_name="rates")
    first = models.DateField(_("from"), null=True, blank=True)
    cost_per_hour = models.DecimalField(_("cost per hour"), max_digits=12, decimal_places=2)
    billing_per_hour = models.DecimalField(_("billed per hour"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(team__isnull=True), name="rate_of_one"
            ),
            models.UniqueConstraint(fields=["person", "first"], name="one_rate_of_person_per_day"),
            models.UniqueConstraint(fields=["team", "first"], name="one_rate_of_team_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.cost_per_hour} / h"


class AbsenceKind(models.TextChoices):
    """Why somebody is away; only they themselves and admins learn it."""

    VACATION = "vacation", _("Vacation")
    ILLNESS = "illness", _("Illness")
    PARENTAL = "parental", _("Parental leave")
    TRAINING = "training", _("Training")
    OTHER = "other", _("Other")


class Absence(OrganisationRow):
    """Days on which a person does not work, both included."""

    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="absences")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    kind = models.CharField(_("kind"), max_length=12, choices=AbsenceKind, default=AbsenceKind.VACATION)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="absence_in_order"),
        ]
        indexes = [models.Index(fields=["organisation", "first", "last"], name="absences_by_day")]

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


class SkillLevel(OrganisationRow):
    """What a person can do, and how well: a higher level can do the work of a lower one."""

    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="skills")
    skill = models.CharField(_("skill"), max_length=60)
    level = models.PositiveSmallIntegerField(
        _("level"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "skill"], name="one_level_per_skill"),
        ]
        indexes = [models.Index(fields=["organisation", "skill"], name="people_by_skill")]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"
