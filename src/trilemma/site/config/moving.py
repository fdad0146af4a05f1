"""Moving an installation from one database to another, such as from the embedded one to a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from trilemma.engine.api import InputError
from trilemma.site.config.environment import Database
from trilemma.site.config.rows import copy_rows, fingerprint
from trilemma.site.config.schema import migrate, pending, place_of, refuse_newer
from trilemma.site.config.settings import database_settings
from trilemma.site.core.models import Organisation, User

OTHER: Final = "other"


def move(target: Database, note: Callable[[str], None]) -> dict[str, str]:
    """Write all rows into another, empty database; return number and hash of the rows of each table.

    Nobody can write to the old database meanwhile, so that nothing is left behind.

    Raises
    ------
    InputError
        If the target holds an installation already, or the rows there are not the same afterwards.
    """
    refuse_newer()
    if steps := pending():
        raise InputError(f"{len(steps)} steps of migration are missing here; run: trilemma migrate", place_of())
    with other_database(target):
        note("making the tables")
        migrate(OTHER)
        refuse_full(OTHER)
        with transaction.atomic(), transaction.atomic(using=OTHER):
            note("writing the rows")
            copy_rows(DEFAULT_DB_ALIAS, OTHER)
            note("comparing the rows")
            return _same()


def refuse_full(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Refuse to write over an installation."""
    if Organisation.objects.using(alias).exists() or User.objects.using(alias).exists():
        raise InputError("it holds an installation already; an empty one is needed", place_of(alias))


@contextmanager
def other_database(database: Database) -> Iterator[None]:
    """Have a second database at hand under the alias `OTHER`."""
    settings: dict[str, Any] = database_settings(database)
    # no connection outlives the move, and nobody else waits for it
    connections.settings[OTHER] = {**connections.settings[DEFAULT_DB_ALIAS], **settings, "CONN_MAX_AGE": 0}
    try:
        yield
    finally:
        connections[OTHER].close()
        del connections[OTHER]
        del connections.settings[OTHER]


def _same() -> dict[str, str]:
    ours, theirs = fingerprint(DEFAULT_DB_ALIAS), fingerprint(OTHER)
    different = sorted(name for name, found in ours.items() if theirs[name] != found)
    if different:
        raise InputError(
            f"the rows of {', '.join(different)} are not the same there; nothing was moved", place_of(OTHER)
        )
    return theirs
