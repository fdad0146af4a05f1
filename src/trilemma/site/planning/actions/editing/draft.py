"""A plan with changes that nobody has written yet."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from trilemma.engine.api import Activity
from trilemma.files.plan_text import PartError
from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import new_public_id
from trilemma.site.planning.convert import Change, Compiled
from trilemma.site.planning.convert.rows import Row
from trilemma.site.planning.convert.tables import link_table, own_table
from trilemma.site.planning.models.work import STEP

EMPTY: Final[Row] = {
    "parent_id": None,
    "position": 0,
    "modes": [],
    "constraints": {},
    "deadline": None,
    "progress": None,
    **dict.fromkeys(("calendar", "subproject", "deliverable", "work_kind", "note"), ""),
    "priority": 500,
    "own_fields": {},
}
"""What a new row says."""


class FieldError(RuleError):
    """One value of one row is wrong; ``row`` is its public id."""

    row: str = ""
    field: str = ""


class Draft:
    """The rows of a plan as they would be; new ones have negative primary keys until they are written."""

    def __init__(self, base: Compiled) -> None:
        self.base = base
        self.activities: dict[int, Row] = dict(base.rows.activities)
        self.links: dict[int, Row] = dict(base.rows.links)
        self.outline: list[tuple[int, int]] = list(base.rows.outline)
        self.head: dict[str, Any] = {}
        self.parts: dict[str, dict[int, Row | None]] = {}
        self.key_of: dict[str, int] = {row["public_id"]: pk for pk, row in self.activities.items()}
        self.changed: set[int] = set()
        self.changed_links: set[int] = set()
        self._names = {row["key"] for row in self.activities.values()}
        self._new = 0
        self._links_into: dict[int, list[int]] | None = None

    def pk(self, public_id: str) -> int:
        """Return the primary key of a row."""
        pk = self.key_of.get(public_id)
        if pk is None or pk not in self.activities:
            raise RuleError(_("One of the activities is not there any more. Reload the page."))
        return pk

    def row(self, pk: int) -> Row:
        """Return a row as it would be."""
        return self.activities[pk]

    def engine(self, pk: int) -> Activity | None:
        """Return the engine's activity of a row as it was before the draft, None where the row is new."""
        return self.base.parts.activities.get(pk)

    def title(self, pk: int) -> str:
        """Return what people call a row."""
        row = self.activities[pk]
        return str(row["name"] or row["key"])

    def put(self, pk: int, **values: Any) -> None:  # noqa: ANN401 - values of any column
        """Change columns of a row."""
        row = self.activities[pk]
        if any(row[name] != value for name, value in values.items()):
            self.activities[pk] = {**row, **values}
            self.changed.add(pk)

    def is_summary(self, pk: int) -> bool:
        """Return whether others lie below a row."""
        position = self.position(pk)
        return position + 1 < len(self.outline) and self.outline[position + 1][1] > self.outline[position][1]

    def position(self, pk: int) -> int:
        """Return where a row stands in the outline, counted from 0."""
        return next(number for number, (each, _level) in enumerate(self.outline) if each == pk)

    def block(self, position: int) -> range:
        """Return the positions of a row and of what lies below it."""
        last = position + 1
        while last < len(self.outline) and self.outline[last][1] > self.outline[position][1]:
            last += 1
        return range(position, last)

    # --- rows ---------------------------------------------------------------------------------------------------

    def new_row(self, key: str, name: str) -> int:
        """Add a row that is nowhere in the outline yet."""
        self._new -= 1
        public_id = new_public_id()
        own = {"pk": self._new, "public_id": public_id, "version": 1, "key": self._free_name(name), "name": name}
        self.activities[self._new] = {**EMPTY, **own}
        self.key_of[public_id] = self._new
        self.key_of[key] = self._new
        self.changed.add(self._new)
        return self._new

    def _free_name(self, name: str) -> str:
        stem = slugify(name)[:60] or "activity"
        number, free = 1, stem
        while free in self._names:
            number += 1
            free = f"{stem}-{number}"
        self._names.add(free)
        return free

    def drop(self, pks: Iterable[int]) -> None:
        """Remove rows from everywhere."""
        gone = set(pks)
        for pk, link in list(self.links.items()):
            if link["predecessor_id"] in gone or link["successor_id"] in gone:
                self.drop_link(pk)
        self.outline = [entry for entry in self.outline if entry[0] not in gone]
        for pk in gone:
            del self.activities[pk]
            self.changed.add(pk)

    def put_outline(self, outline: list[tuple[int, int]], moved: Iterable[int]) -> None:
        """Give the plan another outline; ``moved`` are those that need a new place among their neighbours."""
        self.outline = outline
        free = set(moved)
        siblings: dict[int | None, list[int]] = {}
        above: list[int] = []
        for pk, level in outline:
            del above[level:]
            parent = above[-1] if above else None
            if self.activities[pk]["parent_id"] != parent:
                self.put(pk, parent_id=parent)
                free.add(pk)
            siblings.setdefault(parent, []).append(pk)
            above.append(pk)
        for group in siblings.values():
            if not free.isdisjoint(group):
                self._place(group, free)

    def _place(self, group: list[int], free: set[int]) -> None:
        """Give rows without a place one between their neighbours, or all of them new ones where there is no room."""
        places = [None if pk in free else self.activities[pk]["position"] for pk in group]
        found = filled(places)
        for pk, place in zip(group, found, strict=True):
            self.put(pk, position=place)

    # --- links --------------------------------------------------------------------------------------------------

    def links_into(self, pk: int) -> list[int]:
        """Return primary keys of the links that arrive at a row, in the order in which they were made."""
        if self._links_into is None:
            self._links_into = {}
            for key in sorted(self.links, key=lambda each: (each < 0, abs(each))):
                self._links_into.setdefault(self.links[key]["successor_id"], []).append(key)
        return list(self._links_into.get(pk, []))

    def put_link(self, before: int, after: int, type_: str, lag: str, key: int | None = None) -> None:
        """Add a link, or change the one with a primary key."""
        if key is None:
            self._new -= 1
            key = self._new
            known: Row = {"pk": key, "public_id": new_public_id(), "version": 1}
        else:
            known = self.links[key]
        row = {**known, "predecessor_id": before, "successor_id": after, "type": type_, "lag": lag}
        if row != known:
            self.links[key] = row
            self.changed_links.add(key)
            self._links_into = None

    def drop_link(self, key: int) -> None:
        """Remove a link."""
        del self.links[key]
        self.changed_links.add(key)
        self._links_into = None

    # --- the rest -----------------------------------------------------------------------------------------------

    def head_value(self, name: str) -> Any:  # noqa: ANN401 - a value of any column
        """Return a column of the plan's head as it would be."""
        return self.head.get(name, self.base.rows.head[name])

    def change(self, keys: Mapping[int, int] | None = None) -> Change:
        """Return the draft as a change of rows, with the primary keys that new ones were given."""
        known = keys or {}

        def written(row: Row, *references: str) -> Row:
            own = {name: known.get(row[name], row[name]) for name in ("pk", *references)}
            return {**row, **own}

        activities = {
            known.get(pk, pk): written(self.activities[pk], "parent_id") if pk in self.activities else None
            for pk in self.changed
            if pk > 0 or pk in self.activities
        }
        links = {
            known.get(pk, pk): written(self.links[pk], "predecessor_id", "successor_id") if pk in self.links else None
            for pk in self.changed_links
            if pk > 0 or pk in self.links
        }
        return Change(
            {pk: self._counted(row, self.base.rows.activities) for pk, row in activities.items()},
            {pk: self._counted(row, self.base.rows.links) for pk, row in links.items()},
            self.head,
            self.parts,
        )

    def _counted(self, row: Row | None, before: Mapping[int, Row]) -> Row | None:
        known = before.get(row["pk"]) if row is not None else None
        return row if row is None or known is None else {**row, "version": known["version"] + 1}

    def compiled(self) -> Compiled:
        """Return the plan after the draft; raise the engine's error where it breaks a rule."""
        return self.base.after(self.change(), self.base.revision, self.base.mark)

    def check(self, pk: int) -> None:
        """Refuse a row whose own values do not fit, before the whole plan is looked at."""
        self.base.parts.reader.activity(own_table(self.activities, pk))
        for key in self.changed_links & self.links.keys():
            if self.links[key]["successor_id"] == pk:
                self._check_link(key)

    def _check_link(self, key: int) -> None:
        link = self.links[key]
        after = self.activities[link["successor_id"]]
        try:
            self.base.parts.reader.link(link_table(self.activities, link), after["key"], after["calendar"] or None)
        except PartError as error:
            raise PartError(error.message, ("links",)) from error


def filled(places: list[int | None]) -> list[int]:
    """Return rising places; None is put between its neighbours, and where there is no room all are given anew."""
    found: list[int] = []
    position = 0
    while position < len(places):
        stated = places[position]
        if stated is not None:
            found.append(stated)
            position += 1
            continue
        last = position
        while last < len(places) and places[last] is None:
            last += 1
        low = found[-1] if found else 0
        high = places[last] if last < len(places) else None
        count = last - position
        step = STEP if high is None else (high - low) // (count + 1)
        found += [low + step * (number + 1) for number in range(count)]
        position = last
    rising = all(one < other for one, other in itertools.pairwise(found))
    return found if rising else [STEP * (number + 1) for number in range(len(places))]
