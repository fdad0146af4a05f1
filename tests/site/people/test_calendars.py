"""Calendars: one is the usual one, all can be counted with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.cast import an_actor, an_organisation
from tests.site.people.crew import a_calendar, a_person
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import NotFoundError, RuleError
from trilemma.site.core.undoing import redo, undo
from trilemma.site.people.actions import add_calendar, add_usual_calendar, bin_calendar, change_calendar, make_usual
from trilemma.site.people.models import Calendar

pytestmark = pytest.mark.django_db


def test_the_first_calendar_is_the_usual_one() -> None:
    actor = an_actor()
    assert add_calendar(actor, name="Berlin").is_default
    assert not add_calendar(actor, name="Pune").is_default


def test_another_one_can_become_the_usual_one_and_back() -> None:
    actor = an_actor()
    berlin, pune = a_calendar(actor), a_calendar(actor, "pune", is_default=False)
    make_usual(actor, pune.public_id)
    assert Calendar.of(actor).get(is_default=True) == pune
    undo(actor, "people")
    assert Calendar.of(actor).get(is_default=True) == berlin
    redo(actor, "people")
    assert Calendar.of(actor).get(is_default=True) == pune


@pytest.mark.parametrize(
    "values, field",
    [
        ({"week": "Mon-Fri 9 to 5"}, "week"),
        ({"week": "Mon-Fri 09:00-13:00 12:00-18:00"}, "week"),
        ({"public_holidays": "XX"}, "public_holidays"),
        ({"public_holidays": "DE-XX"}, "public_holidays"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"exceptions": [{"first": "2026-01-05", "last": "2026-01-01"}]}, "exceptions"),
        ({"minutes_per_day": 0}, "minutes_per_day"),
        ({"changes": [{"first": "2026-01-05", "week": ["Someday 09:00-12:00"]}]}, "changes"),
    ],
)
def test_a_calendar_that_cannot_be_counted_with_is_refused(values: dict[str, Any], field: str) -> None:
    actor = an_actor()
    calendar = a_calendar(actor)
    with pytest.raises(RuleError) as raised:
        change_calendar(actor, calendar.public_id, **values)
    assert list(raised.value.fields) == [field]
    calendar.refresh_from_db()
    assert calendar.version == 1


def test_a_calendar_that_somebody_works_by_is_kept() -> None:
    actor = an_actor()
    usual, pune = a_calendar(actor), a_calendar(actor, "pune", is_default=False)
    a_person(actor, calendar=pune)
    with pytest.raises(RuleError, match="Anna Berg still work"):
        bin_calendar(actor, pune.public_id)
    with pytest.raises(RuleError, match="usual calendar"):
        bin_calendar(actor, usual.public_id)
    other = a_calendar(actor, "oslo", is_default=False)
    bin_calendar(actor, other.public_id)
    other.refresh_from_db()
    assert other.trashed_at is not None


def test_a_new_organisation_starts_with_the_holidays_of_its_place() -> None:
    actor = an_actor()
    organisation = an_organisation()
    organisation.country, organisation.region = "DE", "BY"
    with changing(actor, "organisation.created", "Made it") as change:
        add_usual_calendar(change, organisation)
    usual = Calendar.of(actor).get()
    assert (usual.public_holidays, usual.is_default, usual.key) == ("DE-BY", True, "standard")


def test_another_organisations_calendar_is_not_there() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    with pytest.raises(NotFoundError):
        change_calendar(stranger, a_calendar(actor).public_id, name="Mine")
