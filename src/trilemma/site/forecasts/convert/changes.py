"""Which tables of a plan differ after a change, so that only they are written when it is adopted."""

from __future__ import annotations

from typing import Any

from trilemma.engine.api import Plan
from trilemma.files.plan_json import plan_tables


def changed_tables(before: Plan, after: Plan) -> dict[str, Any]:
    """Return the tables of plan text that a change replaces; a table that is gone is there as an empty one."""
    old, new = plan_tables(before), plan_tables(after)
    names = [*old, *(name for name in new if name not in old)]
    return {name: new[name] if name in new else type(old[name])() for name in names if old.get(name) != new.get(name)}
