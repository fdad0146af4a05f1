"""The one way in which people's rows are written: checked, counted up, audited and ready to be undone.

>>> with changing(actor, Verb.RENAMED, "Renamed Concept", scope=project.public_id) as change:
...     change.update(activity, name="Concept and design")
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeVar

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError
from trilemma.site.core.models import AuditEntry, AuditHead, OrganisationRow, UndoStep
from trilemma.site.core.models.audit import UndoState

Row = TypeVar("Row", bound=OrganisationRow)
Values = dict[str, Any]

BATCH: Final = 500
OWN_SCOPES: Final = frozenset({"people"})
"""Apps whose rows are a scope of their own: its revision moves with them, whatever the scope of the act is."""
UNTRACKED: Final = frozenset({"id", "version"})
"""Fields that say nothing of what a row means, so undo need not bring them back."""


@dataclass
class Changes:
    """What one act does to rows, written at once, inside one transaction."""

    actor: Actor
    verb: str
    label: str
    scope: str
    recorded: list[dict[str, Any]] = field(default_factory=list)

    def create(self, *rows: OrganisationRow) -> None:
        """Add rows, several of several kinds at once; rows that others refer to come first."""
        for kind, of_kind in _by_kind(rows):
            for same in _waves(of_kind):
                for row in same:
                    row.organisation_id = self.actor.organisation_id
                self._refuse_strangers(kind, same, None)
                kind._default_manager.bulk_create(same, batch_size=BATCH)
                self.recorded += [_record(row, None, as_values(row)) for row in same]

    def update(self, row: OrganisationRow, **values: Any) -> None:  # noqa: ANN401 - values of any field
        """Change fields of one row."""
        self.update_all({row: values})

    def update_all(self, values_of: Mapping[Row, Values]) -> None:
        """Change fields of many rows of one kind in few statements; what stays the same is not written."""
        changed: list[Row] = []
        names: set[str] = set()
        for row, values in values_of.items():
            self._refuse_foreign(row)
            before = as_values(row, values)
            for name, value in values.items():
                setattr(row, name, value)
            after = as_values(row, values)
            different = {name for name in after if after[name] != before[name]}
            if different:
                row.version += 1
                changed.append(row)
                names |= {name for name in values if _attname(row, name) in different}
                self.recorded.append(_record(row, {n: before[n] for n in different}, {n: after[n] for n in different}))
        if changed:
            kind = type(changed[0])
            self._refuse_strangers(kind, changed, names)
            kind._default_manager.bulk_update(changed, sorted({*names, "version"}), batch_size=BATCH)

    def delete(self, *rows: OrganisationRow) -> None:
        """Remove rows; those that refer to others come first, for nothing vanishes unnamed."""
        for kind, same in _by_kind(rows):
            for row in same:
                self._refuse_foreign(row)
                self.recorded.append(_record(row, as_values(row), None))
            for start in range(0, len(same), BATCH):
                keys = [row.pk for row in same[start : start + BATCH]]
                queryset = kind._default_manager.filter(pk__in=keys)
                queryset._raw_delete(queryset.db)

    def on_commit(self, then: Callable[[], object]) -> None:
        """Do something once everything is written for good."""
        transaction.on_commit(then)

    def _refuse_foreign(self, row: OrganisationRow) -> None:
        if row.organisation_id != self.actor.organisation_id:
            raise NotFoundError.plain()

    def _refuse_strangers(self, kind: type[models.Model], rows: Sequence[models.Model], names: set[str] | None) -> None:
        """Refuse references to rows of another organisation, whatever a form or a program has put there."""
        for reference in _references(kind):
            if names is not None and reference.name not in names and reference.attname not in names:
                continue
            keys = {key for row in rows if (key := getattr(row, reference.attname)) is not None}
            target = reference.related_model
            own = target._default_manager.filter(pk__in=keys, organisation_id=self.actor.organisation_id)
            if keys and own.count() != len(keys):
                raise NotFoundError.plain()


@contextmanager
def changing(actor: Actor, verb: str, label: str, *, scope: str = "", undoable: bool = True) -> Iterator[Changes]:
    """Write what one act changes: all of it or nothing, with its place in the audit trail.

    Parameters
    ----------
    actor
        Who acts; every row must be of their organisation.
    verb
        What kind of act it is, such as ``activity.renamed``.
    label
        The act in words, as shown beside undo.
    scope
        Public id of what undo goes by, such as a project; empty where there is no undo by steps.
    undoable
        Whether the act goes on the person's undo stack of the scope.
    """
    with transaction.atomic():
        changes = Changes(actor, verb, label, scope)
        yield changes
        if not changes.recorded:
            return
        entry = append_entry(changes)
        if scope and undoable:
            push(actor, scope, entry)


def push(actor: Actor, scope: str, entry: AuditEntry) -> None:
    """Put an act on the actor's undo stack; what was undone before can no longer be done again."""
    stack = UndoStep.objects.filter(organisation_id=actor.organisation_id, user_id=actor.user_id, scope=scope)
    stack.filter(state=UndoState.UNDONE).update(state=UndoState.GONE)
    UndoStep.objects.create(organisation_id=actor.organisation_id, user_id=actor.user_id, scope=scope, entry=entry)


def append_entry(changes: Changes) -> AuditEntry:
    """Add an act to the organisation's chain."""
    organisation = changes.actor.organisation_id
    AuditHead.objects.get_or_create(organisation_id=organisation)
    head = AuditHead.objects.select_for_update().get(organisation_id=organisation)
    entry = AuditEntry(
        organisation_id=organisation,
        number=head.number + 1,
        at=timezone.now(),
        user_id=changes.actor.user_id,
        verb=changes.verb,
        label=changes.label[:200],
        scope=changes.scope,
        changes=changes.recorded,
        previous_hash=head.hash,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save(update_fields=["number", "hash"])
    touched = {each["model"].partition(".")[0] for each in changes.recorded}
    for scope in sorted((OWN_SCOPES & touched) - {changes.scope}):
        append_entry(Changes(changes.actor, changes.verb, changes.label, scope))
    return entry


def hash_of(entry: AuditEntry) -> str:
    """Return the hash that ties an entry to its content and to the entry before it."""
    content = [
        entry.previous_hash,
        entry.organisation_id,
        entry.number,
        entry.at,
        entry.user_id,
        entry.verb,
        entry.label,
        entry.scope,
        entry.changes,
    ]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: object) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def as_values(row: models.Model, names: Iterable[str] | None = None) -> Values:
    """Return the fields of a row, or the named ones, as plain JSON values by the name of their column."""
    fields = row._meta.concrete_fields
    wanted = None if names is None else {_attname(row, name) for name in names}
    plain = {
        f.attname: _recorded(f, f.value_from_object(row))
        for f in fields
        if f.attname not in UNTRACKED and (wanted is None or f.attname in wanted)
    }
    return json.loads(canonical(plain))  # type: ignore[no-any-return] # an object of JSON


def _recorded(column: models.Field[Any, Any], value: Any) -> Any:  # noqa: ANN401 - a value of any field
    """Return a value as the database gives it back: decimals with all their places."""
    if isinstance(column, models.JSONField):
        return value
    prepared = column.get_prep_value(value)
    if isinstance(column, models.DecimalField) and prepared is not None:
        return prepared.quantize(Decimal(1).scaleb(-column.decimal_places))
    return prepared


def row_of(model: str, pk: int, values: Values) -> OrganisationRow:
    """Return a row, not written yet, of recorded values."""
    kind = apps.get_model(model)
    row = kind(pk=pk)
    put_values(row, values)
    assert isinstance(row, OrganisationRow)  # noqa: S101 - nothing else is recorded
    return row


def put_values(row: models.Model, values: Values) -> None:
    """Give a row recorded values."""
    by_column = {f.attname: f for f in row._meta.concrete_fields}
    for name, value in values.items():
        setattr(row, name, by_column[name].to_python(value) if value is not None else None)


def row_hash(row: models.Model) -> str:
    """Return the hash of what a row says."""
    return hashlib.sha256(canonical(as_values(row)).encode()).hexdigest()


def _record(row: OrganisationRow, before: Values | None, after: Values | None) -> dict[str, Any]:
    return {
        "model": row._meta.label_lower,
        "pk": row.pk,
        "public_id": row.public_id,
        "before": before,
        "after": after,
    }


def _attname(row: models.Model, name: str) -> str:
    return row._meta.get_field(name).attname if not name.endswith("_id") else name  # type: ignore[union-attr]


def _references(kind: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [
        f
        for f in kind._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and issubclass(f.related_model, OrganisationRow)
    ]


def _waves(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield new rows of one model such that those that others of them refer to are created first."""
    own = [f for f in _references(type(rows[0])) if f.related_model is type(rows[0])]
    waiting = list(rows)
    while waiting:
        new = {id(row) for row in waiting} if own else set()
        keys = {row.pk for row in waiting if row.pk} if own else set()
        ready = [row for row in waiting if not any(_refers(row, f, new, keys) for f in own)]
        yield ready or waiting
        done = {id(row) for row in ready or waiting}
        waiting = [row for row in waiting if id(row) not in done]


def _refers(row: models.Model, reference: models.ForeignKey[Any, Any], new: set[int], keys: set[int]) -> bool:
    """Return whether a row refers to one of those that are still to be created, known as an object or by key."""
    return getattr(row, reference.attname) in keys or id(reference.get_cached_value(row, None)) in new


def _by_kind(rows: Iterable[Row]) -> list[tuple[type[Row], list[Row]]]:
    """Group rows by their model, in the order in which the models first come."""
    groups: dict[type[Row], list[Row]] = defaultdict(list)
    for row in rows:
        groups[type(row)].append(row)
    return list(groups.items())
