"""What a new installation begins with: an organisation, the account of its owner, and the sample on request."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Final

from django.db import transaction

from trilemma.engine.api import InputError
from trilemma.site.accounts.actions import add_account, create_organisation
from trilemma.site.core.models import Membership, Organisation, OrganisationRole, User
from trilemma.site.core.queries import actor_of

OWNER: Final = "owner@localhost"
SAMPLE: Final = "trilemma.site.config.sample"


def begin(*, sample: bool) -> User:
    """Return the account that owns this installation; of a new one make it, with an organisation.

    The sample is a module with a function ``fill(actor)``, which makes people and projects in the new organisation.
    """
    if Organisation.objects.exists():
        return owner()
    with transaction.atomic():
        user = add_account(OWNER, name="Owner")
        name = "Brightside" if sample else "My organisation"
        actor = actor_of(user, create_organisation(user, name=name, bare=sample).slug)
        if sample and find_spec(SAMPLE) is not None:
            import_module(SAMPLE).fill(actor)
    return user


def owner() -> User:
    """Return the admin who was there first."""
    admins = Membership.objects.filter(role=OrganisationRole.ADMIN, user__is_active=True)
    found = admins.select_related("user").order_by("pk").first()
    if found is None:
        raise InputError("nobody is an admin here; add one with: trilemma user add EMAIL --admin")
    return found.user
