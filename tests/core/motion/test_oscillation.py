"""An oscillation is exact at any moment, keeps its frequency, and its phase stays within bounds."""

import numpy as np
import pytest
from driftscope.motion import MotionConfig, OscillationMotion, make_motion
from driftscope.motion.oscillation import oscillation
from driftscope.streams import Streams


def drawn(times_s, duration_s=600.0, **parameters):
    curve, _ = oscillation(OscillationMotion(**parameters), 0, 5, duration_s, (0.0, 1.0))
    return curve.at(times_s, np.zeros(times_s.size, dtype=np.intp))


@pytest.mark.parametrize("frequency_hz", [0.25, 1.1, 7.3])
@pytest.mark.parametrize("sharpness", [0.0, 0.7])
def test_its_line_in_the_spectrum_of_a_unit_is_at_its_frequency(frequency_hz, sharpness):
    config = MotionConfig(components=(OscillationMotion(frequency_hz=frequency_hz, sharpness=sharpness),))
    motion = make_motion(config, np.array([[0.0, 40.0, 0.0]]), 600.0, Streams(3))
    samples = np.arange(0, 600_000, 20)
    moved = motion.displacement_at(samples, np.zeros(samples.size, dtype=int), 1_000.0)[:, 1]
    power = np.abs(np.fft.rfft(moved * np.hanning(moved.size))) ** 2
    line = np.fft.rfftfreq(moved.size, 0.02)[power.argmax()]
    assert abs(line - frequency_hz) < 0.01


@pytest.mark.parametrize("sharpness", [0.0, 0.2, 1.0])
def test_it_has_no_mean_and_twice_the_amplitude_from_end_to_end(sharpness):
    found = drawn(np.arange(0, 100, 1e-3), amplitude_um=6.0, frequency_hz=1.0, sharpness=sharpness, phase_jitter=0.0)
    assert np.ptp(found) == pytest.approx(12.0, abs=1e-3)
    assert found.mean() == pytest.approx(0.0, abs=1e-3)


def test_without_sharpness_and_jitter_it_is_a_sine():
    times = np.linspace(0, 9, 500)
    found = drawn(times, amplitude_um=3.0, frequency_hz=0.7, phase_jitter=0.0)
    np.testing.assert_allclose(found, 3.0 * np.sin(2 * np.pi * 0.7 * times), atol=1e-9)


def test_little_sharpness_is_nearly_a_sine():
    times = np.linspace(0, 9, 500)
    np.testing.assert_allclose(drawn(times, sharpness=1e-5), drawn(times, sharpness=0.0), atol=1e-3)


def test_sharp_ones_are_brief_pulses():
    found = drawn(np.arange(0, 10, 1e-3), frequency_hz=1.0, sharpness=1.0, phase_jitter=0.0)
    above = np.mean(found > (found.max() + found.min()) / 2)
    assert 0.08 < above < 0.14


def test_the_phase_wanders_within_bounds():
    curve, _ = oscillation(OscillationMotion(phase_jitter=0.15), 0, 1, 100_000.0, (0.0, 1.0))
    assert curve.jitter_cycles.std() == pytest.approx(0.15, rel=0.03)
    assert np.abs(curve.jitter_cycles).max() < 0.9


def test_any_slice_and_any_length_are_equal():
    times = np.arange(0, 600, 1e-3)
    whole = drawn(times)
    assert np.array_equal(drawn(times[123_456:234_567]), whole[123_456:234_567])
    assert np.array_equal(drawn(times, duration_s=6_000.0), whole)
