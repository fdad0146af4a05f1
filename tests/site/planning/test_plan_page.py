"""The plan page gets the whole plan, and every edit answers with what it changed and moved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.site.cast import a_browser, an_actor
from tests.site.planning.plans import SMALL, a_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.core.models import OrganisationRole
from trilemma.site.planning.models import Plan
from trilemma.site.projects.models import ProjectMembership, ProjectRole

pytestmark = pytest.mark.django_db


class Desk:
    """Somebody at the plan page."""

    def __init__(self, actor: Actor, plan: Plan) -> None:
        self.browser: Client = a_browser(actor)
        self.address = f"/o/{actor.organisation_slug}/plans/{plan.public_id}"
        self.data = self.get("plan.json")
        self.revision = self.data["plan"]["revision"]
        self.ids = dict(zip(self.column("name"), self.column("id"), strict=True))

    def get(self, what: str) -> Any:
        answer = self.browser.get(f"{self.address}/{what}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, what: str, body: Any, status: int = 200) -> Any:
        answer = self.browser.post(f"{self.address}/{what}", json.dumps(body), content_type="application/json")
        assert answer.status_code == status, answer.content
        found = answer.json()
        self.revision = found.get("revision", self.revision)
        return found

    def edit(self, *operations: Any, status: int = 200, what: str = "edits") -> Any:
        return self.post(what, {"revision": self.revision, "operations": list(operations)}, status)

    def set(self, name: str, field: str, value: Any, **more: Any) -> Any:
        return self.edit({"do": "set", "row": self.ids[name], "field": field, "value": value}, **more)

    def column(self, name: str, data: Any = None) -> list[Any]:
        columns = (data or self.data)["columns"]
        return spread(columns.get(name), len(columns["id"]))


def spread(column: Any, length: int) -> list[Any]:
    """Return a column in its dense form."""
    if column is None:
        return [None] * length
    if isinstance(column, list):
        return column
    if "dict" in column:
        return [None if at < 0 else column["dict"][at] for at in column["at"]]
    found: list[Any] = [None] * length
    for row, value in zip(column["rows"], column["is"], strict=True):
        found[row] = value
    return found


def patch(answer: Any) -> dict[str, dict[str, Any]]:
    """Return a patch as values by row and column."""
    ids = answer["patch"]["ids"]
    columns = {name: spread(column, len(ids)) for name, column in answer["patch"]["columns"].items()}
    return {row: {name: values[n] for name, values in columns.items()} for n, row in enumerate(ids)}


def a_desk(text: str = SMALL) -> Desk:
    actor = an_actor()
    return Desk(actor, a_plan_of(actor, text))


def test_the_page_gets_every_row_with_its_dates() -> None:
    desk = a_desk()
    assert desk.column("name") == ["Construction", "Design", "Code", "Go live"]
    assert desk.column("level") == [0, 1, 1, 0]
    assert desk.column("kind") == [0, 1, 1, 2]
    assert desk.column("measure") == [0, 1, 2, 0]
    assert desk.column("likely") == [None, 3 * 480, 12 * 480, None]
    start, finish = desk.column("start"), desk.column("finish")
    assert start[0] == start[1] == (20514 * 24 + 8) * 60  # Monday 2026-03-02 09:00 in Berlin
    assert finish[0] == finish[2] == finish[3] == desk.data["finish"]
    assert desk.column("people")[2] == ["Shop developers x2", ["dev"]]
    assert desk.data["links"]["from"] == [1, 0]
    assert desk.data["links"]["driving"] == [1, 1]
    assert desk.column("cost") is not None


def test_a_longer_duration_moves_what_comes_after_and_says_why() -> None:
    desk = a_desk()
    answer = desk.set("Design", "duration", "5d")
    changed = patch(answer)
    design, code = changed[desk.ids["Design"]], changed[desk.ids["Code"]]
    assert design["likely"] == 5 * 480
    assert code["start"] > desk.column("start")[2]
    told = {row: why for row, _field, _then, _now, why in answer["moved"]}
    assert told[desk.ids["Code"]] == "because “Design” finishes later"
    assert answer["moved_count"] == 2
    assert answer["undo"] == {"undo": "Changed “Design”", "redo": None}
    assert answer["errors"] == []
    assert answer["plan"]["finish"] > desk.data["finish"]


def test_what_an_edit_leads_to_is_what_the_whole_plan_says_then() -> None:
    desk = a_desk()
    known = {
        row: dict(zip(("start", "finish", "duration"), values, strict=True))
        for row, *values in zip(
            desk.column("id"), desk.column("start"), desk.column("finish"), desk.column("duration"), strict=True
        )
    }
    for row, values in patch(desk.set("Design", "duration", "2d / 4d / 9d")).items():
        known[row].update({name: values[name] for name in known[row] if name in values})
    fresh = desk.get("plan.json")
    for name in ("start", "finish", "duration"):
        assert [known[row][name] for row in desk.column("id", fresh)] == desk.column(name, fresh)


def test_undo_and_redo_answer_with_patches() -> None:
    desk = a_desk()
    desk.set("Design", "duration", "5d")
    undone = desk.post("undo", {"revision": desk.revision})
    assert patch(undone)[desk.ids["Design"]]["likely"] == 3 * 480
    assert undone["undo"] == {"undo": None, "redo": "Changed “Design”"}
    assert patch(desk.post("redo", {"revision": desk.revision}))[desk.ids["Design"]]["likely"] == 5 * 480


def test_a_value_that_does_not_fit_is_reported_and_the_others_are_done() -> None:
    desk = a_desk()
    answer = desk.edit(
        {"do": "set", "row": desk.ids["Design"], "field": "duration", "value": "3x"},
        {"do": "set", "row": desk.ids["Code"], "field": "effort", "value": "8d"},
    )
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [(desk.ids["Design"], "duration")]
    assert "no unit of time" in answer["errors"][0]["message"]
    assert patch(answer)[desk.ids["Code"]]["likely"] == 8 * 480


def test_a_link_that_closes_a_circle_is_refused_and_nothing_changes() -> None:
    desk = a_desk()
    answer = desk.edit({"do": "link", "from": desk.ids["Code"], "to": desk.ids["Design"]}, status=422)
    assert "circle" in answer["error"]["message"]
    assert desk.get("plan.json")["plan"]["revision"] == desk.data["plan"]["revision"]


def test_a_field_that_closes_a_circle_is_reported_beside_those_that_are_done() -> None:
    desk = a_desk()
    answer = desk.edit(
        {"do": "set", "row": desk.ids["Design"], "field": "links", "value": [[desk.ids["Code"], "FS", ""]]},
        {"do": "set", "row": desk.ids["Design"], "field": "name", "value": "Drawing"},
    )
    assert [error["field"] for error in answer["errors"]] == ["links"]
    assert patch(answer)[desk.ids["Design"]]["name"] == "Drawing"


def test_rows_are_inserted_moved_and_deleted() -> None:
    desk = a_desk()
    row = {
        "key": "n1",
        "level": 1,
        "kind": 1,
        "name": "Test",
        "duration": "2d",
        "links": [[desk.ids["Code"], "FS", "1d"]],
    }
    answer = desk.edit({"do": "insert", "rows": [row], "before": desk.ids["Go live"]})
    new = answer["created"]["n1"]
    assert answer["order"]["level"] == [0, 1, 1, 1, 0]
    assert patch(answer)[new]["name"] == "Test"
    assert len(answer["links"]["from"]) == 3
    assert answer["undo"]["undo"] == "Added an activity"
    moved = desk.edit({"do": "move", "rows": [new], "before": desk.ids["Design"], "level": 1})
    assert moved["order"]["ids"][1] == new
    gone = desk.edit({"do": "delete", "rows": [desk.ids["Construction"]]})
    assert gone["order"]["ids"] == [desk.ids["Go live"]]
    back = desk.post("undo", {"revision": desk.revision})
    assert len(back["order"]["ids"]) == 5
    assert desk.column("name", desk.get("plan.json")) == ["Construction", "Test", "Design", "Code", "Go live"]


def test_indenting_makes_a_summary_of_the_row_above() -> None:
    desk = a_desk()
    answer = desk.edit({"do": "indent", "rows": [desk.ids["Go live"]]}, status=422)
    assert "wait for what lies above or below" in answer["error"]["message"]
    desk.edit({"do": "unlink", "from": desk.ids["Construction"], "to": desk.ids["Go live"]})
    answer = desk.edit({"do": "indent", "rows": [desk.ids["Go live"]]})
    assert answer["order"]["level"] == [0, 1, 1, 1]
    desk.edit({"do": "unlink", "from": desk.ids["Design"], "to": desk.ids["Code"]})
    answer = desk.edit({"do": "indent", "rows": [desk.ids["Code"]]})
    assert patch(answer)[desk.ids["Design"]]["kind"] == 0
    assert desk.column("kind", desk.get("plan.json")) == [0, 0, 1, 2]


def test_people_are_found_by_their_names() -> None:
    desk = a_desk()
    answer = desk.set("Design", "people", "Anna Berg 50%, Shop developers")
    assert patch(answer)[desk.ids["Design"]]["people"] == ["Anna Berg 50%, Shop developers", ["anna", "dev"]]
    wrong = desk.set("Design", "people", "Anton")
    assert wrong["errors"][0]["message"] == "There is no team or person “Anton”."


def test_dragging_a_bar_only_previews() -> None:
    desk = a_desk()
    answer = desk.set("Design", "start", "2026-03-09", what="preview")
    assert set(answer["patch"]["columns"]) <= {"start", "finish", "late_finish", "total_float", "duration", "flags"}
    assert desk.get("plan.json")["plan"]["revision"] == desk.data["plan"]["revision"]


def test_a_dragged_finish_changes_the_duration() -> None:
    desk = a_desk()
    answer = desk.set("Design", "finish", "2026-03-05T18:00")
    assert patch(answer)[desk.ids["Design"]]["likely"] == 4 * 480


def test_others_learn_what_has_changed() -> None:
    desk = a_desk()
    plan = Plan.of(an_actor()).get()
    bob = an_actor("bob@example.com")
    other = Desk(bob, plan)
    desk.set("Design", "name", "Drawing")
    answer = other.get(f"changes?since={other.revision}")
    assert patch(answer)[desk.ids["Design"]]["name"] == "Drawing"
    assert answer["by"] == ["Ada"]
    assert other.get(f"changes?since={desk.revision}") == {"revision": desk.revision}
    assert other.get("changes?since=0")["reload"] is True


def test_two_people_on_one_field_meet_a_conflict() -> None:
    desk = a_desk()
    plan = Plan.of(an_actor()).get()
    other = Desk(an_actor("bob@example.com"), plan)
    desk.set("Design", "name", "Drawing")
    version = other.column("version")[1]
    answer = other.set("Design", "duration", "4d")
    assert answer["errors"] == []
    old = {"do": "set", "row": desk.ids["Design"], "field": "name", "value": "Sketches", "version": version}
    body = {"revision": other.data["plan"]["revision"], "operations": [old]}
    answer = other.post("edits", body, status=409)
    conflict = answer["conflicts"][0]
    assert (conflict["mine"], conflict["theirs"], conflict["by"]) == ("Sketches", "Drawing", "Ada")
    again = other.edit({**old, "version": conflict["version"]})
    assert patch(again)[desk.ids["Design"]]["name"] == "Sketches"


def test_members_report_progress_and_see_no_costs() -> None:
    ada = an_actor()
    plan = a_plan_of(ada)
    eve = an_actor("eve@example.com", OrganisationRole.MEMBER)
    ProjectMembership.objects.create(
        organisation_id=ada.organisation_id, project=plan.project, user_id=eve.user_id, role=ProjectRole.MEMBER
    )
    desk = Desk(eve, plan)
    assert "cost" not in desk.data["columns"]
    assert desk.data["may"]["edit"] is False
    assert patch(desk.set("Design", "done", "40%"))[desk.ids["Design"]]["done"] == 400
    assert desk.set("Design", "name", "Mine", status=403)["error"]["code"] == "forbidden"


def test_strangers_learn_nothing() -> None:
    plan = a_plan_of(an_actor())
    mallory = an_actor("mallory@example.com", slug="elsewhere")
    browser = a_browser(mallory)
    assert browser.get(f"/o/elsewhere/plans/{plan.public_id}/plan.json").status_code == 404
    assert browser.get(f"/o/brightside/plans/{plan.public_id}/plan.json").status_code == 404
    assert browser.get(f"/o/elsewhere/projects/{plan.project.public_id}/plan").status_code == 404


def test_why_a_date_is_told_step_by_step() -> None:
    desk = a_desk()
    text = desk.browser.get(f"{desk.address}/activities/{desk.ids['Go live']}/why").content.decode()
    assert "Finishes when" not in text
    assert "Starts when “Code” has finished." in text
    assert "Starts when “Design” has finished." in text


def test_details_are_shown_in_markdown_and_saved_as_one_step() -> None:
    desk = a_desk()
    address = f"{desk.address}/activities/{desk.ids['Design']}/details"
    answer = desk.browser.post(address, {"note": "**Sketches** <script>alert(1)</script>", "priority": "700"})
    text = answer.content.decode()
    assert "<strong>Sketches</strong>" in text
    assert "<script>" not in text
    assert desk.get("plan.json")["undo"]["undo"] == "Changed “Design”"
    wrong = desk.browser.post(address, {"priority": "1001"})
    assert wrong.status_code == 422
    assert "whole number from 0 to 1000" in wrong.content.decode()


def test_the_load_of_a_team_is_what_its_activities_ask_for() -> None:
    desk = a_desk()
    load = desk.get("load?team=dev&step=week")
    assert sum(load["load"]) == pytest.approx(12 * 8)
    assert load["capacity"][0] == 3 * 40
    assert len(load["at"]) == len(load["load"]) + 1


def test_a_plan_without_activities_can_be_filled() -> None:
    desk = a_desk('format = 1\n[project]\nid = "new"\nname = "New"\nstart = 2026-03-02\n')
    answer = desk.edit({"do": "insert", "rows": [{"key": "k", "level": 0, "kind": 1, "name": "First"}], "before": None})
    assert patch(answer)[answer["created"]["k"]]["likely"] == 480
