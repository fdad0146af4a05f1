"""What trial runs write, so that tests see what was written once, twice or never."""

from __future__ import annotations

from django.db import models


class TrialResult(models.Model):
    """A row for every run of the trial that ended well."""

    run_id = models.BigIntegerField()
    attempt = models.IntegerField()
    note = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.run_id}.{self.attempt}"
