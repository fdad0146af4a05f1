"""The plans of an organisation as plan text, for its export."""

from __future__ import annotations

from collections.abc import Iterator

from trilemma.engine.api import TrilemmaError
from trilemma.files.plan_text import write_plan_text
from trilemma.site.core.actor import Actor
from trilemma.site.planning.convert.compiled import engine_plan
from trilemma.site.planning.models import Plan


def plan_texts(actor: Actor) -> Iterator[tuple[str, list[bytes]]]:
    """Yield a file for each plan; one that breaks a rule of the model just now says so instead, its rows are there."""
    for plan in Plan.of(actor).select_related("project").order_by("pk").iterator(chunk_size=50):
        try:
            yield f"plans/{plan.public_id}.toml", [write_plan_text(engine_plan(plan)).encode()]
        except TrilemmaError as error:
            yield f"plans/{plan.public_id}.txt", [f"{error}\n".encode()]
