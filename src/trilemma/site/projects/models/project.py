"""A project and the people who take part in it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models import OrganisationRow, User


class ProjectKind(models.TextChoices):
    """What a project brings about."""

    IMPLEMENTATION = "implementation", _("Implementation")
    ROLL_OUT = "roll-out", _("Roll-out at a customer")
    MIGRATION = "migration", _("System migration")
    WEBSITE = "website", _("Website or web software")
    PRODUCT = "product", _("Product development")


class ProjectState(models.TextChoices):
    """Where a project stands in its life."""

    BID = "bid", _("Bid")
    PLANNED = "planned", _("Planned")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")


class ProjectRole(models.TextChoices):
    """What somebody may do in a project."""

    VIEWER = "viewer", _("Viewer: sees everything but internal costs")
    MEMBER = "member", _("Member: also comments and reports progress")
    MANAGER = "manager", _("Manager: also plans, computes and adopts")
    OWNER = "owner", _("Owner: also members, settings and deletion")


class Project(OrganisationRow):
    """A project. ``tentative`` work of bids is shown hatched; ``trashed_at`` says since when it lies in the trash."""

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=ProjectKind, default=ProjectKind.IMPLEMENTATION)
    state = models.CharField(_("state"), max_length=10, choices=ProjectState, default=ProjectState.PLANNED)
    customer = models.CharField(_("customer"), max_length=160, blank=True)
    description = models.TextField(_("description"), blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=500)
    own_fields = models.JSONField(_("own fields"), default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "trashed_at", "name"], name="projects_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def tentative(self) -> bool:
        """Whether it is not sure that the project happens."""
        return self.state == ProjectState.BID

    @property
    def in_house(self) -> bool:
        """Whether nobody outside has ordered it."""
        return not self.customer


class ProjectMembership(OrganisationRow):
    """An account's role in a project."""

    project = models.ForeignKey(Project, on_delete=models.RESTRICT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=ProjectRole, default=ProjectRole.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role_per_project")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"
