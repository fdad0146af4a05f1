"""Accounts and organisations as the operator of the machine adds them."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from trilemma.engine.api import InputError
from trilemma.site.accounts.actions import add_account, create_organisation
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.models import Membership, Organisation, OrganisationRole, User
from trilemma.site.core.queries import actor_of

SLUG_LENGTH: Final = 34


@transaction.atomic
def add_account_to(
    email: str, name: str, organisation: str | None, new_organisation: str | None, *, admin: bool
) -> tuple[Actor, User]:
    """Return an account as a member of an organisation, each made where it is missing.

    Raises
    ------
    InputError
        If the address is none, or the organisation is unknown or not clear.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise InputError("this is no e-mail address", "EMAIL") from None
    slug = new_slug(new_organisation) if new_organisation else None
    joined = None if slug else find_organisation(organisation)
    user = User.objects.filter(email__iexact=email.strip()).first() or add_account(email, name=name)
    if joined is None:
        made = create_organisation(user, name=new_organisation or "", slug=slug or "")
        return actor_of(user, made.slug), user
    role = OrganisationRole.ADMIN if admin else OrganisationRole.MEMBER
    if Membership.objects.filter(user=user, organisation=joined).exists():
        raise InputError(f"{user.email} is a member of {joined.slug} already", "EMAIL")
    return add_member(user, joined, role), user


def new_slug(name: str) -> str:
    """Return the short name of a new organisation, made of its name."""
    slug = slugify(name)[:SLUG_LENGTH]
    if not slug:
        raise InputError("the name has no letter or digit", "--new-organisation")
    if Organisation.objects.filter(slug=slug).exists():
        raise InputError(f"there is an organisation {slug} already", "--new-organisation")
    return slug


def find_organisation(slug: str | None) -> Organisation:
    """Return the organisation of a short name, or the only one there is."""
    known = {each.slug: each for each in Organisation.objects.order_by("slug")}
    if slug is None and len(known) == 1:
        return next(iter(known.values()))
    if slug is None or slug not in known:
        which = f"there is: {', '.join(known)}" if known else "there is none yet; make one with --new-organisation NAME"
        raise InputError(f"name an organisation; {which}", "--organisation")
    return known[slug]


def add_member(user: User, organisation: Organisation, role: OrganisationRole) -> Actor:
    """Make an account a member of an organisation; return it at work there."""
    actor = Actor(user.pk, organisation.pk, organisation.slug, role, str(user))
    with changing(actor, "member.added", "Added a member", scope="organisation", undoable=False) as change:
        change.create(Membership(user=user, role=role))
    return actor
