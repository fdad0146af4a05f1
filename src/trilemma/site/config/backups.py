"""Backups: one file with all rows and all uploaded files, made while the site is at work.

The file is a zip archive: ``manifest.json`` says what made it and how many rows of which hash are in it; the rows are
``rows/<table>.jsonl`` on a server, or ``database.sqlite3`` of an embedded database; ``files/`` has what was uploaded.
Secrets of the installation (the key of sessions and links) are not in it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction

from trilemma.engine.api import InputError
from trilemma.site.config.environment import Database
from trilemma.site.config.moving import OTHER, other_database, refuse_full
from trilemma.site.config.rows import copy_rows, fingerprint, set_sequences, tables
from trilemma.site.config.schema import migrate, pending, place_of, refuse_newer

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
EMBEDDED: Final = "database.sqlite3"
FILES: Final = "files"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: number and hash of the rows of each table, and how many files."""

    rows: dict[str, str]
    files: int


def backup(file: Path) -> Backup:
    """Write everything of this installation into one file, which is there whole or not at all.

    Raises
    ------
    InputError
        If the tables are not those of this version.
    """
    refuse_newer()
    if steps := pending():
        raise InputError(f"{len(steps)} steps of migration are missing; run: trilemma migrate", place_of())
    part = file.with_name(f"{file.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            rows = _write_embedded(archive) if connection.vendor == "sqlite" else _write_rows(archive)
            made = Backup(rows, _write_files(archive))
            archive.writestr(MANIFEST, json.dumps(_manifest(made), indent=2))
            raw.flush()
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return made


def restore(file: Path) -> Backup:
    """Bring a backup into this installation, which must be empty; every row is compared with the backup's hash.

    Raises
    ------
    InputError
        If the file is no backup or a newer version's, this installation is not empty, or the rows differ.
    """
    with _opened(file) as archive:
        manifest = _read_manifest(archive, file)
        migrate()
        refuse_full()
        if manifest["migrations"] != _migrations():
            made_by = manifest.get("version")
            raise InputError(f"version {made_by} made it; restore it with that one, then upgrade", str(file))
        read = _read_embedded if EMBEDDED in archive.namelist() else _read_rows
        return Backup(read(archive, manifest["rows"], file), _read_files(archive))


def _manifest(made: Backup) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": version("trilemma"),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": _migrations(),
        "rows": made.rows,
        "files": made.files,
    }


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _database_file() -> str:
    return str(connection.settings_dict["NAME"])


# --- writing ---------------------------------------------------------------------------------------------------------


def _write_embedded(archive: zipfile.ZipFile) -> dict[str, str]:
    """Copy the database with SQLite's own means, which see one moment of it, and hash the copy."""
    with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.data) as folder:
        copy = Path(folder) / EMBEDDED
        with (
            closing(sqlite3.connect(_database_file())) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        with other_database(Database("sqlite", str(copy))):
            rows = fingerprint(OTHER)
        archive.write(copy, EMBEDDED)
    return rows


def _write_rows(archive: zipfile.ZipFile) -> dict[str, str]:
    """Write all rows as they are at one moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for table in tables():
            with archive.open(f"rows/{table.name}.jsonl", "w", force_zip64=True) as lines:
                for row in table.rows(DEFAULT_DB_ALIAS):
                    lines.write(json.dumps(table.plain(row), ensure_ascii=False).encode() + b"\n")
        return fingerprint(DEFAULT_DB_ALIAS)


def _write_files(archive: zipfile.ZipFile) -> int:
    root = Path(settings.MEDIA_ROOT)
    count = 0
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            archive.write(path, f"{FILES}/{path.relative_to(root).as_posix()}")
            count += 1
    return count


# --- reading ---------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise InputError("this is no backup", str(file)) from error
    with archive:
        yield archive


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        stated, rows = manifest["format"], manifest["rows"]
    except (KeyError, ValueError, TypeError) as error:
        raise InputError("this is no backup of Trilemma", str(file)) from error
    if stated != FORMAT or not isinstance(rows, dict):
        raise InputError(f"a newer version has written this backup ({manifest.get('version')})", str(file))
    return manifest


def _read_embedded(archive: zipfile.ZipFile, stated: dict[str, str], file: Path) -> dict[str, str]:
    """Bring in a whole database: as it is where ours is embedded too, else row by row."""
    with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.data) as folder:
        copy = Path(folder) / EMBEDDED
        with archive.open(EMBEDDED) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        with other_database(Database("sqlite", str(copy))):
            _refuse_different(fingerprint(OTHER), stated, file)
            if connection.vendor != "sqlite":
                with transaction.atomic():
                    copy_rows(OTHER, DEFAULT_DB_ALIAS)
                    return _refuse_different(fingerprint(DEFAULT_DB_ALIAS), stated, file)
        connection.close()
        with closing(sqlite3.connect(copy)) as whole, closing(sqlite3.connect(_database_file())) as ours:
            whole.backup(ours)
    return _refuse_different(fingerprint(DEFAULT_DB_ALIAS), stated, file)


def _read_rows(archive: zipfile.ZipFile, stated: dict[str, str], file: Path) -> dict[str, str]:
    all_tables = tables()
    with transaction.atomic():
        for table in all_tables:
            table.empty(DEFAULT_DB_ALIAS)
        for table in all_tables:
            with archive.open(f"rows/{table.name}.jsonl") as raw:
                table.insert(DEFAULT_DB_ALIAS, (table.values(json.loads(line)) for line in raw))
        set_sequences(DEFAULT_DB_ALIAS)
        return _refuse_different(fingerprint(DEFAULT_DB_ALIAS), stated, file)


def _refuse_different(found: dict[str, str], stated: dict[str, str], file: Path) -> dict[str, str]:
    different = sorted(name for name in found.keys() | stated.keys() if found.get(name) != stated.get(name))
    if different:
        raise InputError(f"the rows of {', '.join(different)} are not those that were backed up", str(file))
    return found


def _read_files(archive: zipfile.ZipFile) -> int:
    """Put the uploaded files back; a name that leads out of their folder is refused."""
    root = Path(settings.MEDIA_ROOT)
    names = [name for name in archive.namelist() if name.startswith(f"{FILES}/") and not name.endswith("/")]
    for name in names:
        inner = PurePosixPath(name).relative_to(FILES)
        if inner.is_absolute() or ".." in inner.parts:
            raise InputError("a file in this backup leads out of its folder", name)
        target = root.joinpath(*inner.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as written:
            shutil.copyfileobj(source, written)
    return len(names)
