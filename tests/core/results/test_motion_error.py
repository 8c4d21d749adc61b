from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from driftscope.measured_motion import MeasuredMotion
from driftscope.motion_bins import Clock
from driftscope.results import ResultError, compare
from driftscope.results.motion_error import true_displacement_um
from driftscope.time_vectors import time_vector_of


@pytest.fixture
def times_s():
    return np.arange(100) * 0.2 + 0.1


@pytest.fixture
def depths_um(truth):
    return np.linspace(truth.locations_um[:, 1].min(), truth.locations_um[:, 1].max(), 7)


@pytest.fixture
def estimate(truth, times_s, depths_um):
    return MeasuredMotion(times_s, depths_um, true_displacement_um(truth, times_s, depths_um))


def changed(estimate, displacement_um):
    return MeasuredMotion(estimate.times_s, estimate.bins_um, displacement_um)


def test_the_truth_is_the_displacement_of_the_units(truth, times_s):
    depths_um = np.sort(truth.locations_um[:, 1])
    order = np.argsort(truth.locations_um[:, 1])
    bins = (times_s * truth.motion.sampling_frequency_hz).astype(int)
    expected = truth.motion.unit_displacements_um()[bins][:, order, 1]
    np.testing.assert_allclose(true_displacement_um(truth, times_s, depths_um), expected, atol=1e-9)


def test_the_truth_itself_has_no_error(truth, estimate):
    error = compare(truth, motion=estimate).motion
    assert error.rms_um < 1e-9
    assert error.explained == pytest.approx(1.0)
    assert not error.looks_turned


def test_a_constant_is_not_an_error(truth, estimate):
    error = compare(truth, motion=changed(estimate, estimate.displacement_um + 30)).motion
    assert error.rms_um < 1e-9
    assert error.offset_um == pytest.approx(-30)


def test_a_reversed_sign_is_said_and_turned_only_when_asked(truth, estimate):
    reversed_ = changed(estimate, -estimate.displacement_um)
    result = compare(truth, motion=reversed_)
    assert "its sign seems to be reversed" in result.notes[0]
    assert result.motion.rms_um > 1
    turned = compare(truth, motion=reversed_, turn_motion=True)
    assert turned.motion.rms_um < 1e-9
    assert "multiplied by -1" in turned.notes[0]


def test_the_error_is_split_by_frequency(truth, estimate):
    ripple = 3.0 * np.sin(2 * np.pi * 1.0 * estimate.times_s)[:, np.newaxis]
    bands = compare(truth, motion=changed(estimate, estimate.displacement_um + ripple)).motion.rms_by_band_um
    assert bands["above 0.5 Hz"] == pytest.approx(3 / np.sqrt(2), rel=0.01)
    assert bands["0.05 to 0.5 Hz"] < 0.1 and bands["below 0.05 Hz"] < 0.1


def test_the_bands_add_up_to_the_whole(truth, estimate):
    noise = np.random.default_rng(0).normal(size=estimate.displacement_um.shape)
    error = compare(truth, motion=changed(estimate, estimate.displacement_um + noise)).motion
    assert sum(value**2 for value in error.rms_by_band_um.values()) == pytest.approx(error.rms_um**2)


def test_error_by_depth_and_by_time(truth, estimate):
    wrong = estimate.displacement_um.copy()
    wrong[:, 0] += 8
    error = compare(truth, motion=changed(estimate, wrong)).motion
    np.testing.assert_allclose(error.rms_by_depth_um, [8, 0, 0, 0, 0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(error.rms_by_time_um, np.sqrt(64 / 7), atol=1e-9)


def test_an_estimate_beside_the_recording_or_across_the_probe_is_refused(truth, estimate):
    later = MeasuredMotion(estimate.times_s + 1_000, estimate.bins_um, estimate.displacement_um)
    with pytest.raises(ResultError, match=r"covers 1000.1 to 1019.9 s, but the recording covers 0 to 20 s"):
        compare(truth, motion=later)
    across = MeasuredMotion(estimate.times_s, estimate.bins_um, estimate.displacement_um, axis="x")
    with pytest.raises(ResultError, match="only motion along the probe"):
        compare(truth, motion=across)


def test_times_are_those_of_the_recordings_clock(truth, estimate):
    clock = Clock(5_000.0, truth.sampling_frequency_hz)
    later = replace(truth, motion=replace(truth.motion, clock=clock))
    moved = MeasuredMotion(estimate.times_s + 5_000.0, estimate.bins_um, estimate.displacement_um)
    error = compare(later, motion=moved).motion
    assert error.rms_um < 1e-9 and error.times_s[0] == moved.times_s[0]
    with pytest.raises(ResultError, match=r"the recording covers 5000 to .* clock"):
        compare(later, motion=estimate)


def test_a_clock_with_gaps_is_followed(truth, estimate):
    times = np.arange(truth.num_samples) / truth.sampling_frequency_hz
    times[truth.num_samples // 2 :] += 33.0
    vector = time_vector_of(times, truth.sampling_frequency_hz)
    gapped = replace(truth, motion=replace(truth.motion, clock=Clock(0.0, truth.sampling_frequency_hz, vector)))
    there = gapped.motion.clock.at(estimate.times_s)
    moved = MeasuredMotion(there, estimate.bins_um, estimate.displacement_um)
    assert there[-1] > estimate.times_s[-1] + 30
    assert compare(gapped, motion=moved).motion.rms_um < 1e-9


def test_a_rigid_estimate_is_held_against_all_depths(truth, estimate):
    rigid = MeasuredMotion(estimate.times_s, [0.0], estimate.displacement_um.mean(axis=1, keepdims=True))
    error = compare(truth, motion=rigid).motion
    assert error.depths_um.size == 9 and error.true_um.shape == error.estimate_um.shape
    assert (np.ptp(error.estimate_um, axis=1) == 0).all()
