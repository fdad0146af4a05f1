"""What is done to organisations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, cast

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import Changes, changing
from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import Membership, Organisation, OrganisationRole, OrganisationRow, User

Beginning = Callable[[Changes, Organisation], None]
RESERVED: Final = frozenset({"new", "static", "accounts"})
_CHANGEABLE: Final = frozenset({"name", "time_zone", "currency", "country", "region"})


@dataclass
class _Registry:
    """What apps give a new organisation."""

    beginnings: list[Beginning] = field(default_factory=list)


_REGISTRY = _Registry()


def add_beginning(beginning: Beginning) -> None:
    """Let an app give every new organisation something, such as a calendar; called in ``apps``."""
    _REGISTRY.beginnings.append(beginning)


@transaction.atomic
def create_organisation(
    user: User,
    *,
    name: str,
    slug: str = "",
    bare: bool = False,
    **values: Any,  # noqa: ANN401 - values of any field
) -> Organisation:
    """Make an organisation with its first admin and, unless it is to be ``bare``, with what apps give it."""
    name = _name(name)
    known = _known(values)
    organisation = Organisation.objects.create(name=name, slug=_free_slug(slug or name), **known)
    actor = Actor(user.pk, organisation.pk, organisation.slug, OrganisationRole.ADMIN, str(user))
    label = _("Made the organisation %(name)s") % {"name": name}
    with changing(actor, "organisation.created", label, undoable=False) as change:
        change.create(Membership(user=user, role=OrganisationRole.ADMIN))
        for beginning in () if bare else _REGISTRY.beginnings:
            beginning(change, organisation)
    return organisation


@transaction.atomic
def change_organisation(actor: Actor, *, version: int | None = None, **values: Any) -> Organisation:  # noqa: ANN401
    """Change the settings of the actor's organisation."""
    actor.require(OrganisationRole.ADMIN)
    organisation = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    if version is not None and organisation.version != version:
        raise RuleError(_("Somebody else has changed these settings since you opened them. Load the page again."))
    known = _known(values)
    if "name" in known:
        known["name"] = _name(known["name"])
    with changing(actor, "organisation.changed", _("Changed the settings of the organisation")) as change:
        change.update(cast("OrganisationRow", organisation), **known)  # it has all that a row must have
    return organisation


def _known(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - _CHANGEABLE
    if unknown:
        raise TypeError(f"{', '.join(sorted(unknown))} cannot be set here")
    return dict(values)


def _name(name: str) -> str:
    name = " ".join(name.split())[:120]
    if not name:
        message = _("An organisation needs a name.")
        raise RuleError(message, fields={"name": message})
    return name


def _free_slug(name: str) -> str:
    base = slugify(name)[:34].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    return next(slug for number in count(2) if (slug := f"{base}-{number}") not in taken)
