"""Putting a file on something, and taking it away again."""

from __future__ import annotations

import hashlib
import mimetypes
import secrets
import unicodedata
from pathlib import PurePosixPath
from typing import Any, Final

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import RuleError
from trilemma.site.inbox.models import Attachment
from trilemma.site.inbox.permissions import require_writing
from trilemma.site.inbox.queries import attachment_for

MOST_BYTES: Final = 20 * 1024 * 1024
LONGEST_NAME: Final = 120
LONGEST_SUFFIX: Final = 12
FORBIDDEN: Final = frozenset('<>:"|?*')


def add_attachment(actor: Actor, scope: str, kind: str, subject: str, upload: UploadedFile[Any] | None) -> Attachment:
    """Put a file on a subject.

    Raises
    ------
    RuleError
        If there is none, or it is too large.
    """
    require_writing(actor, scope, kind, subject)
    if upload is None or not upload.size:
        raise RuleError(_("Choose a file that is not empty."))
    if upload.size > MOST_BYTES:
        raise RuleError(_("A file may have at most 20 MB; this one is larger."))
    stored_as = default_storage.save(f"attachments/{secrets.token_hex(16)}", upload)
    try:
        return _recorded(actor, Attachment(scope=scope, kind=kind, subject=subject, stored_as=stored_as), upload)
    except BaseException:
        default_storage.delete(stored_as)
        raise


@transaction.atomic
def delete_attachment(actor: Actor, public_id: str) -> Attachment:
    """Take a file away; its bytes stay, so that undo can bring it back."""
    attachment = attachment_for(actor, public_id, for_change=True)
    label = _("Deleted the file “%(name)s”") % {"name": attachment.name}
    with changing(actor, "inbox.file.deleted", label, scope=attachment.scope) as change:
        change.delete(attachment)
    return attachment


def cleaned_name(name: str) -> str:
    """Return the last part of a name without anything that could mislead people or file systems."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    plain = "".join("_" if c in FORBIDDEN else c for c in shown).strip(" .")
    suffix = PurePosixPath(plain).suffix[:LONGEST_SUFFIX]
    stem = plain.removesuffix(suffix)
    return f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}" or "file"


def _recorded(actor: Actor, attachment: Attachment, upload: UploadedFile[Any]) -> Attachment:
    attachment.author_id = actor.user_id
    attachment.name = cleaned_name(upload.name or "")
    attachment.size = upload.size or 0
    attachment.content_type = (mimetypes.guess_type(attachment.name)[0] or "application/octet-stream")[:100]
    with default_storage.open(attachment.stored_as) as file:
        attachment.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    label = _("Added the file “%(name)s”") % {"name": attachment.name}
    with changing(actor, "inbox.file.added", label, scope=attachment.scope) as change:
        change.create(attachment)
    return attachment
