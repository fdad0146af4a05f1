"""Saying something, and changing or taking back what one has said."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import ForbiddenError, RuleError
from trilemma.site.core.queries import refuse_stale
from trilemma.site.inbox.models import Comment
from trilemma.site.inbox.permissions import require_writing
from trilemma.site.inbox.queries import comment_for

LONGEST: Final = 20_000


@transaction.atomic
def add_comment(actor: Actor, scope: str, kind: str, subject: str, text: str) -> Comment:
    """Say something about a subject."""
    require_writing(actor, scope, kind, subject)
    comment = Comment(scope=scope, kind=kind, subject=subject, author_id=actor.user_id, text=_checked(text))
    with changing(actor, "inbox.comment.added", _("Added a comment"), scope=scope) as change:
        change.create(comment)
    return comment


@transaction.atomic
def edit_comment(actor: Actor, public_id: str, text: str, *, version: int) -> Comment:
    """Change what one has said oneself."""
    comment = _own(actor, public_id)
    refuse_stale(comment, version, ["text"])
    with changing(actor, "inbox.comment.edited", _("Edited a comment"), scope=comment.scope) as change:
        change.update(comment, text=_checked(text), edited_at=timezone.now())
    return comment


@transaction.atomic
def delete_comment(actor: Actor, public_id: str) -> Comment:
    """Take back what one has said oneself."""
    comment = _own(actor, public_id)
    with changing(actor, "inbox.comment.deleted", _("Deleted a comment"), scope=comment.scope) as change:
        change.delete(comment)
    return comment


def _own(actor: Actor, public_id: str) -> Comment:
    comment = comment_for(actor, public_id, for_change=True)
    if comment.author_id != actor.user_id:
        raise ForbiddenError(_("Only who wrote a comment changes or deletes it."))
    return comment


def _checked(text: str) -> str:
    # a database of text takes no NUL
    stated = text.replace("\0", "").strip()
    if not stated:
        raise RuleError(_("Write something first."), fields={"text": _("Write something first.")})
    if len(stated) > LONGEST:
        message = _("A comment has at most %(most)d characters; put longer texts into a file.") % {"most": LONGEST}
        raise RuleError(message, fields={"text": message})
    return stated
