"""Writers at the same time: nobody is refused, nothing is lost, and of two who change the same one learns of it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from tests.site.cast import an_actor
from tests.site.people.crew import a_team
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import StaleError
from trilemma.site.core.queries import fetch, refuse_stale
from trilemma.site.people.models import Team
from trilemma.site.runs.models import PeriodicTask

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, TIMES = 8, 40


def at_the_same_time(work: Callable[[int], None], writers: int = WRITERS) -> list[BaseException]:
    """Let writers work in threads of their own; return what was raised."""
    raised: list[BaseException] = []
    together = threading.Barrier(writers)

    def write(number: int) -> None:
        together.wait()
        try:
            work(number)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_eight_writers_are_never_told_that_the_database_is_locked() -> None:
    PeriodicTask.objects.create(name="counted")

    def count(number: int) -> None:
        for turn in range(TIMES):
            if (number + turn) % 2:
                with transaction.atomic():
                    PeriodicTask.objects.filter(name="counted").update(tick=F("tick") + 1)
            else:
                PeriodicTask.objects.filter(name="counted").update(tick=F("tick") + 1)

    assert at_the_same_time(count) == []
    assert PeriodicTask.objects.get(name="counted").tick == WRITERS * TIMES


def test_of_two_who_change_the_same_one_succeeds_and_the_other_is_told() -> None:
    actor = an_actor()
    team = a_team(actor)
    done: list[str] = []
    refused: list[StaleError] = []

    def rename(number: int) -> None:
        for turn in range(5):
            seen = Team.of(actor).get(pk=team.pk)
            name = f"Team {number}.{turn}"
            try:
                with changing(actor, "team.changed", "Renamed a team", scope="people") as change:
                    row = fetch(Team.of(actor), team.public_id, for_change=True)
                    refuse_stale(row, seen.version, ["name"])
                    change.update(row, name=name)
                done.append(name)
            except StaleError as error:
                refused.append(error)

    assert at_the_same_time(rename) == []
    assert len(done) + len(refused) == WRITERS * 5
    after = Team.of(actor).get(pk=team.pk)
    assert after.version == team.version + len(done), "each success is counted once"
    assert after.name in done


def test_a_transaction_that_fails_lets_the_next_one_in() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ratio = 1 / PeriodicTask.objects.create(name="never").tick
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO there_is_no_such_table VALUES (1)")

    def create(number: int) -> None:
        PeriodicTask.objects.create(name=f"after {number}")

    assert at_the_same_time(create, 2) == []
    assert sorted(PeriodicTask.objects.values_list("name", flat=True)) == ["after 0", "after 1"]
