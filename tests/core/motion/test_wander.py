"""Slow random drift has the size and the correlations that were asked for."""

import numpy as np
import pytest
from driftscope.motion import WanderMotion
from driftscope.motion.wander import wander

LONG_S = 10_000.0
DEPTHS = np.array([0.0, 130.0, 777.0, 1_600.0, 3_800.0])


def drawn(config, seeds=range(4), depths=DEPTHS, duration_s=LONG_S, index=0, spacing_s=1.0):
    """Return displacement at some depths, shape (seeds, times, depths)."""
    found = []
    times = np.arange(0, duration_s, spacing_s)
    for seed in seeds:
        curve, profile = wander(config, index, seed, duration_s, (0.0, 3_840.0))
        shares = profile.shares(depths)
        moved = [
            sum(curve.at(times, np.full(times.size, k)) * w for k, w in zip(knots, weights, strict=True))
            for knots, weights in zip(shares.knots, shares.weights, strict=True)
        ]
        found.append(np.stack(moved, axis=1))
    return np.array(found)


@pytest.mark.parametrize("correlation_s", [1.0, 15.0, 16.0, 100.0])
def test_it_has_its_standard_deviation_at_every_depth(correlation_s):
    config = WanderMotion(std_um=7.0, correlation_s=correlation_s, correlation_um=None)
    rigid = drawn(config, seeds=range(24), depths=DEPTHS[:1], spacing_s=min(correlation_s / 5, 5.0))
    assert np.sqrt(np.mean(rigid**2)) == pytest.approx(7.0, rel=0.05)
    spread = drawn(WanderMotion(std_um=7.0, correlation_s=min(correlation_s, 30.0)), seeds=range(12))
    assert np.sqrt(np.mean(spread**2, axis=(0, 1))) == pytest.approx(np.full(DEPTHS.size, 7.0), rel=0.05)


@pytest.mark.parametrize("correlation_s", [2.0, 30.0, 100.0, 200.0])
def test_its_correlation_falls_over_time_as_said(correlation_s):
    config = WanderMotion(std_um=1.0, correlation_s=correlation_s, correlation_um=None)
    found = drawn(config, seeds=range(30), depths=DEPTHS[:1])[:, :, 0]
    lag = int(correlation_s)
    together = np.mean(found[:, lag:] * found[:, :-lag]) / np.mean(found**2)
    assert together == pytest.approx(np.exp(-0.5), abs=0.05)


@pytest.mark.parametrize(("length_um", "knots_um"), [(800.0, 200.0), (150.0, 200.0), (3_000.0, 500.0)])
def test_its_correlation_falls_over_depth_as_said(length_um, knots_um):
    config = WanderMotion(std_um=1.0, correlation_s=5.0, correlation_um=length_um, knots_um=knots_um)
    depths = np.array([500.0, 500.0 + length_um])
    found = drawn(config, seeds=range(6), depths=depths)
    together = np.mean(found[:, :, 0] * found[:, :, 1])
    assert together == pytest.approx(np.exp(-0.25), abs=0.05)


def test_more_depths_change_nothing_at_the_others():
    config = WanderMotion()
    (few, low), (many, high) = (wander(config, 0, 3, 300.0, depths) for depths in ((400.0, 900.0), (-500.0, 4_000.0)))
    shared = np.isin(high.depths_um, low.depths_um)
    assert shared.sum() == low.depths_um.size
    assert np.array_equal(few.displacement_um, many.displacement_um[:, shared])


@pytest.mark.parametrize("correlation_s", [1.0, 40.0, 500.0, 1e4])
def test_a_longer_one_begins_equal(correlation_s):
    config = WanderMotion(correlation_s=correlation_s)
    short, long = (wander(config, 2, 9, duration_s, (0.0, 800.0))[0] for duration_s in (50.0, 5_000.0))
    assert np.array_equal(short.displacement_um, long.displacement_um[: len(short.times_s)])
