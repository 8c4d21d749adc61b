"""Kicks come as often, as high and in the direction that was asked for, and their sum is exact."""

import numpy as np
import pytest
from driftscope.motion import KickCurve, KicksMotion
from driftscope.motion.kicks import kicks

KNOT = np.zeros(1, dtype=np.intp)


def summed_by_hand(curve, times_s):
    total = np.zeros(times_s.size)
    for moment, size in zip(curve.times_s, curve.sizes_um, strict=True):
        since = np.maximum(times_s - moment, 0.0)
        if curve.decay_s == 0:
            shape, peak = 1 - np.exp(-since / curve.rise_s), 1.0
        else:
            fine = np.linspace(0, 10 * curve.decay_s, 400_001)
            peak = (np.exp(-fine / curve.decay_s) - np.exp(-fine / curve.rise_s)).max()
            shape = np.exp(-since / curve.decay_s) - np.exp(-since / curve.rise_s)
        total += np.where(times_s >= moment, size * shape / peak, 0.0)
    return total


def at(curve, times_s):
    return curve.at(times_s, np.zeros(times_s.size, dtype=np.intp))


@pytest.mark.parametrize("decay_s", [0.0, 0.3, 2.0, 50.0])
def test_the_sum_is_that_of_all_earlier_kicks(decay_s):
    curve, _ = kicks(KicksMotion(rate_per_min=30.0, decay_s=decay_s), 0, 4, 90.0)
    times = np.random.default_rng(0).uniform(0, 90, 2_000)
    np.testing.assert_allclose(at(curve, times), summed_by_hand(curve, times), atol=1e-6)


def test_a_single_kick_peaks_at_its_size_and_fades():
    curve = KickCurve(np.array([1.0]), np.array([12.0]), 0.2, 2.0)
    found = at(curve, np.linspace(0, 60, 600_001))
    assert found.max() == pytest.approx(12.0, abs=1e-6)
    assert not found[:10_000].any()
    assert abs(found[-1]) < 1e-6


def test_without_decay_it_is_a_step_that_stays():
    curve = KickCurve(np.array([1.0, 5.0]), np.array([10.0, -4.0]), 0.2, 0.0)
    assert at(curve, np.array([0.0, 4.9, 100.0])).tolist() == pytest.approx([0.0, 10.0, 6.0], abs=1e-6)


@pytest.mark.parametrize("decay_s", [0.0, 0.3, 2.0])
def test_its_extent_is_what_it_reaches(decay_s):
    curve, _ = kicks(KicksMotion(rate_per_min=40.0, decay_s=decay_s), 0, 1, 120.0)
    found = at(curve, np.arange(0, 120.0, 1e-3))
    (low,), (high,) = curve.extent_um()
    assert (min(low, 0.0), max(high, 0.0)) == pytest.approx((found.min(), found.max()), abs=0.02)


def test_they_are_as_many_as_large_and_as_often_up_as_asked_for():
    curve, _ = kicks(KicksMotion(rate_per_min=6.0, size_um=(5.0, 20.0), up_share=0.8), 0, 2, 100_000.0)
    assert curve.times_s.size == pytest.approx(10_000, rel=0.04)
    assert (np.diff(curve.times_s) > 0).all()
    assert np.abs(curve.sizes_um).min() >= 5.0 and np.abs(curve.sizes_um).max() <= 20.0
    assert np.abs(curve.sizes_um).mean() == pytest.approx(12.5, rel=0.02)
    assert np.mean(curve.sizes_um > 0) == pytest.approx(0.8, abs=0.02)
    gaps = np.diff(curve.times_s)
    assert gaps.std() / gaps.mean() == pytest.approx(1.0, abs=0.05)  # at random


def test_none_are_none():
    curve, _ = kicks(KicksMotion(rate_per_min=0.0), 0, 2, 100.0)
    assert not at(curve, np.arange(9.0)).any()
    assert [end.tolist() for end in curve.extent_um()] == [[0.0], [0.0]]


def test_a_size_can_be_one_number_or_a_range_as_it_is_written():
    assert KicksMotion(size_um=7.0).size_um == 7.0
    ranged = [KicksMotion.from_dict({"kind": "kicks", "size_um": one}) for one in ([3, 9], {"low": 3, "high": 9})]
    assert ranged[0] == ranged[1] == KicksMotion(size_um=(3.0, 9.0))
