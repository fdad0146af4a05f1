"""What can be said about deliverables, risks, quality steps, statements, budgets, lever ideas, terms and quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trilemma.engine.api import Measure, StatementKind, TermsKind
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.forms.written import Choices, Written

NAME: Final = Written(("name",), gettext_lazy("Name"))
_RANGE = gettext_lazy("One value, or three: low / most likely / high.")


def _statement_kinds() -> Choices:
    return [(str(each), str(each).capitalize()) for each in StatementKind]


def _measures() -> Choices:
    names = {
        Measure.FINISH: _("Finish"),
        Measure.COST: _("Cost"),
        Measure.PRICE: _("Price"),
        Measure.MARGIN: _("Margin"),
        Measure.ESCAPED_DEFECTS: _("Escaped defects"),
        Measure.ACCEPTANCE: _("Acceptance"),
        Measure.SCOPE: _("A deliverable is delivered"),
    }
    return [(str(each), str(names.get(each, each))) for each in Measure]


def terms_kinds() -> Choices:
    """Return the kinds of contract in words."""
    names = {
        TermsKind.FIXED_PRICE: _("Fixed price"),
        TermsKind.TIME_AND_MATERIAL: _("Time and material"),
        TermsKind.CAPPED: _("Time and material up to a cap"),
    }
    return [(str(each), names[each]) for each in TermsKind]


SPECS: Final[Mapping[str, Sequence[Written]]] = {
    "deliverable": (
        NAME,
        Written(("criteria",), gettext_lazy("Acceptance criteria, one a line"), "lines"),
        Written(("optional",), gettext_lazy("Optional: may be dropped"), "flag"),
    ),
    "risk": (
        NAME,
        Written(("probability",), gettext_lazy("Probability"), "share", required=True),
        Written(
            ("activities",), gettext_lazy("Activities"), "several", gettext_lazy("None chosen: it strikes every task.")
        ),
        Written(("delay",), gettext_lazy("Delay of each"), "span-estimate", _RANGE),
        Written(("stretch",), gettext_lazy("Takes so many times as long"), "number-estimate", _RANGE),
        Written(("cost",), gettext_lazy("Cost"), "number-estimate", _RANGE),
        Written(("defects",), gettext_lazy("Defects"), "number-estimate", _RANGE),
        Written(("mitigation", "name"), gettext_lazy("Mitigation")),
        Written(("mitigation", "probability"), gettext_lazy("Probability with it"), "share"),
        Written(("mitigation", "effect"), gettext_lazy("Share of the effect that is left with it"), "share"),
        Written(("mitigation", "cost"), gettext_lazy("Cost of the mitigation"), "number"),
    ),
    "quality_step": (
        NAME,
        Written(("activity",), gettext_lazy("Activity"), "choice", required=True),
        Written(("covers",), gettext_lazy("Kinds of work that it covers"), "several", required=True),
        Written(
            ("removal",),
            gettext_lazy("Share of the defects that it removes"),
            "removal",
            gettext_lazy("Such as 25% / 35% / 45%; or a line for each kind of work, such as “code: 30%”."),
        ),
        Written(
            ("fix",),
            gettext_lazy("Effort to fix a defect, by kind of work"),
            "fix",
            gettext_lazy("A line for each kind, such as “code: 30min / 1h / 3h”."),
        ),
    ),
    "statement": (
        NAME,
        Written(("kind",), gettext_lazy("Kind"), "choice", choices=_statement_kinds),
        Written(("stakeholder",), gettext_lazy("Whose")),
        Written(("measure",), gettext_lazy("About"), "choice", required=True, choices=_measures),
        Written(("activity",), gettext_lazy("Finish of"), "choice", gettext_lazy("None: of the whole plan.")),
        Written(("at",), gettext_lazy("Date"), "instant", gettext_lazy("Such as 2027-03-31.")),
        Written(("amount",), gettext_lazy("Amount"), "number"),
        Written(("deliverable",), gettext_lazy("Deliverable"), "choice"),
        Written(("confidence",), gettext_lazy("With what confidence"), "share"),
        Written(("weight",), gettext_lazy("Weight"), "number"),
        Written(("told_on",), gettext_lazy("Told on"), "instant"),
        Written(("told_by",), gettext_lazy("Told by")),
    ),
    "budget": (NAME, Written(("limit",), gettext_lazy("Limit"), "whole", required=True)),
    "lever": (
        NAME,
        Written(("team",), gettext_lazy("Team"), "choice", required=True),
        Written(("people",), gettext_lazy("People more"), "whole"),
        Written(("first",), gettext_lazy("From"), "instant"),
        Written(("cost",), gettext_lazy("Cost once"), "number"),
        Written(("ramp_up",), gettext_lazy("Time to learn"), "span"),
    ),
}
TERMS: Final = (
    Written(("kind",), gettext_lazy("How the customer pays"), "choice", choices=terms_kinds),
    Written(("price",), gettext_lazy("Price or cap"), "number"),
    Written(("due",), gettext_lazy("Due"), "instant", gettext_lazy("Such as 2027-06-30.")),
    Written(("penalty_per_day",), gettext_lazy("Penalty for each day late"), "number"),
    Written(("penalty_limit",), gettext_lazy("Penalty at most"), "number"),
    Written(("bonus_per_day",), gettext_lazy("Bonus for each day early"), "number"),
    Written(("bonus_limit",), gettext_lazy("Bonus at most"), "number"),
)
QUALITY: Final = (
    Written(("bad_fix",), gettext_lazy("Share of fixes that bring a new defect"), "share"),
    Written(("external_fix_cost",), gettext_lazy("Cost of a defect after release"), "number"),
    Written(("acceptance_threshold",), gettext_lazy("Accepted with up to so many escaped defects"), "number"),
)
KIND_OF_WORK: Final = (
    Written(("name",), gettext_lazy("Name"), required=True),
    Written(
        ("defects_per_hour",), gettext_lazy("Defects for an hour of work"), "number-estimate", _RANGE, required=True
    ),
)
HEAD: Final = (
    Written(("start",), gettext_lazy("Start"), "instant", required=True),
    Written(
        ("status_date",), gettext_lazy("Status date"), "instant", gettext_lazy("Up to when progress has been reported.")
    ),
    Written(
        ("release",), gettext_lazy("Release milestone"), "choice", gettext_lazy("Its finish is the plan's finish.")
    ),
    Written(("calendar",), gettext_lazy("Calendar"), "choice", gettext_lazy("None: the organisation's usual one.")),
)


def choices_of(compiled: Compiled) -> dict[str, Choices]:
    """Return what can be chosen in a plan, by the name of the field."""
    rows = compiled.rows
    activities = [
        (rows.activities[pk]["key"], "\N{NO-BREAK SPACE}" * 3 * level + _title(rows.activities[pk]))
        for pk, level in rows.outline
    ]
    leaves = {leaf.id for leaf in compiled.plan.leaves}
    below = [entry for entry in activities if entry[0] in leaves]
    kinds = [(each["id"], each.get("name") or each["id"]) for each in rows.head["quality"].get("kind", ())]
    return {
        "activity": activities,
        "activities": activities,
        "covers": kinds,
        "deliverable": [(row["key"], _title(row)) for row in rows.parts.get("deliverable", ())],
        "team": [(each["id"], each.get("name") or each["id"]) for each in compiled.people.get("team", ())],
        "release": [(key, name.strip("\N{NO-BREAK SPACE}")) for key, name in below],
        "calendar": [(each["id"], each.get("name") or each["id"]) for each in compiled.people.get("calendar", ())],
    }


def _title(row: Mapping[str, Any]) -> str:
    return str(row["name"] or row["key"])
