"""Organisations, the tenants of an installation, and who belongs to them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models.accounts import User
from trilemma.site.core.models.rows import OrganisationRow, PublicIdField


class OrganisationRole(models.TextChoices):
    """What somebody may do in an organisation as a whole; projects have roles of their own."""

    GUEST = "guest", _("Guest: sees the projects shared with them")
    MEMBER = "member", _("Member: sees people and starts projects")
    ADMIN = "admin", _("Admin: also people, rates, settings and members")


class Organisation(models.Model):
    """A tenant: nothing crosses it."""

    public_id = PublicIdField()
    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Berlin")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_id(self) -> int:
        """Its own key: it is written like the rows that belong to it."""
        return self.pk


class Membership(OrganisationRow):
    """An account's place in an organisation."""

    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="memberships")
    role = models.CharField(
        _("role"), max_length=10, choices=OrganisationRole, default=OrganisationRole.MEMBER, db_default="member"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_account")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    @property
    def role_name(self) -> str:
        """The role in a word."""
        return str(OrganisationRole(self.role).label).partition(":")[0]


class Invitation(OrganisationRow):
    """A link that makes an account a member; only the hash of its secret is kept."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=OrganisationRole, default=OrganisationRole.MEMBER)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email
