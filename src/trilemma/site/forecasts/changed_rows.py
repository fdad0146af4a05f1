"""What a proposal changes, activity by activity and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trilemma.engine.api import Plan, live_schedule, to_instant


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """An activity that would happen otherwise: dates now and then, modes and people where they differ."""

    key: str
    name: str
    start_before: datetime
    start: datetime
    finish_before: datetime
    finish: datetime
    mode_before: str
    mode: str
    people: str

    @property
    def days(self) -> int:
        """By how many days the finish moves."""
        return round((self.finish - self.finish_before) / timedelta(days=1))


def changed_rows(plan: Plan, rows: Sequence[Sequence[Any]]) -> list[ChangedRow]:
    """Return the activities whose dates or mode a proposal changes, in the order of their new starts."""
    now = live_schedule(plan)[1].by_id
    found = []
    for key, mode, start, finish, people in rows:
        activity, live = plan.activity_by_id.get(key), now.get(key)
        if activity is None or live is None:
            continue
        before = [to_instant(plan.origin, each, plan.time_zone) for each in (live.start, live.finish)]
        after = [datetime.fromisoformat(start), datetime.fromisoformat(finish)]
        if before != after or live.mode != mode:
            names = {each.id: each.name or each.id for each in activity.modes}
            found.append(
                ChangedRow(
                    key,
                    activity.name or key,
                    before[0],
                    after[0],
                    before[1],
                    after[1],
                    _mode_name(names, live.mode) if live.mode != mode else "",
                    _mode_name(names, mode) if live.mode != mode else "",
                    ", ".join(plan.person_by_id[each].name or each for each in people if each in plan.person_by_id),
                )
            )
    return sorted(found, key=lambda row: (row.start, row.finish))


def _mode_name(names: Mapping[str, str], mode: str) -> str:
    return _("Normal") if mode == "normal" and names.get(mode) == mode else names.get(mode, mode)


def changes_in_words(plan: Plan, tables: Mapping[str, Any]) -> list[str]:
    """Return what adopting would change, one sentence a matter."""
    said: list[str] = []
    adopted = tables.get("adopted", {})
    said += [
        _("%(activity)s: %(mode)s") % {"activity": _name(plan, key), "mode": _mode_name(_modes(plan, key), mode)}
        for key, mode in _pairs(adopted.get("modes", ()))
        if (plan.adopted.mode_of(key) or _first_mode(plan, key)) != mode
    ]
    dropped = set(adopted.get("dropped", ())) - set(plan.adopted.dropped)
    said += [_("Without %(deliverable)s") % {"deliverable": _deliverable(plan, key)} for key in sorted(dropped)]
    mitigated = set(adopted.get("mitigated", ())) - set(plan.adopted.mitigated)
    said += [_("Mitigate: %(risk)s") % {"risk": _risk(plan, key)} for key in sorted(mitigated)]
    said += _overtime(plan, adopted)
    people = [table for table in tables.get("person", ()) if table["id"] not in plan.person_by_id]
    if people:
        said.append(ngettext("%(n)d more person", "%(n)d more people", len(people)) % {"n": len(people)})
    if "team" in tables:
        said.append(_("A team gets more people"))
    return said


def _overtime(plan: Plan, adopted: Mapping[str, Any]) -> list[str]:
    slots = adopted.get("overtime", ())
    known = len(plan.adopted.overtime)
    if len(slots) == known:
        return []
    text = ngettext("%(n)d day with overtime more", "%(n)d days with overtime more", len(slots) - known)
    return [text % {"n": len(slots) - known}] if len(slots) > known else [_("Less overtime than now")]


def _pairs(modes: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a table or a list of pairs
    return list(modes.items()) if isinstance(modes, Mapping) else [tuple(pair) for pair in modes]


def _name(plan: Plan, key: str) -> str:
    found = plan.activity_by_id.get(key)
    return found.name or key if found else key


def _modes(plan: Plan, key: str) -> dict[str, str]:
    found = plan.activity_by_id.get(key)
    return {mode.id: mode.name or mode.id for mode in found.modes} if found else {}


def _first_mode(plan: Plan, key: str) -> str:
    found = plan.activity_by_id.get(key)
    return found.modes[0].id if found and found.modes else ""


def _deliverable(plan: Plan, key: str) -> str:
    found = plan.deliverable_by_id.get(key)
    return found.name or key if found else key


def _risk(plan: Plan, key: str) -> str:
    found = plan.risk_by_id.get(key)
    return found.name or key if found else key
