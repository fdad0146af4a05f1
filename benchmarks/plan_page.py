"""The plan page's server: opening, editing, previewing and polling plans of growing size, without a network."""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.results import markdown_table, write_section

if TYPE_CHECKING:
    from django.test import Client

SIZES = (500, 5_000)
RUNS = 9
TEAMS = 8
REACH = 40


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="500 activities only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    text = table(SIZES[:1] if options.sample else SIZES)
    print(text)
    if options.write:
        write_section("Plan page", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        f"Requests through the whole site (sessions, rights, audit trail) without a network; medians of {RUNS} in "
        "milliseconds, processor time of the process beside the time that passed, since the machine may do other "
        "things. *first* is the first opening after a start, *open* and *opened after an edit* later ones, each of a "
        "new revision. *edit* changes the effort of an activity near the start, so that a large part of the plan "
        "moves, *rename* moves nothing, *insert* adds a row, *preview* is what dragging asks for, *poll* another "
        "person's page learning of an edit. The plan has summaries, two links an activity, teams and efforts. With "
        "`DATABASE_URL` it is measured on PostgreSQL."
    )


@dataclass
class Timer:
    """Times of one kind of request."""

    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)

    def measure(self, request: Callable[[], Any]) -> Any:  # noqa: ANN401 - an answer
        """Send a request and note how long it took."""
        wall, own = time.perf_counter(), time.process_time()
        answer = request()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.own.append((time.process_time() - own) * 1000)
        return answer

    def __str__(self) -> str:
        return f"{statistics.median(self.own):.0f} / {statistics.median(self.wall):.0f}"


def table(sizes: Sequence[int]) -> str:
    """Return the measurements as a table."""
    names = ("first", "open", "opened after an edit", "edit", "rename", "insert", "preview", "poll")
    rows = []
    for size in sizes:
        timers = measured(size)
        rows.append((str(size), *(str(timers[name]) for name in names), f"{timers['size']}"))
    return markdown_table(("activities", *names, "kB to open"), rows)


def plan_text(size: int) -> str:
    """Return a plan of summaries of 25 activities each, done by teams, in plan text."""
    chance = random.Random(7)  # noqa: S311 - no secret
    lines = ['format = 1\n[project]\nid = "big"\nname = "Big"\nstart = 2026-01-05\ntime_zone = "Europe/Berlin"']
    lines += [f'[[team]]\nid = "team{n}"\ncapacity = 6\nrate = 80' for n in range(TEAMS)]
    for n in range(size):
        if n % 25 == 0:
            lines.append(f'[[activity]]\nid = "s{n}"\nname = "Phase {n // 25}"')
        before = sorted({chance.randrange(max(0, n - REACH), n) for _ in range(2)}) if n else []
        links = f"links = [{', '.join(f'{chr(34)}a{b}{chr(34)}' for b in before)}]" if before else ""
        effort = f'effort = ["{chance.randrange(1, 4)}d", "{chance.randrange(4, 8)}d", "{chance.randrange(8, 14)}d"]'
        parent = n // 25 * 25
        lines.append(
            f'[[activity]]\nid = "a{n}"\nname = "Activity {n}"\nparent = "s{parent}"\n{links}\n{effort}\n'
            f'team = "team{n % TEAMS} x2"'
        )
    return "\n".join(lines)


def measured(size: int) -> dict[str, Any]:
    """Return the times of every request on a plan of so many activities."""
    started()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment, teardown_test_environment

    from tests.site.cast import a_browser, an_actor
    from tests.site.planning.plans import a_plan_of
    from trilemma.site.planning.convert import compiled

    call_command("migrate", verbosity=0)
    setup_test_environment()
    try:
        actor = an_actor(f"ada{size}@example.com", slug=f"bench-{size}-{time.time_ns()}")
        plan = a_plan_of(actor, plan_text(size))
        compiled.forget_compiled()
        return _requests(a_browser(actor), f"/o/{actor.organisation_slug}/plans/{plan.public_id}")
    finally:
        teardown_test_environment()


def _requests(browser: Client, address: str) -> dict[str, Any]:
    names = ("first", "open", "opened after an edit", "edit", "rename", "insert", "preview", "poll")
    timers: dict[str, Any] = {name: Timer() for name in names}
    opened = timers["first"].measure(lambda: browser.get(f"{address}/plan.json"))
    data = opened.json()
    timers["size"] = len(opened.content) // 1024
    ids, revision = data["columns"]["id"], data["plan"]["revision"]

    def post(what: str, *operations: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
        body = json.dumps({"revision": revision, "operations": operations})
        answer = browser.post(f"{address}/{what}", body, content_type="application/json")
        assert answer.status_code == 200, answer.content  # noqa: S101 - a benchmark that fails tells nothing
        return answer.json()

    def edit(name: str, *operations: dict[str, Any]) -> int:
        return int(timers[name].measure(lambda: post("edits", *operations))["revision"])

    for run in range(RUNS):
        timers["open"].measure(lambda: browser.get(f"{address}/plan.json"))
        longer = {"do": "set", "row": ids[5], "field": "effort", "value": f"{10 + run}d"}
        timers["preview"].measure(partial(post, "preview", longer))
        known, revision = revision, edit("edit", longer)
        timers["poll"].measure(partial(browser.get, f"{address}/changes?since={known}"))
        timers["opened after an edit"].measure(lambda: browser.get(f"{address}/plan.json"))
        revision = edit("rename", {"do": "set", "row": ids[7], "field": "name", "value": f"Activity, renamed {run}"})
        row = {"key": "n", "level": 1, "kind": 1, "name": f"New {run}", "duration": "2d"}
        revision = edit("insert", {"do": "insert", "rows": [row], "before": ids[30]})
    return timers


def started() -> None:
    """Start the site on an empty database, once."""
    import django

    os.environ.setdefault("TRILEMMA_DATA_DIR", tempfile.mkdtemp(prefix="trilemma-benchmark-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.site.settings")
    django.setup()


if __name__ == "__main__":
    main()
