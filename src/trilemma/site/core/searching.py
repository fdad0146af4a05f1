"""The search of the whole site: every app adds what can be found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from trilemma.site.core.actor import Actor

MOST: Final = 8
"""How many things of one kind are shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found: what it is called, what it is, and where it is."""

    label: str
    address: str
    icon: str
    detail: str = ""


Search = Callable[[Actor, str], Sequence[Found]]


@dataclass
class _Registry:
    """What can be searched, by its place in the answer."""

    sources: list[tuple[int, Any, Search]] = field(default_factory=list)


_REGISTRY = _Registry()


def add_search(order: int, group: Any, source: Search) -> None:  # noqa: ANN401 - a text, translated when shown
    """Let an app be searched; called in ``apps``. A source returns at most ``MOST`` things that the actor may see."""
    _REGISTRY.sources.append((order, group, source))
    _REGISTRY.sources.sort(key=lambda entry: entry[0])


def search(actor: Actor, words: str) -> list[dict[str, Any]]:
    """Return what the actor may see of what fits the words, in groups."""
    wanted = " ".join(words.split())[:100]
    if not wanted:
        return []
    groups = ((group, source(actor, wanted)[:MOST]) for _order, group, source in _REGISTRY.sources)
    return [
        {
            "group": str(group),
            "items": [
                {"label": item.label, "address": item.address, "icon": item.icon, "detail": item.detail}
                for item in found
            ],
        }
        for group, found in groups
        if found
    ]
