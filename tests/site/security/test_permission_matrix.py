"""Every address of the site, asked by everybody: what is answered stands in permissions.csv, and nothing else is.

``TRILEMMA_WRITE_PERMISSIONS=1`` writes the table anew; then every line that changed is read and judged by a person.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.site.security.world import ROLES, Route, World, a_world, routes

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("permissions.csv")
PUBLIC = {"livez", "readyz", "words", "start", "login_link", "invitation", "accept_invitation", "appearance", "metrics"}
LOGIN = "/accounts/login/"
Answers = dict[str, dict[str, str]]


def test_everybody_gets_what_the_table_says_and_nothing_more() -> None:
    world = a_world()
    asked = {
        f"{method} {route.name}": answers(world, route, method) for route in routes() for method in ("GET", "POST")
    }
    if os.environ.get("TRILEMMA_WRITE_PERMISSIONS"):
        write(asked)
    assert asked == read()


def test_no_address_is_forgotten() -> None:
    assert {name.partition(" ")[2] for name in read()} == {route.name for route in routes()}


def test_nobody_outside_learns_anything() -> None:
    for name, answer in read().items():
        route = name.partition(" ")[2]
        if route in PUBLIC:
            continue
        assert answer["anonymous"] in {"login", "404", "405"}, name
        below = next(each for each in routes() if each.name == route).pattern.startswith("o/")
        if below:
            assert answer["stranger"] in {"404", "405"}, name


def test_a_higher_role_in_a_project_never_may_less() -> None:
    ladder = ("viewer", "member", "manager", "owner")
    for name, answer in read().items():
        if name == "POST remove_project_member":  # it is the viewer who is removed, and everybody may leave
            continue
        refused = [answer[role] in {"403", "404"} for role in ladder]
        assert refused == sorted(refused, reverse=True), name


def test_viewers_and_members_change_no_plan() -> None:
    may = {"undo", "redo", "run_cancel"}
    planning = [
        r.name for r in routes() if ("<str:plan>" in r.pattern or "<str:proposal>" in r.pattern) and r.name not in may
    ]
    for name, answer in read().items():
        method, _, route = name.partition(" ")
        if (
            method == "POST"
            and route in planning
            and route not in {"plan_edits", "plan_preview", "plan_undo", "plan_redo"}
        ):
            assert answer["viewer"] in {"403", "404", "405"}, name


def answers(world: World, route: Route, method: str) -> dict[str, str]:
    return {role: ask_as(world, role, route, method) for role in ROLES}


def ask_as(world: World, role: str, route: Route, method: str) -> str:
    values = dict(world.values)
    if route.name in {"change_role", "remove_member"}:
        values["member"] = values["membership"]
    if route.name == "edit_work_kind":
        values["kind"] = "code"
    with transaction.atomic():
        client = world.clients[role]
        address = route.address(values)
        answer = client.get(address) if method == "GET" else client.post(address)
        transaction.set_rollback(True)
    return told(answer)


def told(answer: Any) -> str:
    if answer.streaming:
        b"".join(answer.streaming_content)  # a file is closed once it is read
    if answer.status_code in {301, 302} and LOGIN in answer.headers["Location"]:
        return "login"
    return str(answer.status_code)


def read() -> Answers:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("request"): row for row in csv.DictReader(file)}


def write(asked: Answers) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["request", *ROLES], lineterminator="\n")
        table.writeheader()
        table.writerows({"request": name, **row} for name, row in asked.items())
