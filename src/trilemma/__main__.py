"""``python -m trilemma`` is the command ``trilemma``."""

from __future__ import annotations

from trilemma.cli import main

if __name__ == "__main__":
    main()
