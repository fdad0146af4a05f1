"""All rows of a plan as plain values, read in six statements, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import CharField, Model, Value

from trilemma.site.planning.models import (
    Activity,
    Baseline,
    Budget,
    Deliverable,
    LeverIdea,
    Link,
    Plan,
    PlanPart,
    QualityStep,
    Risk,
    Statement,
    StatusSnapshot,
)

Row = Mapping[str, Any]
"""The values of a row by the name of their column."""

PARTS: Final[tuple[type[PlanPart], ...]] = (Deliverable, Budget, QualityStep, Risk, LeverIdea, Statement)
_PART_COLUMNS: Final = ("pk", "public_id", "version", "key", "name", "position", "fields")


@dataclass(frozen=True)
class PlanRows:
    """What people entered about one plan; activities and links by primary key, the rest in order.

    ``head`` has the values of the plan's own row, ``name`` and ``priority`` those of its project.
    """

    head: Row
    name: str
    priority: int
    activities: Mapping[int, Row]
    links: Mapping[int, Row]
    parts: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    baselines: Sequence[Row] = ()
    statuses: Sequence[Row] = ()

    @cached_property
    def outline(self) -> tuple[tuple[int, int], ...]:
        """Primary key and depth of each activity, summaries before what lies below them."""
        return tuple(_outline(self.activities))

    @cached_property
    def links_into(self) -> Mapping[int, Sequence[Row]]:
        """Links by the primary key of the activity that waits, in the order in which they were made."""
        arriving: dict[int, list[Row]] = defaultdict(list)
        for key in sorted(self.links, key=lambda each: (each < 0, abs(each))):
            arriving[self.links[key]["successor_id"]].append(self.links[key])
        return arriving


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """Return the columns of a model that say something about the plan."""
    left_out = {"id", "organisation_id", "plan_id", "document", "created_at"}
    names = [column.attname for column in model._meta.concrete_fields]
    return ("pk", *(name for name in names if name not in left_out))


def read_rows(plan: Plan) -> PlanRows:
    """Read all rows of a plan, its own one too: the object that somebody holds may be older."""
    own = Plan._default_manager.filter(organisation_id=plan.organisation_id, pk=plan.pk)
    head = own.values(*columns_of(Plan), "project__name", "project__priority").get()
    return PlanRows(
        head=head,
        name=head.pop("project__name"),
        priority=head.pop("project__priority"),
        activities=_by_key(Activity, plan),
        links=_by_key(Link, plan),
        parts=_parts(plan),
        baselines=_of(Baseline, plan, "taken_on", "pk"),
        statuses=_of(StatusSnapshot, plan, "pk"),
    )


def _of(model: type[Model], plan: Plan, *order: str) -> list[Row]:
    rows = model._default_manager.filter(organisation_id=plan.organisation_id, plan_id=plan.pk).order_by(*order)
    return list(rows.values(*columns_of(model)))


def _by_key(model: type[Model], plan: Plan) -> dict[int, Row]:
    return {row["pk"]: row for row in _of(model, plan, "pk")}


def _parts(plan: Plan) -> dict[str, list[Row]]:
    """Read the tables beside the activities in one statement."""
    first, *others = (_part(model, plan) for model in PARTS)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(first.union(*others, all=True), key=lambda row: (row["position"], row["pk"])):
        found[row["kind_of_part"]].append(row)
    return dict(found)


def _part(model: type[PlanPart], plan: Plan) -> Any:  # noqa: ANN401 - a queryset of dictionaries
    rows = model._default_manager.filter(organisation_id=plan.organisation_id, plan_id=plan.pk).order_by()
    named = rows.annotate(kind_of_part=Value(model.table, output_field=CharField()))
    return named.values(*_PART_COLUMNS, "kind_of_part")


def _outline(activities: Mapping[int, Row]) -> Iterator[tuple[int, int]]:
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk in sorted(activities, key=lambda pk: (activities[pk]["position"], pk)):
        below[activities[pk]["parent_id"]].append(pk)
    waiting = [(pk, 0) for pk in reversed(below[None])]
    while waiting:
        pk, depth = waiting.pop()
        yield pk, depth
        waiting.extend((child, depth + 1) for child in reversed(below.get(pk, [])))
