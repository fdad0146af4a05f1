"""Quality and risk: kinds of work, quality steps, what may happen, how estimates move together."""

from __future__ import annotations

from typing import Any, Final

from trilemma.engine.api import (
    Correlation,
    FixEffort,
    Mitigation,
    QualityModel,
    QualityStep,
    Risk,
    WorkKind,
)
from trilemma.files.plan_text.codec import Key, Keyed, ListOf, Record
from trilemma.files.plan_text.values import (
    MONEY,
    MONEY_ESTIMATE,
    NUMBER,
    NUMBER_ESTIMATE,
    SHARE,
    TEXT,
    TIME_ESTIMATE,
)
from trilemma.files.plan_text.work_tables import REMOVALS

WORK_KIND: Final = Record(WorkKind, Key("id", TEXT), Key("name", TEXT), Key("defects_per_hour", NUMBER_ESTIMATE))
QUALITY: Final = Record(
    QualityModel,
    Key("bad_fix", SHARE),
    Key("external_fix_cost", MONEY),
    Key("acceptance_threshold", NUMBER),
    Key("kind", ListOf(WORK_KIND, headed=True), "kinds"),
)
_FIXES: Final = Keyed(FixEffort, lambda fix: (fix.kind, fix.minutes), TIME_ESTIMATE, "kind", "effort")
QUALITY_STEP: Final = Record(
    QualityStep,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("activity", TEXT),
    Key("covers", ListOf(TEXT)),
    Key("removal", REMOVALS, "removals"),
    Key("fix", _FIXES, "fixes"),
)
_MITIGATION: Final[Record[Any]] = Record(
    Mitigation, Key("name", TEXT), Key("probability", SHARE), Key("effect", SHARE), Key("cost", MONEY)
)
RISK: Final = Record(
    Risk,
    Key("id", TEXT),
    Key("name", TEXT),
    Key("probability", SHARE),
    Key("activities", ListOf(TEXT)),
    Key("delay", TIME_ESTIMATE),
    Key("stretch", NUMBER_ESTIMATE),
    Key("cost", MONEY_ESTIMATE),
    Key("defects", NUMBER_ESTIMATE),
    Key("mitigation", _MITIGATION),
)
CORRELATION: Final = Record(Correlation, Key("team", SHARE), Key("project", SHARE))
