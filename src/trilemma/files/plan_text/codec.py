"""Codecs: each reads one kind of value of a plan file, writes it, and describes it for the JSON Schema.

One declaration serves all three, so that what is written is what is read.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, Protocol, TypeVar

from trilemma.files.plan_text.misfit import Misfit, suggestion, within
from trilemma.files.plan_text.scope import Scope

T = TypeVar("T")
Stated = Any
"""A value as it stands in the file, or one of many kinds of object."""
Node = Any
"""What the TOML writer takes: text, numbers, dates, lists and tables."""
Table = Mapping[str, Any]
JsonSchema = dict[str, Any]


class Section(dict[str, Node]):
    """A table that gets a heading of its own."""


class Tables(list[Node]):
    """A list of tables that get a heading each."""


class Codec(Protocol[T]):
    """Reads, writes and describes one kind of value."""

    def read(self, value: Stated, scope: Scope) -> T:
        """Return the value that the file states; raise `Misfit` if it does not fit."""

    def write(self, value: T, scope: Scope) -> Node:
        """Return what stands in the file for a value."""

    def schema(self) -> JsonSchema:
        """Return the JSON Schema of what may stand in the file."""


def kind_of(value: object) -> str:
    """Return what a value of a file is, in a word."""
    names = {bool: "true or false", str: "text", int: "a whole number", dict: "a table", list: "a list"}
    return names.get(type(value), "a number" if type(value).__name__ == "Decimal" else "a date or time")


def expected(what: str, value: object) -> Misfit:
    """Return the misfit of a value of the wrong kind."""
    return Misfit(f"{what} is expected here, not {kind_of(value)}")


class Text:
    """Text of any length."""

    def read(self, value: Stated, scope: Scope) -> str:
        """Return the text."""
        if not isinstance(value, str):
            raise expected("text", value)
        return value

    def write(self, value: str, scope: Scope) -> Node:
        """Return the text."""
        return value

    def schema(self) -> JsonSchema:
        """Return the schema of text."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int = -(10**15)
    most: int = 10**15

    def read(self, value: Stated, scope: Scope) -> int:
        """Return the number."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise expected("a whole number", value)
        if not self.least <= value <= self.most:
            raise Misfit(f"a whole number from {self.least} to {self.most} is expected here")
        return value

    def write(self, value: int, scope: Scope) -> Node:
        """Return the number."""
        return value

    def schema(self) -> JsonSchema:
        """Return the schema of a whole number."""
        return {"type": "integer"}


class Flag:
    """True or false."""

    def read(self, value: Stated, scope: Scope) -> bool:
        """Return it."""
        if not isinstance(value, bool):
            raise expected("true or false", value)
        return value

    def write(self, value: bool, scope: Scope) -> Node:  # noqa: FBT001 - the value itself
        """Return it."""
        return value

    def schema(self) -> JsonSchema:
        """Return the schema of true or false."""
        return {"type": "boolean"}


E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Choice(Generic[E]):
    """One of the words of an enumeration."""

    words: type[E]

    def read(self, value: Stated, scope: Scope) -> E:
        """Return the member."""
        if not isinstance(value, str):
            raise expected("a word", value)
        try:
            return self.words(value)
        except ValueError:
            raise Misfit(f"there is no {value!r} here{suggestion(value, [str(word) for word in self.words])}") from None

    def write(self, value: E, scope: Scope) -> Node:
        """Return the word."""
        return str(value)

    def schema(self) -> JsonSchema:
        """Return the schema of the words."""
        return {"enum": [str(word) for word in self.words]}


@dataclass(frozen=True, slots=True)
class ListOf(Generic[T]):
    """A list of values of one kind; a single one may stand without brackets where ``single`` says so.

    With ``headed`` each is a table with a heading of its own.
    """

    item: Codec[T]
    single: bool = False
    headed: bool = False

    def read(self, value: Stated, scope: Scope) -> tuple[T, ...]:
        """Return the values."""
        if not isinstance(value, list):
            if self.single:
                return (self.item.read(value, scope),)
            raise expected("a list", value)
        read, found, index = self.item.read, [], 0
        try:
            for index, entry in enumerate(value):  # noqa: B007 - names the place of a misfit
                found.append(read(entry, scope))
        except Misfit as misfit:
            misfit.path = (index, *misfit.path)
            raise
        return tuple(found)

    def write(self, value: Sequence[T], scope: Scope) -> Node:
        """Return the list."""
        nodes = [self.item.write(entry, scope) for entry in value]
        if self.single and len(nodes) == 1:
            return nodes[0]
        return Tables(nodes) if self.headed else nodes

    def schema(self) -> JsonSchema:
        """Return the schema of the list."""
        item = self.item.schema()
        whole: JsonSchema = {"type": "array", "items": item}
        return {"anyOf": [item, whole]} if self.single else whole


@dataclass(frozen=True, slots=True)
class Keyed(Generic[T]):
    """A table of name and value, one entry per object: ``{ licences = 3 }``.

    What cannot be a table, because a name comes twice or is one of ``reserved``, is a list of tables with the keys
    ``name`` and ``value``. A missing name is written as ``nameless``.
    """

    make: Callable[[Any, Any], T]
    split: Callable[[T], tuple[str | None, Any]]
    value: Codec[Any]
    name_key: str
    value_key: str
    reserved: frozenset[str] = frozenset()
    nameless: str | None = None

    def read(self, value: Stated, scope: Scope) -> tuple[T, ...]:
        """Return the objects."""
        if isinstance(value, dict):
            return tuple(
                self._entry(None if name == self.nameless else name, each, scope, name) for name, each in value.items()
            )
        if not isinstance(value, list):
            raise expected("a table", value)
        return tuple(self._listed(entry, scope, index) for index, entry in enumerate(value))

    def write(self, value: Sequence[T], scope: Scope) -> Node:
        """Return the table, or the list."""
        pairs = [self.split(thing) for thing in value]
        names = [self.nameless if name is None else name for name, _ in pairs]
        real = {name for name, _ in pairs if name is not None}
        if len(set(names)) == len(names) and None not in names and not real & {*self.reserved, self.nameless}:
            return {str(name): self.value.write(each, scope) for name, (_, each) in zip(names, pairs, strict=True)}
        return [
            ({} if name is None else {self.name_key: name}) | {self.value_key: self.value.write(each, scope)}
            for name, each in pairs
        ]

    def schema(self) -> JsonSchema:
        """Return the schema of the table."""
        entry = {self.name_key: {"type": "string"}, self.value_key: self.value.schema()}
        listed = {"type": "object", "properties": entry, "required": [self.value_key], "additionalProperties": False}
        table = {"type": "object", "additionalProperties": self.value.schema()}
        return {"anyOf": [table, {"type": "array", "items": listed}]}

    def _entry(self, name: str | None, value: Stated, scope: Scope, *path: str | int) -> T:
        with within(*path):
            return self.make(name, self.value.read(value, scope))

    def _listed(self, entry: Stated, scope: Scope, index: int) -> T:
        fits = isinstance(entry, dict) and self.value_key in entry and entry.keys() <= {self.name_key, self.value_key}
        with within(index):
            if not fits or not isinstance(entry.get(self.name_key, ""), str):
                raise Misfit(f"a table with {self.name_key} and {self.value_key} is expected here")
            return self._entry(entry.get(self.name_key), entry[self.value_key], scope, self.value_key)


class Field(Protocol):
    """One or several keys of a table and what they say about the object."""

    names: tuple[str, ...]

    def read(self, table: Table, scope: Scope, values: dict[str, Any]) -> None:
        """Put what the keys say into ``values``, by attribute."""

    def write(self, thing: Stated, scope: Scope, node: dict[str, Node]) -> None:
        """Put the keys that say it into ``node``."""

    def schema(self) -> Mapping[str, JsonSchema]:
        """Return the schema of each key."""


_REQUIRED: Final = object()


class Key:
    """One key for one attribute; what equals the attribute's default is not written."""

    def __init__(self, name: str, codec: Codec[Any], attribute: str | None = None) -> None:
        self.name = name
        self.names: tuple[str, ...] = (name,)
        self.codec = codec
        self.attribute = attribute or name
        self.default: object = _REQUIRED

    def read(self, table: Table, scope: Scope, values: dict[str, Any]) -> None:
        """Read the attribute if the key is there."""
        if self.name not in table:
            return
        try:
            values[self.attribute] = self.codec.read(table[self.name], scope)
        except Misfit as misfit:
            misfit.path = (self.name, *misfit.path)
            raise

    def write(self, thing: Stated, scope: Scope, node: dict[str, Node]) -> None:
        """Write the attribute unless it is the default."""
        value = getattr(thing, self.attribute)
        if self.default is _REQUIRED or value != self.default:
            node[self.name] = self.codec.write(value, scope)

    def schema(self) -> Mapping[str, JsonSchema]:
        """Return the schema of the key."""
        return {self.name: self.codec.schema()}


CalendarOf = Callable[[Callable[[str], Any], Scope], Scope]


def own_calendar(look: Callable[[str], Any], scope: Scope) -> Scope:
    """Return the scope of an object that may name a calendar of its own."""
    return scope.on(look("calendar"))


def calendar_of_activity(look: Callable[[str], Any], scope: Scope) -> Scope:
    """Return the scope of a record about an activity: that of the activity."""
    identifier = look("activity") or look("id")
    return scope.on(scope.calendar_of.get(identifier) if isinstance(identifier, str) else None)


class Record(Generic[T]):
    """A table that is one object of the plan.

    ``make`` builds the object from attributes; a dataclass states which of them may be left out. ``defaults``
    state more. ``extra`` names keys that somebody else reads. ``calendar`` finds the scope in which the
    object's quantities stand, given a way to look at its keys.
    """

    def __init__(
        self,
        make: Callable[..., T],
        *fields: Field,
        defaults: Mapping[str, Any] | None = None,
        extra: Iterable[str] = (),
        calendar: CalendarOf | None = None,
    ) -> None:
        self.make = make
        self.defaults = dict(defaults or {})
        self.fields = fields
        self.calendar = calendar
        self.known = frozenset(name for field in fields for name in field.names) | frozenset(extra)
        self.required = self._take_defaults()

    def _take_defaults(self) -> tuple[tuple[str, str], ...]:
        defaults = _defaults(self.make) | self.defaults
        needed = []
        for field in self.fields:
            if isinstance(field, Key):
                field.default = defaults.get(field.attribute, _REQUIRED)
                if field.default is _REQUIRED:
                    needed.append((field.attribute, field.name))
        return tuple(needed)

    def read(self, value: Stated, scope: Scope) -> T:
        """Return the object."""
        if not isinstance(value, dict):
            raise expected("a table", value)
        unknown = value.keys() - self.known
        if unknown:
            first = next(key for key in value if key in unknown)
            raise Misfit(f"the key {first!r} is unknown{suggestion(first, self.known)}", (first,))
        if self.calendar:
            scope = self.calendar(value.get, scope)
        values = dict(self.defaults)
        for field in self.fields:
            field.read(value, scope, values)
        for attribute, name in self.required:
            if attribute not in values:
                raise Misfit(f"the key {name!r} is missing")
        with within():
            return self.make(**values)

    def write(self, value: T, scope: Scope) -> Node:
        """Return the table."""
        if self.calendar:
            scope = self.calendar(lambda name: getattr(value, name, None), scope)
        node: dict[str, Node] = {}
        for field in self.fields:
            field.write(value, scope, node)
        return node

    def schema(self) -> JsonSchema:
        """Return the schema of the table."""
        properties: JsonSchema = {}
        for field in self.fields:
            properties.update(field.schema())
        required = {"required": [name for _, name in self.required]} if self.required else {}
        return {"type": "object", "properties": properties, "additionalProperties": False, **required}


class ShortRecord(Record[T]):
    """A record whose first key may stand for the whole table: ``2027-03-05`` for ``{ first = 2027-03-05 }``.

    ``same`` names a key that is left out where it would repeat the first.
    """

    def __init__(self, make: Callable[..., T], first: Key, *fields: Field, same: str | None = None) -> None:
        super().__init__(make, first, *fields)
        self.first = first
        self.same = same

    def read(self, value: Stated, scope: Scope) -> T:
        """Return the object."""
        if isinstance(value, dict):
            return super().read(value, scope)
        stated = self.first.codec.read(value, scope)
        with within():
            return self.make(**{self.first.attribute: stated})

    def write(self, value: T, scope: Scope) -> Node:
        """Return the table, or the value of its only key."""
        node = super().write(value, scope)
        if self.same is not None and node.get(self.same) == node[self.first.name]:
            del node[self.same]
        return node[self.first.name] if node.keys() == {self.first.name} else node

    def schema(self) -> JsonSchema:
        """Return the schema of both forms."""
        return {"anyOf": [self.first.codec.schema(), super().schema()]}


@dataclass(frozen=True, slots=True)
class Headed(Generic[T]):
    """A table with a heading of its own rather than in braces."""

    record: Codec[T]

    def read(self, value: Stated, scope: Scope) -> T:
        """Return the object."""
        return self.record.read(value, scope)

    def write(self, value: T, scope: Scope) -> Node:
        """Return the table."""
        node = self.record.write(value, scope)
        return Section(node) if isinstance(node, dict) else node

    def schema(self) -> JsonSchema:
        """Return the schema of the table."""
        return self.record.schema()


def _defaults(make: Callable[..., Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if not dataclasses.is_dataclass(make):
        parameters = inspect.signature(make).parameters
        return {name: each.default for name, each in parameters.items() if each.default is not inspect.Parameter.empty}
    for field in dataclasses.fields(make):
        if field.default is not dataclasses.MISSING:
            found[field.name] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            found[field.name] = field.default_factory()
    return found
