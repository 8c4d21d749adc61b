import numpy as np
import pytest
from driftscope.detection import detect, match, median_reference, robust_noise_uv

FS = 30_000.0


def test_only_the_lowest_sample_within_half_a_millisecond_is_a_detection():
    trace = np.zeros(400)
    trace[[100, 110, 126, 300]] = -60.0, -50.0, -55.0, -20.0
    assert detect(trace, 35.0, FS).tolist() == [100, 126]
    assert detect(trace, 35.0, FS, apart_ms=2.0).tolist() == [100]


def test_a_peak_exactly_at_the_threshold_is_none():
    trace = np.zeros(100)
    trace[50] = -35.0
    assert detect(trace, 35.0, FS).size == 0
    assert detect(np.empty(0), 35.0, FS).size == 0


def test_spikes_are_matched_within_their_time():
    matches = match(np.array([100, 300, 512]), np.array([112, 200, 500]), FS)
    assert matches.found.tolist() == [True, False, True]
    assert matches.false.tolist() == [False, True, False]
    assert matches.share_found == pytest.approx(2 / 3)


def test_nothing_is_matched_with_nothing():
    none = np.empty(0, np.int64)
    assert match(none, np.array([1]), FS).found.tolist() == [False]
    assert match(np.array([1]), none, FS).false.tolist() == [True]
    assert np.isnan(match(none, none, FS).share_found)


def test_a_median_reference_takes_what_all_channels_share():
    rng = np.random.default_rng(0)
    own, shared = rng.normal(0, 2, (1_000, 8)), rng.normal(0, 20, (1_000, 1))
    assert median_reference(own + shared) == pytest.approx(median_reference(own))
    assert np.median(median_reference(own + shared), axis=1) == pytest.approx(0.0)


def test_the_noise_level_is_not_misled_by_spikes():
    noise = np.random.default_rng(0).normal(0, 10, (50_000, 2))
    noise[::500] = -500.0
    assert robust_noise_uv(noise) == pytest.approx([10.0, 10.0], rel=0.02)
