"""What all rows of an organisation have in common."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from django.db import models

if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField

PUBLIC_ID_LENGTH: Final = 16
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter is mistaken for a digit."""


class InOrganisation(Protocol):
    """Whoever acts inside one organisation: an actor."""

    @property
    def organisation_id(self) -> int:
        """The key of the organisation."""
        ...


def new_public_id() -> str:
    """Return an identifier of 80 random bits that tells nothing about other rows."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class PublicIdField(_Text):
    """The identifier by which a row is known outside: in addresses, files and messages."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Django's own options
        options.setdefault("max_length", PUBLIC_ID_LENGTH)
        options.setdefault("default", new_public_id)
        options.setdefault("unique", True)
        options.setdefault("editable", False)
        super().__init__(**options)


class OrganisationRow(models.Model):
    """A row that belongs to one organisation; nothing crosses it.

    Rows are read through ``of(actor)`` and written through `core.changes`, which refuses references into another
    organisation and counts ``version`` up, so that a stale form is noticed.
    """

    organisation = models.ForeignKey("core.Organisation", on_delete=models.RESTRICT, related_name="+", editable=False)
    public_id = PublicIdField()
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def of(cls, actor: InOrganisation) -> models.QuerySet[Self]:
        """Return the rows of the actor's organisation."""
        return cls._default_manager.filter(organisation_id=actor.organisation_id)
