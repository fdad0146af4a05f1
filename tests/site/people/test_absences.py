"""People enter when they are away, admins for everybody."""

from __future__ import annotations

from datetime import date

import pytest

from tests.site.cast import an_account, an_actor
from tests.site.people.crew import a_person
from trilemma.site.core.errors import ForbiddenError, NotFoundError, RuleError
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.undoing import undo
from trilemma.site.people.actions import add_absence, change_absence, remove_absence
from trilemma.site.people.models import Absence

pytestmark = pytest.mark.django_db


def test_members_enter_their_own_and_nobody_elses() -> None:
    admin, member = an_actor(), an_actor("bo@example.com", OrganisationRole.MEMBER)
    anna, bo = a_person(admin), a_person(admin, "Bo", user=an_account("bo@example.com"))
    own = add_absence(member, bo.public_id, first=date(2026, 7, 1), last=date(2026, 7, 3), note=" sea ")
    assert (own.last, own.kind, own.note) == (date(2026, 7, 3), "vacation", "sea")
    with pytest.raises(ForbiddenError):
        add_absence(member, anna.public_id, first=date(2026, 7, 1))
    others = add_absence(admin, anna.public_id, first=date(2026, 7, 1), kind="illness")
    with pytest.raises(ForbiddenError):
        change_absence(member, others.public_id, last=date(2026, 7, 2))
    with pytest.raises(ForbiddenError):
        remove_absence(member, others.public_id)


def test_guests_enter_none() -> None:
    admin, guest = an_actor(), an_actor("gil@example.com", OrganisationRole.GUEST)
    gil = a_person(admin, "Gil", user=an_account("gil@example.com"))
    with pytest.raises(ForbiddenError):
        add_absence(guest, gil.public_id, first=date(2026, 7, 1))


def test_absences_of_one_person_do_not_overlap() -> None:
    actor = an_actor()
    anna = a_person(actor)
    add_absence(actor, anna.public_id, first=date(2026, 7, 1), last=date(2026, 7, 10))
    later = add_absence(actor, anna.public_id, first=date(2026, 7, 11), last=date(2026, 7, 12))
    with pytest.raises(RuleError, match="away from 2026-07-01 to 2026-07-10 already"):
        add_absence(actor, anna.public_id, first=date(2026, 7, 10))
    with pytest.raises(RuleError, match="already"):
        change_absence(actor, later.public_id, first=date(2026, 7, 9))
    change_absence(actor, later.public_id, last=date(2026, 7, 15))
    assert Absence.of(actor).get(pk=later.pk).last == date(2026, 7, 15)


@pytest.mark.parametrize(
    "first, last, field",
    [
        (date(2026, 7, 2), date(2026, 7, 1), "last"),
        (date(1066, 7, 2), None, "first"),
    ],
)
def test_days_must_make_sense(first: date, last: date | None, field: str) -> None:
    actor = an_actor()
    with pytest.raises(RuleError) as raised:
        add_absence(actor, a_person(actor).public_id, first=first, last=last)
    assert list(raised.value.fields) == [field]


def test_an_absence_is_taken_back_and_undone() -> None:
    actor = an_actor()
    away = add_absence(actor, a_person(actor).public_id, first=date(2026, 7, 1))
    remove_absence(actor, away.public_id)
    assert undo(actor, "people") == "Anna Berg is here from 2026-07-01 to 2026-07-01 after all"
    assert undo(actor, "people") == "Anna Berg is away on 2026-07-01"
    assert not Absence.of(actor).exists()


def test_another_organisations_absences_are_not_there() -> None:
    actor, stranger = an_actor(), an_actor("mallory@example.com", slug="darkside")
    away = add_absence(actor, a_person(actor).public_id, first=date(2026, 7, 1))
    with pytest.raises(NotFoundError):
        remove_absence(stranger, away.public_id)
