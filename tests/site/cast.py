"""One cast for all tests of the site: two organisations, and people with every role in them."""

from __future__ import annotations

from django.test import Client

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import Membership, Organisation, OrganisationRole, User
from trilemma.site.core.queries import actor_of

PASSWORD = "correct horse battery"  # noqa: S105 - of accounts that exist in tests only


def an_organisation(slug: str = "brightside") -> Organisation:
    return Organisation.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def an_account(email: str = "ada@example.com", name: str = "") -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0].capitalize())


def an_actor(
    email: str = "ada@example.com", role: OrganisationRole = OrganisationRole.ADMIN, slug: str = "brightside"
) -> Actor:
    """Return a member, with an account and a membership where there is none yet."""
    user, organisation = an_account(email), an_organisation(slug)
    Membership.objects.update_or_create(organisation=organisation, user=user, defaults={"role": role})
    return actor_of(user, slug)


def a_browser(actor: Actor) -> Client:
    """Return a client in which the actor is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client
