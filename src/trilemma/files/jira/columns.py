"""Which column of a Jira export is what: by heading where its language is known, else by position and content.

Jira translates headings, but not the names of link types in brackets, and not the order of its own columns: the summary
stands directly before the key, the key before the numeric id, and of two columns of one link type the inward one ("is
blocked by") stands before the outward one ("blocks").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{0,254}-[0-9]{1,12}")
_NAMES: Final = {
    "summary": ("summary", "zusammenfassung", "тема", "résumé", "resumen", "riepilogo", "resumo"),
    "key": (
        *("issue key", "key", "vorgangsschlüssel", "schlüssel", "ключ проблемы", "ключ", "clé de ticket", "clé"),
        *("clave de incidencia", "work item key"),
    ),
    "id": ("issue id", "vorgangs-id", "идентификатор проблемы", "id de ticket", "id de la incidencia", "work item id"),
    "type": ("issue type", "vorgangstyp", "тип задачи", "type de ticket", "tipo de incidencia", "work type"),
    "status": ("status", "статус", "état", "estado"),
    "category": ("status category", "statuskategorie", "категория статуса"),
    "assignee": ("assignee", "bearbeiter", "zugewiesene person", "исполнитель", "responsable", "attribution"),
    "created": ("created", "erstellt", "создано", "création", "creada"),
    "resolved": ("resolved", "erledigt", "дата решения", "résolue", "resuelta"),
    "due": (
        "due date",
        "due",
        "fälligkeitsdatum",
        "fällig",
        "срок исполнения",
        "date d'échéance",
        "fecha de vencimiento",
    ),
    "original": (
        *("original estimate", "ursprüngliche schätzung", "первоначальная оценка", "estimation originale"),
        "estimación original",
    ),
    "remaining": (
        *("remaining estimate", "verbleibende schätzung", "verbleibender aufwand", "оставшееся время"),
        *("estimation restante", "estimación restante"),
    ),
    "spent": ("time spent", "zeitaufwand", "benötigte zeit", "затраченное время", "temps consacré", "tiempo dedicado"),
    "parent_key": ("parent key", "schlüssel des übergeordneten elements", "ключ родителя"),
    "parent": (
        *("parent", "parent id", "übergeordnete id", "übergeordnet", "родительская проблема", "родитель"),
        "идентификатор родителя",
    ),
    "epic": ("epic link", "epos-verknüpfung", "epic-link", "ссылка на эпик", "lien d'epic"),
    "start": ("start date", "startdatum", "дата начала", "date de début"),
}
_COLUMN_OF: Final = {name: column for column, names in _NAMES.items() for name in names}
_BRACKETS = re.compile(r".*?\(([^()]+)\)\s*")
_LINK_TYPES: Final = {
    "blocks": "FS",
    "gantt end to start": "FS",
    "gantt start to start": "SS",
    "gantt end to end": "FF",
    "gantt start to end": "SF",
    "dependency": "FS",
    "depends": "FS",
}
_OUTWARD: Final = ("outward", "ausgehend", "внешняя", "исходящая", "sortant", "saliente")
_INWARD: Final = ("inward", "eingehend", "входящая", "entrant", "entrante")


@dataclass(slots=True)
class JiraColumns:
    """Indices of columns: the first of each kind, and all link columns with type and direction.

    ``prefixes`` holds the words before the brackets of the first column of each link type: in a language that is not
    known here, the other words mean the other direction.
    """

    at: dict[str, int] = field(default_factory=dict)
    inward: list[tuple[int, str]] = field(default_factory=list)
    outward: list[tuple[int, str]] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)

    def cell(self, row: Sequence[str], column: str) -> str:
        """Return a cell without blanks around it, empty where the column or the cell is missing."""
        index = self.at.get(column)
        return row[index].strip() if index is not None and index < len(row) else ""


def find_columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> JiraColumns | None:
    """Return the columns of an export, or None where it is none: it has no column of issue keys."""
    found = JiraColumns()
    for index, heading in enumerate(headings):
        _take(found, index, heading)
    if "key" not in found.at or (rows and not _is_keys(rows, found.at["key"])):
        key = next((index for index in range(len(headings)) if _is_keys(rows, index)), None)
        if key is None:
            return None
        found.at["key"] = key
    key = found.at["key"]
    found.at.setdefault("summary", key - 1 if key else key + 1)
    if key + 1 < len(headings):
        found.at.setdefault("id", key + 1)
    return found


def _take(found: JiraColumns, index: int, heading: str) -> None:
    words = " ".join(heading.lower().split())
    brackets = _BRACKETS.fullmatch(words)
    inside = brackets[1] if brackets else ""
    link = _LINK_TYPES.get(inside)
    if link is not None:
        prefix = words[: words.index("(")]
        seen = found.prefixes.setdefault(inside, prefix)
        outward = words.startswith(_OUTWARD) or (not words.startswith(_INWARD) and prefix != seen)
        (found.outward if outward else found.inward).append((index, link))
        return
    column = _COLUMN_OF.get(words) or _COLUMN_OF.get(inside)
    if column is not None and not words.startswith("σ"):
        found.at.setdefault(column, index)


def _is_keys(rows: Sequence[Sequence[str]], index: int) -> bool:
    cells = [row[index].strip() for row in rows[:50] if index < len(row)]
    return bool(cells) and all(KEY.fullmatch(cell) for cell in cells)
