import numpy as np
import pytest
from driftscope_dashboard.plots.noise import MOST_SAMPLES, amount, noise_words, pair_correlations, spectrum
from scipy.signal import welch


def test_correlations_are_those_of_the_pairs():
    rng = np.random.default_rng(0)
    shared, own = rng.normal(size=(20_000, 1)), rng.normal(size=(20_000, 3))
    samples = np.concatenate([shared, shared, own[:, :1]], axis=1)
    distances, correlations = pair_correlations(samples, np.array([[0.0, 0.0], [0.0, 20.0], [30.0, 20.0]]))
    assert distances == pytest.approx([20.0, np.hypot(30, 20), 30.0])
    assert correlations == pytest.approx([1.0, 0.0, 0.0], abs=0.03)


def test_silent_channels_have_no_correlation():
    assert pair_correlations(np.zeros((100, 3)), np.zeros((3, 2)))[0].size == 0


def test_the_spectrum_is_welch_s():
    samples = np.random.default_rng(0).normal(size=(8_192, 2))
    frequencies, densities = spectrum(samples, 1_000.0)
    expected_hz, expected = welch(samples, 1_000.0, "hann", 512, axis=0)
    assert frequencies == pytest.approx(expected_hz[2:-1])
    assert densities == pytest.approx(np.sqrt(expected.mean(axis=1)[2:-1]), rel=1e-9)


def test_white_noise_has_a_flat_spectrum_of_known_height():
    samples = np.random.default_rng(0).normal(scale=7.0, size=(60_000, 4))
    _, densities = spectrum(samples, 30_000.0)
    assert densities.mean() == pytest.approx(7.0 / np.sqrt(15_000.0), rel=0.02)


def test_a_short_piece_has_a_spectrum_too():
    frequencies, densities = spectrum(np.ones((4, 1)), 30_000.0)
    assert len(frequencies) == len(densities)


def test_the_cost_does_not_grow_with_recording_or_probe():
    assert amount(1e6, 30_000.0, 384) == amount(1.0, 30_000.0, 384)
    assert amount(1e6, 30_000.0, 10_000) * 10_000 <= MOST_SAMPLES


def test_words_say_how_much_was_measured():
    assert noise_words(np.array([6.0, 8.0]), 1.0, 2).startswith("Measured on 1 s: 6.0 to 8.0 µV")
    assert "7.0 µV (standard deviation) on one channel." in noise_words(np.array([7.0]), 1.0, 1)
    assert "No noise" in noise_words(np.zeros(3), 1.0, 3)
