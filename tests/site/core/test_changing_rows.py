"""Every write is checked, audited in a chain, and can be taken back."""

from __future__ import annotations

import pytest

from tests.site.cast import an_account, an_actor, an_organisation
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing, hash_of, row_hash
from trilemma.site.core.errors import ConflictError, NotFoundError
from trilemma.site.core.models import AuditEntry, Invitation, Membership, OrganisationRole, UndoStep
from trilemma.site.core.queries import fetch
from trilemma.site.core.undoing import redo, stack_of, undo

pytestmark = pytest.mark.django_db

SCOPE = "project1"


def a_member(actor: Actor, email: str = "bo@example.com") -> Membership:
    member = Membership(user=an_account(email), role=OrganisationRole.GUEST)
    with changing(actor, "member.added", "Added Bo", scope=SCOPE) as change:
        change.create(member)
    return member


def test_a_new_row_gets_the_organisation_of_the_actor_and_an_entry_in_the_trail() -> None:
    actor = an_actor()
    member = a_member(actor)
    entry = AuditEntry.objects.get()
    assert member.organisation_id == actor.organisation_id
    assert (entry.verb, entry.user_id, entry.number) == ("member.added", actor.user_id, 1)
    assert entry.changes[0]["before"] is None
    assert entry.changes[0]["after"]["role"] == "guest"


def test_an_update_counts_the_version_up_and_records_only_what_differs() -> None:
    actor = an_actor()
    member = a_member(actor)
    with changing(actor, "member.changed", "Made Bo a member", scope=SCOPE) as change:
        change.update(member, role=OrganisationRole.MEMBER, user=member.user)
    member.refresh_from_db()
    assert (member.role, member.version) == ("member", 2)
    assert AuditEntry.objects.latest("number").changes[0]["before"] == {"role": "guest"}


def test_an_update_that_changes_nothing_leaves_no_trace() -> None:
    actor = an_actor()
    member = a_member(actor)
    with changing(actor, "member.changed", "Nothing", scope=SCOPE) as change:
        change.update(member, role=OrganisationRole.GUEST)
    member.refresh_from_db()
    assert member.version == 1
    assert AuditEntry.objects.count() == 1


def test_undo_and_redo_walk_the_stack_and_bring_back_the_same_rows() -> None:
    actor = an_actor()
    member = a_member(actor)
    first = row_hash(member)
    with changing(actor, "member.changed", "Made Bo a member", scope=SCOPE) as change:
        change.update(member, role=OrganisationRole.MEMBER)
    second = row_hash(member)
    with changing(actor, "member.removed", "Removed Bo", scope=SCOPE) as change:
        change.delete(member)
    assert [undo(actor, SCOPE), row_hash(Membership.objects.get(pk=member.pk))] == ["Removed Bo", second]
    assert [undo(actor, SCOPE), row_hash(Membership.objects.get(pk=member.pk))] == ["Made Bo a member", first]
    assert undo(actor, SCOPE) == "Added Bo"
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert stack_of(actor, SCOPE).redo == "Added Bo"
    assert [redo(actor, SCOPE) for _ in range(3)] == ["Added Bo", "Made Bo a member", "Removed Bo"]
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_a_new_act_takes_the_place_of_what_was_undone() -> None:
    actor = an_actor()
    member = a_member(actor)
    undo(actor, SCOPE)
    a_member(actor, "cy@example.com")
    assert stack_of(actor, SCOPE).redo == ""
    with pytest.raises(ConflictError, match="nothing of yours to redo"):
        redo(actor, SCOPE)
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_what_somebody_else_has_changed_since_is_not_undone() -> None:
    actor, other = an_actor(), an_actor("eve@example.com")
    member = a_member(actor)
    with changing(actor, "member.changed", "Made Bo a member", scope=SCOPE) as change:
        change.update(member, role=OrganisationRole.MEMBER)
    with changing(other, "member.changed", "Made Bo an admin", scope=SCOPE) as change:
        change.update(member, role=OrganisationRole.ADMIN)
    with pytest.raises(ConflictError, match="Eve has changed the same thing since"):
        undo(actor, SCOPE)
    assert Membership.objects.get(pk=member.pk).role == "admin"
    assert UndoStep.objects.filter(user_id=actor.user_id, state="done").count() == 2


def test_undo_is_everybodys_own() -> None:
    actor, other = an_actor(), an_actor("eve@example.com")
    a_member(actor)
    with pytest.raises(ConflictError, match="nothing of yours"):
        undo(other, SCOPE)


def test_rows_of_another_organisation_are_neither_found_nor_changed() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    member = a_member(actor)
    with pytest.raises(NotFoundError):
        fetch(Membership.of(stranger), member.public_id)
    with pytest.raises(NotFoundError), changing(stranger, "member.changed", "Stole Bo") as change:
        change.update(member, role=OrganisationRole.ADMIN)
    with pytest.raises(NotFoundError), changing(stranger, "member.removed", "Removed Bo") as change:
        change.delete(member)
    assert row_hash(Membership.objects.get(pk=member.pk)) == row_hash(fetch(Membership.of(actor), member.public_id))


def test_the_trail_is_a_chain_that_shows_any_later_change() -> None:
    actor = an_actor()
    a_member(actor)
    a_member(actor, "cy@example.com")
    first, second = AuditEntry.objects.order_by("number")
    assert second.previous_hash == first.hash == hash_of(first)
    first.label = "Added nobody"
    assert hash_of(first) != first.hash


def test_an_error_inside_leaves_everything_as_it_was() -> None:
    actor = an_actor()
    stranger = Membership(organisation=an_organisation("darkside"), user=an_account())
    with pytest.raises(NotFoundError):
        add_and_remove(actor, Membership(user=an_account("bo@example.com")), stranger)
    assert Membership.objects.filter(organisation_id=actor.organisation_id).count() == 1
    assert AuditEntry.objects.count() == Invitation.objects.count() == 0


def add_and_remove(actor: Actor, new: Membership, old: Membership) -> None:
    with changing(actor, "member.changed", "Bo for a stranger", scope=SCOPE) as change:
        change.create(new)
        change.delete(old)
