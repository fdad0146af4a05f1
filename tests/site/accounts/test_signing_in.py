"""Signing in: rotated sessions, a lock-out, one answer for known and unknown accounts, links that work once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from tests.site.cast import PASSWORD
from trilemma.site.accounts.actions import add_account
from trilemma.site.accounts.templatetags.accounts import browser_name
from trilemma.site.core.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def ada() -> User:
    return User.objects.filter(email="ada@example.com").first() or add_account("ada@example.com", password=PASSWORD)


def sign_in(browser: Client, email: str = "ada@example.com", password: str = PASSWORD) -> Any:
    return browser.post(LOGIN, {"login": email, "password": password})


def without_what_changes(page: bytes) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode())
    return re.sub(r'content="\w{64}"|value="[^"]*@[^"]*"', "", text)


def test_a_password_signs_in_and_the_session_is_a_new_one() -> None:
    ada()
    browser = Client()
    browser.get(LOGIN)
    session = browser.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    answer = sign_in(browser)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.session.session_key != before
    assert browser.get("/account").status_code == 200


def test_wrong_password_and_unknown_account_get_the_same_answer() -> None:
    ada()
    wrong = sign_in(Client(), password="wrong horse battery")  # noqa: S106 - it is none
    unknown = sign_in(Client(), email="nobody@example.com", password="wrong horse battery")  # noqa: S106 - as above
    assert wrong.status_code == unknown.status_code == 200
    assert without_what_changes(wrong.content) == without_what_changes(unknown.content)
    assert "not correct" in wrong.content.decode()


def test_after_ten_failures_the_right_password_does_not_work_either() -> None:
    ada()
    browser = Client()
    for _ in range(10):
        assert sign_in(browser, password="wrong horse battery").status_code == 200  # noqa: S106 - it is none
    locked = sign_in(browser)
    assert locked.status_code in {200, 429}
    assert "_auth_user_id" not in browser.session
    assert "Too many" in locked.content.decode()


def test_an_unknown_account_is_locked_in_the_same_way() -> None:
    browser = Client()
    answers = [sign_in(browser, email="nobody@example.com").content for _ in range(11)]
    assert "Too many" in answers[-1].decode()


def test_a_link_to_a_new_password_works_once() -> None:
    user = ada()
    Client().post("/accounts/password/reset/", {"email": user.email})
    link = re.findall(r"http\S+", str(mail.outbox[0].body))[0]
    path = "/" + link.split("/", 3)[3]
    browser = Client()
    form = browser.get(path, follow=True)
    target = form.redirect_chain[-1][0]
    changed = browser.post(target, {"password1": "a new horse battery", "password2": "a new horse battery"})
    assert changed.status_code == 302
    user.refresh_from_db()
    assert user.check_password("a new horse battery")
    again = Client().get(path, follow=True)
    assert "invalid" in again.content.decode().lower()
    other = Client()
    other.get(path, follow=True)
    other.post(target, {"password1": "stolen horse battery", "password2": "stolen horse battery"})
    user.refresh_from_db()
    assert user.check_password("a new horse battery")


def test_asking_for_a_new_password_tells_nobody_who_has_an_account() -> None:
    ada()
    known = Client().post("/accounts/password/reset/", {"email": "ada@example.com"}, follow=True)
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert without_what_changes(known.content) == without_what_changes(unknown.content)


def test_a_second_factor_is_asked_for_and_its_secret_is_kept_encrypted() -> None:
    user = ada()
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105 - of this test alone
    TOTP.activate(user, secret)
    kept = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in kept
    browser = Client()
    answer = sign_in(browser)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in browser.session
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert browser.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"


def test_a_recovery_code_works_once() -> None:
    user = ada()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    browser = Client()
    sign_in(browser)
    assert browser.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    other = Client()
    sign_in(other)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in other.session


def test_an_address_that_is_not_verified_does_not_sign_in() -> None:
    EmailAddress.objects.filter(user=ada()).update(verified=False)
    browser = Client()
    assert sign_in(browser)["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in browser.session


def test_an_account_that_an_operator_makes_counts_as_verified() -> None:
    user = add_account(" Eve@Example.com ", name="Eve")
    assert (user.email, user.has_usable_password()) == ("eve@example.com", False)
    assert EmailAddress.objects.get(user=user).verified


def test_sign_up_is_closed_without_an_invitation() -> None:
    answer = Client().post(
        "/accounts/signup/", {"email": "mallory@example.com", "password1": PASSWORD, "name": "Mallory"}
    )
    assert "by invitation" in answer.content.decode().lower()
    assert not User.objects.exists()


def test_other_sessions_are_ended_from_the_list() -> None:
    user = ada()
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    first.get("/account")
    second.get("/account")
    page = first.get("/accounts/sessions/")
    assert page.status_code == 200
    first.post("/accounts/sessions/")
    assert second.get("/account").status_code == 302
    assert first.get("/account").status_code == 200
    assert user.is_active


def test_the_way_to_an_account_is_shown_to_those_who_may_make_one(settings: Any) -> None:
    assert "/accounts/signup/" not in Client().get(LOGIN).content.decode()
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, sign_up=True)
    assert "/accounts/signup/" in Client().get(LOGIN).content.decode()
    form = {"email": "new@example.com", "password1": PASSWORD, "name": "New"}
    assert Client().post("/accounts/signup/", form)["Location"] == "/accounts/confirm-email/"
    link = re.findall(r"http\S+", str(mail.outbox[-1].body))[0]
    path = "/" + link.split("/", 3)[3]
    browser = Client()
    browser.get(path)
    browser.post(path)
    assert EmailAddress.objects.get(email="new@example.com").verified


@pytest.mark.parametrize(
    "agent, name",
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iOS"),
        ("curl/8.1", "curl/8.1"),
        ("", "unknown"),
    ],
)
def test_browsers_are_named_in_words(agent: str, name: str) -> None:
    assert browser_name(agent) == name
