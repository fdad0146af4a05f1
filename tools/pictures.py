"""Draw the pictures of the docs with the program itself: ``python tools/pictures.py``.

The same program draws the same pictures, so a difference in Git is a difference in the program or the sample.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from trilemma.cli.commands.report import Wish, computed
from trilemma.cli.progress import Silence
from trilemma.engine.api import NEVER
from trilemma.files.report import gantt_svg
from trilemma.files.samples import sample_plan

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SAMPLE = "erp-roll-out"
DRAWS = 1024


def main() -> int:
    """Draw the Gantt chart of a sample in progress."""
    began = time.monotonic()
    wish = Wish(SAMPLE, DRAWS, 1, None, 1)
    FOLDER.mkdir(exist_ok=True)
    target = FOLDER / "gantt.svg"
    target.write_text(gantt_svg(computed(sample_plan(SAMPLE), wish, Silence(), NEVER)), encoding="utf-8", newline="\n")
    print(f"{target} drawn in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
