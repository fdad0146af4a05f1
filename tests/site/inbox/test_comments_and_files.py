"""Comments and files on activities: who may, what is shown, how files are handed out, and undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.site.cast import a_browser, an_account, an_actor
from tests.site.planning.plans import a_plan_of
from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import ForbiddenError, NotFoundError, RuleError
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.undoing import redo, undo
from trilemma.site.inbox.actions import (
    MOST_BYTES,
    add_attachment,
    add_comment,
    delete_attachment,
    delete_comment,
    edit_comment,
)
from trilemma.site.inbox.actions.attaching import cleaned_name
from trilemma.site.inbox.models import Attachment, Comment
from trilemma.site.planning.models import Activity, Plan
from trilemma.site.projects.actions import set_member
from trilemma.site.projects.models import ProjectRole

pytestmark = pytest.mark.django_db
About = tuple[str, str, str]


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def a_subject(actor: Actor) -> tuple[Plan, About]:
    plan = a_plan_of(actor)
    return plan, (plan.project.public_id, "activity", Activity.objects.get(plan=plan, key="design").public_id)


def in_project(admin: Actor, about: About, role: ProjectRole) -> Actor:
    actor = an_actor(f"{role}@example.com", OrganisationRole.MEMBER)
    set_member(admin, about[0], user=an_account(f"{role}@example.com"), role=role)
    return actor


def a_file(content: bytes = b"<script>alert(1)</script>", name: str = "page.html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def panel(client: Client, about: About) -> Any:
    return client.get(f"/o/brightside/about/{'/'.join(about)}")


def counts(client: Client, plan: Plan) -> dict[str, Any]:
    columns = client.get(f"/o/brightside/plans/{plan.public_id}/plan.json").json()["columns"]
    return {name: columns.get(name) for name in ("comments", "files")}


def test_viewers_read_and_members_write() -> None:
    admin = an_actor()
    _, about = a_subject(admin)
    viewer, member = in_project(admin, about, ProjectRole.VIEWER), in_project(admin, about, ProjectRole.MEMBER)
    add_comment(member, *about, "Looks **good**.")
    shown = panel(a_browser(viewer), about)
    assert shown.status_code == 200
    assert "<strong>good</strong>" in shown.content.decode()
    assert "<form" not in shown.content.decode()
    with pytest.raises(ForbiddenError):
        add_comment(viewer, *about, "Me too.")
    with pytest.raises(ForbiddenError):
        add_attachment(viewer, *about, a_file())


def test_a_comment_is_changed_and_deleted_by_its_author_alone() -> None:
    admin = an_actor()
    _, about = a_subject(admin)
    comment = add_comment(in_project(admin, about, ProjectRole.MEMBER), *about, "Mine.")
    with pytest.raises(ForbiddenError):
        edit_comment(admin, comment.public_id, "Yours.", version=1)
    with pytest.raises(ForbiddenError):
        delete_comment(admin, comment.public_id)
    assert Comment.objects.get().text == "Mine."


def test_outside_the_project_and_the_organisation_there_is_nothing() -> None:
    admin = an_actor()
    _, about = a_subject(admin)
    file = add_attachment(admin, *about, a_file())
    stranger = a_browser(an_actor("eve@example.com", slug="darkside"))
    colleague = a_browser(an_actor("bob@example.com", OrganisationRole.MEMBER))
    for client, slug in ((stranger, "brightside"), (stranger, "darkside"), (colleague, "brightside")):
        assert client.get(f"/o/{slug}/about/{'/'.join(about)}").status_code == 404
        assert client.get(f"/o/{slug}/files/{file.public_id}").status_code == 404
        assert client.post(f"/o/{slug}/files/{file.public_id}/delete").status_code == 404
    with pytest.raises(NotFoundError):
        add_comment(admin, about[0], "activity", "none", "About nothing.")
    with pytest.raises(NotFoundError):
        add_comment(admin, about[0], "moon", about[2], "About nothing.")


def test_hostile_markdown_is_shown_without_what_could_run() -> None:
    admin = an_actor()
    _, about = a_subject(admin)
    add_comment(admin, *about, "<script>alert(1)</script>\n\n[x](javascript:alert(2)) ![p](https://evil.example/p.png)")
    shown = panel(a_browser(admin), about).content.decode().partition("<details")[0]
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "<img" not in shown


def test_a_file_is_handed_out_to_be_saved_and_never_shown() -> None:
    admin = an_actor()
    _, about = a_subject(admin)
    client = a_browser(admin)
    sent = client.post(f"/o/brightside/about/{'/'.join(about)}/files", {"file": a_file()})
    assert sent.status_code == 200, sent.content
    row = Attachment.objects.get()
    answer = client.get(f"/o/brightside/files/{row.public_id}")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined] # a file
    assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert "page" not in row.stored_as


def test_a_file_is_neither_empty_nor_larger_than_20_mb(tmp_path: Path) -> None:
    admin = an_actor()
    _, about = a_subject(admin)
    for content in (b"", b"x" * (MOST_BYTES + 1)):
        with pytest.raises(RuleError):
            add_attachment(admin, *about, a_file(content))
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize(
    "name, cleaned",
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.xlsx", "plan.xlsx"),
        ("a\u202egpj.exe", "agpj.exe"),
        ('a"b\r\n.txt', "a_b.txt"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_of_files_are_cleaned(name: str, cleaned: str) -> None:
    assert cleaned_name(name) == cleaned


def test_undo_brings_a_deleted_file_and_comment_back() -> None:
    admin = an_actor()
    plan, about = a_subject(admin)
    client = a_browser(admin)
    comment, file = add_comment(admin, *about, "Ready."), add_attachment(admin, *about, a_file())
    delete_comment(admin, comment.public_id)
    delete_attachment(admin, file.public_id)
    assert counts(client, plan) == {"comments": None, "files": None}
    undo(admin, about[0])
    undo(admin, about[0])
    assert Comment.objects.get().text == "Ready."
    answer = client.get(f"/o/brightside/files/{file.public_id}")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined] # a file
    redo(admin, about[0])
    assert Comment.objects.count() == 0


def test_the_page_learns_the_new_counts() -> None:
    admin = an_actor()
    plan, about = a_subject(admin)
    client = a_browser(admin)
    address = f"/o/brightside/plans/{plan.public_id}"
    since = client.get(f"{address}/plan.json").json()["plan"]["revision"]
    add_comment(admin, *about, "One.")
    patch = client.get(f"{address}/changes?since={since}").json()["patch"]
    assert patch == {"ids": [about[2]], "columns": {"comments": [1], "files": [0]}}


def test_many_comments_take_no_more_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    admin = an_actor()
    plan, about = a_subject(admin)
    client = a_browser(admin)
    addresses = [f"/o/brightside/about/{'/'.join(about)}", f"/o/brightside/plans/{plan.public_id}/plan.json"]
    needed = []
    for more in (1, 10):
        for _ in range(more):
            add_comment(admin, *about, "One more.")
            add_attachment(admin, *about, a_file())
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(25) as asked:
                client.get(address)
            needed.append(len(asked.captured_queries))
    assert needed[:2] == needed[2:]
