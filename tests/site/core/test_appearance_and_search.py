"""How a person likes the pages is kept; search asks every app that can be searched."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.site.cast import a_browser, an_account, an_actor
from trilemma.site.core import searching
from trilemma.site.core.actor import Actor
from trilemma.site.core.models import User
from trilemma.site.core.searching import Found, add_search

pytestmark = pytest.mark.django_db


def choose(actor: Actor, **values: str) -> int:
    return a_browser(actor).post("/appearance", values).status_code


def test_theme_row_height_and_shortcuts_are_kept() -> None:
    actor = an_actor()
    assert choose(actor, theme="dark", density="compact") == 204
    assert choose(actor, single_key_shortcuts="off") == 204
    user = User.objects.get()
    assert (user.theme, user.density, user.single_key_shortcuts) == ("dark", "compact", False)


@pytest.mark.parametrize("values", [{"theme": "pink"}, {"email": "eve@example.com"}, {}])
def test_anything_else_is_refused_and_nothing_changes(values: dict[str, str]) -> None:
    assert choose(an_actor(), **values) == 422
    user = an_account()
    assert (user.theme, user.email) == ("system", "ada@example.com")


def test_strangers_have_nothing_to_set() -> None:
    assert Client().post("/appearance", {"theme": "dark"}).status_code == 302


def test_search_asks_each_app_in_its_order_and_leaves_empty_groups_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching._REGISTRY, "sources", [])
    add_search(20, "People", lambda actor, words: [Found(f"{actor.name} {words}", "/p/1", "user", "Front end")])
    add_search(10, "Projects", lambda _actor, _words: [Found(str(n), f"/{n}", "folder-kanban") for n in range(20)])
    add_search(30, "Teams", lambda _actor, _words: [])
    answer = a_browser(an_actor()).get("/o/brightside/search", {"q": "  re   launch "}).json()
    assert [group["group"] for group in answer["groups"]] == ["Projects", "People"]
    assert len(answer["groups"][0]["items"]) == 8
    assert answer["groups"][1]["items"] == [
        {"label": "Ada re launch", "address": "/p/1", "icon": "user", "detail": "Front end"}
    ]


def test_nothing_is_searched_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching._REGISTRY, "sources", [(1, "All", lambda _actor, _words: [Found("x", "/", "x")])])
    assert a_browser(an_actor()).get("/o/brightside/search", {"q": "  "}).json() == {"groups": []}


def test_texts_of_the_scripts_come_in_the_language_of_the_reader() -> None:
    answer = Client().get("/words.js", headers={"Accept-Language": "de"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert '"Undo": "R\\u00fcckg\\u00e4ngig"' in answer.content.decode()
