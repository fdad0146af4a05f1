"""Learning from a history: the choice of the candidate, scores against the baselines, saving."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from tests.engine.calibration.histories import BIAS, a_history, tasks_of
from trilemma.engine.api import (
    Calibration,
    History,
    InputError,
    ShapeError,
    StoppedError,
    Tasks,
    baseline_scores,
    calibrate,
    calibrated_estimates,
    calibration_from_json,
    calibration_to_json,
    score,
)
from trilemma.engine.calibration.boosting import Boosting
from trilemma.engine.calibration.calibrate import MOST_TASKS, Calibrator, latest
from trilemma.engine.calibration.features import cross_fitted_features, learn_encoder, roundness
from trilemma.engine.calibration.forest import Forest
from trilemma.engine.calibration.hierarchy import Hierarchy
from trilemma.engine.calibration.validation import splits

QUICK: dict[str, Calibrator] = {"hierarchy": Hierarchy(), "forest": Forest(trees=12)}
LEVELS = np.array([0.1, 0.5, 0.9])


@pytest.fixture(scope="module")
def learnt() -> Calibration:
    return calibrate(a_history(1200), candidates=QUICK)


def test_later_tasks_are_forecast_better_than_by_both_baselines(learnt: Calibration) -> None:
    later = a_history(800, seed=9)
    ours, baselines = score(learnt, later), baseline_scores(a_history(1200), later)
    assert set(baselines) == {"raw_ratio", "lognormal"}
    assert 0.77 <= ours.coverage_80 <= 0.86  # exact hits at the end of an interval count as covered
    for other in baselines.values():
        assert ours.pinball < 0.9 * other.pinball
        assert ours.crps < 0.9 * other.crps


def test_the_candidate_with_the_lowest_score_on_held_out_tasks_is_taken(learnt: Calibration) -> None:
    assert set(learnt.judged) == set(QUICK)
    assert learnt.judged[learnt.candidate] == min(learnt.judged.values())


@pytest.mark.parametrize("candidate", [Hierarchy(), Forest(trees=6), Boosting(rounds=4)])
def test_a_saved_calibration_gives_the_same_forecasts(candidate: Calibrator) -> None:
    history = a_history(150)
    before = calibrate(history, candidates={"one": candidate})
    after = calibration_from_json(calibration_to_json(before))
    assert np.abs(after.quantiles(history.tasks, LEVELS) - before.quantiles(history.tasks, LEVELS)).mean() < 1e-3
    assert (after.candidate, after.stretch, after.judged, after.group_names, after.seed) == (
        before.candidate,
        before.stretch,
        before.judged,
        before.group_names,
        before.seed,
    )


@pytest.mark.parametrize(
    "text, rule",
    [
        ("{", "this is no JSON"),
        ("[]", "this is no calibration"),
        ('{"format": "trilemma-calibration", "version": 2}', "has version 2, known is 1"),
        ('{"format": "trilemma-calibration", "version": 1, "method": "pickle"}', "is damaged"),
    ],
)
def test_what_is_no_saved_calibration_is_refused(text: str, rule: str) -> None:
    with pytest.raises(InputError, match=rule) as caught:
        calibration_from_json(text, "model.json")
    assert caught.value.place == "model.json"


def test_a_saved_tree_that_goes_in_a_circle_is_refused() -> None:
    content = json.loads(calibration_to_json(calibrate(a_history(150), candidates={"one": Forest(trees=4)})))
    content["model"]["trees"]["left"][0] = 0
    with pytest.raises(InputError, match="a node of a tree leads outside of it"):
        calibration_from_json(json.dumps(content))


def test_a_new_estimate_gets_a_distribution_that_a_plan_takes(learnt: Calibration) -> None:
    (short, long) = calibrated_estimates(learnt, tasks_of("bob", [2.0, 16.0]))
    assert short.quantile(0.5) == pytest.approx(2.0 * np.exp(learnt.quantiles(tasks_of("bob", [2.0]), LEVELS)[0, 1]))
    assert 0.0 < short.low <= short.likely <= short.high
    assert long.likely == float(long.quantile(0.5))
    assert float(long.quantile(0.9)) > 16.0 * np.exp(BIAS["bob"])


def test_tasks_without_the_learnt_groupings_are_refused(learnt: Calibration) -> None:
    bare = Tasks(np.array([1.0]), (), (), np.array([np.nan]))
    with pytest.raises(InputError, match="learnt were the groupings person; the tasks have none"):
        learnt.quantiles(bare, LEVELS)


def test_a_short_history_is_learnt_without_judging() -> None:
    few = calibrate(a_history(12))
    assert (few.candidate, few.stretch, dict(few.judged)) == ("hierarchy", 1.0, {})
    assert np.all(np.diff(few.quantiles(tasks_of("ann", [3.0]), LEVELS)) >= 0)


def test_the_same_seed_gives_the_same_scores() -> None:
    history, later = a_history(150), a_history(50, seed=2)
    first, second = (score(calibrate(history, candidates=QUICK, seed=5), later) for _ in range(2))
    assert asdict(first) == asdict(second)


def test_stopping_before_the_end_is_said() -> None:
    with pytest.raises(StoppedError):
        calibrate(a_history(150), stop=lambda: True)


def test_an_empty_history_is_refused() -> None:
    nothing = a_history(5).rows(np.array([], dtype=np.int64))
    with pytest.raises(InputError, match="no task"):
        calibrate(nothing)


def test_values_without_a_logarithm_and_other_shapes_are_refused() -> None:
    tasks = a_history(3).tasks
    with pytest.raises(InputError, match="above 0"):
        History(tasks, np.array([1.0, 0.0, 2.0]))
    with pytest.raises(ShapeError):
        History(tasks, np.ones(2))


def test_tasks_are_always_judged_by_earlier_ones() -> None:
    history = a_history(200)
    shuffled = history.rows(np.random.default_rng(1).permutation(200))
    found = splits(shuffled)
    assert len(found) == 2
    for split in found:
        assert shuffled.tasks.days[split.learn].max() < shuffled.tasks.days[split.judge].min()


def test_without_days_each_third_is_judged_by_the_others() -> None:
    found = splits(a_history(90, dated=False))
    assert sorted(np.concatenate([split.judge for split in found]).tolist()) == list(range(90))
    assert all(not set(split.judge) & set(split.learn) for split in found)


def test_of_a_very_long_history_the_latest_tasks_are_learnt() -> None:
    long = latest(a_history(MOST_TASKS + 10))
    assert len(long) == MOST_TASKS
    assert long.tasks.days.min() == 10.0


def test_no_actual_goes_into_the_features_of_its_own_task() -> None:
    history = a_history(60)
    alone = np.array([f"p{number}" for number in range(60)], dtype=np.str_)
    tasks = Tasks(history.tasks.estimates, ("person",), (alone,), history.tasks.days)
    own = History(tasks, history.actuals)
    features = cross_fitted_features(learn_encoder(own), own, np.random.default_rng(1))
    for figure in (4, 5, 6):  # what is learnt from actuals takes one value a fold: nobody is known from another fold
        assert np.unique(features[:, figure]).size <= 5


def projects_that_differ(count: int, first: int = 0) -> History:
    """Return projects of forty tasks each; each has a bias of its own that nothing but its label tells."""
    luck = np.random.default_rng(7 + first)
    labels = np.repeat([f"p{first + number}" for number in range(count)], 40)
    bias = np.repeat(luck.normal(0.0, 0.6, count), 40)
    estimates = luck.choice([2.0, 4.0, 8.0, 16.0], labels.size)
    tasks = Tasks(estimates, ("project",), (labels,), np.full(labels.size, np.nan))
    return History(tasks, estimates * np.exp(bias + luck.normal(0.0, 0.2, labels.size)))


def test_labels_that_will_be_new_are_left_out_together() -> None:
    history = replace(projects_that_differ(9), unseen="project")
    labels = history.tasks.groups[0]
    judged = np.concatenate([split.judge for split in splits(history)])
    assert sorted(judged.tolist()) == list(range(len(history)))
    for split in splits(history):
        assert not set(labels[split.learn]) & set(labels[split.judge])


def test_labels_that_will_be_new_look_unknown_in_learning() -> None:
    history = replace(projects_that_differ(9), unseen="project")
    encoder = learn_encoder(history)
    learnt = cross_fitted_features(encoder, history, np.random.default_rng(1))
    assert np.all(learnt[:, 4 + 4] == 0.0)  # log(1 + number of known tasks of the label)


def test_what_tells_nothing_of_projects_to_come_is_not_taken_for_knowledge() -> None:
    history, later = projects_that_differ(30), projects_that_differ(30, first=30)
    forest: dict[str, Calibrator] = {"forest": Forest(trees=12)}
    usual = score(calibrate(history, candidates=forest), later)
    prepared = score(calibrate(replace(history, unseen="project"), candidates=forest), later)
    raw = baseline_scores(history, later)["raw_ratio"]
    assert usual.coverage_80 + 0.2 < prepared.coverage_80
    assert raw.coverage_80 <= prepared.coverage_80 <= raw.coverage_80 + 0.1
    assert prepared.crps < usual.crps


def test_a_grouping_to_leave_out_must_be_known_and_have_two_labels() -> None:
    with pytest.raises(InputError, match="there is no grouping 'team'"):
        replace(projects_that_differ(2), unseen="team")
    alone = replace(projects_that_differ(1), unseen="project")
    assert alone.unseen_codes is None


def test_round_estimates_are_told_from_computed_ones() -> None:
    assert roundness(np.array([27.427, 0.75, 0.5, 3.0, 15.0, 20.0, 90.0, 120.0])).tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
