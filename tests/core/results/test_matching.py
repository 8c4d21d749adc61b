from __future__ import annotations

import numpy as np
import pytest
from driftscope.results.matching import Train, lag_samples, match
from hypothesis import given
from hypothesis import strategies as st

from .conftest import RATE_HZ, degraded, drawn_train


def reference_counts(true: Train, tested: Train, delta: int) -> np.ndarray:
    """SpikeInterface's counts, for trains in which any spikes may coincide."""
    from spikeinterface.comparison.comparisontools import make_match_count_matrix
    from spikeinterface.core import NumpySorting

    sortings = [
        NumpySorting.from_samples_and_labels(
            [one.sample_index], [one.unit_index], RATE_HZ, unit_ids=np.arange(one.num_units)
        )
        for one in (true, tested)
    ]
    return make_match_count_matrix(*sortings, delta_frames=delta).to_numpy().astype(np.int64)


@pytest.mark.parametrize("seed", range(20))
def test_degraded_trains_are_matched_as_spikeinterface_does(seed):
    rng = np.random.default_rng(seed)
    true = drawn_train(rng, 8, 4_000, 900_000)
    tested = degraded(true, rng)
    np.testing.assert_array_equal(match(true, tested, 12).counts, reference_counts(true, tested, 12))


@given(st.integers(0, 2**32), st.integers(0, 20), st.integers(5, 400), st.integers(0, 120))
def test_crowded_trains_are_matched_as_spikeinterface_does(seed, delta, num_samples, num_spikes):
    rng = np.random.default_rng(seed)
    true, tested = (
        Train(np.sort(rng.integers(0, num_samples, num_spikes)), rng.integers(0, 3, num_spikes), 3) for _ in range(2)
    )
    np.testing.assert_array_equal(match(true, tested, delta).counts, reference_counts(true, tested, delta))


def test_the_parts_in_which_spikes_are_matched_do_not_show(monkeypatch):
    rng = np.random.default_rng(1)
    true = drawn_train(rng, 5, 3_000, 300_000)
    tested = degraded(true, rng)
    whole = match(true, tested, 12)
    monkeypatch.setattr("driftscope.results.matching._PAIRS_AT_ONCE", 50)
    parts = match(true, tested, 12)
    for name in ("counts", "true_spike", "tested_spike", "pair"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


def test_the_spikes_of_a_pair_are_its_coincidences():
    true = Train(np.array([100, 200, 300]), np.array([0, 1, 0]), 2)
    tested = Train(np.array([103, 205, 320]), np.array([1, 0, 1]), 2)
    found = match(true, tested, 5)
    assert [each.tolist() for each in found.of_pair(0, 1)] == [[0], [0]]
    assert [each.tolist() for each in found.of_pair(1, 0)] == [[1], [1]]
    assert found.of_pair(0, 0)[0].size == 0


@pytest.mark.parametrize("spikes", [0, 3])
def test_trains_without_a_spike_match_nothing(spikes):
    some = Train(np.arange(spikes) * 1_000, np.zeros(spikes, np.int64), 2)
    none = Train(np.empty(0, np.int64), np.empty(0, np.int64), 3)
    assert not match(some, none, 12).counts.any()
    assert match(none, some, 12).counts.shape == (3, 2)
    assert lag_samples(some, none, 60) == 0


@pytest.mark.parametrize("lag", [-40, -1, 0, 11, 55])
def test_a_constant_lag_is_found_beside_spikes_of_others(lag):
    rng = np.random.default_rng(2)
    true = drawn_train(rng, 10, 5_000, 900_000)
    keep = rng.random(len(true)) < 0.7
    tested = Train(true.sample_index[keep] + lag, 9 - true.unit_index[keep], 10)
    assert lag_samples(true, tested, 60) == lag


@pytest.mark.parametrize("lag", [0, 20])
def test_jitter_is_no_lag(lag):
    rng = np.random.default_rng(0)
    true = drawn_train(rng, 5, 4_000, 2_000_000)
    jittered = np.maximum(true.sample_index + lag + rng.integers(-5, 6, len(true)), 0)
    order = np.argsort(jittered, kind="stable")
    assert abs(lag_samples(true, Train(jittered[order], true.unit_index[order], 5), 60) - lag) <= 1
