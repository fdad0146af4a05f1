"""Single activities and links of a plan in plan text's form, for whoever changes a few of thousands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from trilemma.engine.api import Activity, InputError, Link, Plan, TrilemmaError
from trilemma.files.plan_text.agreement_tables import ADOPTED
from trilemma.files.plan_text.codec import Codec
from trilemma.files.plan_text.link_text import PREDECESSORS
from trilemma.files.plan_text.misfit import Misfit, Path
from trilemma.files.plan_text.plan_table import scope_of
from trilemma.files.plan_text.values import UNTIL
from trilemma.files.plan_text.work_tables import ACTIVITY
from trilemma.files.quantities import exact_numbers


class PartError(InputError):
    """A part does not fit into its plan; ``path`` leads to the key that is wrong, such as ``("mode", 0, "effort")``."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


_HEAD: Final[Mapping[str, Codec[Any]]] = {"adopted": ADOPTED, "status_date": UNTIL}


class PartReader:
    """Reads activities and links among the people, calendars and dates of a plan; the plan itself is not changed.

    Rules that need the whole plan are not checked here but when a plan is built of the parts.
    """

    def __init__(self, plan: Plan) -> None:
        self.scope = scope_of(plan)

    def activity(self, table: Mapping[str, Any]) -> Activity:
        """Return the activity of a table, its links left aside.

        Raises
        ------
        PartError
            If it is none; the path says which key is wrong.
        """
        with _named():
            return ACTIVITY.read(exact_numbers(table), self.scope)

    def head(self, name: str, value: Any) -> Any:  # noqa: ANN401 - the status date, or what was adopted
        """Return the plan's ``status_date`` or what was ``adopted``.

        Raises
        ------
        PartError
            If it is none.
        """
        with _named():
            return _HEAD[name].read(exact_numbers(value), self.scope)

    def link(self, table: Mapping[str, Any], successor: str, calendar: str | None) -> Link:
        """Return the link of a table with the keys ``activity``, ``type`` and ``lag``, into an activity.

        Raises
        ------
        PartError
            If it is none; the path says which key is wrong.
        """
        with _named():
            return PREDECESSORS.read_one(table, successor, self.scope.on(calendar))


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except Misfit as misfit:
        raise PartError(misfit.message, misfit.path) from misfit
    except TrilemmaError as error:
        raise PartError(error.message, ()) from error
