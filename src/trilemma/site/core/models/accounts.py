"""The accounts with which people sign in; one account may belong to several organisations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models.rows import PublicIdField


class Theme(models.TextChoices):
    """How light the pages are."""

    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    """How high the rows of lists are."""

    COMPACT = "compact", _("Compact")
    NORMAL = "normal", _("Normal")
    SPACIOUS = "spacious", _("Spacious")


class Accounts(BaseUserManager["User"]):
    """Makes accounts and finds them by their address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:  # noqa: ANN401 - any field
        """Return a new account; without a password one can only sign in another way."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account of an address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account: an address, a name, and how this person likes the pages."""

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(_("row height"), max_length=10, choices=Density, default=Density.NORMAL)
    single_key_shortcuts = models.BooleanField(_("shortcuts of one key"), default=True)

    objects: ClassVar[Accounts] = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return how the person is called."""
        return str(self)
