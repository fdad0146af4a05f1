"""Rows, people, and lengths as they are typed."""

from __future__ import annotations

import re
from typing import Any

Row = dict[str, Any]

UNITS = {"min": 1, "h": 60, "d": 480, "w": 2400}
TYPES = ("FS", "SS", "FF", "SF")


def minutes_of(text: str) -> int:
    """Read a length such as ``3d``, or raise ValueError with the sentence for the cell."""
    match = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)\s*(min|h|d|w)\s*", text)
    if not match:
        raise ValueError(f"“{text}” is no length of time; write it with its unit, such as 3d or 16h")
    return round(float(match[1]) * UNITS[match[2]])


RESOURCES = [
    {"id": "design", "name": "Design", "kind": "team"},
    {"id": "front", "name": "Front end", "kind": "team"},
    {"id": "back", "name": "Back end", "kind": "team"},
    {"id": "qa", "name": "Quality", "kind": "team"},
    {"id": "anna", "name": "Anna Berg", "kind": "person", "team": "design"},
    {"id": "ben", "name": "Ben Okafor", "kind": "person", "team": "front"},
    {"id": "carla", "name": "Carla Ruiz", "kind": "person", "team": "back"},
]
BY_ID = {one["id"]: one for one in RESOURCES}


def a_row(
    name: str, level: int, title: str, likely: int, *, kind: int = 1, who: tuple[str, ...] = (), done: int = 0
) -> Row:
    """One row before its dates are computed."""
    people = {"text": ", ".join(BY_ID[one]["name"] for one in who), "who": list(who)}
    modes = [["normal", "Normal"], ["second", "Second person"]] if kind == 1 else []
    row: Row = {
        "id": name,
        "version": 1,
        "level": level,
        "name": title,
        "kind": kind,
        "likely": likely,
        "low": None,
        "high": None,
    }
    row |= {"measure": 2 if who else 1, "people": people, "modes": modes, "mode": 0, "done": done, "not_before": None}
    return row | {"deadline": None, "note": 0, "comments": 0, "files": 0, "summary": False, "critical": False}
