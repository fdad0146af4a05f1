"""The gallery has a side bar of its own, whatever the apps add to theirs."""

from __future__ import annotations

import pytest

from trilemma.site.core import pages
from trilemma.site.core.actor import Actor
from trilemma.site.core.pages import NavItem


def entries(actor: Actor) -> list[NavItem]:
    home = f"/o/{actor.organisation_slug}/gallery/"
    return [
        NavItem("projects", "Projects", f"{home}#projects", "folder-kanban", "p"),
        NavItem("portfolio", "Portfolio", f"{home}#portfolio", "briefcase", "f"),
        NavItem("people", "People", f"{home}#people", "users", "t"),
        NavItem("load", "Load", f"{home}#load", "gauge", "l"),
        NavItem("decisions", "Decisions", f"{home}#decided", "signature", "d"),
    ]


@pytest.fixture(autouse=True)
def side_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages._REGISTRY, "sources", [(1, entries)])
