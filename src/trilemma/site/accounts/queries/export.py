"""Everything an organisation has, as one archive: rows as JSON here, plans and files by the apps that know them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import as_values
from trilemma.site.core.models import AuditEntry, Membership, OrganisationRole, OrganisationRow
from trilemma.site.core.queries import organisation_of

Chunks = Iterable[bytes]
Part = Callable[[Actor], Iterable[tuple[str, Chunks]]]
SECRET: Final = frozenset({"secret_hash", "token_hash", "password"})
"""Fields that no file may contain, hashed or not."""


@dataclass
class _Registry:
    """Parts by name."""

    parts: dict[str, Part] = field(default_factory=dict)


_REGISTRY = _Registry()


def add_export_part(name: str, part: Part) -> None:
    """Let an app add files to the export of a whole organisation, such as plans as plan text; called in ``apps``.

    ``part`` yields the path of each file inside the archive, and its content in chunks.
    """
    _REGISTRY.parts[name] = part


def export_parts(actor: Actor) -> Iterator[tuple[str, Chunks]]:
    """Yield every file of the export of the actor's organisation; for admins."""
    actor.require(OrganisationRole.ADMIN)
    return _all_parts(actor)


def _all_parts(actor: Actor) -> Iterator[tuple[str, Chunks]]:
    yield "organisation.json", [_line(as_values(organisation_of(actor)))]
    yield "accounts.jsonl", _accounts(actor)
    for model in apps.get_models():
        if issubclass(model, OrganisationRow):
            yield f"rows/{model._meta.label_lower}.jsonl", _rows(actor, model)
    yield "trail.jsonl", _trail(actor)
    for part in _REGISTRY.parts.values():
        yield from part(actor)


def stream_export(actor: Actor) -> Iterator[bytes]:
    """Yield the archive piece by piece, so that it needs neither memory nor a file of its own."""
    return _stream(export_parts(actor))


def _stream(files: Iterable[tuple[str, Chunks]]) -> Iterator[bytes]:
    sink = _Sink()
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for path, chunks in files:
            entry = ZipInfo(path, timezone.localtime().timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
                    yield from sink.drained()
    yield from sink.drained()


class _Sink(io.RawIOBase):
    """A file that cannot be sought: what is written is taken out again at once."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        """Return that it can be written."""
        return True

    def write(self, piece: Any) -> int:  # noqa: ANN401 - bytes or a view of bytes
        """Take a piece."""
        self.pieces.append(bytes(piece))
        return len(piece)

    def drained(self) -> Iterator[bytes]:
        """Yield what has been written since the last time."""
        pieces, self.pieces = self.pieces, []
        if pieces:
            yield b"".join(pieces)


def _accounts(actor: Actor) -> Iterator[bytes]:
    for member in Membership.of(actor).select_related("user").order_by("pk").iterator():
        user = member.user
        yield _line({"id": user.pk, "public_id": user.public_id, "email": user.email, "name": user.name})


def _rows(actor: Actor, model: type[OrganisationRow]) -> Iterator[bytes]:
    for row in model.of(actor).order_by("pk").iterator(chunk_size=500):
        values = {name: value for name, value in as_values(row).items() if name not in SECRET}
        yield _line({"id": row.pk, **values})


def _trail(actor: Actor) -> Iterator[bytes]:
    entries = AuditEntry.objects.filter(organisation_id=actor.organisation_id).order_by("number")
    names = ("number", "at", "user_id", "verb", "label", "scope", "changes", "previous_hash", "hash")
    for entry in entries.values(*names).iterator(chunk_size=500):
        yield _line({**entry, "changes": [_without_secrets(change) for change in entry["changes"]]})


def _without_secrets(change: dict[str, Any]) -> dict[str, Any]:
    return {
        key: {name: each for name, each in value.items() if name not in SECRET} if isinstance(value, dict) else value
        for key, value in change.items()
    }


def _line(values: Any) -> bytes:  # noqa: ANN401 - values of JSON
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n"
