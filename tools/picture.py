"""Draw the picture of the README with the program itself: ``python tools/picture.py``.

The schedule is made with a fixed effort and the forecast with a fixed seed, so the same version draws the same picture.
"""

from __future__ import annotations

import time
from pathlib import Path

from trilemma.cli.commands.report import as_it_is
from trilemma.engine.api import forecast, plan_health, promise_report, schedule_plan
from trilemma.files.report import Findings, gantt_svg
from trilemma.files.samples import sample_plan

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "website-relaunch.svg"
EFFORT = 4000
DRAWS = 2000


def main() -> None:
    """Compute the sample plan and write the picture of its schedule."""
    plan = sample_plan()
    simulated = forecast(plan, draws=DRAWS, seed=1)
    findings = Findings(
        plan=plan,
        scheduled=schedule_plan(as_it_is(plan), clock=time.monotonic, effort=EFFORT, workers=1, seed=1),
        forecast=simulated,
        promises=promise_report(plan, simulated),
        health=plan_health(plan),
    )
    PICTURE.write_text(gantt_svg(findings), encoding="utf-8")
    print(PICTURE)


if __name__ == "__main__":
    main()
