"""What is done to accounts, members, invitations and organisations."""

from __future__ import annotations

from trilemma.site.accounts.actions.account import add_account
from trilemma.site.accounts.actions.invitations import Invited, accept_invitation, invite, revoke_invitation
from trilemma.site.accounts.actions.members import change_role, leave_organisation, remove_member
from trilemma.site.accounts.actions.organisations import add_beginning, change_organisation, create_organisation

__all__ = [
    "Invited",
    "accept_invitation",
    "add_account",
    "add_beginning",
    "change_organisation",
    "change_role",
    "create_organisation",
    "invite",
    "leave_organisation",
    "remove_member",
    "revoke_invitation",
]
