"""What a calibration learns from: estimates and actuals of finished tasks, who did them, of which kind, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.errors import InputError, ShapeError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Labels = npt.NDArray[np.str_]

EXACT: Final = 1e-9
"""A log ratio closer to zero than this is an exact hit."""


@dataclass(frozen=True, slots=True, eq=False)
class Tasks:
    """Estimated tasks, whether finished or not.

    Attributes
    ----------
    estimates
        Estimated effort or duration, shape ``(n_tasks,)``, above 0. [any one unit]
    group_names
        Names of the groupings, such as ``("person", "project")``.
    groups
        One label per task for each grouping, shape ``(n_groupings, n_tasks)``.
    days
        When each task was estimated, shape ``(n_tasks,)``. [days since any fixed date; NaN where unknown]
    """

    estimates: Floats
    group_names: tuple[str, ...]
    groups: tuple[Labels, ...]
    days: Floats

    def __post_init__(self) -> None:
        if len(self.group_names) != len(self.groups):
            raise ShapeError(f"{len(self.group_names)} names for {len(self.groups)} groupings", "groups")
        for name, values in (("days", self.days), *zip(self.group_names, self.groups, strict=True)):
            if values.shape != self.estimates.shape:
                raise ShapeError(f"{values.shape} does not fit {self.estimates.shape} of the estimates", name)
        require_positive(self.estimates, "estimates")

    def __len__(self) -> int:
        return int(self.estimates.size)

    def rows(self, chosen: Integers) -> Tasks:
        """Return the chosen tasks in the given order."""
        groups = tuple(labels[chosen] for labels in self.groups)
        return Tasks(self.estimates[chosen], self.group_names, groups, self.days[chosen])

    @property
    def sizes(self) -> Floats:
        """Natural logarithm of each estimate, shape ``(n_tasks,)``."""
        return np.log(self.estimates)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Finished tasks: ``tasks`` as they were estimated and ``actuals`` in the same unit, shape ``(n_tasks,)``.

    ``unseen`` names the grouping, such as ``"project"``, whose labels will be new where the forecasts are used: nothing
    is then learnt of a task from others with its label, and candidates are judged on labels left out.
    """

    tasks: Tasks
    actuals: Floats
    unseen: str | None = None

    def __post_init__(self) -> None:
        if self.unseen is not None and self.unseen not in self.tasks.group_names:
            raise InputError(f"there is no grouping {self.unseen!r}", "unseen")
        if self.actuals.shape != self.tasks.estimates.shape:
            raise ShapeError(f"{self.actuals.shape} does not fit {self.tasks.estimates.shape} of the tasks", "actuals")
        require_positive(self.actuals, "actuals")

    def __len__(self) -> int:
        return len(self.tasks)

    def rows(self, chosen: Integers) -> History:
        """Return the chosen tasks in the given order."""
        return History(self.tasks.rows(chosen), self.actuals[chosen], self.unseen)

    @property
    def unseen_codes(self) -> Integers | None:
        """Number of each task's label among those that are left out together, None where tasks are told apart by time.

        A history with a single label cannot show how it is with others: there it is None too.
        """
        if self.unseen is None:
            return None
        labels = self.tasks.groups[self.tasks.group_names.index(self.unseen)]
        known, codes = np.unique(labels, return_inverse=True)
        return codes.reshape(-1) if known.size > 1 else None

    @property
    def log_ratios(self) -> Floats:
        """Natural logarithm of actual / estimate, shape ``(n_tasks,)``; exact hits are exactly 0."""
        ratios: Floats = np.log(self.actuals) - np.log(self.tasks.estimates)
        ratios[np.abs(ratios) < EXACT] = 0.0
        return ratios


def require_positive(values: Floats, place: str) -> None:
    """Refuse values that have no logarithm."""
    if not np.all(np.isfinite(values) & (values > 0.0)):
        raise InputError("every value must be a finite number above 0", place)
