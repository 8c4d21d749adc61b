"""Displacement of units over time."""

import tracemalloc

import numpy as np
import pytest
from driftscope.motion import (
    Motion,
    MotionConfig,
    ZigzagMotion,
    make_motion,
    summed_extent_um,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st
from motion_examples import DURATION, motions, scattered


@settings(max_examples=40)
@given(config=motions(), seed=st.integers(0, 1000))
def test_every_spike_gets_the_nearest_step(config, seed):
    locations = scattered(6, seed)
    motion = make_motion(config, locations, DURATION, Streams(seed))
    rng = np.random.default_rng(seed)
    samples, units = rng.integers(0, int(DURATION * 1000), 300), rng.integers(0, 6, 300)
    steps = motion.step_of(samples, units, 1000.0)
    everywhere = motion.unit_displacements_um()
    place = everywhere[(samples / 1000.0 * config.sampling_frequency_hz).astype(int), units]
    gaps = np.linalg.norm(motion.steps_um[np.newaxis] - place[:, np.newaxis], axis=2)
    np.testing.assert_allclose(gaps[np.arange(300), steps], gaps.min(axis=1), atol=1e-9)
    np.testing.assert_allclose(
        motion.displacement_um((samples / 1000.0 * config.sampling_frequency_hz).astype(int), units), place, atol=1e-9
    )


def test_of_two_steps_equally_near_it_is_the_first():
    motion = Motion(np.array([[[0.0], [0.5]]]), np.ones((1, 1)), np.array([[0.0, 1.0], [0.0, 0.0]]), 5.0)
    assert motion.step_of(np.array([0]), np.array([0]), 30_000.0).tolist() == [0]


def test_many_spikes_and_many_steps_need_little_memory():
    config = MotionConfig(start_um=(0.0, 500.0), stop_um=(0.0, -500.0), step_um=0.02)
    motion = make_motion(config, scattered(20), 600.0, Streams(0))
    rng = np.random.default_rng(0)
    samples, units = np.sort(rng.integers(0, 600 * 30_000, 2_000)), rng.integers(0, 20, 2_000)
    tracemalloc.start()
    steps = motion.step_of(samples, units, 30_000.0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50 * 2**20
    alone = [motion.step_of(samples[one : one + 1], units[one : one + 1], 30_000.0)[0] for one in range(0, 2_000, 97)]
    assert steps[::97].tolist() == alone


@settings(max_examples=60)
@given(config=motions(), seed=st.integers(0, 1000), number=st.integers(1, 12))
def test_the_extent_of_the_outermost_units_is_that_of_all(config, seed, number):
    motion = make_motion(config, scattered(number, seed), DURATION, Streams(seed))
    low, high = summed_extent_um(motion)
    everywhere = motion.unit_displacements_um()
    np.testing.assert_allclose(low, everywhere.min(axis=(0, 1)), atol=1e-9)
    np.testing.assert_allclose(high, everywhere.max(axis=(0, 1)), atol=1e-9)


@pytest.mark.parametrize("parts", [(), (ZigzagMotion(enabled=False),)])
def test_no_motion_rests_at_the_resting_step(parts):
    motion = make_motion(MotionConfig(components=parts), scattered(3), DURATION, Streams(0))
    assert motion.steps_um[motion.resting_step].tolist() == [0, 0]
    assert not motion.unit_displacements_um().any()
    assert motion.step_of(np.arange(9), np.arange(9) % 3, 10.0).tolist() == [motion.resting_step] * 9


def test_a_motion_is_read_only_and_knows_its_size():
    motion = make_motion(MotionConfig(), scattered(3), DURATION, Streams(0))
    for array in (motion.vectors_um, motion.factors, motion.steps_um):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert motion.nbytes == sum(array.nbytes for array in (motion.vectors_um, motion.factors, motion.steps_um))
