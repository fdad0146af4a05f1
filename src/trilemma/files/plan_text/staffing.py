"""Who does it, as text: ``"back-end"``, ``"back-end x2"``, ``"ben 50%"``."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from decimal import Decimal
from typing import Any, Final

from trilemma.engine.api import PERMILLE, Demand, Mode, Pick
from trilemma.files.plan_text.codec import Field, JsonSchema, Key, Node, Record, Stated, Table, Whole, expected
from trilemma.files.plan_text.misfit import Misfit, suggestion, within
from trilemma.files.plan_text.scope import Scope
from trilemma.files.plan_text.values import PART, TEXT
from trilemma.files.quantities import format_share, parse_share, plain

_DEMAND = re.compile(r"(.+?)\s+(?:x\s?([0-9]{1,6}(?:\.[0-9]{1,3})?)|([0-9]{1,6}(?:\.[0-9])?\s?%))")


def parse_demand(text: str, known: Container[str]) -> Demand:
    """Read who is needed, and how much of them; a text that is an id as a whole is that team or person.

    Parameters
    ----------
    text
        An id, then perhaps a number of people (``x2``) or a share of one (``50%``).
    known
        Ids of teams and persons.

    Returns
    -------
    Demand
        One full person unless stated otherwise.
    """
    name = text.strip()
    match = None if name in known else _DEMAND.fullmatch(name)
    if match is None:
        return Demand(name)
    share = Decimal(match[2]) if match[2] else parse_share(match[3])
    return Demand(match[1], int(share * PERMILLE))


def format_demand(demand: Demand, known: Container[str]) -> str | None:
    """Write a demand so that `parse_demand` reads it back, or None where an id makes the text ambiguous."""
    amount = Decimal(demand.permille) / PERMILLE
    if demand.permille == PERMILLE:
        text = demand.resource
    elif demand.permille > PERMILLE:
        text = f"{demand.resource} x{plain(amount)}"
    else:
        text = f"{demand.resource} {format_share(amount)}"
    return text if parse_demand(text, known) == demand else None


class DemandText:
    """One demand, as text or as a table."""

    def read(self, value: Stated, scope: Scope) -> Demand:
        """Return the demand on somebody who exists."""
        if isinstance(value, str):
            with within():
                demand = parse_demand(value, scope.resources)
        elif isinstance(value, dict):
            demand = _DEMAND_TABLE.read(value, scope)
        else:
            raise expected('a name such as "anna" or "ben 50%"', value)
        if demand.resource not in scope.resources:
            hint = suggestion(demand.resource, scope.resources)
            raise Misfit(f"there is no team or person {demand.resource!r}{hint}")
        return demand

    def write(self, value: Demand, scope: Scope) -> Node:
        """Return text, or a table where text would be ambiguous."""
        text = format_demand(value, scope.resources)
        return {"who": value.resource, "share": PART.write(value.permille, scope)} if text is None else text

    def schema(self) -> JsonSchema:
        """Return the schema of a demand."""
        return {"anyOf": [{"type": "string", "examples": ["anna", "ben 50%", "back-end x2"]}, _DEMAND_TABLE.schema()]}


_DEMAND_TABLE: Final = Record(Demand, Key("who", TEXT, "resource"), Key("share", PART, "permille"))
DEMAND: Final = DemandText()


class Staff(Field):
    """The keys ``team`` and ``people``: the teams come first, then people (and teams again, if need be)."""

    names: tuple[str, ...] = ("team", "people")

    def read(self, table: Table, scope: Scope, values: dict[str, Any]) -> None:
        """Put the demands of both keys together."""
        found: list[Demand] = []
        for name in self.names:
            value = table.get(name, [])
            with within(name):
                if isinstance(value, list):
                    found.extend(self._listed(value, scope))
                else:
                    found.append(DEMAND.read(value, scope))
        if found:
            values["demands"] = tuple(found)

    def write(self, thing: Mode, scope: Scope, node: dict[str, Node]) -> None:
        """Write leading demands on teams as ``team``, the rest as ``people``."""
        demands = thing.demands
        teams = next((i for i, d in enumerate(demands) if d.resource not in scope.teams), len(demands))
        if teams:
            nodes = self._nodes(demands[:teams], scope)
            node["team"] = nodes[0] if len(nodes) == 1 else nodes
        if demands[teams:]:
            node["people"] = self._nodes(demands[teams:], scope)

    def schema(self) -> dict[str, JsonSchema]:
        """Return the schema of both keys."""
        one = DEMAND.schema()
        either = {"anyOf": [one, {"type": "array", "items": one}]}
        return dict.fromkeys(self.names, either)

    def _listed(self, value: Sequence[Any], scope: Scope) -> list[Demand]:
        found = []
        for index, entry in enumerate(value):
            with within(index):
                found.append(DEMAND.read(entry, scope))
        return found

    def _nodes(self, demands: Sequence[Demand], scope: Scope) -> list[Node]:
        return [DEMAND.write(demand, scope) for demand in demands]


PICK: Final = Record(
    Pick,
    Key("count", Whole(1, 10_000)),
    Key("skill", TEXT),
    Key("level", Whole(1, 1000)),
    Key("team", TEXT),
    Key("share", PART, "permille"),
)
