"""What changes people."""

from __future__ import annotations

from trilemma.site.people.actions.taking_over import Taken, take_over

__all__ = ["Taken", "take_over"]
