"""The share of spikes that was found, by bins of a quantity."""

import numpy as np
import pytest
from driftscope.results.breakdown import Recall, recall_by
from scipy.stats import binomtest


@pytest.mark.parametrize(("found", "fired"), [(0, 5), (3, 7), (50, 50), (190, 400)])
def test_the_interval_is_that_of_wilson(found, fired):
    low, high = Recall(np.array([0.0, 1.0]), np.array([fired]), np.array([found])).interval()
    expected = binomtest(found, fired).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose([low[0], high[0]], [expected.low, expected.high], atol=1e-12)


def test_every_spike_is_counted_in_its_bin_and_unit():
    rng = np.random.default_rng(0)
    values, units, is_found = rng.uniform(0, 32, 500), rng.integers(0, 3, 500), rng.random(500) < 0.6
    recall = recall_by(values, is_found, units, 3, 5.0)
    assert recall.fired.sum() == 500 and recall.found.sum() == is_found.sum()
    for unit in range(3):
        own = units == unit
        fired, _ = np.histogram(values[own], recall.edges)
        found, _ = np.histogram(values[own & is_found], recall.edges)
        np.testing.assert_array_equal(recall.fired[unit], fired)
        np.testing.assert_array_equal(recall.found[unit], found)


def test_where_nothing_fired_no_share_is_claimed():
    recall = Recall(np.array([0.0, 1.0, 2.0]), np.array([0, 2]), np.array([0, 1]))
    assert np.isnan(recall.share[0]) and recall.share[1] == 0.5


def test_a_unit_is_tracked_where_half_of_its_spikes_are_found():
    recall = Recall(np.arange(5.0), np.array([[4, 4, 0, 1], [0, 0, 0, 0]]), np.array([[2, 1, 0, 1], [0, 0, 0, 0]]))
    assert recall.tracked.tolist() == [2 / 3, 0]
    assert recall.pooled.found.tolist() == [2, 1, 0, 1]
