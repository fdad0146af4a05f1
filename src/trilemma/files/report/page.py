"""The report as one HTML file, and the Gantt chart as a picture of its own."""

from __future__ import annotations

import shlex
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Final

from trilemma.files.report.agreed import agreed_finish
from trilemma.files.report.findings import Findings
from trilemma.files.report.front import front_section
from trilemma.files.report.gantt import chart_of, gantt
from trilemma.files.report.markup import Markup, join, tag
from trilemma.files.report.rows import fewer, rows_of
from trilemma.files.report.sections import (
    drivers_section,
    forecast_section,
    gantt_section,
    health_section,
    levers_section,
    promises_section,
)
from trilemma.files.report.summary import cards, heading
from trilemma.files.report.wording import plural, whole

POLICY: Final = "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"


def report_html(findings: Findings) -> str:
    """Write the report as one HTML document that needs nothing else: no script, no font, no address.

    Parameters
    ----------
    findings
        The plan and what was computed of it; the schedule must have been found.

    Returns
    -------
    str
        The document. The same findings give the same text; how long computing took is not in it.
    """
    style = _style()
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{findings.plan.name}: project report"),
        tag("style", Markup(style)),
    )
    main = tag(
        "main",
        cards(findings),
        front_section(findings),
        gantt_section(findings),
        promises_section(findings),
        forecast_section(findings),
        levers_section(findings),
        drivers_section(findings),
        health_section(findings),
    )
    body = tag("body", heading(findings), main, _footer(findings))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def gantt_svg(findings: Findings) -> str:
    """Write the Gantt chart as an SVG picture of its own, for pages that show pictures only."""
    plan = findings.scheduled.plan
    limit = agreed_finish(plan)
    rows = fewer(rows_of(findings.scheduled, findings.plan.activity_by_id))
    chart = chart_of(
        plan, rows, agreed=int(limit.value) if limit else None, samples=findings.forecast.milestones, named=True
    )
    drawn = gantt(chart, f"Gantt chart of {plan.name}")
    style = tag("style", Markup(_style() + "svg{background:var(--surface)}"))
    return (
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace("<title", f"{style}<title", 1)
        + "\n"
    )


def _style() -> str:
    return (files("trilemma.files.report") / "report.css").read_text(encoding="utf-8")


def _policy(style: str) -> str:
    """Return a policy that allows the one style of the file and nothing else, should an escape ever fail."""
    return POLICY.format(hash=b64encode(sha256(style.encode()).digest()).decode())


def _footer(findings: Findings) -> Markup:
    """Return what it takes to compute every number again."""
    forecast, outcome = findings.forecast, findings.scheduled.outcome
    again = f"trilemma report {shlex.quote(findings.source)} --seed {forecast.seed} --draws {forecast.draws}"
    made = f"{whole(outcome.effort.schedules)} schedules made"
    exact = "P80 is exact to 1 %" if forecast.convergence.reached else "more draws would make P80 more exact"
    entries = [
        ("Program", f"Trilemma {forecast.version}"),
        (
            "Plan",
            f"{findings.source}, {plural(len(findings.plan.leaves), 'task and milestone', 'tasks and milestones')}",
        ),
        ("Schedule", f"{outcome.method}, seed {outcome.seed}, {made}, {outcome.status.value}"),
        ("Forecast", f"{forecast.method}, seed {forecast.seed}, {whole(forecast.draws)} draws; {exact}"),
        ("Promises", f"{findings.promises.method}, on the same draws"),
    ]
    if findings.levers is not None:
        entries.append(
            ("Levers", f"{findings.levers.method}, seed {findings.levers.seed}, {whole(findings.levers.draws)} draws")
        )
    if findings.front is not None:
        state = "all questions answered" if findings.front.complete else "ended by its time limit"
        entries.append(("Front", f"{findings.front.method}, seed {findings.front.seed}, {state}"))
    entries += [("Health", "plan_health, the 14 points of the DCMA"), ("Compute it again", "")]
    pairs = [
        join([tag("dt", name), tag("dd", said or tag("code", f"{again} --out report.html"))]) for name, said in entries
    ]
    return tag("footer", tag("h2", "How this was computed"), tag("dl", *pairs))
