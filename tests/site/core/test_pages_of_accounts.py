"""The pages of accounts have the look of the site and are accessible."""

from __future__ import annotations

import pytest

from tests.site.browser import Desk, faults_of_access, picture, sideways_scroll
from tests.site.cast import an_actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", ["login", "signup", "password/reset"])
def test_the_way_in_is_accessible_and_fits_a_phone(desk: Desk, name: str) -> None:
    page = desk.open(None, f"/accounts/{name}/", width=320)
    picture(page, f"accounts-{name.replace('/', '-')}")
    assert faults_of_access(page) == []
    assert sideways_scroll(page) == []


@pytest.mark.parametrize("name", ["email", "password/change", "2fa", "sessions"])
def test_the_settings_of_an_account_are_accessible(desk: Desk, name: str) -> None:
    page = desk.open(an_actor(), f"/accounts/{name}/", theme="dark")
    picture(page, f"accounts-{name.replace('/', '-')}", whole=False)
    assert faults_of_access(page) == []
    assert sideways_scroll(page) == []
