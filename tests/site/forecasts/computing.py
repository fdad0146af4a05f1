"""Runs carried out at once, in the test's own process, and projects to compute on."""

from __future__ import annotations

from typing import Any

from trilemma.files.samples import sample_text
from trilemma.site.core.actor import Actor
from trilemma.site.planning.actions.starting import read_draft, start_from_draft
from trilemma.site.planning.models import Plan
from trilemma.site.projects.models import Project
from trilemma.site.runs import outcomes
from trilemma.site.runs.jobs.carrying_out import carry_out
from trilemma.site.runs.jobs.handlers import kinds
from trilemma.site.runs.models import Run


class Silent:
    """Takes note of progress and tells nobody."""

    def report(self, done: float, text: str) -> None:
        """Keep silent."""

    def best(self, value: float | None, bound: float | None = None, gap: float | None = None) -> None:
        """Keep silent."""


def compute_all() -> None:
    """Carry out every run that waits."""
    while (claim := outcomes.claim("test", kinds())) is not None:
        carry_out(claim, Silent(), lambda: False)


def computed_run(run: Run) -> Run:
    """Carry out what waits and return a run as it is then."""
    compute_all()
    run.refresh_from_db()
    assert run.state == "done", run.error_message
    return run


def answer_of(run: Run) -> Any:
    """Return the answer of a finished run."""
    return run.result


TINY = """
format = 1
[project]
id = "tiny"
name = "Tiny"
start = 2027-03-01
time_zone = "Europe/Berlin"
currency = "EUR"
release = "live"
[[team]]
id = "dev"
name = "Developers"
capacity = 1
rate = 80
[[activity]]
id = "a"
name = "Build"
effort = ["3d", "4d", "7d"]
team = "dev"
kind = "code"
[[activity.mode]]
id = "supplier"
name = "Supplier"
duration = "2d"
supplier = "Other"
supplier_cost = 9000
[[activity]]
id = "b"
name = "Document"
effort = ["1d", "2d", "3d"]
team = "dev"
[[activity]]
id = "live"
name = "Live"
links = ["a", "b"]
deadline = 2027-03-10
[quality]
acceptance_threshold = 5
[[quality.kind]]
id = "code"
defects_per_hour = [0.1, 0.2, 0.4]
[[risk]]
id = "ill"
name = "Somebody falls ill"
probability = "30%"
activities = ["a"]
delay = ["1d", "2d", "4d"]
"""


def a_project(actor: Actor, text: str = TINY, name: str = "Tiny") -> Project:
    """Return a project of a plan text."""
    draft = read_draft(actor, text.encode(), "plan.toml")
    return start_from_draft(actor, draft.public_id, keep_dates=False, name=name)


def a_sample(actor: Actor, name: str = "website-relaunch") -> Project:
    """Return a project of one of the sample plans."""
    return a_project(actor, sample_text(name), name.replace("-", " ").capitalize())


def live_plan_of(project: Project) -> Plan:
    """Return the live plan's row."""
    return Plan.objects.select_related("project").get(project=project)
