"""Sums of motions stay between start and stop, or the error says what helps."""

import re

import numpy as np
import pytest
from driftscope.motion import (
    MotionConfig,
    ZigzagMotion,
    make_motion,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st
from motion_examples import DURATION, KINDS, LIMITS, components, limited, scattered


@settings(max_examples=60)
@given(
    limits=st.tuples(st.floats(-99, 99), st.floats(-99, 99), st.floats(-99, 99), st.floats(-99, 99)),
    component=components(1.0),
    seed=st.integers(0, 100),
)
def test_a_motion_of_full_amplitude_stays_within_any_limits(limits, component, seed):
    """Rounding alone is no excess."""
    config = MotionConfig(
        start_um=limits[:2],
        stop_um=limits[2:],
        components=(component.replace(amplitude_factor=1.0, non_rigid_gradient=None),),
    )
    motion = make_motion(config, scattered(3), DURATION, Streams(seed))
    assert np.isfinite(motion.unit_displacements_um()).all()


@pytest.mark.parametrize("factors", [(1.2,), (0.6, 0.6), (-1.2,)])
def test_a_sum_beyond_its_limits_is_refused_with_its_extent(factors):
    parts = tuple(ZigzagMotion(amplitude_factor=factor) for factor in factors)
    with pytest.raises(ValueError, match=r"ranges from -24 to 24 µm in y, beyond -20 to 20.*amplitude_factor"):
        make_motion(MotionConfig(components=parts), scattered(3), 600.0, Streams(0))


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("shares", [(0.01, 0.01), (0.5, 0.5), (0.3, -0.3, 0.4)])
def test_sums_between_limits_of_any_place_are_accepted(limits, shares):
    parts = [
        part.replace(amplitude_factor=share, non_rigid_gradient=0.4)
        for part, share in zip(KINDS.values(), shares, strict=False)
    ]
    motion = make_motion(limited(limits, *parts), scattered(5), DURATION, Streams(1))
    low, high = np.minimum(0, np.min(limits, axis=0)), np.maximum(0, np.max(limits, axis=0))
    moved = motion.unit_displacements_um()
    assert (moved >= low - 1e-5).all() and (moved <= high + 1e-5).all()
    if not {(5.0, 12.0), (0.0, 20.0)} & {limits[0]}:
        return
    away = np.linalg.norm(moved[::7, :, np.newaxis] - motion.steps_um, axis=3).min(axis=2)
    assert away.max() <= 0.75  # within the grid of 1 µm


@settings(max_examples=60, deadline=None)
@given(
    limits=st.sampled_from(LIMITS),
    shares=st.lists(st.floats(-3, 3), min_size=1, max_size=3),
    kind=st.sampled_from(["independent", "spikeinterface"]),
    seed=st.integers(0, 50),
)
def test_the_remedy_of_a_sum_that_is_too_wide_helps(limits, shares, kind, seed):
    parts = [
        part.replace(amplitude_factor=share, non_rigid_gradient=0.4)
        for part, share in zip(KINDS.values(), shares, strict=False)
    ]
    config = limited(limits, *parts)
    try:
        make_motion(config, scattered(5), DURATION, Streams(seed, kind))
        return
    except ValueError as error:
        said = str(error)
    found = re.search(r"amplitude_factor by ([\d.e-]+) or less", said)
    if found and "the midpoint of start and stop" not in said:
        lower = [part.replace(amplitude_factor=part.amplitude_factor * float(found[1])) for part in parts]
        try:
            make_motion(limited(limits, *lower), scattered(5), DURATION, Streams(seed, kind))
        except ValueError as error:  # the other axis, which is looked at second
            assert "in y" in str(error) and "in x" in said
        return
    assert kind == "spikeinterface" and "the midpoint of start and stop" in said
    half = np.subtract(limits[1], limits[0]) / 2
    lowered = re.search(r"symmetric about 0, and multiply .* amplitude_factor by ([\d.e-]+) or less", said)
    share = float(lowered[1]) if lowered else 1.0
    lower = [part.replace(amplitude_factor=part.amplitude_factor * share) for part in parts]
    make_motion(limited((-half, half), *lower), scattered(5), DURATION, Streams(seed, kind))
    total = max(sum(abs(part.amplitude_factor) for part in parts), 1.0)
    fitting = [part.replace(amplitude_factor=part.amplitude_factor / total) for part in parts]
    make_motion(limited(limits, *fitting), scattered(5), DURATION, Streams(seed))
