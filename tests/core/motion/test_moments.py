"""Times between which a motion is linear."""

import numpy as np
import pytest
from driftscope.motion import KicksMotion, MotionConfig, OscillationMotion, make_motion
from driftscope.motion import moments as module
from driftscope.motion.moments import Moments, linear_moments
from driftscope.motion.parts import BetweenDepths, InterpolatedCurve, MotionPart
from driftscope.motion_bins import Clock
from driftscope.streams import Streams

FS = 1_000.0
PLACES = np.array([[0.0, 0.0], [0.0, 400.0]])


def made(*parts, duration_s=20.0):
    config = MotionConfig(components=parts, sampling_frequency_hz=5.0)
    return make_motion(config, PLACES, duration_s, Streams(1))


def field(method, *values):
    curve = InterpolatedCurve(np.array([0.0, 1.0005, 3.0]), np.array(values)[:, np.newaxis], method)
    profile = BetweenDepths(np.zeros(1))
    return MotionPart(curve, profile, profile.shares(np.zeros(1)))


def test_a_jump_stands_between_two_samples():
    found = linear_moments(np.zeros((20, 1)), 5.0, [field("nearest", 0.0, 8.0, 8.0)], Clock(100.0, FS), 1)
    at = np.searchsorted(found.times_s, 100.5005)  # half way to the second time, rounded up to a sample
    np.testing.assert_allclose(found.times_s[at - 2 : at + 2] - 100, [0.5, 0.50001, 0.50099, 0.501], atol=1e-9)
    np.testing.assert_allclose(found.since_s[at - 2 : at + 2], [0.5, 0.5, 0.501, 0.501], atol=1e-12)
    assert (np.diff(found.times_s) > 0).all() and found.off_um == 0


def test_a_bend_needs_one_time_and_a_line_none():
    found = linear_moments(np.zeros((20, 1)), 5.0, [field("linear", 0.0, 8.0, 8.0)], Clock(0.0, FS), 1)
    np.testing.assert_allclose(found.times_s, [0.0, 1.0005, 3.0, 4.0])


def test_held_values_jump_where_they_change():
    held = np.repeat([0.0, 5.0, 5.0, 0.0], 5)[:, np.newaxis]
    found = linear_moments(held, 5.0, [], Clock(0.0, FS), 1)
    np.testing.assert_allclose(found.times_s[[1, 4, 5, 8]], [0.999, 1.0, 2.999, 3.0])
    assert held[found.bins, 0].tolist() == [0, 0, 0, 5, 5, 5, 5, 0, 0, 0]
    assert len(found[2:5]) == 3


@pytest.mark.parametrize("part", [KicksMotion(rate_per_min=20.0), OscillationMotion(sharpness=1.0)])
def test_what_bends_everywhere_is_followed_as_closely_as_fits(part, monkeypatch):
    motion, often = made(part), np.arange(20_000) / FS

    def off(moments: Moments) -> float:
        lines = np.interp(often, moments.times_s, motion.columns_um(moments, 1)[:, 0])
        return float(np.abs(lines - motion.parts[0].curve.at(often, np.zeros(often.size, dtype=np.intp))).max())

    exact = motion.moments(2)
    assert exact.off_um == 0 and off(exact) < 1e-6
    monkeypatch.setattr(module, "MOST_VALUES", 20_000)
    coarse = motion.moments(10)
    assert len(coarse) <= 2_000 and 1e-6 < off(coarse) <= coarse.off_um < 0.1
    monkeypatch.setattr(module, "MOST_VALUES", 0)
    coarsest = motion.moments(10)
    assert off(coarsest) <= coarsest.off_um


def test_spikeinterface_s_object_says_what_did_not_fit(monkeypatch):
    monkeypatch.setattr(module, "MOST_VALUES", 2_000)
    with pytest.warns(UserWarning, match="between its times, .* error of up to"):
        made(OscillationMotion()).to_spikeinterface(locations_um=PLACES)
