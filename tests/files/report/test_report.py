"""The HTML report: one file that stands alone, whatever the plan says."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from defusedxml.ElementTree import fromstring

from trilemma import files
from trilemma.engine.api import (
    Plan,
    critical_path,
    forecast,
    plan_health,
    promise_report,
    rank_levers,
    schedule_plan,
)
from trilemma.files.report import Findings, FrontFindings, FrontPoint, gantt_svg, report_html
from trilemma.files.report.rows import MOST_ROWS, done_of, fewer, order_of, rows_of

PLAN = """\
format = 1

[project]
id = "shop"
name = "Web shop"
start = 2027-01-04
time_zone = "Europe/Berlin"
currency = "EUR"
release = "live"

[[team]]
id = "dev"
capacity = 1
rate = 80

[[activity]]
id = "work"
name = "All the work"

[[activity]]
id = "design"
name = "Design"
parent = "work"
duration = ["4d", "5d", "8d"]
team = "dev"

[[activity]]
id = "texts"
name = "Texts"
parent = "work"
links = ["design"]
effort = "2d"
team = "dev"

[[activity]]
id = "build"
name = "Build"
parent = "work"
links = ["design"]
effort = ["8d", "10d", "15d"]
team = "dev"

[[activity]]
id = "manual"
name = "Manual"
links = ["design"]
duration = "1d"

[[activity]]
id = "live"
name = "Live"
links = ["build", "texts", "manual"]

[[statement]]
id = "soon"
kind = "promise"
name = "In January"
stakeholder = "Board"
measure = "finish"
at = 2027-01-31

[terms]
kind = "fixed-price"
price = 20_000
due = 2027-01-31
"""

HOSTILE = '<script>alert("1")</script>"\' onload=x \u202egnp.exe'


class Opened(HTMLParser):
    """Collects the elements, attributes and texts of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def a_plan(text: str = PLAN) -> Plan:
    return files.read_plan(text.encode(), name="shop.toml", kind="plan-text")


def findings_of(plan: Plan, *, levers: bool = False, front: FrontFindings | None = None) -> Findings:
    simulated = forecast(plan, draws=256, seed=1)
    return Findings(
        plan=plan,
        scheduled=schedule_plan(plan, clock=lambda: 0.0, effort=200, workers=1, seed=1),
        forecast=simulated,
        promises=promise_report(plan, simulated),
        health=plan_health(plan),
        levers=rank_levers(plan, draws=128, seed=1) if levers else None,
        front=front,
        source="shop.toml",
    )


@pytest.fixture(scope="module")
def shop() -> Findings:
    return findings_of(a_plan(), levers=True)


@pytest.fixture(scope="module")
def document(shop: Findings) -> str:
    return report_html(shop)


def test_the_first_page_says_finish_cost_and_what_was_agreed(shop: Findings, document: str) -> None:
    said = " ".join(Opened(document).texts).replace("\u202f", " ").replace("\u00a0", " ")
    sure = shop.forecast.confidence(finish=(shop.plan.terms.due - shop.plan.origin) / timedelta(minutes=1))  # type: ignore[union-attr,operator]
    assert "Not begun; it starts on 4 Jan 2027." in said
    assert f"Agreed: 31 Jan 2027, {sure:.0%} sure".replace("%", " %") in said
    assert "Fixed price 20 000 EUR" in said
    assert "The plan has no quality model" in said
    assert "The project finishes by 31 Jan 2027" in said


def test_nothing_is_fetched_and_no_script_runs(document: str) -> None:
    opened = Opened(document)
    assert not {name for name, _ in opened.tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    names = {attribute for _, attributes in opened.tags for attribute in attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "href", "style", "srcset"}
    assert "url(" not in document
    assert "@import" not in document


def test_the_policy_of_the_file_allows_its_own_style_only(document: str) -> None:
    style = re.search("<style>(.*?)</style>", document, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = next(m["content"] for m in Opened(document).all("meta") if m.get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_hostile_names_stay_text(shop: Findings) -> None:
    plan = shop.plan
    renamed = replace(
        plan,
        projects=(replace(plan.projects[0], name=HOSTILE),),
        activities=tuple(replace(each, name=HOSTILE) for each in plan.activities),
        statements=tuple(replace(each, name=HOSTILE, stakeholder=HOSTILE) for each in plan.statements),
    )
    hostile = replace(
        shop, plan=renamed, scheduled=replace(shop.scheduled, plan=renamed), source=HOSTILE,
        promises=promise_report(renamed, shop.forecast),
    )  # fmt: skip
    document = report_html(hostile)
    opened, plain = Opened(document), Opened(report_html(shop))
    assert "script" not in {name for name, _ in opened.tags}
    assert [name for name, _ in opened.tags] == [name for name, _ in plain.tags]
    assert [sorted(attributes) for _, attributes in opened.tags] == [sorted(a) for _, a in plain.tags]
    assert "\u202e" not in document
    assert '<script>alert("1")</script>"\' onload=x gnp.exe' in opened.texts
    fromstring(gantt_svg(hostile))


def test_every_picture_has_a_role_a_title_and_a_description(document: str) -> None:
    pictures = re.findall(r'<svg class="picture".*?</svg>', document, re.DOTALL)
    assert len(pictures) >= 5
    for picture in pictures:
        root = fromstring(picture)
        assert root.get("role") == "img"
        title, said = root[0], root[1]
        assert (title.tag, said.tag) == ("title", "desc")
        assert root.get("aria-labelledby") == f"{title.get('id')} {said.get('id')}"
        assert title.text
        assert said.text


def test_no_id_is_used_twice(document: str) -> None:
    ids = [attributes["id"] for _, attributes in Opened(document).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_same_findings_give_the_same_text(document: str) -> None:
    again = findings_of(a_plan(), levers=True)
    assert report_html(again) == document


def test_the_gantt_table_has_the_dates_of_the_checked_schedule(shop: Findings, document: str) -> None:
    assert shop.scheduled.violations == ()
    rows = {row.activity.id: row for row in rows_of(shop.scheduled, shop.plan.activity_by_id)}
    schedule = shop.scheduled.schedule
    assert schedule is not None
    assert [row.activity.id for row in rows.values()] == ["work", "design", "texts", "build", "manual", "live"]
    for name in ("design", "texts", "build", "manual", "live"):
        assert (rows[name].start, rows[name].finish) == (schedule.by_id[name].start, schedule.by_id[name].finish)
    assert (rows["work"].start, rows["work"].finish) == (rows["design"].start, schedule.by_id["live"].finish)
    assert (rows["work"].kind, rows["design"].depth, rows["live"].kind) == ("summary", 1, "milestone")
    assert ">8\u00a0Jan\u00a02027<" in document  # the five most likely days of the design


def test_the_critical_path_keeps_the_order_of_those_who_share_a_team(shop: Findings) -> None:
    plan, schedule = shop.scheduled.plan, shop.scheduled.schedule
    assert schedule is not None
    first, second = sorted(("texts", "build"), key=lambda name: schedule.by_id[name].start)
    assert set(order_of(plan, schedule)) == {("design", first), ("design", second), (first, second)}
    rows = {row.activity.id: row for row in rows_of(shop.scheduled, shop.plan.activity_by_id)}
    assert [name for name, row in rows.items() if row.critical] == ["design", "texts", "build", "live"]
    assert rows["manual"].slack == 11 * 480
    by_links = critical_path(plan)
    assert not by_links.critical[by_links.activity_ids.index("texts")]


def test_progress_is_as_stated_else_the_time_that_has_passed() -> None:
    at_work = 'duration = ["4d", "5d", "8d"]\nteam = "dev"\nprogress = { started = 2027-01-04T09:00:00+01:00 }\n'
    text = PLAN.replace('duration = ["4d", "5d", "8d"]\nteam = "dev"\n', at_work)
    plan = a_plan(text.replace('release = "live"', 'release = "live"\nstatus_date = 2027-01-06'))
    design = plan.activity_by_id["design"]
    assert design.progress is not None
    start = 3 * 1440
    now = int((plan.status_date - plan.origin) / timedelta(minutes=1))  # type: ignore[operator]
    assert done_of(plan, design, now - start, now + start) == 0.5
    stated = replace(design, progress=replace(design.progress, complete_permille=300))
    assert done_of(plan, stated, now - start, now + start) == 0.3
    assert done_of(plan, plan.activity_by_id["build"], 0, 1) == 0.0


def test_the_front_is_told_with_its_price_and_its_levels_of_quality(shop: Findings) -> None:
    points = tuple(
        FrontPoint(20_000 + 1440 * days, 1_000_000 - 50_000 * days, 9.0 - days, 0.0 if days else 0.02)
        for days in range(9)
    )
    drawn = report_html(replace(shop, front=FrontFindings(points, complete=True, method="front", seed=1)))
    said = " ".join(Opened(drawn).texts).replace("\u202f", " ")
    assert "Finishing 8 days sooner than the cheapest plan costs 4 000 EUR more, 500 EUR a day on average." in said
    assert "at most 1.0 defects" in said
    assert "within 2 %" in said
    assert drawn.count('class="point"') == 9 + 1  # and one in the legend
    assert "What is possible" not in report_html(shop)


def test_a_front_of_one_plan_draws_no_picture(shop: Findings) -> None:
    alone = FrontFindings((FrontPoint(20_000, 1_000_000),), complete=True, method="front", seed=1)
    drawn = report_html(replace(shop, front=alone))
    assert "The plan has one best way only" in drawn
    assert "front-picture" not in drawn


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda text: text.replace("rate = 80\n", ""), "The plan names no rates or costs"),
        (lambda text: text.replace('["4d", "5d", "8d"]', '"5d"').replace('["8d", "10d", "15d"]', '"10d"'), "No estimate in the plan has a range"),
        (lambda text: text[: text.index("[[statement]]")], "Nothing was promised"),
    ],
    ids=["no cost", "no range", "no statement"],
)  # fmt: skip
def test_what_a_plan_lacks_is_said_in_words(change: Callable[[str], str], said: str) -> None:
    assert said in report_html(findings_of(a_plan(change(PLAN))))


def test_a_large_plan_shows_its_upper_levels_and_the_table_all() -> None:
    tasks = "".join(
        f'[[activity]]\nid = "s{s}"\n' + "".join(
            f'[[activity]]\nid = "s{s}t{t}"\nparent = "s{s}"\nduration = "1d"\n' for t in range(30)
        )
        for s in range(9)
    )  # fmt: skip
    start = PLAN[: PLAN.index("[[team]]")].replace('release = "live"\n', "")
    found = findings_of(a_plan(start + tasks))
    rows = rows_of(found.scheduled, found.plan.activity_by_id)
    assert (len(rows), [row.activity.id for row in fewer(rows)]) == (9 * 31, [f"s{s}" for s in range(9)])
    assert len(rows) > MOST_ROWS
    assert "The picture leaves out 270 rows; the table has all." in report_html(found)


def test_the_picture_alone_is_an_svg_with_names_that_needs_nothing_else(shop: Findings) -> None:
    text = gantt_svg(shop)
    root = fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    labels = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"All the work", "Design", "Texts", "Build", "Manual", "Live"} <= set(labels)
    assert "url(" not in text
    assert "href" not in text
