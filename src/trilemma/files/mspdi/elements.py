"""Small parts of an MS Project XML file that is written: fields, money, numbers for names."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement


def add(parent: Element, name: str, value: object) -> None:
    """Add a field to an element."""
    SubElement(parent, name).text = str(value)


def money(amount: Decimal) -> str:
    """Return an amount as the format writes it: in hundredths."""
    return f"{amount * 100:f}".rstrip("0").rstrip(".") or "0"


def numbers(names: list[str], prefix: str = "") -> dict[str, int]:
    """Return a number for each name: the one it is made of, where all are, else its position."""
    digits = [name.removeprefix(prefix) for name in names]
    if all(text.isascii() and text.isdecimal() and 0 < int(text) < 10**9 for text in digits):
        found = [int(text) for text in digits]
        if len(set(found)) == len(found):
            return dict(zip(names, found, strict=True))
    return {name: position for position, name in enumerate(names, start=1)}
