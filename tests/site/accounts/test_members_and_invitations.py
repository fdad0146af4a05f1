"""Members come by invitation, have roles, and never leave an organisation without an admin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.site.cast import PASSWORD, a_browser, an_account, an_actor
from trilemma.site.accounts.actions import (
    accept_invitation,
    change_role,
    invite,
    leave_organisation,
    remove_member,
    revoke_invitation,
)
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from trilemma.site.core.models import AuditEntry, Invitation, Membership, OrganisationRole, User
from trilemma.site.core.undoing import undo

pytestmark = pytest.mark.django_db
HOME = "/o/brightside"


def membership(actor: Actor) -> Membership:
    return Membership.of(actor).get(user_id=actor.user_id)


def test_an_invitation_is_mailed_and_only_the_hash_of_its_secret_is_kept(
    django_capture_on_commit_callbacks: Any,
) -> None:
    actor = an_actor()
    with django_capture_on_commit_callbacks(execute=True):
        invited = invite(actor, email="Bo@Example.com", role=OrganisationRole.ADMIN)
    letter = mail.outbox[0]
    secret = invited.link.rsplit("/", 1)[1]
    assert letter.to == ["bo@example.com"]
    assert invited.link in str(letter.body)
    assert isinstance(letter, mail.EmailMultiAlternatives)
    assert f'href="{invited.link}"' in str(letter.alternatives[0][0])
    assert len(secret) >= 43  # 256 bits
    assert secret not in str(Invitation.objects.values().get())
    assert secret not in str(list(AuditEntry.objects.values("changes")))


def test_who_accepts_becomes_a_member_once() -> None:
    actor = an_actor()
    secret = invite(actor, email="bo@example.com").link.rsplit("/", 1)[1]
    organisation = accept_invitation(an_account("bo@example.com"), secret)
    assert organisation.pk == actor.organisation_id
    assert Membership.of(actor).get(user__email="bo@example.com").role == "member"
    assert AuditEntry.objects.latest("number").verb == "invitation.accepted"
    with pytest.raises(NotFoundError, match="no longer works"):
        accept_invitation(an_account("cy@example.com"), secret)


def test_an_invitation_that_is_old_or_taken_back_does_not_work() -> None:
    actor = an_actor()
    old = invite(actor, email="bo@example.com")
    Invitation.objects.filter(pk=old.invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    revoked = invite(actor, email="cy@example.com")
    revoke_invitation(actor, revoked.invitation.public_id)
    replaced, newest = invite(actor, email="di@example.com"), invite(actor, email="di@example.com")
    for link in (old.link, revoked.link, replaced.link, old.link + "x"):
        with pytest.raises(NotFoundError):
            accept_invitation(an_account("eve@example.com"), link.rsplit("/", 1)[1])
    accept_invitation(an_account("eve@example.com"), newest.link.rsplit("/", 1)[1])


def test_a_member_is_not_invited_again() -> None:
    actor = an_actor()
    an_actor("bo@example.com", OrganisationRole.GUEST)
    with pytest.raises(RuleError, match="is a member already"):
        invite(actor, email="bo@example.com")


def test_one_signs_up_from_an_invitation_and_joins() -> None:
    actor = an_actor()
    link = invite(actor, email="bo@example.com").link
    path = "/" + link.split("/", 3)[3]
    browser = Client()
    assert "Make an account" in browser.get(path).content.decode()
    form = {"email": "bo@example.com", "password1": PASSWORD, "name": "Bo Diddley"}
    answer = browser.post("/accounts/signup/", form)
    assert (answer.status_code, answer["Location"]) == (302, path)
    bo = User.objects.get(email="bo@example.com")
    assert bo.name == "Bo Diddley"
    assert EmailAddress.objects.get(user=bo).verified
    assert "Join as Bo Diddley" in browser.get(path).content.decode()
    assert browser.post(f"{path}/accept")["Location"] == f"{HOME}/"
    assert Membership.of(actor).filter(user=bo).exists()


def test_another_address_than_the_invited_one_must_be_verified() -> None:
    actor = an_actor()
    path = "/" + invite(actor, email="bo@example.com").link.split("/", 3)[3]
    browser = Client()
    browser.get(path)
    form = {"email": "other@example.com", "password1": PASSWORD, "name": "Other"}
    assert browser.post("/accounts/signup/", form)["Location"] == "/accounts/confirm-email/"
    assert not EmailAddress.objects.get(email="other@example.com").verified


def test_members_are_changed_by_admins_alone() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    with pytest.raises(ForbiddenError):
        invite(member, email="cy@example.com")
    with pytest.raises(ForbiddenError):
        change_role(member, membership(member).public_id, OrganisationRole.ADMIN)
    with pytest.raises(ForbiddenError):
        remove_member(member, membership(admin).public_id)
    browser = a_browser(member)
    for path in ("members/", "settings/", "settings/export", "settings/export.zip"):
        assert browser.get(f"{HOME}/{path}").status_code == 403


def test_the_last_admin_stays() -> None:
    admin = an_actor()
    an_actor("bo@example.com", OrganisationRole.MEMBER)
    row = membership(admin)
    with pytest.raises(RuleError, match="last admin"):
        change_role(admin, row.public_id, OrganisationRole.MEMBER)
    with pytest.raises(RuleError, match="last admin"):
        remove_member(admin, row.public_id)
    with pytest.raises(RuleError, match="last admin"):
        leave_organisation(admin)
    second = an_actor("cy@example.com")
    change_role(second, row.public_id, OrganisationRole.MEMBER)
    assert membership(admin).role == "member"


def test_who_is_no_longer_an_admin_undoes_nothing_of_their_time_as_one() -> None:
    first, second = an_actor(), an_actor("cy@example.com")
    invitation = Invitation(
        email="x@example.com", secret_hash="x" * 64, invited_by_id=second.user_id, expires_at=timezone.now()
    )
    with changing(second, "test.done", "Did something", scope="people") as change:
        change.create(invitation)
    change_role(first, membership(second).public_id, OrganisationRole.MEMBER)
    with pytest.raises(ConflictError):
        undo(second, "people")


def test_who_is_removed_sees_nothing_more() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    browser = a_browser(member)
    assert browser.get(f"{HOME}/people/").status_code == 200
    remove_member(admin, membership(member).public_id)
    assert browser.get(f"{HOME}/people/").status_code == 404


def test_the_page_of_members_does_all_of_it() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    browser = a_browser(admin)
    answer = browser.post(f"{HOME}/members/invite", {"email": "cy@example.com", "role": "guest"})
    assert "/invitation/" in answer.content.decode()
    assert browser.post(f"{HOME}/members/invite", {"email": "nonsense", "role": "guest"}).status_code == 422
    invitation = Invitation.of(admin).get()
    assert "cy@example.com" in browser.get(f"{HOME}/members/").content.decode()
    browser.post(f"{HOME}/members/invitations/{invitation.public_id}/revoke")
    page = browser.post(f"{HOME}/members/{membership(member).public_id}/role", {"role": "admin"}, follow=True)
    assert "The role of Bo is changed" in page.content.decode()
    browser.post(f"{HOME}/members/{membership(member).public_id}/role", {"role": "member"})
    last = browser.post(f"{HOME}/members/{membership(admin).public_id}/remove", follow=True)
    assert "is the last admin" in last.content.decode()
    browser.post(f"{HOME}/members/{membership(member).public_id}/remove")
    assert Membership.of(admin).count() == 1


def test_one_leaves_an_organisation_on_the_page_of_the_account() -> None:
    an_actor()
    member = an_actor("bo@example.com", OrganisationRole.MEMBER)
    browser = a_browser(member)
    assert "You have left" in browser.post("/account/leave/brightside", follow=True).content.decode()
    assert not Membership.of(member).filter(user_id=member.user_id).exists()
    assert browser.post("/account/leave/brightside").status_code == 404


def test_members_of_another_organisation_are_not_there() -> None:
    admin, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    invitation = invite(admin, email="cy@example.com").invitation
    browser = a_browser(stranger)
    for path in (
        f"members/{membership(admin).public_id}/role",
        f"members/{membership(admin).public_id}/remove",
        f"members/invitations/{invitation.public_id}/revoke",
    ):
        assert browser.post(f"/o/darkside/{path}", {"role": "guest"}).status_code == 404
        assert browser.post(f"{HOME}/{path}", {"role": "guest"}).status_code == 404


def test_ten_times_the_members_take_the_same_number_of_queries() -> None:
    admin = an_actor()
    browser = a_browser(admin)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"{HOME}/members/").status_code == 200
        return len(queries)

    an_actor("m0@example.com")
    invite(admin, email="i0@example.com")
    count()  # what is cached in the process is filled
    before = count()
    for number in range(1, 12):
        an_actor(f"m{number}@example.com", OrganisationRole.MEMBER)
        invite(admin, email=f"i{number}@example.com")
    assert count() == before <= 25
