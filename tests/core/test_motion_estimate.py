import numpy as np
import pytest
from driftscope.motion_estimate import EstimateOptions, estimate_motion

DURATION_S = 120.0


def spikes(motion_um, number=20_000, seed=0):
    """Spikes of 40 units that move as a function of time and depth says."""
    rng = np.random.default_rng(seed)
    units = rng.integers(0, 40, number)
    places, peaks = np.linspace(0, 780, 40) + rng.uniform(-9, 9, 40), rng.uniform(40, 200, 40)
    times = np.sort(rng.uniform(0, DURATION_S, number))
    depths = places[units] + motion_um(times, places[units]) + rng.normal(0, 4, number)
    return times, depths, peaks[units]


def slow(times, _):
    return 15 * np.sin(2 * np.pi * times / 100)


def test_slow_rigid_motion_is_followed():
    estimate = estimate_motion(*spikes(slow), DURATION_S)
    error = estimate.displacement_um[:, 0] - slow(estimate.times_s, 0)
    assert estimate.displacement_um.shape == (60, 1)
    assert np.abs(error - np.median(error)).max() < 2.0


def test_no_motion_gives_none():
    estimate = estimate_motion(*spikes(lambda times, _: 0 * times), DURATION_S)
    assert np.abs(estimate.displacement_um).max() < 1.0


def test_windows_follow_motion_that_differs_along_the_probe():
    def tilted(times, depths):
        return slow(times, depths) * (0.2 + 0.8 * depths / 780)

    seen = spikes(tilted, 60_000)
    errors = {}
    for windows in (1, 4):
        estimate = estimate_motion(*seen, DURATION_S, EstimateOptions(windows=windows))
        depths = np.linspace(0, 780, 40)
        true = tilted(estimate.times_s[:, np.newaxis], depths)
        error = estimate.at(estimate.times_s, np.column_stack([0 * depths, depths])) - true
        errors[windows] = np.abs(error - np.median(error)).max()
    assert errors[4] < 4.0 < 6.0 < errors[1]


def test_amplitudes_keep_a_change_of_activity_from_looking_like_motion():
    rng = np.random.default_rng(0)
    times = np.sort(rng.uniform(0, DURATION_S, 20_000))
    upper = rng.random(times.size) < np.where(times < 60, 0.1, 0.9)
    depths = np.where(upper, 230.0, 200.0) + rng.normal(0, 8, times.size)
    peaks = np.where(upper, 150.0, 60.0)
    by_depth, by_both = (
        np.ptp(estimate_motion(times, depths, peaks, DURATION_S, EstimateOptions(amplitude_bins=bins)).displacement_um)
        for bins in (1, 8)
    )
    assert by_depth > 20 > 10 > by_both


def test_no_spikes_and_a_cut_last_bin_are_no_trouble():
    none = np.empty(0)
    estimate = estimate_motion(none, none, none, 10.5, EstimateOptions(bin_s=1.0))
    assert estimate.displacement_um.shape == (11, 1)
    assert (estimate.displacement_um == 0).all()
    assert estimate_motion(*spikes(slow, 200), 1.0, EstimateOptions(bin_s=2.0)).times_s.tolist() == [1.0]


def test_too_many_bins_are_refused_in_words():
    with pytest.raises(ValueError, match="widen the bins"):
        estimate_motion(*spikes(slow, 100), 1e6, EstimateOptions(bin_s=0.05))
