from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from driftscope.motion import Motion
from driftscope.results import REASONS, GroundTruth
from driftscope.results.reasons import reasons_of
from driftscope.spikes import Spikes


def ground_truth(samples, units, depths, peaks_uv=(100.0, 100.0, 100.0), drift_um=0.0, factors=None):
    motion = Motion(np.full((10, 2, 1), [[0.0], [drift_um]]), np.ones((3, 1)), np.array([[0.0, 0.0]]), 1.0)
    return GroundTruth(
        spikes=Spikes(np.array(samples), np.array(units), factors),
        unit_ids=("0", "1", "2"),
        sampling_frequency_hz=30_000.0,
        num_samples=300_000,
        locations_um=np.stack([np.zeros(3), np.array(depths)], axis=1),
        motion=motion,
        noise_uv=np.full(4, 10.0),
        peaks_of=lambda units, steps: (np.zeros(units.size, int), np.array(peaks_uv)[units]),
        depth_range_um=(0.0, 1_000.0),
    )


def reasons(truth):
    return [REASONS[index] for index in reasons_of(truth, np.arange(len(truth.train)))]


def test_another_unit_near_in_time_and_place_is_a_collision():
    truth = ground_truth([100, 160, 9_000, 9_060, 20_000], [0, 1, 0, 2, 0], [300.0, 350.0, 600.0])
    assert reasons(truth) == ["collision", "collision", "other", "other", "other"]


def test_the_other_spike_may_have_many_between_it_and_the_missed_one():
    truth = ground_truth([100, 110, 120, 130, 140, 150], [0, 2, 2, 2, 2, 1], [300.0, 350.0, 600.0])
    assert reasons(truth) == ["collision", "other", "other", "other", "other", "collision"]


def test_a_spike_of_the_same_unit_is_no_collision():
    assert reasons(ground_truth([100, 130], [0, 0], [300.0, 350.0, 600.0])) == ["other", "other"]


def test_a_spike_below_five_times_the_noise_is_small():
    assert reasons(ground_truth([100, 9_000], [0, 1], [300.0, 350.0, 600.0], (49.0, 51.0, 51.0))) == ["small", "other"]


def test_the_strength_of_a_single_spike_counts():
    factors = np.array([0.4, 1.0])
    assert reasons(ground_truth([100, 9_000], [0, 0], [300.0, 350.0, 600.0], factors=factors)) == ["small", "other"]


@pytest.mark.parametrize(("drift_um", "reason"), [(0.0, "other"), (-20.0, "edge"), (930.0, "edge")])
def test_a_unit_that_is_then_at_the_end_of_the_probe_is_at_the_edge(drift_um, reason):
    assert reasons(ground_truth([100], [0], [50.0, 350.0, 600.0], drift_um=drift_um)) == [reason]


def test_where_the_probe_is_not_known_nothing_is_at_its_edge():
    truth = dataclasses.replace(ground_truth([100], [0], [0.0, 350.0, 600.0]), depth_range_um=(-np.inf, np.inf))
    assert reasons(truth) == ["other"]
