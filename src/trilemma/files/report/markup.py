"""HTML and SVG as text in which only this module writes angle brackets: whatever comes from a plan is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

Attribute = str | float | bool | None

VOID: Final = frozenset({"meta", "br", "hr"})
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)
"""Characters that a document must not hold, and those that turn the direction of the text around them."""


class Markup(str):
    """Text that is markup already; everything else is escaped when it becomes a part of markup."""

    __slots__ = ()


Part = str | Markup


def clean(text: str) -> str:
    """Return text without control characters, without a turn of its direction, and fit for UTF-8."""
    return _INVISIBLE.sub("", text).encode("utf-8", "replace").decode("utf-8")


def markup(part: Part) -> Markup:
    """Return a part as markup: escaped, unless it is markup."""
    return part if isinstance(part, Markup) else Markup(escape(clean(part)))


def join(parts: Iterable[Part], between: str = "") -> Markup:
    """Return several parts as one."""
    return Markup(between.join(markup(part) for part in parts))


def tag(element: str, /, *parts: Part, **attributes: Attribute) -> Markup:
    """Return an element.

    Attributes whose value is None or False are left out, True stands alone; ``_`` becomes ``-``, and one at the end
    falls away (``class_``). Numbers are written shortly.

    >>> tag("td", "<b>", class_="money", colspan=2)
    '<td class="money" colspan="2">&lt;b&gt;</td>'
    """
    opened = f"<{element}{''.join(_attribute(name, value) for name, value in attributes.items())}>"
    return Markup(opened) if element in VOID else Markup(f"{opened}{join(parts)}</{element}>")


def _attribute(name: str, value: Attribute) -> str:
    shown = name.rstrip("_").replace("_", "-")
    match value:
        case None | False:
            return ""
        case True:
            return f" {shown}"
        case float():
            return f' {shown}="{number(value)}"'
        case _:
            return f' {shown}="{markup(str(value))}"'


def number(value: float) -> str:
    """Write a coordinate: at most one decimal place, no trailing zero, no minus before nothing."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
