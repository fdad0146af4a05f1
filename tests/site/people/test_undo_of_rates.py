"""Amounts of money are undone whatever the number of places they were typed with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.site.cast import an_actor
from tests.site.people.crew import a_person
from trilemma.site.core.changes import changing
from trilemma.site.core.undoing import redo, undo
from trilemma.site.people.models import Rate

pytestmark = pytest.mark.django_db


def test_an_amount_without_places_is_undone_and_redone() -> None:
    actor = an_actor()
    rate = Rate(person=a_person(actor), cost_per_hour=Decimal(80))
    with changing(actor, "rate.added", "Added a rate", scope="people") as change:
        change.create(rate)
    with changing(actor, "rate.changed", "Raised the rate", scope="people") as change:
        change.update(rate, cost_per_hour=Decimal("82.5"))
    undo(actor, "people")
    assert Rate.of(actor).get().cost_per_hour == Decimal(80)
    undo(actor, "people")
    assert not Rate.of(actor).exists()
    redo(actor, "people")
    redo(actor, "people")
    assert Rate.of(actor).get().cost_per_hour == Decimal("82.50")
