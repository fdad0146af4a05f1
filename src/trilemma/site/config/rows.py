"""All rows of an installation, table by table, as plain values: to count, to compare, to write elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models

BATCH: Final = 500

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of this version, with its columns in order."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table

    @property
    def fields(self) -> Sequence[models.Field[Any, Any]]:
        """The columns."""
        return self.model._meta.concrete_fields

    def rows(self, alias: str) -> Iterator[Row]:
        """Yield all rows in the order of their keys."""
        names = [field.attname for field in self.fields]
        found = self.model._base_manager.using(alias).order_by("pk").values_list(*names)
        yield from found.iterator(chunk_size=BATCH)

    def plain(self, row: Row) -> list[Any]:
        """Return a row as JSON values that are the same on every database."""
        return [_plain(field, value) for field, value in zip(self.fields, row, strict=True)]

    def values(self, plain: Sequence[Any]) -> Row:
        """Return the values of a row that was written as JSON."""
        return tuple(_value(field, value) for field, value in zip(self.fields, plain, strict=True))

    def insert(self, alias: str, rows: Iterable[Row]) -> int:
        """Add rows exactly as they are, keys included; return how many."""
        connection = connections[alias]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in self.fields)
        places = ", ".join(["%s"] * len(self.fields))
        statement = f"INSERT INTO {quote(self.name)} ({columns}) VALUES ({places})"  # noqa: S608 - names of our tables
        count = 0
        source = iter(rows)
        with connection.cursor() as cursor:
            while batch := list(islice(source, BATCH)):
                cursor.executemany(statement, [self._prepared(row, connection) for row in batch])
                count += len(batch)
        return count

    def empty(self, alias: str) -> None:
        """Remove all rows."""
        rows = self.model._base_manager.using(alias).all()
        rows._raw_delete(alias)

    def _prepared(self, row: Row, connection: Any) -> list[Any]:  # noqa: ANN401 - Django's connection has no public type
        return [
            field.get_db_prep_save(value, connection) if value is not None else None
            for field, value in zip(self.fields, row, strict=True)
        ]


def tables() -> list[Table]:
    """Return every table that holds rows of an installation, those that others refer to as they come."""
    found = apps.get_models(include_auto_created=True)
    return [Table(model) for model in found if model._meta.managed and not model._meta.proxy]


def fingerprint(alias: str) -> dict[str, str]:
    """Return number and hash of the rows of each table: equal exactly where all rows are."""
    return {table.name: _hash(table, alias) for table in tables()}


def set_sequences(alias: str) -> None:
    """Let new rows get keys above those that were written."""
    connection = connections[alias]
    models_of_tables = [table.model for table in tables()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models_of_tables):
            cursor.execute(statement)


def copy_rows(source: str, target: str) -> None:
    """Write all rows of one database into another, in place of what is there."""
    for table in tables():
        table.empty(target)
    for table in tables():
        table.insert(target, table.rows(source))
    set_sequences(target)


def _hash(table: Table, alias: str) -> str:
    # a sum, for databases sort text keys in orders of their own
    total, count = 0, 0
    for row in table.rows(alias):
        line = json.dumps(table.plain(row), sort_keys=True, ensure_ascii=False)
        total += int.from_bytes(hashlib.sha256(line.encode()).digest())
        count += 1
    return f"{count}:{total % 2**256:064x}"


def _plain(field: models.Field[Any, Any], value: Any) -> Any:  # noqa: ANN401 - a value of any column
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return _plain_json(value)
    match value:
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Decimal() if isinstance(field, models.DecimalField):
            return format(value.quantize(Decimal(1).scaleb(-field.decimal_places)), "f")
        case bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _plain_json(value: Any) -> Any:  # noqa: ANN401 - JSON is a tree of anything
    """Return JSON in which whole numbers are whole, as some databases keep them."""
    match value:
        case dict():
            return {key: _plain_json(entry) for key, entry in value.items()}
        case list():
            return [_plain_json(entry) for entry in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def _value(field: models.Field[Any, Any], plain: Any) -> Any:  # noqa: ANN401 - as above
    if plain is None or isinstance(field, models.JSONField):
        return plain
    if isinstance(field, models.BinaryField):
        return base64.b64decode(plain)
    return field.to_python(plain) if not isinstance(field, models.ForeignKey) else field.target_field.to_python(plain)
