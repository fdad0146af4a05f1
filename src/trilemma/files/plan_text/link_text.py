"""Links as text: ``"design"``, ``"build SS+2d"``, ``"sign FS-4h"`` or, in elapsed time, ``"paint FF+3ed"``."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from trilemma.engine.api import Link, LinkType
from trilemma.files.plan_text.codec import Choice, JsonSchema, Key, Node, Record, Stated, expected
from trilemma.files.plan_text.misfit import Misfit, suggestion, within
from trilemma.files.plan_text.scope import Scope
from trilemma.files.plan_text.values import TEXT
from trilemma.files.quantities import DayUnits, format_span, parse_span

_TYPED = re.compile(r"(.+?)\s+(FS|SS|FF|SF)\s*([+-].*)?", re.IGNORECASE)
_LAGGED = re.compile(r"(.+?)\s+([+-].*)")


def parse_link(text: str, successor: str, known: Container[str], units: DayUnits) -> Link:
    """Read a link; a text that is an activity's id as a whole is that activity.

    Parameters
    ----------
    text
        The predecessor's id, then perhaps a type, then perhaps a lag with its sign.
    successor
        The activity that waits.
    known
        Ids of activities.
    units
        How long a day of the successor's calendar is.

    Returns
    -------
    Link
        Finish-start without lag unless stated otherwise.
    """
    identifier, type_, lag = split_link(text, known)
    minutes, elapsed = parse_lag(lag, units)
    return Link(identifier, successor, type_, minutes, elapsed)


def split_link(text: str, known: Container[str]) -> tuple[str, LinkType, str]:
    """Return the predecessor's id, the type and the lag as written; an id as a whole is that activity."""
    identifier = text.strip()
    if identifier in known:
        return identifier, LinkType.FINISH_START, ""
    match = _TYPED.fullmatch(identifier)
    if match is not None:
        return match[1], LinkType(match[2].upper()), match[3] or ""
    lagged = _LAGGED.fullmatch(identifier)
    return (lagged[1], LinkType.FINISH_START, lagged[2]) if lagged else (identifier, LinkType.FINISH_START, "")


def parse_lag(text: str, units: DayUnits) -> tuple[int, bool]:
    """Return the minutes of a lag such as ``"+2d"``, and whether they are elapsed; nothing is no lag."""
    if not text.strip():
        return 0, False
    with within():
        span = parse_span(text, units)
    if span.minutes != span.minutes.to_integral_value():
        raise Misfit(f"the lag {text!r} is no whole number of minutes")
    return int(span.minutes), span.elapsed


def format_lag(link: Link, units: DayUnits) -> str:
    """Return the lag with its sign; nothing where there is none."""
    if not link.lag_minutes and not link.elapsed:
        return ""
    sign = "-" if link.lag_minutes < 0 else "+"
    return sign + format_span(abs(link.lag_minutes), units, elapsed=link.elapsed)


def format_link(link: Link, known: Container[str], units: DayUnits) -> str | None:
    """Write a link so that `parse_link` reads it back, or None where an id makes the text ambiguous."""
    lag = format_lag(link, units)
    plain = link.type is LinkType.FINISH_START and not lag
    text = link.predecessor if plain else f"{link.predecessor} {link.type}{lag}"
    try:
        return text if parse_link(text, link.successor, known, units) == link else None
    except Misfit:
        return None


class Predecessors:
    """The codec of an activity's key ``links``, as far as its successor is known."""

    def read(self, value: Stated, successor: str, scope: Scope) -> list[Link]:
        """Return the links that arrive at an activity."""
        if not isinstance(value, list):
            raise expected('a list such as ["design", "build SS+2d"]', value)
        if len(value) > len(LinkType) * len(scope.activities):
            raise Misfit("there are more links than activities to wait for")
        found = []
        for index, entry in enumerate(value):
            with within(index):
                link = self._link(entry, successor, scope)
                if link.predecessor not in scope.activities:
                    hint = suggestion(link.predecessor, scope.activities)
                    raise Misfit(f"there is no activity {link.predecessor!r}{hint}")
                found.append(link)
        return found

    def read_one(self, value: Stated, successor: str, scope: Scope) -> Link:
        """Return one link, whoever else there is."""
        return self._link(value, successor, scope)

    def write(self, links: list[Link], scope: Scope) -> Node:
        """Return the list."""
        return [self._node(link, scope) for link in links]

    def schema(self) -> JsonSchema:
        """Return the schema of the list."""
        text = {"type": "string", "examples": ["design", "build SS+2d", "sign FS-4h", "paint FF+3ed"]}
        return {"type": "array", "items": {"anyOf": [text, _TABLE.schema()]}}

    def _link(self, entry: Stated, successor: str, scope: Scope) -> Link:
        if isinstance(entry, str):
            return parse_link(entry, successor, scope.activities, scope.units)
        if not isinstance(entry, dict):
            raise expected('a link such as "design" or "build SS+2d"', entry)
        predecessor, type_, lag = _TABLE.read(entry, scope)
        with within("lag"):
            minutes, elapsed = parse_lag(lag, scope.units)
        return Link(predecessor, successor, type_, minutes, elapsed)

    def _node(self, link: Link, scope: Scope) -> Node:
        text = format_link(link, scope.activities, scope.units)
        if text is not None:
            return text
        lag = format_lag(link, scope.units)
        return {"activity": link.predecessor, "type": str(link.type)} | ({"lag": lag} if lag else {})


def _parts(activity: str, link_type: LinkType = LinkType.FINISH_START, lag: str = "") -> tuple[str, LinkType, str]:
    return activity, link_type, lag


_TABLE: Final = Record(_parts, Key("activity", TEXT), Key("type", Choice(LinkType), "link_type"), Key("lag", TEXT))
PREDECESSORS: Final = Predecessors()
