"""``trilemma calibrate``: learn from finished tasks how far estimates are off."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trilemma.cli.exits import Exit
from trilemma.cli.options import json_option, progress_option, seed_option
from trilemma.cli.output import answer, table
from trilemma.cli.progress import progress
from trilemma.cli.stop import StopOnSignal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from trilemma.engine.api import Calibration, History, Scores, Tasks

    Floats = npt.NDArray[np.float64]

LEVELS = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p80": 0.8, "p90": 0.9}
MOST_SUMMARISED = 2000
MOST_LABELS = 20
SHOWN_LABELS = 8


@click.command("calibrate")
@click.argument("history", metavar="HISTORY")
@click.option("--estimate", required=True, metavar="COL", help="Column with the estimate.")
@click.option("--actual", required=True, metavar="COL", help="Column with the actual, in the same unit.")
@click.option("--group", "groups", multiple=True, metavar="COL", help="Column such as person, team or kind of work.")
@click.option("--date", metavar="COL", help="Column with the day of the estimate; later tasks judge what is learnt.")
@click.option(
    "--unseen", metavar="COL", help="A --group, such as project, of which later tasks have labels not in HISTORY."
)
@click.option("--score", "later", metavar="LATER", help="Score the forecasts on this file of later tasks.")
@click.option("--save", metavar="MODEL", help="Keep what was learnt in this file.")
@seed_option
@progress_option
@json_option
def command(
    history: str,
    *,
    estimate: str,
    actual: str,
    groups: tuple[str, ...],
    date: str | None,
    unseen: str | None,
    later: str | None,
    save: str | None,
    seed: int,
) -> int:
    """Learn the distribution of actual / estimate from HISTORY, a CSV file of finished tasks.

    Rows without an estimate and an actual above 0 are left out. With --score the coverage of the 80 % range, the
    pinball loss and the CRPS of log(actual / estimate) are printed, beside those of the raw ratios and one lognormal.
    With --unseen nothing is learnt of a task from others with its label, and candidates are judged on labels left out.
    """
    from dataclasses import replace

    from trilemma.engine.api import baseline_scores, calibrate, calibration_to_json, score
    from trilemma.files.history import Columns, read_history

    columns = Columns(estimate, actual, groups, date)
    read = read_history(history, columns)
    judged = read_history(later, columns) if later else None
    shown, began = progress(), time.monotonic()
    with StopOnSignal() as stop:
        calibration = calibrate(replace(read.history, unseen=unseen), seed=seed, progress=shown, stop=stop)
    shown.clear()
    tasks, quantiles = pooled(calibration, read.history)
    content: dict[str, Any] = {
        "method": getattr(calibration.model, "method", calibration.candidate),
        "candidate": calibration.candidate,
        "judged": dict(calibration.judged),
        "tasks": len(read.history),
        "left_out": read.left_out,
        "ratio": ratios(quantiles),
        "groups": ratios_by_group(tasks, quantiles, read.history),
        "seed": seed,
    }
    if judged is not None:
        baselines = baseline_scores(read.history, judged.history)
        content |= as_row(score(calibration, judged.history))
        content["scored"] = len(judged.history)
        content["baselines"] = {name: as_row(scores) for name, scores in baselines.items()}
    content["seconds"] = time.monotonic() - began
    if save:
        Path(save).write_text(calibration_to_json(calibration), encoding="utf-8")
        content["saved"] = save
    answer(content, lambda: as_text(content))
    return Exit.DONE


def pooled(calibration: Calibration, history: History) -> tuple[Tasks, Floats]:
    """Return tasks evenly taken from the history and, for each, 100 quantiles of actual / estimate."""
    import numpy as np

    step = max(1, -(-len(history) // MOST_SUMMARISED))
    tasks = history.tasks.rows(np.arange(0, len(history), step))
    return tasks, np.exp(calibration.quantiles(tasks, (np.arange(100) + 0.5) / 100))


def ratios(quantiles: Floats) -> dict[str, float]:
    """Return quantiles of actual / estimate over tasks, each with its own distribution."""
    import numpy as np

    return {name: float(np.quantile(quantiles, level)) for name, level in LEVELS.items()}


def ratios_by_group(tasks: Tasks, quantiles: Floats, history: History) -> dict[str, list[dict[str, Any]]]:
    """Return for each grouping its labels with the most tasks, how many those are, and their ratios."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, labels, all_labels in zip(tasks.group_names, tasks.groups, history.tasks.groups, strict=True):
        counts = Counter(all_labels.tolist()).most_common(MOST_LABELS)
        shown = [(label, count, quantiles[labels == label]) for label, count in counts]
        found[name] = [{"label": label, "tasks": count} | ratios(own) for label, count, own in shown if own.size]
    return found


def as_row(scores: Scores) -> dict[str, float]:
    """Return three scores."""
    return {"coverage_80": scores.coverage_80, "pinball": scores.pinball, "crps": scores.crps}


def as_text(content: dict[str, Any]) -> str:
    """Return what was learnt, for people."""
    ratio = content["ratio"]
    half, most, low, high = (f"{ratio[name]:.2f}" for name in ("p50", "p80", "p10", "p90"))
    lines = [
        f"Learnt from {content['tasks']} tasks by the {content['candidate']}; {content['left_out']} rows left out.",
        f"The actual is up to {half} times the estimate in half of the tasks, up to {most} times in 8 of 10.",
        f"8 of 10 tasks lie between {low} and {high} times the estimate.",
    ]
    for name, labels in content["groups"].items():
        cells = [
            (row["label"] or "(none)", row["tasks"], *(f"{row[level]:.2f}" for level in ("p10", "p50", "p80", "p90")))
            for row in labels[:SHOWN_LABELS]
        ]
        lines += ["", table((name, "tasks", "P10", "P50", "P80", "P90"), cells, "lrrrrr")]
    if "baselines" in content:
        rows = [("this calibration", content["coverage_80"], content["pinball"], content["crps"])]
        rows += [(name, row["coverage_80"], row["pinball"], row["crps"]) for name, row in content["baselines"].items()]
        cells = [(name, f"{coverage:.1%}", f"{pinball:.4f}", f"{crps:.4f}") for name, coverage, pinball, crps in rows]
        headings = ("forecasts of", "80 % range holds", "pinball loss", "CRPS")
        lines += ["", f"Scored on {content['scored']} tasks:", table(headings, cells, "lrrr")]
    if "saved" in content:
        lines += ["", f"Saved in {content['saved']}."]
    return "\n".join(lines)
