"""A login link signs in once, within ten minutes."""

from __future__ import annotations

import time
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client

from tests.site.cast import PASSWORD, an_account, an_actor
from trilemma.site.core.login_links import make_login_link
from trilemma.site.core.models import User

pytestmark = pytest.mark.django_db


def signed_in(browser: Client) -> str:
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else ""


def test_it_signs_in_once() -> None:
    an_actor()
    link = make_login_link(an_account())
    browser = Client()
    answer = browser.get(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert signed_in(browser) == "ada@example.com"
    second = Client()
    assert second.get(link).status_code == 403
    assert signed_in(second) == ""


def test_the_session_is_a_new_one() -> None:
    browser = Client()
    browser.get("/accounts/login/")
    session = browser.session
    session["seen"] = "before"
    session.save()
    before = browser.session.session_key
    browser.get(make_login_link(an_account()))
    assert browser.session.session_key != before


def test_after_ten_minutes_it_is_too_old() -> None:
    link = make_login_link(an_account())
    later = time.time() + timedelta(minutes=10, seconds=2).total_seconds()
    with mock.patch("django.core.signing.time.time", return_value=later):
        assert Client().get(link).status_code == 403


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "other"}])
def test_a_closed_account_or_a_new_password_ends_it(change: dict[str, object]) -> None:
    user = an_account()
    link = make_login_link(user)
    User.objects.filter(pk=user.pk).update(**change)
    assert Client().get(link).status_code == 403


def test_a_login_in_another_way_ends_it() -> None:
    user = an_account()
    link = make_login_link(user)
    Client().force_login(user)
    assert Client().get(link).status_code == 403


def test_a_link_that_was_changed_is_refused_in_the_same_words() -> None:
    used, link = make_login_link(an_account("bo@example.com")), make_login_link(an_account())
    Client().get(used)
    forged = Client().get(link[:-1] + ("a" if link[-1] != "a" else "b"))
    assert forged.status_code == 403
    assert forged.content == Client().get(used).content
    assert PASSWORD not in link
