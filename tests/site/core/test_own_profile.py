"""A person says how they are called, which language they read and how they like the pages."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.site.browser import Desk, faults_of_access, picture, sideways_scroll
from tests.site.cast import a_browser, an_account, an_actor
from trilemma.site.core.models import User

GIVEN = {
    "name": "Ada King",
    "language": "de",
    "time_zone": "Europe/Berlin",
    "theme": "dark",
    "density": "compact",
}


@pytest.mark.django_db
def test_everything_is_kept_and_the_pages_follow() -> None:
    browser = a_browser(an_actor())
    assert browser.post("/account", GIVEN).status_code == 302
    user = User.objects.get()
    assert {name: getattr(user, name) for name in GIVEN} == GIVEN
    assert user.single_key_shortcuts is False
    page = browser.get("/account").content.decode()
    assert '<html lang="de" dir="ltr" data-theme="dark" data-density="compact" data-shortcuts="off">' in page


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"name": ""}, {"language": "tlh"}, {"time_zone": "Mars/Olympus"}, {"theme": "pink"}])
def test_what_is_none_of_the_choices_is_refused_at_its_field(wrong: dict[str, str]) -> None:
    answer = a_browser(an_actor()).post("/account", {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    assert an_account().language == "en"


@pytest.mark.django_db
def test_the_address_of_an_account_cannot_be_changed_there() -> None:
    a_browser(an_actor()).post("/account", {**GIVEN, "email": "eve@example.com", "is_active": ""})
    user = User.objects.get()
    assert (user.email, user.is_active) == ("ada@example.com", True)


@pytest.mark.django_db
def test_strangers_sign_in_first() -> None:
    assert Client().get("/account").headers["Location"] == "/accounts/login/?next=/account"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_accessible_and_fits(desk: Desk, width: int) -> None:
    page = desk.open(an_actor(), "/account", width=width)
    picture(page, f"profile-{width}", whole=False)
    assert faults_of_access(page) == []
    assert sideways_scroll(page) == []
