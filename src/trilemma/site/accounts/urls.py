"""Addresses of accounts, members and organisations."""

from __future__ import annotations

from django.urls import path

from trilemma.site.accounts.views import account, invitations, members, organisations

HERE = "o/<slug:organisation>"

urlpatterns = [
    path("account/organisations", account.own_organisations, name="own_organisations"),
    path("account/leave/<slug:slug>", account.leave, name="leave_organisation"),
    path("organisations/new", organisations.new, name="new_organisation"),
    path("organisations/regions", organisations.regions, name="organisation_regions"),
    path("invitation/<str:secret>", invitations.follow, name="invitation"),
    path("invitation/<str:secret>/accept", invitations.accept, name="accept_invitation"),
    path(f"{HERE}/settings/", organisations.settings_page, name="organisation_settings"),
    path(f"{HERE}/settings/export", organisations.export_page, name="organisation_export"),
    path(f"{HERE}/settings/export.zip", organisations.export, name="export_organisation"),
    path(f"{HERE}/members/", members.list_members, name="members"),
    path(f"{HERE}/members/invite", members.invite_somebody, name="invite"),
    path(f"{HERE}/members/invitations/<str:invitation>/revoke", members.revoke, name="revoke_invitation"),
    path(f"{HERE}/members/<str:member>/role", members.set_role, name="change_role"),
    path(f"{HERE}/members/<str:member>/remove", members.remove, name="remove_member"),
]
