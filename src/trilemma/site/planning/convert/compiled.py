"""Plans of the engine, kept in this process and brought up to date by what the audit trail says has changed."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Final

from django.db.models import Subquery

from trilemma.engine.api import Plan as EnginePlan
from trilemma.files.plan_json import plan_of_tables
from trilemma.site.core.models import AuditEntry
from trilemma.site.people.convert import people_tables
from trilemma.site.planning.convert.revising import Change, Parts, changes_of_entries, parts_of, revised
from trilemma.site.planning.convert.rows import PlanRows, read_rows
from trilemma.site.planning.convert.tables import Tables, tables_of_rows
from trilemma.site.planning.models import Plan

MOST_PLANS: Final = 24
MOST_STATES: Final = 6
"""So many states of one plan are kept, so that pages which are a little behind can be told what has changed."""
TAKEN_OVER: Final = ("known_cells", "known_outline", "known_pairs")
"""What is derived piece by piece, so that the next state can keep most of it."""
_OF_PEOPLE: Final = ("people", "organisation")
MOST_ENTRIES: Final = 50
"""Beyond so many acts it is quicker to read the plan anew than to follow them."""


@dataclass(frozen=True)
class Compiled:
    """A plan as rows and as the engine knows it, at one revision of its project and one of the people.

    The marks are the hashes of the last entries of their scopes: unlike numbers, they are never given twice.
    ``derived`` keeps what others compute from it, such as its live dates, for as long as it is valid; its ``step`` are
    the rows before, and the keys of the activities and links that have changed since.
    """

    revision: int
    mark: str
    people_mark: str
    rows: PlanRows
    people: Tables
    parts: Parts
    derived: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def plan(self) -> EnginePlan:
        """The plan of the engine."""
        return self.parts.plan

    @property
    def tables(self) -> Tables:
        """The plan as the tables of plan text."""
        if "tables" not in self.derived:
            self.derived["tables"] = tables_of_rows(self.rows, self.people)
        return self.derived["tables"]  # type: ignore[no-any-return] # put there above

    def after(self, change: Change, revision: int, mark: str) -> Compiled:
        """Return the plan after a change of its rows.

        Raises
        ------
        TrilemmaError
            If it breaks a rule of the plan model.
        """
        rows = change.applied_to(self.rows)
        parts = revised(self.parts, self.rows, rows, change, self.people)
        kept: dict[str, Any] = {name: self.derived[name] for name in TAKEN_OVER if name in self.derived}
        kept["step"] = (self.rows, frozenset(change.activities), frozenset(change.links))
        return Compiled(revision, mark, self.people_mark, rows, self.people, parts, kept)


def renumbered(
    base: Compiled, after: Compiled, change: Change, keys: Mapping[int, int], revision: int, mark: str
) -> Compiled:
    """Return a state whose new rows have been written: only their primary keys are others.

    Parameters
    ----------
    base, after
        The states before the change, and after it with primary keys of its own for new rows.
    change
        The change with the keys that were given.
    keys
        Those by the former ones.
    revision, mark
        Number and hash of the act.
    """
    parts = replace(
        after.parts,
        activities={keys.get(pk, pk): each for pk, each in after.parts.activities.items()},
        links={keys.get(pk, pk): each for pk, each in after.parts.links.items()},
    )
    kept: dict[str, Any] = {name: base.derived[name] for name in TAKEN_OVER if name in base.derived}
    kept |= {name: after.derived[name] for name in ("dates",) if name in after.derived}
    kept["step"] = (base.rows, frozenset(change.activities), frozenset(change.links))
    rows = change.applied_to(base.rows)
    return Compiled(revision, mark, base.people_mark, rows, base.people, parts, kept)


class _Kept:
    """What this process has compiled: the last states of each plan, and everybody of each organisation."""

    def __init__(self) -> None:
        self._plans: OrderedDict[str, list[Compiled]] = OrderedDict()
        self._people: OrderedDict[int, tuple[str, Tables]] = OrderedDict()
        self._lock = Lock()

    def states(self, key: str) -> list[Compiled]:
        """Return the states of a plan, the oldest first."""
        with self._lock:
            found = self._plans.get(key, [])
            if found:
                self._plans.move_to_end(key)
            return list(found)

    def keep(self, key: str, compiled: Compiled) -> None:
        with self._lock:
            known = [
                state
                for state in self._plans.get(key, [])
                if state.people_mark == compiled.people_mark and state.revision != compiled.revision
            ]
            self._plans[key] = sorted((*known, compiled), key=lambda state: state.revision)[-MOST_STATES:]
            self._plans.move_to_end(key)
            while len(self._plans) > MOST_PLANS:
                self._plans.popitem(last=False)

    def people(self, organisation_id: int, mark: str) -> Tables:
        with self._lock:
            known = self._people.get(organisation_id)
        if known is not None and known[0] == mark:
            return known[1]
        tables = people_tables(organisation_id)
        with self._lock:
            self._people[organisation_id] = (mark, tables)
            while len(self._people) > MOST_PLANS:
                self._people.popitem(last=False)
        return tables


_KEPT: Final = _Kept()


def forget_compiled() -> None:
    """Forget everything that this process has compiled, as after a start."""
    _KEPT.__init__()  # type: ignore[misc] # the same keeper, empty


def compiled_plan(plan: Plan) -> Compiled:
    """Return a plan's rows and engine plan as they are now.

    Valid for whoever has written nothing yet in the current transaction: what is not committed has no revision.
    """
    scope = plan.project.public_id
    latest = _latest(plan.organisation_id, (scope, *_OF_PEOPLE))
    revision, mark = latest.get(scope, (0, ""))
    people_mark = "".join(latest[each][1] for each in _OF_PEOPLE if each in latest)
    states = _KEPT.states(plan.public_id)
    if states and states[-1].people_mark == people_mark:
        if states[-1].mark == mark:
            return states[-1]
        followed = _followed(states[-1], plan, scope, revision, mark)
        if followed is not None:
            _KEPT.keep(plan.public_id, followed)
            return followed
    people = _KEPT.people(plan.organisation_id, people_mark)
    rows = read_rows(plan)
    compiled = Compiled(revision, mark, people_mark, rows, people, parts_of(rows, people))
    _KEPT.keep(plan.public_id, compiled)
    return compiled


def earlier_state(plan: Plan, revision: int, now: Compiled) -> Compiled | None:
    """Return the plan as it was at a revision, where this process still knows it or can follow it up to there."""
    if revision == now.revision:
        return now
    states = [state for state in _KEPT.states(plan.public_id) if state.people_mark == now.people_mark]
    before = next((state for state in reversed(states) if state.revision <= revision), None)
    if before is None or before.revision == revision:
        return before
    entry = AuditEntry.objects.filter(
        organisation_id=plan.organisation_id, scope=plan.project.public_id, number=revision
    ).values_list("hash", flat=True)
    mark = entry.first()
    return None if mark is None else _followed(before, plan, plan.project.public_id, revision, mark)


def latest_of(plan: Plan) -> tuple[int, str]:
    """Return number and hash of the last act on a plan's project."""
    scope = plan.project.public_id
    return _latest(plan.organisation_id, (scope,)).get(scope, (0, ""))


def keep_compiled(plan: Plan, compiled: Compiled) -> None:
    """Keep the state that a change has led to, once it is committed."""
    _KEPT.keep(plan.public_id, compiled)


def engine_plan(plan: Plan) -> EnginePlan:
    """Return the plan as the engine knows it, compiled once for each revision of the project and of the people."""
    return compiled_plan(plan).plan


def tables_of(plan: Plan) -> Tables:
    """Return the plan as the tables of plan text in plain JSON values, in a constant number of statements."""
    return compiled_plan(plan).tables


def content_hash(plan: Plan) -> str:
    """Return a hash of everything that computations depend on; names, notes and baselines are left out."""
    compiled = compiled_plan(plan)
    if "hash" not in compiled.derived:
        compiled.derived["hash"] = hash_of_tables(compiled.tables)
    return compiled.derived["hash"]  # type: ignore[no-any-return] # put there above


def hash_of_tables(tables: Tables) -> str:
    """Return the hash of what computations depend on in the tables of a plan."""
    meant = {name: _without_words(table) for name, table in tables.items() if name != "baseline"}
    text = json.dumps(meant, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of_rows(rows: PlanRows, people: Tables) -> EnginePlan:
    """Return the engine's plan of rows, built from scratch."""
    return plan_of_tables(tables_of_rows(rows, people), rows.name)


def _without_words(value: Any) -> Any:  # noqa: ANN401 - any node of a document
    if isinstance(value, dict):
        return {key: _without_words(each) for key, each in value.items() if key not in {"name", "note"}}
    return [_without_words(each) for each in value] if isinstance(value, list) else value


def _latest(organisation_id: int, scopes: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return number and hash of the last entry of each scope."""
    entries = AuditEntry.objects.filter(organisation_id=organisation_id)
    last = [Subquery(entries.filter(scope=each).order_by("-number").values("number")[:1]) for each in scopes]
    of_scopes = entries.filter(number__in=last)  # type: ignore[misc] # the stubs know no queries in lists
    found = of_scopes.values_list("scope", "number", "hash")
    return {scope: (number, mark) for scope, number, mark in found}


def _followed(known: Compiled, plan: Plan, scope: str, revision: int, mark: str) -> Compiled | None:
    """Return the known state brought up to a revision by what was recorded since; None where that is not simple."""
    entries = AuditEntry.objects.filter(
        organisation_id=plan.organisation_id, scope=scope, number__gt=known.revision, number__lte=revision
    )
    recorded = list(entries.order_by("number").values_list("changes", flat=True)[: MOST_ENTRIES + 1])
    if known.revision > revision or len(recorded) > MOST_ENTRIES:
        return None
    change = changes_of_entries(recorded, plan.pk, known.rows)
    return None if change is None else known.after(change, revision, mark)
