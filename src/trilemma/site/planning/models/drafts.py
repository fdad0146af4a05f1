"""A file that was read to become a project, kept while its reader looks at what it holds."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from trilemma.site.core.models import OrganisationRow, User


class ImportDraft(OrganisationRow):
    """What a plan file says, before anything becomes a project.

    ``tables`` is the plan in the tables of plan text, ``pinned`` the same with every start held at the file's date
    (empty where the file states none); ``findings`` lists what was left out and which dates differ, and why.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    tables = models.JSONField()
    pinned = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.file_name
