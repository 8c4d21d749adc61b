"""Noise and peaks as they stand, and between 300 and 6000 Hz."""

import numpy as np
import pytest
import spikeinterface.preprocessing as preprocessing
from driftscope import Simulation
from driftscope.export import Truth
from driftscope.export.noise_levels import background_noise_uv, band_hz, band_passed, filtered_noise_uv
from driftscope.export.truth_writer import write_truth
from scipy import signal
from spikeinterface.core import NumpyRecording

from .conftest import PROBES, config_on


@pytest.mark.parametrize("fs", [30_000.0, 24_414.0625, 20_000.0, 10_000.0, 2_000.0])
def test_the_filter_is_scipy_s_butterworth_forwards_and_backwards(fs):
    impulses = np.zeros((int(0.2 * fs), 2))
    impulses[len(impulses) // 2, 0] = 1.0
    impulses[len(impulses) // 3 : len(impulses) // 3 + 5, 1] = [1.0, -3.0, 2.0, 0.5, 1.0]
    sections = signal.butter(5, band_hz(fs), "bandpass", fs=fs, output="sos")
    expected = signal.sosfiltfilt(sections, impulses, axis=0, padtype=None)
    np.testing.assert_allclose(band_passed(impulses, fs), expected, atol=1e-6)


def test_the_filter_is_that_of_spikeinterface():
    traces = np.random.default_rng(0).normal(0, 10, (30_000, 2)).astype(np.float32)
    theirs = preprocessing.bandpass_filter(NumpyRecording([traces], 30_000.0)).get_traces()
    ours = band_passed(traces, 30_000.0)
    np.testing.assert_allclose(ours[2_000:-2_000], theirs[2_000:-2_000], atol=0.02)


def test_white_noise_loses_what_lies_outside_the_band():
    """Of a flat spectrum the filter leaves the mean of its squared gain, which is known without drawing."""
    config = config_on(PROBES["linear"], duration_s=20.0).replace({"noise.level_uv": 10.0})
    simulation = Simulation(config)
    length = simulation.config.num_samples
    impulse = np.zeros((6_001, 1))
    impulse[3_000] = 1.0
    expected = 10.0 * np.sqrt(np.sum(band_passed(impulse, 30_000.0) ** 2))
    assert 5.5 < expected < 6.5
    np.testing.assert_allclose(background_noise_uv(simulation.noise, length), 10.0, rtol=0.04)
    np.testing.assert_allclose(filtered_noise_uv(simulation.noise, length, 30_000.0), expected, rtol=0.05)


@pytest.mark.parametrize("samples", [1, 50, 3_000])
def test_short_recordings_have_noise_too(samples):
    simulation = Simulation(config_on(PROBES["linear"]).replace({"noise.level_uv": 10.0}))
    levels = filtered_noise_uv(simulation.noise, samples, 30_000.0)
    assert np.isfinite(levels).all() and (samples == 1 or (levels > 0).all())


def test_both_ratios_stand_in_the_table_of_units(tmp_path):
    simulation = Simulation(config_on(PROBES["linear"], duration_s=2.0))
    list(write_truth(simulation, tmp_path))
    truth = Truth(tmp_path)
    units, templates = truth.units, np.asarray(truth.templates_uv)
    sections = signal.butter(5, (300.0, 6_000.0), "bandpass", fs=30_000.0, output="sos")
    padded = np.pad(templates, ((0, 0), (3_000, 3_000), (0, 0)))
    filtered = np.abs(signal.sosfiltfilt(sections, padded, axis=1)).max(axis=1)
    np.testing.assert_allclose(units["filtered_peak_uv"], filtered.max(axis=1), rtol=1e-4)
    assert np.array_equal(units["filtered_peak_channel"], filtered.argmax(axis=1))
    noise = truth.filtered_noise_uv[units["filtered_peak_channel"].astype(int)]
    np.testing.assert_allclose(units["filtered_snr"], units["filtered_peak_uv"] / noise)
    np.testing.assert_allclose(units["snr"], units["peak_uv"] / truth.noise_uv[units["peak_channel"].astype(int)])
    assert (units["filtered_peak_uv"] < units["peak_uv"]).all() and (
        units["filtered_noise_uv"] < units["noise_uv"]
    ).all()
