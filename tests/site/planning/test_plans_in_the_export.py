"""The export of an organisation has its plans as plan text."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.site.cast import an_actor
from tests.site.planning.plans import a_plan_of
from trilemma.files.plan_text import read_plan_text
from trilemma.site.accounts.queries import stream_export
from trilemma.site.planning.convert.compiled import engine_plan

pytestmark = pytest.mark.django_db


def test_a_plan_is_read_back_as_it_was() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    plan, other = a_plan_of(actor), a_plan_of(stranger)
    with zipfile.ZipFile(io.BytesIO(b"".join(stream_export(actor)))) as archive:
        text = archive.read(f"plans/{plan.public_id}.toml")
        assert f"plans/{other.public_id}.toml" not in archive.namelist()
    assert read_plan_text(text) == engine_plan(plan)
