"""Synthetic histories whose distribution is known."""

from __future__ import annotations

import numpy as np

from trilemma.engine.api import History, Tasks

BIAS = {"ann": 0.0, "bob": 0.7, "cem": -0.5}
"""Mean log ratio of each person."""
SPREAD = {"ann": 0.1, "bob": 0.6, "cem": 0.3}


def a_history(n_tasks: int, *, seed: int = 0, lump: float = 0.3, dated: bool = True) -> History:
    """Return tasks of three persons, a share ``lump`` of them exact hits, one task a day."""
    generator = np.random.default_rng(seed)
    persons = generator.choice(sorted(BIAS), n_tasks)
    ratios = np.array([BIAS[name] for name in persons])
    ratios += np.array([SPREAD[name] for name in persons]) * generator.standard_normal(n_tasks)
    ratios[generator.random(n_tasks) < lump] = 0.0
    estimates = generator.choice([1.0, 2.0, 4.0, 7.5, 16.0, 40.0], n_tasks)
    days = np.arange(n_tasks, dtype=np.float64) if dated else np.full(n_tasks, np.nan)
    return History(Tasks(estimates, ("person",), (persons.astype(np.str_),), days), estimates * np.exp(ratios))


def tasks_of(person: str, estimates: list[float]) -> Tasks:
    """Return new tasks of one person, without a day."""
    labels = np.array([person] * len(estimates), dtype=np.str_)
    return Tasks(np.array(estimates), ("person",), (labels,), np.full(len(estimates), np.nan))
