"""What was done, by whom, in an order that nobody can change unnoticed; and what of it a person can undo."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from trilemma.site.core.models.accounts import User
from trilemma.site.core.models.organisations import Organisation


class AuditHead(models.Model):
    """The last entry of an organisation's chain; locked while the next one is added."""

    organisation = models.OneToOneField(Organisation, on_delete=models.RESTRICT, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.number}"


class AuditEntry(models.Model):
    """One act: every row it created, changed or removed, before and after. Entries are only ever added.

    ``scope`` is the public id of what undo goes by, such as a project; ``changes`` is a list of
    ``{"model", "pk", "public_id", "before", "after"}``, where ``before`` of a new row and ``after`` of a removed one
    are null and those of a changed row have only the fields that differ.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="+")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.RESTRICT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    scope = models.CharField(max_length=32, blank=True)
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="one_entry_per_number")]
        indexes = [models.Index(fields=["organisation", "scope", "-number"], name="last_entry_of_scope")]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"


class UndoState(models.TextChoices):
    """Where a step stands."""

    DONE = "done", _("Done")
    UNDONE = "undone", _("Undone")
    GONE = "gone", _("No longer on the stack: something else was done instead of redoing it")


class UndoStep(models.Model):
    """One act on a person's stack of undo and redo in one scope."""

    organisation = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.RESTRICT, related_name="+")
    scope = models.CharField(max_length=32)
    entry = models.OneToOneField(AuditEntry, on_delete=models.RESTRICT, related_name="undo_step")
    state = models.CharField(max_length=10, choices=UndoState, default=UndoState.DONE)

    class Meta:
        indexes = [models.Index(fields=["organisation", "user", "scope", "state"], name="undo_stack")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
