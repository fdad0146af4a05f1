"""What is said about activities: who may, and how many comments and files each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from trilemma.site.core.actor import Actor
from trilemma.site.core.queries import fetch
from trilemma.site.inbox.queries import counts_of, subjects_since
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.models import Activity
from trilemma.site.planning.queries.plan_data import counted
from trilemma.site.projects.permissions import ProjectRight
from trilemma.site.projects.queries import project_for

ACTIVITY: Final = "activity"
"""The word by which comments and files know that their subject is an activity."""


def check_activity(actor: Actor, scope: str, subject: str, write: bool) -> None:  # noqa: FBT001 - the form of checks
    """Refuse whoever may not read, or write, about an activity of a project."""
    access = project_for(actor, scope, ProjectRight.TAKE_PART if write else ProjectRight.SEE)
    fetch(Activity.of(actor).filter(plan__project=access.project, plan__trashed_at=None), subject)


def count_columns(actor: Actor, compiled: Compiled, scope: str) -> dict[str, Any]:
    """Return the columns of counts of a plan that the actor sees; those without any are left out."""
    counts = counts_of(actor, scope, ACTIVITY)
    found = {"comments": counted(compiled, counts.comments), "files": counted(compiled, counts.files)}
    return {name: column for name, column in found.items() if column is not None}


def with_counts(
    actor: Actor, compiled: Compiled, scope: str, since: int, answer: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return an answer with the counts that changed since a revision.

    A patch has the same columns for all its rows, so the counts come along only where nothing else has changed;
    otherwise the page is told to read the plan anew.
    """
    known = {row["public_id"] for row in compiled.rows.activities.values()}
    subjects = sorted(subjects_since(actor, scope, ACTIVITY, since) & known)
    if not subjects:
        return answer
    if answer["patch"].get("ids"):
        return {**answer, "reload": True}
    counts = counts_of(actor, scope, ACTIVITY)
    columns = {
        "comments": [counts.comments.get(each, 0) for each in subjects],
        "files": [counts.files.get(each, 0) for each in subjects],
    }
    return {**answer, "patch": {"ids": subjects, "columns": columns}}
