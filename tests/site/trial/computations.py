"""Trial computations: each behaves in one way that a real one may."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

from trilemma.engine.api import PlanError, StoppedError
from trilemma.site.core.errors import RuleError
from trilemma.site.runs.jobs.handlers import Stop, Watcher
from trilemma.site.runs.models import Run
from trilemma.site.runs.outcomes import Outcome

STEP_SECONDS = 0.02


def load(run: Run) -> dict[str, Any]:
    return dict(run.input)


def save(run: Run, found: Any) -> Outcome:
    from tests.site.trial.models import TrialResult

    TrialResult.objects.create(run_id=run.pk, attempt=run.attempt, note=str(found)[:40])
    if found == "unsaved":
        raise RuleError("This cannot be kept.")
    return Outcome({"found": found}, method="trial", samples=b"0" * 1000 if found == "samples" else b"")


def give(loaded: dict[str, Any], **_watch: Any) -> Any:
    return loaded.get("give")


def sleep(loaded: dict[str, Any], *, progress: Watcher, stop: Stop, clock: Callable[[], float], seed: int) -> str:
    """Take so many seconds, tell how far it is, and come back early when asked to."""
    begun = clock()
    while (gone := clock() - begun) < loaded["seconds"]:
        if stop():
            if loaded.get("nothing_yet"):
                raise StoppedError("stopped")
            return "stopped"
        progress.report(gone / loaded["seconds"], f"{gone:.1f} s")
        progress.best(100 - gone, 50)
        time.sleep(STEP_SECONDS)
    return f"slept {seed}"


def backwards(loaded: dict[str, Any], *, progress: Watcher, **_watch: Any) -> str:
    """Report shares that go up and down."""
    for turn in range(loaded["turns"]):
        progress.report((0.9, 0.3, 0.6)[turn % 3] * (turn + 1) / loaded["turns"], f"turn {turn}")
        time.sleep(STEP_SECONDS)
    return "done"


def hang(loaded: dict[str, Any], **_watch: Any) -> str:
    """Listen to nobody, and have a process of its own that does not either."""
    subprocess.Popen(["sleep", str(loaded["seconds"])])
    time.sleep(loaded["seconds"])
    return "hung"


def die(_loaded: dict[str, Any], **_watch: Any) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def fail(loaded: dict[str, Any], **_watch: Any) -> str:
    match loaded["how"]:
        case "plan":
            raise PlanError("the activity links to itself", "activity a")
        case "rule":
            raise RuleError("There is no plan any more.")
        case _:
            raise ZeroDivisionError
