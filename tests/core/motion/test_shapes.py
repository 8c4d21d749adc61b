"""The shape over time of each motion between start and stop."""

import numpy as np
import pytest
from driftscope.motion import (
    BumpMotion,
    CurveMotion,
    RandomWalkMotion,
    component_shape,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st
from motion_examples import DURATION, components


def test_a_curve_goes_through_its_points_and_holds_its_ends():
    curve = CurveMotion(times_s=(10.0, 20.0, 40.0), positions=(-0.5, 0.5, 0.0))
    shape = component_shape(curve, 60.0, 5.0, Streams(0))
    at = dict(zip(np.arange(shape.size) / 5.0, shape, strict=True))
    assert [at[time] for time in (0.0, 10.0, 15.0, 20.0, 30.0, 40.0, 59.8)] == pytest.approx(
        [-0.5, -0.5, 0, 0.5, 0.25, 0, 0]
    )
    halved = component_shape(curve.replace(amplitude_factor=0.5), 60.0, 5.0, Streams(0))
    np.testing.assert_allclose(halved, shape / 2)
    bounded = component_shape(curve.replace(start_s=12.0, end_s=30.0), 60.0, 5.0, Streams(0))
    assert not bounded[:60].any()
    assert not bounded[150:].any()
    np.testing.assert_array_equal(bounded[60:150], shape[60:150])


@settings(max_examples=40)
@given(component=components(1.0), seed=st.integers(0, 100), rate=st.sampled_from([1.0, 5.0, 7.7]))
def test_a_shape_is_finite_bounded_and_of_the_recordings_length(component, seed, rate):
    shape = component_shape(component, DURATION, rate, Streams(seed))
    assert shape.shape == (int(np.ceil(rate * DURATION)),)
    assert np.isfinite(shape).all()
    assert np.abs(shape).max(initial=0) <= 0.5 * component.amplitude_factor + 1e-6


def test_a_random_walk_uses_its_whole_room():
    for seed in range(5):
        shape = component_shape(RandomWalkMotion(), DURATION, 5.0, Streams(seed))
        assert np.abs(shape).max() == pytest.approx(0.5)


def test_bumps_rest_for_as_long_as_allowed():
    shape = component_shape(BumpMotion(shortest_s=5, longest_s=9), 600.0, 10.0, Streams(3))
    jumps = np.flatnonzero(np.diff(shape))[1:-1]
    assert jumps.size > 50
    rests = np.diff(jumps) / 10.0
    assert rests.min() >= 4.9
    assert rests.max() <= 9.1
    assert set(np.unique(shape)) <= {-0.5, 0.0, 0.5}
