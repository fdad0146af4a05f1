"""Every component in every state: nothing goes wrong, axe finds nothing, and it fits every width."""

from __future__ import annotations

import pytest

from tests.site.browser import Desk, Theme, faults_of_access, picture, sideways_scroll
from tests.site.cast import an_actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.site.gallery.urls")]

GALLERY = "/o/brightside/gallery/"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_component_is_accessible_and_fits(desk: Desk, width: int, theme: Theme) -> None:
    page = desk.open(an_actor(), GALLERY, width=width, theme=theme)
    picture(page, f"gallery-{theme}-{width}")
    assert faults_of_access(page) == []
    assert sideways_scroll(page) == []
