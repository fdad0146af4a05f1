"""A plan of any size with real working time, links and edits: what the plan page's element is tested against.

It follows the page's data contract (docs/plan-page-data.md) with the smallest rules that make its answers true.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.site.plan_page.fake_rows import RESOURCES, TYPES, Row, a_row, minutes_of
from tests.site.plan_page.fake_time import CHANGES, DAY, OFFSETS, WorkTime, instant, wall

Json = dict[str, Any]


@dataclass
class FakePlan:
    """Rows in outline order, links by id, and the steps of one person."""

    rows: list[Row]
    links: list[list[Any]]
    work: WorkTime
    revision: int = 1
    may_edit: bool = True
    undone: list[tuple[str, list[Row], list[list[Any]]]] = field(default_factory=list)
    done: list[tuple[str, list[Row], list[list[Any]]]] = field(default_factory=list)
    by_others: list[tuple[int, str]] = field(default_factory=list)
    created: int = 0

    def __post_init__(self) -> None:
        self.schedule()

    # --- dates

    def schedule(self) -> None:
        """Forward and backward pass over the links, then the summaries."""
        rows = {row["id"]: row for row in self.rows}
        into: dict[str, list[list[Any]]] = {}
        out: dict[str, list[list[Any]]] = {}
        for link in self.links:
            into.setdefault(link[1], []).append(link)
            out.setdefault(link[0], []).append(link)
        order = self._order(into)
        for row in order:
            self._forward(row, into.get(row["id"], []), rows)
        finish = max((row["finish"] for row in order), default=wall("2027-01-11"))
        for row in reversed(order):
            self._backward(row, out.get(row["id"], []), rows, finish)
        self._summaries()

    def _leaves(self) -> list[Row]:
        below = [row["level"] for row in self.rows[1:]] + [0]
        for row, level in zip(self.rows, below, strict=False):
            row["summary"] = level > row["level"]
        return [row for row in self.rows if not row["summary"]]

    def _order(self, into: dict[str, list[list[Any]]]) -> list[Row]:
        leaves = {row["id"]: row for row in self._leaves()}
        order: list[Row] = []
        state: dict[str, int] = {}
        for name in leaves:
            stack = [name]
            while stack:
                top = stack[-1]
                if state.get(top) == 2:
                    stack.pop()
                    continue
                waiting = [link[0] for link in into.get(top, []) if link[0] in leaves and state.get(link[0]) != 2]
                if waiting and state.get(top) != 1:
                    state[top] = 1
                    stack += waiting
                    continue
                if any(state.get(other) == 1 for other in waiting):
                    raise ValueError("this link closes a circle")
                state[top] = 2
                order.append(leaves[top])
                stack.pop()
        return order

    def _forward(self, row: Row, links: list[list[Any]], rows: dict[str, Row]) -> None:
        length = row["likely"] if row["kind"] == 1 else 0
        start = self.work.next(max(row["not_before"] or 0, wall("2027-01-11")))
        row["driver"] = None
        for name, _, kind, lag in links:
            before = rows.get(name)
            if before is None or before["summary"]:
                continue
            at = before["finish"] if kind in {0, 2} else before["start"]
            at = self.work.add(at, lag) if lag >= 0 else self.work.back(at, -lag)
            wanted = at if kind in {0, 1} else self.work.back(at, length)
            wanted = self.work.next(wanted) if row["kind"] == 1 else wanted
            if wanted > start or (row["driver"] is None and wanted == start):
                start, row["driver"] = wanted, name
        row["start"], row["finish"] = start, self.work.add(start, length)
        row["duration"] = length

    def _backward(self, row: Row, links: list[list[Any]], rows: dict[str, Row], finish: int) -> None:
        late = finish
        for _, name, kind, lag in links:
            after = rows.get(name)
            if after is not None and not after["summary"] and kind == 0 and lag >= 0:
                length = after["likely"] if after["kind"] == 1 else 0
                late = min(late, self.work.back(self.work.back(after["late_finish"], length), lag))
        row["late_finish"] = max(late, row["finish"])
        row["total_float"] = self.work.count(late) - self.work.count(row["finish"])
        row["critical"] = row["total_float"] <= 0

    def _summaries(self) -> None:
        open_rows: list[Row] = []
        for row in [*self.rows, {"level": -1, "start": 0, "finish": 0, "summary": False, "done": 0, "critical": False}]:
            while open_rows and open_rows[-1]["level"] >= row["level"]:
                self._into_parent(open_rows)
            if row["level"] >= 0:
                if row["summary"]:
                    row.update(start=None, finish=None, critical=False, total_float=None, late_finish=None)
                open_rows.append(row)

    @staticmethod
    def _into_parent(open_rows: list[Row]) -> None:
        row = open_rows.pop()
        if open_rows and row["start"] is not None:
            parent = open_rows[-1]
            parent["start"] = row["start"] if parent["start"] is None else min(parent["start"], row["start"])
            parent["finish"] = row["finish"] if parent["finish"] is None else max(parent["finish"], row["finish"])
            parent["critical"] = parent["critical"] or row["critical"]

    # --- the contract

    def find(self, name: str) -> Row:
        """Return the row of an id."""
        return next(row for row in self.rows if row["id"] == name)

    def columns(self, rows: list[Row]) -> Json:
        """Return the columns of some rows, dates as instants."""
        dates = ["start", "finish", "late_finish", "deadline", "baseline_start", "baseline_finish"]
        dates += ["actual_start", "actual_finish"]
        plain = ("id", "version", "level", "name", "total_float", "duration", "done", "note", "comments", "files")
        result: Json = {name: [row.get(name) for row in rows] for name in plain}
        result |= {name: [instant(row.get(name)) for row in rows] for name in dates}
        result["kind"] = [0 if row["summary"] else row["kind"] for row in rows]
        flags = [row["critical"] * 1 + row.get("overloaded", False) * 2 + row.get("locked", False) * 8 for row in rows]
        work = [row["kind"] == 1 and not row["summary"] for row in rows]
        result |= {
            "flags": flags,
            "measure": [row["measure"] if is_work else 0 for row, is_work in zip(rows, work, strict=True)],
        }
        for name in ("low", "likely", "high"):
            result[name] = [row.get(name) if is_work else None for row, is_work in zip(rows, work, strict=True)]
        result["constraints"] = self._sparse(rows, self._constraint)
        result["people"] = self._dictionary(rows, lambda row: [row["people"]["text"], row["people"]["who"]])
        result["modes"] = self._dictionary(rows, lambda row: row["modes"])
        result["mode"] = [row["mode"] for row in rows]
        result["work_kind"] = [row.get("work_kind") for row in rows]
        return result

    @staticmethod
    def _constraint(row: Row) -> list[list[Any]] | None:
        return [["start-no-earlier", instant(row["not_before"])]] if row["not_before"] else None

    @staticmethod
    def _sparse(rows: list[Row], value: Any) -> Json:
        found = [(k, value(row)) for k, row in enumerate(rows)]
        kept = [(k, one) for k, one in found if one is not None]
        return {"rows": [k for k, _ in kept], "is": [one for _, one in kept]}

    @staticmethod
    def _dictionary(rows: list[Row], value: Any) -> Json:
        names: dict[str, int] = {}
        words: list[Any] = []
        at: list[int] = []
        for row in rows:
            one = value(row)
            key = repr(one)
            if key not in names:
                names[key] = len(words)
                words.append(one)
            at.append(names[key])
        return {"dict": words, "at": at}

    def link_columns(self) -> Json:
        """Return all links, by positions."""
        place = {row["id"]: k for k, row in enumerate(self.rows)}
        links = [link for link in self.links if link[0] in place and link[1] in place]
        driver = {row["id"]: row.get("driver") for row in self.rows}
        return {
            "from": [place[link[0]] for link in links],
            "to": [place[link[1]] for link in links],
            "type": [link[2] for link in links],
            "lag": [link[3] for link in links],
            "elapsed": [0] * len(links),
            "driving": [int(driver[link[1]] == link[0]) for link in links],
        }

    def data(self, *, urls: dict[str, str], proposal: str | None = None, locale: str = "en-GB") -> Json:
        """Return the whole plan."""
        finish = max((row["finish"] for row in self.rows if row["finish"]), default=wall("2027-01-11"))
        spans = [minute for span in self.work.spans if span[0] < finish + 60 * DAY for minute in span]
        return {
            "plan": {
                "id": "plan",
                "name": "Website relaunch",
                "revision": self.revision,
                "currency": "EUR",
                "locale": locale,
            },
            "time_zone": {"name": "Europe/Berlin", "changes": CHANGES, "offsets": OFFSETS},
            "units": {"minutes_per_day": 480, "minutes_per_week": 2400, "days_per_month": 20},
            "now": instant(wall("2027-02-10T10:30")),
            "status_date": instant(wall("2027-02-08")),
            "start": instant(wall("2027-01-11T09:00")),
            "finish": instant(finish),
            "calendar": {"working": [instant(minute) for minute in spans]},
            "resources": RESOURCES,
            "work_kinds": [{"id": "code", "name": "Code"}, {"id": "design", "name": "Design"}],
            "deliverables": [],
            "baselines": [{"id": "b1", "name": "Contract", "taken_on": 29_900_000}],
            "baseline": "b1",
            "may": {
                "edit": self.may_edit,
                "comment": True,
                "reason": "" if self.may_edit else "You are a viewer of this project.",
            },
            "undo": self.steps(),
            "urls": urls,
            "proposals": [],
            "columns": self.columns(self.rows),
            "links": self.link_columns(),
            "proposal": self._proposal() if proposal else None,
        }

    def _proposal(self) -> Json:
        rows = [k for k, row in enumerate(self.rows) if row["kind"] == 1 and not row["summary"]][3:9]
        start = [self.work.back(self.rows[k]["start"], 960) for k in rows]
        finish = [self.work.add(at, self.rows[k]["likely"]) for k, at in zip(rows, start, strict=True)]
        return {
            "id": "p1",
            "name": "Finish 2 days earlier",
            "rows": rows,
            "start": [instant(at) for at in start],
            "finish": [instant(at) for at in finish],
            "mode": [None] * len(rows),
            "says": "Finish 2 days earlier; 1 200 EUR more",
            "href": "#",
        }

    def adopt(self) -> tuple[int, Json]:
        """Take the proposal over: its rows get their second mode."""
        rows = [self.rows[k] for k in self._proposal()["rows"]]
        operations = [
            {"do": "set", "row": row["id"], "field": "mode", "value": "second", "version": row["version"]}
            for row in rows
        ]
        return self.edit({"operations": operations, "label": "Adopted a proposal"})

    def steps(self) -> Json:
        """Labels of the next steps."""
        return {"undo": self.done[-1][0] if self.done else None, "redo": self.undone[-1][0] if self.undone else None}

    # --- edits

    def edit(self, body: Json) -> tuple[int, Json]:
        """Carry out a request; the status and the answer."""
        conflicts = [found for found in map(self._conflict, body["operations"]) if found]
        if conflicts:
            answer = {"error": {"message": "Somebody else changed the same cells."}, "conflicts": conflicts}
            return 409, answer | {"revision": self.revision} | self._everything()
        before, links = deepcopy(self.rows), deepcopy(self.links)
        answer = {"errors": [], "created": {}}
        try:
            for operation in body["operations"]:
                self._carry_out(operation, answer)
            self.schedule()
        except (ValueError, StopIteration) as error:
            self.rows, self.links = before, links
            return 422, {"error": {"message": str(error)}}
        label = body.get("label") or self._label(body["operations"])
        self.done.append((label, before, links))
        self.undone.clear()
        self.revision += 1
        edited = {operation.get("row") for operation in body["operations"]}
        return 200, answer | self._difference(before, edited) | {"undo": self.steps()}

    def preview(self, body: Json) -> tuple[int, Json]:
        """Return the answer to an edit that is taken back at once."""
        before, links, revision = deepcopy(self.rows), deepcopy(self.links), self.revision
        done, undone = list(self.done), list(self.undone)
        status, answer = self.edit(body)
        self.rows, self.links, self.revision, self.done, self.undone = before, links, revision, done, undone
        return status, answer

    def step(self, which: str) -> tuple[int, Json]:
        """Undo or redo."""
        source, target = (self.done, self.undone) if which == "undo" else (self.undone, self.done)
        if not source:
            return 409, {"error": {"message": f"There is nothing to {which}."}}
        label, rows, links = source.pop()
        before = self.rows
        target.append((label, self.rows, self.links))
        self.rows, self.links = rows, links
        for row in self.rows:
            row["version"] += 1
        self.schedule()
        self.revision += 1
        return 200, self._difference(before, set()) | {"undo": self.steps()}

    def changes(self, since: int) -> Json:
        """Return what happened since a revision."""
        if since == self.revision:
            return {"revision": self.revision}
        by = [name for revision, name in self.by_others if revision > since]
        return {"revision": self.revision, "by": by, "moved": [], "moved_count": 0} | self._everything()

    def by_other(self, name: str, row: str, field_name: str, value: str) -> None:
        """Somebody else changes a cell."""
        self._set(self.find(row), field_name, value)
        self.find(row).setdefault("by", {})[field_name] = (name, self.find(row)["version"])
        self.schedule()
        self.revision += 1
        self.by_others.append((self.revision, name))

    def _everything(self) -> Json:
        ids = [row["id"] for row in self.rows]
        order = {"ids": ids, "level": [row["level"] for row in self.rows]}
        return {"patch": {"ids": ids, "columns": self.columns(self.rows)}, "order": order, "links": self.link_columns()}

    def _difference(self, before: list[Row], edited: set[Any]) -> Json:
        old = {row["id"]: row for row in before}
        changed = [row for row in self.rows if old.get(row["id"]) != row]
        ids = [row["id"] for row in self.rows]
        moved = [self._moved(old[row["id"]], row) for row in changed if row["id"] in old and row["id"] not in edited]
        told = sorted((one for one in moved if one), key=lambda one: -abs(one[3] - one[2]))
        answer: Json = {
            "revision": self.revision,
            "patch": {"ids": [row["id"] for row in changed], "columns": self.columns(changed)},
            "links": self.link_columns(),
            "moved": told[:50],
            "moved_count": len(told),
            "plan": {"finish": instant(max((row["finish"] for row in self.rows if row["finish"]), default=0))},
        }
        if ids != [row["id"] for row in before] or [r["level"] for r in self.rows] != [r["level"] for r in before]:
            answer["order"] = {"ids": ids, "level": [row["level"] for row in self.rows]}
        return answer

    def _moved(self, old: Row, row: Row) -> list[Any] | None:
        if row["summary"] or old["finish"] is None or old["finish"] == row["finish"]:
            return None
        driver = row.get("driver")
        later = "later" if row["finish"] > old["finish"] else "earlier"
        why = f"because “{self.find(driver)['name']}” finishes {later}" if driver else ""
        return [row["id"], "finish", instant(old["finish"]), instant(row["finish"]), why]

    def _conflict(self, operation: Json) -> Json | None:
        if operation["do"] != "set":
            return None
        row = self.find(operation["row"])
        name, version = row.get("by", {}).get(operation["field"], (None, 0))
        if name is None or operation["version"] >= version:
            return None
        conflict = {"row": row["id"], "field": operation["field"], "mine": operation["value"], "by": name}
        return conflict | {"theirs": str(row[operation["field"]]), "at": 29_999_000, "version": row["version"]}

    def _label(self, operations: list[Json]) -> str:
        words = {"set": "Changed", "insert": "Inserted rows", "delete": "Deleted rows", "move": "Moved rows"}
        first = operations[0]
        return f"{words.get(first['do'], first['do'].capitalize())} {first.get('field', '')}".strip()

    def _carry_out(self, operation: Json, answer: Json) -> None:
        kind = operation["do"]
        if kind == "set":
            try:
                self._set(self.find(operation["row"]), operation["field"], operation["value"])
            except ValueError as error:
                wrong = {"row": operation["row"], "field": operation["field"], "value": operation["value"]}
                answer["errors"].append(wrong | {"message": str(error)})
        else:
            getattr(self, f"_{kind}")(operation, answer)

    def _set(self, row: Row, name: str, value: Any) -> None:
        if name == "links":
            self._set_links(row, value)
        elif name in {"duration", "effort"}:
            self._set_length(row, value, 1 if name == "duration" else 2)
        elif name == "start":
            day = wall(value) if value else None
            row["not_before"] = day
        elif name == "finish":
            row["likely"] = max(self.work.count(wall(value)) - self.work.count(row["start"]), 60)
            row["low"] = row["high"] = None
        elif name == "done":
            share = re.fullmatch(r"(\d+)\s*%?", value)
            if not share or int(share[1]) > 100:
                raise ValueError(f"“{value}” is no share; write a number from 0 to 100")
            row["done"] = int(share[1]) * 10
        elif name == "people":
            known = {one["name"]: one["id"] for one in RESOURCES}
            names = [part.strip() for part in value.split(",") if part.strip()]
            unknown = [one for one in names if one not in known]
            if unknown:
                raise ValueError(f"nobody here is called “{unknown[0]}”")
            row["people"] = {"text": ", ".join(names), "who": [known[one] for one in names]}
        elif name == "mode":
            row["mode"] = [mode[0] for mode in row["modes"]].index(value)
        elif name == "kind_of_work":
            row["work_kind"] = value or None
        elif name in {"deadline", "actual_start", "actual_finish"}:
            row[name] = wall(value) + (DAY if name == "deadline" and "T" not in value else 0) if value else None
        else:
            row[name] = value
        row["version"] += 1

    def _set_length(self, row: Row, value: str, measure: int) -> None:
        lengths = [minutes_of(part) for part in value.split("/")]
        if len(lengths) not in {1, 3} or lengths != sorted(lengths):
            raise ValueError("give one length, or low / most likely / high in ascending order")
        row["measure"] = measure
        row["likely"] = lengths[len(lengths) // 2]
        row["low"], row["high"] = (lengths[0], lengths[2]) if len(lengths) == 3 else (None, None)

    def _set_links(self, row: Row, value: list[list[str]]) -> None:
        kept = [link for link in self.links if link[1] != row["id"]]
        new = [[name, row["id"], TYPES.index(kind), minutes_of(lag) if lag else 0] for name, kind, lag in value]
        before, self.links = self.links, kept + new
        try:
            self._order({link[1]: [one for one in self.links if one[1] == link[1]] for link in self.links})
        except ValueError:
            self.links = before
            raise

    def _link(self, operation: Json, answer: Json) -> None:
        row = self.find(operation["to"])
        others = [[a, kind, lag] for a, b, kind, lag in self.links if b == row["id"] and a != operation["from"]]
        value = [[name, TYPES[kind], f"{lag}min" if lag else ""] for name, kind, lag in others]
        self._set_links(row, [*value, [operation["from"], operation["type"], operation["lag"]]])

    def _unlink(self, operation: Json, answer: Json) -> None:
        self.links = [link for link in self.links if (link[0], link[1]) != (operation["from"], operation["to"])]

    def _insert(self, operation: Json, answer: Json) -> None:
        at = self._place(operation["before"])
        for offset, given in enumerate(operation["rows"]):
            self.created += 1
            row = a_row(f"new{self.created}", given["level"], given["name"], 480, kind=given["kind"])
            answer["created"][given["key"]] = row["id"]
            self.rows.insert(at + offset, row)
            for name in given.keys() - {"key", "level", "name", "kind"}:
                self._carry_out({"do": "set", "row": row["id"], "field": name, "value": given[name]}, answer)

    def _delete(self, operation: Json, answer: Json) -> None:
        gone = {row["id"] for name in operation["rows"] for row in self._branch(name)}
        self.rows = [row for row in self.rows if row["id"] not in gone]
        self.links = [link for link in self.links if not gone & {link[0], link[1]}]

    def _move(self, operation: Json, answer: Json) -> None:
        taken = [row for name in operation["rows"] for row in self._branch(name)]
        by = operation["level"] - taken[0]["level"]
        names = {row["id"] for row in taken}
        self.rows = [row for row in self.rows if row["id"] not in names]
        for row in taken:
            row["level"] += by
            row["version"] += 1
        at = self._place(operation["before"])
        self.rows[at:at] = taken

    def _indent(self, operation: Json, answer: Json) -> None:
        for name in operation["rows"]:
            at = self._place(name)
            if at == 0 or self.rows[at - 1]["level"] < self.rows[at]["level"]:
                raise ValueError("there is no row above it that could hold it")
            self._shift(name, 1)

    def _outdent(self, operation: Json, answer: Json) -> None:
        for name in operation["rows"]:
            if self.find(name)["level"] == 0:
                raise ValueError("it is at the top already")
            self._shift(name, -1)

    def _shift(self, name: str, by: int) -> None:
        for row in self._branch(name):
            row["level"] += by
            row["version"] += 1

    def _place(self, name: str | None) -> int:
        return len(self.rows) if name is None else [row["id"] for row in self.rows].index(name)

    def _branch(self, name: str) -> list[Row]:
        at = self._place(name)
        end = at + 1
        while end < len(self.rows) and self.rows[end]["level"] > self.rows[at]["level"]:
            end += 1
        return self.rows[at:end]
