from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from driftscope.results import REASONS, ResultError, Sorted, compare
from driftscope.results.breakdown import Recall


def perfect(truth):
    return Sorted(truth.train.sample_index, truth.train.unit_index, truth.unit_ids, truth.sampling_frequency_hz)


def without(truth, lost):
    keep = ~lost
    return Sorted(truth.train.sample_index[keep], truth.train.unit_index[keep], truth.unit_ids)


def test_a_perfect_sorting_loses_nothing(truth):
    comparison = compare(truth, perfect(truth)).comparison
    assert (comparison.score.accuracy == 1).all()
    assert comparison.missed.size == 0 and not comparison.reason_counts().any()
    assert comparison.notes == ()


def test_spikes_lost_where_the_tissue_has_moved_are_lost_there(truth):
    far = np.linalg.norm(truth.displacements_um(), axis=1) > 15
    comparison = compare(truth, without(truth, far), match_score=0.1).comparison
    recall = comparison.recall_by_displacement(5.0)
    share = recall.found.sum(axis=0) / recall.fired.sum(axis=0)
    assert (share[:3] == 1).all() and not recall.found[:, 3:].any()
    assert recall.fired.sum() == len(truth.train)


def test_spikes_lost_in_one_minute_are_lost_then(truth):
    late = truth.train.sample_index >= 10 * 30_000
    recall = compare(truth, without(truth, late), match_score=0.1).comparison.recall_by_time(10.0)
    assert recall.edges.tolist() == [0.0, 10.0, 20.0]
    np.testing.assert_array_equal(recall.share.round(6)[:, 0], 1.0)
    assert not recall.found[:, 1].any()


def test_the_rms_displacement_is_that_of_the_spikes(truth):
    comparison = compare(truth, perfect(truth)).comparison
    moved = np.linalg.norm(truth.displacements_um(), axis=1)
    for unit in range(3):
        own = truth.train.unit_index == unit
        assert comparison.rms_displacement_um[unit] == pytest.approx(np.sqrt(np.mean(moved[own] ** 2)))


def test_missed_spikes_are_counted_by_reason(truth):
    lost = np.zeros(len(truth.train), bool)
    lost[::3] = True
    comparison = compare(truth, without(truth, lost)).comparison
    counts = comparison.reason_counts()
    assert counts.shape == (12, len(REASONS))
    np.testing.assert_array_equal(counts.sum(axis=1), comparison.score.false_negatives)


def test_a_sorting_of_another_rate_or_a_longer_recording_is_refused(truth):
    other = dataclasses.replace(perfect(truth), sampling_frequency_hz=25_000.0)
    with pytest.raises(ResultError, match="rate of 25000 Hz, but the recording 30000 Hz"):
        compare(truth, other)
    late = dataclasses.replace(perfect(truth), sample_index=truth.train.sample_index + truth.num_samples)
    with pytest.raises(ResultError, match=r"spikes lie after the recording's end \(the last at sample"):
        compare(truth, late)


def test_a_lag_is_said_and_corrected_only_when_asked(truth):
    early = dataclasses.replace(perfect(truth), sample_index=np.maximum(truth.train.sample_index - 15, 0))
    plain, corrected = (compare(truth, early, correct_lag=ask) for ask in (False, True))
    assert "0.50 ms (15 samples) early and were compared as they are" in plain.notes[-1]
    assert "early and were moved back" in corrected.notes[-1]
    assert plain.comparison.score.accuracy.max() < 0.5 < corrected.comparison.score.accuracy.min()


def test_the_interval_of_a_share_is_wilsons():
    # Two-sided 95 % intervals of 0 of 10 and 5 of 10, from the formula with z = 1.96.
    low, high = Recall(np.arange(3.0), np.array([10, 10]), np.array([0, 5])).interval()
    np.testing.assert_allclose(low, [0.0, 0.2366], atol=1e-4)
    np.testing.assert_allclose(high, [0.2775, 0.7634], atol=1e-4)
    assert np.isnan(Recall(np.arange(2.0), np.array([0]), np.array([0])).interval()).all()
