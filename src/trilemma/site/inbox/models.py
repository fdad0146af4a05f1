"""What people say about something, and the files they put there."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from trilemma.site.core.models import OrganisationRow, User


class Contribution(OrganisationRow):
    """Something put on a subject: a row of an app above, known by its scope, its kind as a word, and its public id."""

    scope = models.CharField(max_length=32, editable=False)
    kind = models.CharField(max_length=20, editable=False)
    subject = models.CharField(max_length=32, editable=False)
    author = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class Comment(Contribution):
    """What somebody says, in Markdown."""

    text = models.TextField()
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "scope", "kind", "subject"], name="comments_of_subject")]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.kind} {self.subject}"


class Attachment(Contribution):
    """A file: its name as people see it, and where its bytes lie below the folder of files."""

    name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organisation", "scope", "kind", "subject"], name="files_of_subject")]

    def __str__(self) -> str:
        return self.name
