"""One calendar, team or person is read by itself, and errors name the key."""

from __future__ import annotations

import pytest

from trilemma.engine.api import Calendar, InputError, Team
from trilemma.files.plan_text import part_of_document


def test_a_calendar_is_read_by_itself() -> None:
    found = part_of_document("calendar", {"id": "c", "week": "Mon 09:00-12:00"}, time_zone="Europe/Berlin")
    assert isinstance(found, Calendar)
    assert found.time_zone == "Europe/Berlin"


def test_what_it_refers_to_is_not_looked_up() -> None:
    found = part_of_document("team", {"id": "t", "calendar": "elsewhere"})
    assert isinstance(found, Team)
    assert found.calendar == "elsewhere"


@pytest.mark.parametrize(
    "kind, table, place",
    [
        ("calendar", {"id": "c", "week": ["Mon 09:00-12:00", "Tue 9-12"]}, "week"),
        ("calendar", {"id": "c", "public_holidays": "DE-XX"}, "calendar"),
        ("person", {"id": "p", "capacity": "120%"}, "person"),
        ("team", {"id": "t", "overtime": {"preset": "EU", "premium": "-1"}}, "overtime"),
        ("team", {"id": "t", "colour": "red"}, "colour"),
    ],
)
def test_an_error_names_the_key(kind: str, table: dict[str, object], place: str) -> None:
    with pytest.raises(InputError) as raised:
        part_of_document(kind, table)
    assert raised.value.place == place
