"""Comments and files beside what they are about, by htmx, and the files themselves."""

from __future__ import annotations

from typing import Final

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from trilemma.site.core.errors import NotFoundError, RuleError
from trilemma.site.core.markdown import rendered
from trilemma.site.core.middleware import POLICY, ActorRequest
from trilemma.site.inbox.actions import add_attachment, add_comment, delete_attachment, delete_comment, edit_comment
from trilemma.site.inbox.models import Attachment, Comment
from trilemma.site.inbox.permissions import may_write
from trilemma.site.inbox.queries import attachment_for, attachments_on, comments_on

NEUTRAL: Final = "application/octet-stream"
SHUT: Final = f"{POLICY}; sandbox"


@require_safe
def discussion(request: ActorRequest, scope: str, word: str, subject: str) -> HttpResponse:
    """Show the comments and files of a subject."""
    return _shown(request, scope, word, subject)


@require_POST
def comment_new(request: ActorRequest, scope: str, word: str, subject: str) -> HttpResponse:
    """Add a comment."""
    typed = request.POST.get("text", "")
    try:
        add_comment(request.actor, scope, word, subject, typed)
    except RuleError as error:
        return _shown(request, scope, word, subject, error=error.message, typed=typed)
    return _changed(request, scope, word, subject, _("Added a comment"))


@require_POST
def comment_edit(request: ActorRequest, comment: str) -> HttpResponse:
    """Change a comment of one's own."""
    stated = request.POST.get("version", "")
    version = int(stated) if stated.isdecimal() else 0
    row = edit_comment(request.actor, comment, request.POST.get("text", ""), version=version)
    return _after(request, row, _("Edited a comment"))


@require_POST
def comment_delete(request: ActorRequest, comment: str) -> HttpResponse:
    """Delete a comment of one's own."""
    return _after(request, delete_comment(request.actor, comment), _("Deleted a comment"))


@require_POST
def attachment_new(request: ActorRequest, scope: str, word: str, subject: str) -> HttpResponse:
    """Add a file."""
    try:
        row = add_attachment(request.actor, scope, word, subject, request.FILES.get("file"))
    except RuleError as error:
        return _shown(request, scope, word, subject, error=error.message)
    return _after(request, row, _("Added the file “%(name)s”") % {"name": row.name})


@require_POST
def attachment_delete(request: ActorRequest, attachment: str) -> HttpResponse:
    """Delete a file."""
    row = delete_attachment(request.actor, attachment)
    return _after(request, row, _("Deleted the file “%(name)s”") % {"name": row.name})


@require_safe
def attachment_download(request: ActorRequest, attachment: str) -> HttpResponse | FileResponse:
    """Hand a file out to be saved, never to be shown: what people upload must not run as a page of the site."""
    row = attachment_for(request.actor, attachment)
    if not default_storage.exists(row.stored_as):
        raise NotFoundError.plain()
    file = default_storage.open(row.stored_as)
    response = FileResponse(file, as_attachment=True, filename=row.name, content_type=NEUTRAL)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SHUT
    return response


def _after(request: ActorRequest, row: Comment | Attachment, label: str) -> HttpResponse:
    return _changed(request, row.scope, row.kind, row.subject, label)


def _changed(request: ActorRequest, scope: str, kind: str, subject: str, label: str) -> HttpResponse:
    answer = _shown(request, scope, kind, subject)
    trigger_client_event(answer, "plan-changed", {})
    return trigger_client_event(answer, "notify", {"text": label, "scope": scope})


def _shown(
    request: ActorRequest, scope: str, kind: str, subject: str, *, error: str = "", typed: str = ""
) -> HttpResponse:
    comments = comments_on(request.actor, scope, kind, subject)
    parts = {
        "scope": scope,
        "kind": kind,
        "subject": subject,
        "slug": request.actor.organisation_slug,
        "me": request.actor.user_id,
        "comments": [(comment, rendered(comment.text)) for comment in comments],
        "attachments": attachments_on(request.actor, scope, kind, subject),
        "may_write": may_write(request.actor, scope, kind, subject),
        "error": error,
        "typed": typed,
    }
    return render(request, "inbox/discussion.html", parts, status=422 if error else 200)
