from __future__ import annotations

import numpy as np
import pytest
from driftscope.results.matching import Train
from driftscope.results.scoring import NO_UNIT, score_trains

from .conftest import RATE_HZ, degraded, drawn_train


def spikeinterface_comparison(true: Train, tested: Train):
    from spikeinterface.comparison import compare_sorter_to_ground_truth
    from spikeinterface.core import NumpySorting

    true_sorting, tested_sorting = (
        NumpySorting.from_samples_and_labels(
            [one.sample_index], [one.unit_index], RATE_HZ, unit_ids=np.arange(one.num_units)
        )
        for one in (true, tested)
    )
    return compare_sorter_to_ground_truth(true_sorting, tested_sorting, exhaustive_gt=True)


@pytest.mark.parametrize("seed", range(20))
def test_performance_and_categories_are_those_of_spikeinterface(seed):
    rng = np.random.default_rng(100 + seed)
    true = drawn_train(rng, 8, 4_000, 900_000)
    tested = degraded(true, rng)
    score, reference = score_trains(true, tested, RATE_HZ), spikeinterface_comparison(true, tested)
    performance = reference.get_performance()
    for name, ours in {
        "accuracy": score.accuracy,
        "recall": score.recall,
        "precision": score.precision,
        "false_discovery_rate": score.false_discovery_rate,
        "miss_rate": score.miss_rate,
    }.items():
        np.testing.assert_allclose(ours, performance[name].to_numpy(float), err_msg=name)
    assert score.partner.tolist() == reference.hungarian_match_12.tolist()
    kinds = score.tested_kind
    overmerged = set(reference.get_overmerged_units())
    assert set(np.flatnonzero(kinds == "overmerged")) == overmerged
    assert set(np.flatnonzero(kinds == "redundant")) == set(reference.get_redundant_units()) - overmerged
    assert set(np.flatnonzero(kinds == "false positive")) == set(reference.get_false_positive_units())
    assert set(np.flatnonzero(score.is_well_detected)) == set(reference.get_well_detected_units())


def test_the_labels_of_spikes_add_up_to_the_counts():
    rng = np.random.default_rng(7)
    true = drawn_train(rng, 8, 4_000, 900_000)
    score = score_trains(true, degraded(true, rng), RATE_HZ)
    found = np.bincount(true.unit_index[score.is_found], minlength=true.num_units)
    np.testing.assert_array_equal(found, score.true_positives)
    assert score.is_false.sum() == score.false_positives.sum()


def test_a_perfect_sorting_scores_one():
    true = drawn_train(np.random.default_rng(0), 6, 2_000, 900_000)
    shuffled = Train(true.sample_index, 5 - true.unit_index, 6)
    score = score_trains(true, shuffled, RATE_HZ)
    assert (score.accuracy == 1).all()
    assert score.partner.tolist() == [5, 4, 3, 2, 1, 0]
    assert score.is_found.all() and not score.is_false.any()


def test_half_a_unit_is_its_best_partner_but_not_its_partner():
    true = Train(np.arange(0, 300_000, 3_000), np.zeros(100, np.int64), 1)
    tested = Train(true.sample_index, np.where(np.arange(100) % 10 < 4, 0, np.where(np.arange(100) % 10 < 7, 1, 2)), 3)
    score = score_trains(true, tested, RATE_HZ)
    assert score.partner.tolist() == [NO_UNIT]
    assert score.accuracy.tolist() == [0.0]
    assert score.best_partner.tolist() == [0]
    assert score.tested_kind.tolist() == ["partial", "redundant", "redundant"]


def test_nothing_is_a_false_positive_unit_where_the_truth_is_not_exhaustive():
    true = Train(np.arange(0, 300_000, 3_000), np.zeros(100, np.int64), 1)
    other = Train(true.sample_index + 1_000, np.zeros(100, np.int64), 1)
    assert score_trains(true, other, RATE_HZ).tested_kind.tolist() == ["false positive"]
    assert score_trains(true, other, RATE_HZ, is_exhaustive=False).tested_kind.tolist() == ["unknown"]


@pytest.mark.parametrize("correct", [False, True])
def test_a_lag_is_reported_and_corrected_only_when_asked(correct):
    true = drawn_train(np.random.default_rng(0), 6, 2_000, 900_000)
    score = score_trains(true, true.shifted(-20), RATE_HZ, correct_lag=correct)
    assert score.lag_samples == -20
    assert (score.accuracy == 1).all() == correct


def test_an_empty_sorting_finds_nothing():
    true = drawn_train(np.random.default_rng(0), 6, 2_000, 900_000)
    score = score_trains(true, Train(np.empty(0, np.int64), np.empty(0, np.int64), 0), RATE_HZ)
    assert not score.accuracy.any() and (score.partner == NO_UNIT).all() and (score.best_partner == NO_UNIT).all()
    assert score.tested_kind.size == 0
