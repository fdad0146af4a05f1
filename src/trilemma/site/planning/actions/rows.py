"""Changes of activities that are no operations of the plan page: their ways, and what mends a plan's health."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trilemma.engine.api import TrilemmaError
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.core.errors import RuleError
from trilemma.site.planning.actions.editing import values
from trilemma.site.planning.actions.editing.draft import Draft
from trilemma.site.planning.actions.editing.editing import sentence, settled
from trilemma.site.planning.actions.editing.setting import forget_modes
from trilemma.site.planning.actions.editing.writing import write_draft
from trilemma.site.planning.convert import compiled_plan
from trilemma.site.planning.queries.access import plan_for
from trilemma.site.planning.queries.dates import dates_of
from trilemma.site.planning.queries.mode_ideas import ideas_of
from trilemma.site.projects.permissions import ProjectRight

Table = Mapping[str, Any]
HARD: Final = ("must_start", "must_finish", "start_no_later", "finish_no_later")


@transaction.atomic
def change_rows(actor: Actor, plan_id: str, verb: str, label: str, change: Callable[[Draft], None]) -> None:
    """Change activities and links as one act that can be undone.

    Raises
    ------
    RuleError
        If the plan would break a rule; the message says which, and nothing has changed.
    """
    access = plan_for(actor, plan_id, ProjectRight.PLAN, for_change=True)
    draft = Draft(compiled_plan(access.plan))
    try:
        change(draft)
        for pk in draft.changed & draft.activities.keys():
            draft.check(pk)
        after = draft.compiled()
        dates_of(after)
    except TrilemmaError as error:
        raise RuleError(sentence(error.message)) from error
    with changing(actor, verb, label, scope=access.scope) as written:
        keys = write_draft(written, access.plan, draft)
    settled(access.plan, draft, keys, after)


def save_modes(actor: Actor, plan_id: str, activity: str, modes: Sequence[Mapping[str, str]]) -> None:
    """Give an activity its ways as typed; the first is the normal one, an empty one falls away."""

    def change(draft: Draft) -> None:
        pk = draft.pk(activity)
        known = {mode.get("id", "normal"): mode for mode in draft.row(pk)["modes"]}
        taken = set(known)
        draft.put(pk, modes=[_mode(draft, stated, known, taken) for stated in modes])
        if known.keys() - {mode["id"] for mode in draft.row(pk)["modes"]}:
            forget_modes(draft, draft.row(pk)["key"])

    change_rows(actor, plan_id, "modes.saved", _("Changed the ways of an activity"), change)


def add_ideas(actor: Actor, plan_id: str, chosen: Sequence[tuple[str, str]]) -> int:
    """Add suggested ways to activities: pairs of an activity's public id and the id of a suggestion."""

    def change(draft: Draft) -> None:
        for public_id, idea in chosen:
            row = draft.row(pk := draft.pk(public_id))
            offered = {each.id: each for each in ideas_of(draft.base, pk)}
            if idea in offered:
                draft.put(pk, modes=[*row["modes"], {"id": idea, **offered[idea].table}])

    count = len({public_id for public_id, _idea in chosen})
    text = ngettext("Added ways to an activity", "Added ways to %(count)s activities", count) % {"count": count}
    change_rows(actor, plan_id, "modes.added", text, change)
    return count


def _mode(draft: Draft, stated: Mapping[str, str], known: Mapping[str, Table], taken: set[str]) -> dict[str, Any]:
    """Return a way as typed, on top of what is known of it."""
    key = stated.get("id", "")
    if not key:
        number = 1
        while (key := "normal" if not taken else f"way-{number}") in taken:
            number += 1
        taken.add(key)
    mode = {k: v for k, v in known.get(key, {}).items() if k not in _TYPED}
    demands, picks = values.staff(stated.get("people", ""), draft.base.people)
    effort, duration = stated.get("effort", "").strip(), stated.get("duration", "").strip()
    if bool(effort) == bool(duration):
        raise RuleError(_("Give each way either an effort or a duration."))
    numbers = {name: _number(stated.get(name, "")) for name in ("cost", "supplier_cost", "defect_factor")}
    typed: dict[str, Any] = {
        "id": key,
        "name": stated.get("name", "").strip(),
        "effort": values.length(effort, "h") if effort else None,
        "duration": values.length(duration, "d") if duration else None,
        "people": demands,
        "picks": picks,
        "supplier": stated.get("supplier", "").strip(),
        **numbers,
    }
    return {**mode, **{name: value for name, value in typed.items() if value not in (None, "", [])}}


_TYPED: Final = frozenset(
    {
        "id",
        "name",
        "effort",
        "duration",
        "team",
        "people",
        "picks",
        "supplier",
        "cost",
        "supplier_cost",
        "defect_factor",
    }
)


def _number(text: str) -> int | float | None:
    if not text.strip():
        return None
    try:
        found = float(text.replace(" ", ""))
    except ValueError as error:
        raise RuleError(_("“%(value)s” is no number.") % {"value": text}) from error
    return int(found) if found == int(found) else found


# --- health ---------------------------------------------------------------------------------------------------------


def mend(actor: Actor, plan_id: str, point: str, offenders: Sequence[str]) -> None:
    """Mend what a rule can mend: leads, hard constraints and loose ends.

    Parameters
    ----------
    actor, plan_id
        Who, and of which plan.
    point
        The point of the plan's health: ``leads``, ``hard-constraints`` or ``logic``.
    offenders
        What to mend, as the engine names it: an activity, or a link as ``a -> b``.
    """
    mending = _MENDING.get(point)
    if mending is None:
        raise RuleError(_("This has no rule that mends it: change the activities themselves."))
    label, change = mending
    change_rows(actor, plan_id, "health.mended", label(), lambda draft: change(draft, set(offenders)))


def _remove_leads(draft: Draft, offenders: set[str]) -> None:
    for key, link in list(draft.links.items()):
        ends = (draft.row(link["predecessor_id"])["key"], draft.row(link["successor_id"])["key"])
        if link["lag"].startswith("-") and _leaves(draft, *ends) & offenders:
            draft.put_link(link["predecessor_id"], link["successor_id"], link["type"], "", key)


def _leaves(draft: Draft, before: str, after: str) -> set[str]:
    """Return the links between tasks that a link stands for, as the engine names them."""
    plan = draft.base.plan
    return {f"{one} -> {other}" for one in plan.leaves_below(before) for other in plan.leaves_below(after)}


def _soften(draft: Draft, offenders: set[str]) -> None:
    for pk, row in list(draft.activities.items()):
        if row["key"] in offenders:
            kept = {key: at for key, at in row["constraints"].items() if key not in HARD}
            start = row["constraints"].get("must_start")
            draft.put(pk, constraints={**kept, "start_no_earlier": start} if start else kept)


def _join_loose_ends(draft: Draft, offenders: set[str]) -> None:
    """Link what nothing waits for to the release milestone, else to the last activity."""
    plan, dates = draft.base.plan, dates_of(draft.base)
    path = dates.path
    finish = {name: int(at) for name, at in zip(path.activity_ids, path.early_finish, strict=True)}
    last = plan.release or max(finish, key=lambda name: finish[name])
    with_after = {link.predecessor for link in plan.leaf_links}
    keys = {row["key"]: pk for pk, row in draft.activities.items()}
    for name in sorted(offenders - with_after - {last}):
        draft.put_link(keys[name], keys[last], "FS", "")


_MENDING: Final[Mapping[str, tuple[Callable[[], str], Callable[[Draft, set[str]], None]]]] = {
    "leads": (lambda: _("Removed leads of links"), _remove_leads),
    "hard-constraints": (lambda: _("Removed hard constraints"), _soften),
    "logic": (lambda: _("Linked loose ends to the release"), _join_loose_ends),
}
