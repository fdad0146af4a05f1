"""Accounts in a real browser: passkeys with a virtual authenticator, pages in both themes and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page

from tests.site.browser import Desk, Theme, faults_of_access, picture, sideways_scroll
from tests.site.cast import PASSWORD, an_account, an_actor
from trilemma.site.accounts.actions import add_account, invite
from trilemma.site.core.models import Membership, OrganisationRole

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/o/brightside"


def a_key(page: Page) -> Any:
    """Give the browser an authenticator that always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/accounts/login" not in address)


def test_a_passkey_is_added_and_signs_in_by_itself(desk: Desk) -> None:
    cache.clear()
    user = add_account("kim@example.com", name="Kim", password=PASSWORD)
    page = desk.open(None, "/accounts/login/")
    a_key(page)
    sign_in(page, user.email)
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)  # who wants to change the way in says again who they are
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_selector("#mfa_webauthn_add")
    page.wait_for_selector("html[data-ready]")
    picture(page, "accounts-add-passkey")
    page.locator("input[name=name]").fill("My laptop")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/accounts/2fa/**recovery**")
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() == 1
    page.goto("/accounts/logout/")
    page.locator("main button[type=submit]").click()
    page.goto("/accounts/login/")
    page.wait_for_selector("html[data-ready]")
    picture(page, "accounts-login")
    page.locator("#passkey_login").click()
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    page.goto("/account")
    assert page.locator("input[name=name]").input_value() == "Kim"


def test_a_passkey_that_is_not_there_is_said_in_words(desk: Desk) -> None:
    page = desk.open(None, "/accounts/login/")
    a_key(page)
    page.locator("#passkey_login").click()
    page.wait_for_selector(".toast[data-tone=danger]")
    assert "cancelled, or took too long" in page.locator(".toast").inner_text()


@pytest.mark.parametrize("width, theme", [(1280, "light"), (390, "dark")])
def test_the_pages_of_an_organisation_are_accessible_and_fit(desk: Desk, width: int, theme: Theme) -> None:
    actor = an_actor()
    an_actor("bo@example.com", OrganisationRole.MEMBER)
    EmailAddress.objects.create(user=an_account(), email="ada@example.com", verified=True, primary=True)
    link = invite(actor, email="cy@example.com").link
    page = desk.open(actor, "/account", width=width, theme=theme)
    paths = {
        "own": "/account/organisations",
        "members": f"{HOME}/members/",
        "settings": f"{HOME}/settings/",
        "export": f"{HOME}/settings/export",
        "new": "/organisations/new",
        "invitation": "/" + link.split("/", 3)[3],
        "email": "/accounts/email/",
        "second-factor": "/accounts/2fa/",
        "sessions": "/accounts/sessions/",
    }
    for name, path in paths.items():
        page.goto(path)
        page.wait_for_selector("html[data-ready]")
        picture(page, f"accounts-{name}-{theme}-{width}")
        assert faults_of_access(page) == [], name
        assert sideways_scroll(page) == [], name


def test_somebody_is_invited_signs_up_and_joins(desk: Desk) -> None:
    cache.clear()
    actor = an_actor()
    page = desk.open(actor, f"{HOME}/members/")
    page.get_by_role("button", name="Invite", exact=True).first.click()
    page.locator("#invite input[name=email]").fill("cy@example.com")
    page.locator("#invite").get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_label("Link of the invitation").input_value()
    picture(page, "accounts-invited", whole=False)
    other = desk.open(None, "/" + link.split("/", 3)[3])
    other.get_by_role("link", name="Make an account and join").click()
    other.wait_for_selector("html[data-ready]")
    picture(other, "accounts-signup")
    other.locator("input[name=name]").fill("Cy Young")
    other.locator("input[name=email]").fill("cy@example.com")
    other.locator("input[name=password1]").fill(PASSWORD)
    other.locator("main button[type=submit]").first.click()
    other.get_by_role("button", name="Join as Cy Young").click()
    other.wait_for_url(f"**{HOME}/**")
    assert Membership.of(actor).filter(user__name="Cy Young").exists()
