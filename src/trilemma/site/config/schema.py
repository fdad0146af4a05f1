"""The tables of an installation: brought up to this version, and never touched by an older one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from trilemma.engine.api import InputError
from trilemma.site.config.settings import OUR_APPS


def migrate(alias: str = DEFAULT_DB_ALIAS) -> int:
    """Bring the tables up to this version; return how many steps that took.

    Raises
    ------
    InputError
        If the database cannot be opened, or a newer version has written it.
    """
    refuse_newer(alias)
    steps = len(pending(alias))
    if steps:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    return steps


def pending(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the steps of migration that this version needs and the database has not seen."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def refuse_newer(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Refuse a database that a newer version has changed: this one would misread it."""
    try:
        loader = MigrationLoader(connections[alias])
    except (OperationalError, DatabaseError, sqlite3.Error) as error:
        raise InputError(f"the database cannot be opened: {_first_line(error)}", place_of(alias)) from error
    known = set(loader.disk_migrations or {})
    known |= {old for migration in known for old in loader.disk_migrations[migration].replaces}
    foreign = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in known and app in OUR_APPS
    )
    if foreign:
        steps = ", ".join(foreign[:3])
        raise InputError(
            f"a newer version of Trilemma has written this database ({steps}); install that version or a newer one",
            place_of(alias),
        )


def place_of(alias: str = DEFAULT_DB_ALIAS) -> str:
    """Return how people know a database: its file, or its name and host; no password."""
    stated = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return str(Path(stated["NAME"]))
    return f"postgres://{stated['HOST'] or 'localhost'}/{stated['NAME']}"


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
