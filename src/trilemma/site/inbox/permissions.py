"""Who may read and who may write about what. The apps above know their subjects; they say so here when loaded."""

from __future__ import annotations

from collections.abc import Callable

from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError, SiteError

Check = Callable[[Actor, str, str, bool], None]
"""Takes actor, scope, subject and whether they want to write; raises NotFoundError or ForbiddenError."""

_CHECKS: dict[str, Check] = {}


def register_subjects(kind: str, check: Check) -> None:
    """Let an app say who may read and write about its rows of a kind; called in ``apps``."""
    _CHECKS[kind] = check


def require_reading(actor: Actor, scope: str, kind: str, subject: str) -> None:
    """Refuse whoever may not see the subject; a kind that no app knows is never seen."""
    _check(kind)(actor, scope, subject, False)


def require_writing(actor: Actor, scope: str, kind: str, subject: str) -> None:
    """Refuse whoever may not write about the subject."""
    _check(kind)(actor, scope, subject, True)


def may_write(actor: Actor, scope: str, kind: str, subject: str) -> bool:
    """Return whether the actor may write about the subject."""
    try:
        require_writing(actor, scope, kind, subject)
    except SiteError:
        return False
    return True


def _check(kind: str) -> Check:
    if kind not in _CHECKS:
        raise NotFoundError.plain()
    return _CHECKS[kind]
