"""Reads of comments and files, the actor first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet

from trilemma.site.core.actor import Actor
from trilemma.site.core.models import AuditEntry
from trilemma.site.core.queries import fetch
from trilemma.site.inbox.models import Attachment, Comment
from trilemma.site.inbox.permissions import require_reading, require_writing


@dataclass(frozen=True, slots=True)
class Counts:
    """How many comments and files there are, by the public id of their subject."""

    comments: Mapping[str, int]
    files: Mapping[str, int]


def comments_on(actor: Actor, scope: str, kind: str, subject: str) -> QuerySet[Comment]:
    """Return what was said about a subject that the actor sees, the oldest first."""
    require_reading(actor, scope, kind, subject)
    rows = Comment.of(actor).filter(scope=scope, kind=kind, subject=subject)
    return rows.select_related("author").order_by("created_at", "id")


def attachments_on(actor: Actor, scope: str, kind: str, subject: str) -> QuerySet[Attachment]:
    """Return the files on a subject that the actor sees, the oldest first."""
    require_reading(actor, scope, kind, subject)
    rows = Attachment.of(actor).filter(scope=scope, kind=kind, subject=subject)
    return rows.select_related("author").order_by("created_at", "id")


def comment_for(actor: Actor, public_id: str, *, for_change: bool = False) -> Comment:
    """Return a comment on a subject that the actor sees, or may write about where it is to be changed."""
    comment = fetch(Comment.of(actor), public_id, for_change=for_change)
    require = require_writing if for_change else require_reading
    require(actor, comment.scope, comment.kind, comment.subject)
    return comment


def attachment_for(actor: Actor, public_id: str, *, for_change: bool = False) -> Attachment:
    """Return a file on a subject that the actor sees, or may write about where it is to be changed."""
    attachment = fetch(Attachment.of(actor), public_id, for_change=for_change)
    require = require_writing if for_change else require_reading
    require(actor, attachment.scope, attachment.kind, attachment.subject)
    return attachment


def counts_of(actor: Actor, scope: str, kind: str) -> Counts:
    """Return the counts of all subjects of a kind, in two queries; the caller has checked the scope."""
    return Counts(_counted(Comment.of(actor), scope, kind), _counted(Attachment.of(actor), scope, kind))


def stored_files(actor: Actor) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files of an organisation for its export, each in a folder of its own: names may be the same."""
    for row in Attachment.of(actor).order_by("id").iterator():
        if default_storage.exists(row.stored_as):
            yield f"files/{row.public_id}/{row.name}", _chunks(row.stored_as)


def subjects_since(actor: Actor, scope: str, kind: str, revision: int) -> frozenset[str]:
    """Return the subjects whose comments or files have changed since a revision of the scope."""
    entries = AuditEntry.objects.filter(organisation_id=actor.organisation_id, scope=scope, number__gt=revision)
    acts = entries.filter(verb__contains="inbox.").values_list("changes", flat=True)
    stated = (change["after"] or change["before"] for changes in acts for change in changes)
    return frozenset(each["subject"] for each in stated if each.get("kind") == kind and "subject" in each)


def _counted(rows: QuerySet[Comment] | QuerySet[Attachment], scope: str, kind: str) -> Mapping[str, int]:
    found = rows.filter(scope=scope, kind=kind).values_list("subject").annotate(count=Count("id")).order_by()
    return {str(subject): int(count) for subject, count in found}


def _chunks(stored_as: str) -> Iterator[bytes]:
    with default_storage.open(stored_as) as file:
        yield from file.chunks()
