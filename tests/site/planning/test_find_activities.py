"""The search finds projects and activities that the actor sees, and no others."""

from __future__ import annotations

import pytest

from tests.site.cast import an_account, an_actor
from tests.site.forecasts.computing import a_project
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.searching import search
from trilemma.site.projects.actions import set_member, trash_project
from trilemma.site.projects.models import ProjectRole

pytestmark = pytest.mark.django_db


def labels(actor: object, words: str) -> list[str]:
    return [item["label"] for group in search(actor, words) for item in group["items"]]  # type: ignore[arg-type]


def test_projects_and_activities_are_found_by_a_part_of_their_name() -> None:
    admin = an_actor()
    a_project(admin, name="Tiny shop")
    assert labels(admin, "shop") == ["Tiny shop"]
    assert labels(admin, "docu") == ["Document"]


def test_nothing_is_found_where_one_may_not_look() -> None:
    admin, bo = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    stranger = an_actor("mallory@example.com", slug="darkside")
    project = a_project(admin, name="Tiny shop")
    assert labels(bo, "docu") == labels(bo, "shop") == labels(stranger, "docu") == labels(stranger, "shop") == []
    set_member(admin, project.public_id, user=an_account("bo@example.com"), role=ProjectRole.VIEWER)
    assert labels(bo, "docu") == ["Document"]


def test_what_lies_in_the_trash_is_not_found() -> None:
    admin = an_actor()
    trash_project(admin, a_project(admin, name="Tiny shop").public_id)
    assert labels(admin, "docu") == labels(admin, "shop") == []
