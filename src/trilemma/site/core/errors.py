"""What can be wrong with a request: each error says what happened, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.utils.translation import gettext as _


@dataclass
class SiteError(Exception):
    """Something in a request is wrong; nothing has changed.

    Attributes
    ----------
    message
        What happened and what to do, in plain words.
    fields
        Messages by name of the field that is wrong; what was typed there stays.
    """

    message: str
    fields: Mapping[str, str] = field(default_factory=dict)

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __str__(self) -> str:
        return self.message

    def problem(self) -> dict[str, Any]:
        """Return the error as problem details (RFC 9457)."""
        return {
            "type": f"about:blank#{self.code}",
            "code": self.code,
            "status": self.status,
            "title": self.message,
            "errors": dict(self.fields),
        }


class NotFoundError(SiteError):
    """There is no such thing, or it belongs to somebody else: the answer is the same."""

    status = 404
    code = "not_found"

    @classmethod
    def plain(cls) -> Self:
        """Return the one answer for all that is missing or hidden."""
        return cls(_("There is nothing here. It may have been moved or deleted, or it is not shared with you."))


class ForbiddenError(SiteError):
    """The actor sees the thing, but may not do this."""

    status = 403
    code = "forbidden"

    @classmethod
    def for_role(cls, role: Any) -> Self:  # noqa: ANN401 - a role of any app
        """Return the refusal of whoever lacks a role."""
        return cls(_("This needs the role “%(role)s”. Ask an admin for it.") % {"role": str(role.label).split(":")[0]})


class RuleError(SiteError):
    """What was asked for breaks a rule."""

    status = 422
    code = "rule_broken"


class StaleError(SiteError):
    """The thing has changed since it was shown; ``theirs`` has what it says now, ``by`` whose change it was."""

    status = 409
    code = "stale"
    theirs: Mapping[str, Any] = {}
    by: str = ""

    @classmethod
    def of(cls, theirs: Mapping[str, Any], by: str) -> Self:
        """Return the conflict with another person's change."""
        who = by or _("somebody else")
        error = cls(_("%(who)s has changed this since you opened it.") % {"who": who})
        error.theirs, error.by = theirs, who
        return error

    def problem(self) -> dict[str, Any]:
        """Return the error with what the thing says now."""
        return {**super().problem(), "theirs": dict(self.theirs), "by": self.by}


class ConflictError(SiteError):
    """Something stands in the way, such as a step that cannot be undone any more."""

    status = 409
    code = "conflict"
