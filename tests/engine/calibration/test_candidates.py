"""What every candidate must do, whichever method it is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.calibration.histories import BIAS, a_history, tasks_of
from trilemma.engine.api import History, Tasks
from trilemma.engine.calibration.boosting import Boosting, interpolated
from trilemma.engine.calibration.calibrate import Calibrator, Model
from trilemma.engine.calibration.forest import Forest
from trilemma.engine.calibration.hierarchy import Hierarchy
from trilemma.engine.calibration.scores import grid

CANDIDATES: dict[str, Calibrator] = {
    "hierarchy": Hierarchy(),
    "boosting": Boosting(rounds=15, rate=0.2),
    "forest": Forest(trees=16),
}
LEVELS = np.array([0.1, 0.5, 0.9])


def fitted(candidate: Calibrator, history: History) -> Model:
    return candidate.fit(history, np.random.default_rng(7))


@pytest.fixture(scope="module", params=sorted(CANDIDATES))
def candidate(request: pytest.FixtureRequest) -> Calibrator:
    return CANDIDATES[str(request.param)]


@pytest.fixture(scope="module")
def model(candidate: Calibrator) -> Model:
    return fitted(candidate, a_history(1500, lump=0.0))


@pytest.mark.parametrize("person", sorted(BIAS))
def test_the_bias_of_a_person_is_found(model: Model, person: str) -> None:
    middle = model.quantiles(tasks_of(person, [2.0, 7.5]), LEVELS)[:, 1]
    assert middle == pytest.approx(np.full(2, BIAS[person]), abs=0.17)


def test_a_careful_person_has_a_narrower_range(model: Model) -> None:
    width = {name: np.ptp(model.quantiles(tasks_of(name, [4.0]), LEVELS)) for name in BIAS}
    assert width["ann"] < width["cem"] < width["bob"]


def test_quantiles_never_fall_with_the_level(model: Model) -> None:
    history = a_history(50, seed=3)
    assert np.all(np.diff(model.quantiles(history.tasks, grid(101)), axis=1) >= 0)


def test_an_unknown_person_gets_a_range_between_those_of_the_known(model: Model) -> None:
    low, _, high = model.quantiles(tasks_of("new", [4.0]), LEVELS)[0]
    assert -1.5 < low < 0.1 < high < 1.8


def test_the_same_seed_gives_the_same_model(candidate: Calibrator) -> None:
    history = a_history(120)
    first, second = (fitted(candidate, history).quantiles(history.tasks, LEVELS) for _ in range(2))
    assert np.array_equal(first, second)


def test_another_unit_of_the_same_tasks_changes_little(candidate: Calibrator) -> None:
    history = a_history(600)
    minutes = History(
        Tasks(history.tasks.estimates * 60, ("person",), history.tasks.groups, history.tasks.days),
        history.actuals * 60,
    )
    first = fitted(candidate, history).quantiles(history.tasks, LEVELS)
    second = fitted(candidate, minutes).quantiles(minutes.tasks, LEVELS)
    assert np.abs(first - second).mean() < 0.06


@pytest.mark.parametrize("name", ["hierarchy", "forest"])
def test_a_lump_of_exact_hits_stays_a_lump(name: str) -> None:
    history = a_history(1500, lump=0.5)
    quantiles = fitted(CANDIDATES[name], history).quantiles(tasks_of("bob", [4.0]), grid(400))[0]
    assert np.mean(quantiles == 0.0) == pytest.approx(0.5, abs=0.12)


@pytest.mark.parametrize("name", ["hierarchy", "forest"])
def test_one_task_is_enough(name: str) -> None:
    known = fitted(CANDIDATES[name], a_history(1, lump=0.0))
    assert np.isfinite(known.quantiles(tasks_of("ann", [3.0]), LEVELS)).all()


def test_a_history_of_exact_hits_only_forecasts_exact_hits(candidate: Calibrator) -> None:
    known = fitted(candidate, a_history(80, lump=1.0))
    assert known.quantiles(tasks_of("ann", [3.0, 5.0]), LEVELS) == pytest.approx(np.zeros((2, 3)), abs=1e-12)


def test_one_huge_outlier_does_not_move_the_median_of_its_person(candidate: Calibrator) -> None:
    history = a_history(400, lump=0.0)
    wild = history.actuals.copy()
    wild[int(np.argmax(history.tasks.groups[0] == "ann"))] *= 1e9
    known = fitted(candidate, History(history.tasks, wild))
    assert abs(known.quantiles(tasks_of("ann", [4.0]), LEVELS)[0, 1]) < 0.2


def test_no_groupings_and_no_days_are_enough(candidate: Calibrator) -> None:
    history = a_history(200)
    bare = Tasks(history.tasks.estimates, (), (), np.full(200, np.nan))
    quantiles = fitted(candidate, History(bare, history.actuals)).quantiles(bare, LEVELS)
    assert quantiles.shape == (200, 3)
    assert np.isfinite(quantiles).all()


@pytest.mark.parametrize("name", ["hierarchy", "forest"])
def test_the_example_of_the_pages_of_the_forest_and_the_hierarchy(name: str) -> None:
    tasks = Tasks(np.full(4, 3.0), (), (), np.full(4, np.nan))
    known = fitted(CANDIDATES[name], History(tasks, np.array([3.0, 3.0, 3.0, 6.0])))
    quantiles = known.quantiles(tasks.rows(np.array([0])), np.array([0.1, 0.74, 0.76, 0.9]))
    assert quantiles[0] == pytest.approx([0.0, 0.0, np.log(2), np.log(2)])


def test_the_example_of_the_page_of_boosting() -> None:
    known = np.linspace(0.1, 0.9, 9)[None, :]
    assert interpolated(known, np.array([0.175, 0.01]))[0] == pytest.approx([0.25, 0.1])
