"""The numbers by which MS Project XML names constraints, links, formats and kinds."""

from __future__ import annotations

from typing import Final

from trilemma.engine.api import ConstraintKind, LinkType

CONSTRAINTS: Final = {
    1: ConstraintKind.AS_LATE_AS_POSSIBLE,
    2: ConstraintKind.MUST_START,
    3: ConstraintKind.MUST_FINISH,
    4: ConstraintKind.START_NO_EARLIER,
    5: ConstraintKind.START_NO_LATER,
    6: ConstraintKind.FINISH_NO_EARLIER,
    7: ConstraintKind.FINISH_NO_LATER,
}
LINK_TYPES: Final = {
    0: LinkType.FINISH_FINISH,
    1: LinkType.FINISH_START,
    2: LinkType.START_FINISH,
    3: LinkType.START_START,
}
WORK, MATERIAL, COST = 1, 0, 2
FIXED_UNITS, FIXED_DURATION, FIXED_WORK = 0, 1, 2
ELAPSED_FORMATS: Final = frozenset({4, 6, 8, 10, 12, 20, 36, 38, 40, 42, 44, 52})
PERCENT_FORMATS: Final = frozenset({19, 20, 51, 52})
DAYS_FORMAT: Final = 7
ELAPSED_DAYS_FORMAT: Final = 8
NOBODY: Final = "-65535"
