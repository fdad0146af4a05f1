"""Why a date is what it is, and what moved it, in words."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _

from trilemma.engine.api import Cause, CauseKind, DateMove, DateMoves, LinkType, Plan, date_moves
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.dates import dates_of, origin_minute
from trilemma.site.planning.queries.outline import outline_of

MOST_MOVES: Final = 50


def told_moves(before: Compiled, after: Compiled, *, without: frozenset[int]) -> tuple[list[list[Any]], int]:
    """Return the biggest moves as rows of the page's protocol, and how many there are.

    Each is the activity's id, the date that moved most, from, to and why, in words. ``without`` are the primary keys
    of activities that somebody changed: that those move is no surprise.
    """
    moves = date_moves(dates_of(before).path, dates_of(after).path)
    outline = outline_of(after)
    names = moves.path.activity_ids
    edited = {outline.names[outline.row_of[pk]] for pk in without if pk in outline.row_of}
    rows = moves.rows
    kept = np.array([names[row] not in edited for row in rows.tolist()], dtype=np.bool_) & ~moves.new
    start = moves.path.early_start[rows] - moves.start_before
    finish = moves.path.early_finish[rows] - moves.finish_before
    size = np.maximum(np.abs(start), np.abs(finish))
    chosen = np.nonzero(kept)[0]
    ordered = chosen[np.lexsort((moves.path.early_start[rows[chosen]], -size[chosen]))][:MOST_MOVES]
    told = [_told(after, moves, int(k), by_start=bool(abs(start[k]) >= abs(finish[k]))) for k in ordered.tolist()]
    return told, int(kept.sum())


def _told(after: Compiled, moves: DateMoves, k: int, *, by_start: bool) -> list[Any]:
    move = moves[k]
    origin, outline = origin_minute(after.plan), outline_of(after)
    pk = outline.keys[outline.row_of_name[move.activity]]
    row = int(moves.rows[k])
    then, now = (
        (moves.start_before[k], moves.path.early_start[row])
        if by_start
        else (moves.finish_before[k], moves.path.early_finish[row])
    )
    why = why_moved(after.plan, move, earlier=bool(now < then))
    field = "start" if by_start else "finish"
    return [after.rows.activities[pk]["public_id"], field, int(then) + origin, int(now) + origin, why]


def why_moved(plan: Plan, move: DateMove, *, earlier: bool) -> str:
    """Return why an activity moved."""
    cause = move.cause
    follows = cause.predecessor is not None
    why = _by_predecessor(plan, cause, earlier=earlier) if follows else why_held(plan, cause)
    if move.root not in {move.activity, cause.predecessor}:
        why = _("%(why)s; it began with “%(root)s”") % {"why": why, "root": title_of(plan, move.root)}
    return why


def _by_predecessor(plan: Plan, cause: Cause, *, earlier: bool) -> str:
    name = title_of(plan, cause.predecessor or "")
    if cause.kind is CauseKind.ORDER:
        text = (
            _("because “%(name)s” gives its people back earlier")
            if earlier
            else _("because “%(name)s” needs the same people for longer")
        )
        return text % {"name": name}
    starts = cause.link in {LinkType.START_START, LinkType.START_FINISH}
    if starts:
        text = _("because “%(name)s” starts earlier") if earlier else _("because “%(name)s” starts later")
    else:
        text = _("because “%(name)s” finishes earlier") if earlier else _("because “%(name)s” finishes later")
    return text % {"name": name}


def why_held(plan: Plan, cause: Cause) -> str:
    """Return what holds the start of an activity that no other drives."""
    return {
        CauseKind.START_DATE: _("because it may not start before a given date"),
        CauseKind.FINISH_DATE: _("because it may not finish before a given date"),
        CauseKind.STATUS_DATE: _("because what is left cannot be done before the status date"),
        CauseKind.ACTUAL: _("because it has actually started then"),
        CauseKind.PROJECT_START: _("because nothing holds it but the start of the project"),
        CauseKind.LINK: _("because of “%(name)s”") % {"name": title_of(plan, cause.predecessor or "")},
        CauseKind.ORDER: _("because “%(name)s” needs the same people")
        % {"name": title_of(plan, cause.predecessor or "")},
    }[cause.kind]


def title_of(plan: Plan, activity: str) -> str:
    """Return the name of an activity, or its id where it has none."""
    found = plan.activity_by_id.get(activity)
    return (found.name or found.id) if found else activity
