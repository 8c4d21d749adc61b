"""From a configuration to the motion of units."""

import hashlib

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope.motion import (
    BumpMotion,
    MotionConfig,
    RandomWalkMotion,
    ZigzagMotion,
    component_shape,
    displacement_steps_um,
    follow_factors,
    make_motion,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st
from motion_examples import DURATION, KINDS, LIMITS, limited, motions, scattered


def as_reference(component):
    given_ = {
        "drift_mode": component.kind,
        "amplitude_factor": component.amplitude_factor,
        "non_rigid_gradient": component.non_rigid_gradient,
        "t_start_drift": component.start_s,
        "t_end_drift": component.end_s,
    }
    if isinstance(component, ZigzagMotion):
        given_["period_s"] = component.period_s
    if isinstance(component, BumpMotion):
        given_["bump_interval_s"] = (component.shortest_s, component.longest_s)
    return given_


def made_by_reference(config, locations, seed):
    return reference.generate_displacement_vector(
        DURATION,
        locations,
        displacement_sampling_frequency=config.sampling_frequency_hz,
        drift_start_um=list(config.start_um),
        drift_stop_um=list(config.stop_um),
        drift_step_um=config.step_um,
        motion_list=[as_reference(component) for component in config.components],
        seed=seed,
    )


@settings(max_examples=80)
@given(config=motions(), seed=st.integers(0, 2**63 - 1), number=st.integers(2, 12))
def test_the_reference_streams_give_the_reference_motion(config, seed, number):
    locations = scattered(number, seed % 1000)
    _, vectors, factors, rate, steps = made_by_reference(config, locations[:, :2], seed)
    motion = make_motion(config, locations, DURATION, Streams(seed, "spikeinterface"))
    assert rate == motion.sampling_frequency_hz
    np.testing.assert_array_equal(motion.steps_um, steps)
    np.testing.assert_allclose(motion.factors, factors, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(motion.vectors_um, vectors, rtol=0, atol=1e-5)


@pytest.mark.parametrize("gradient", [-1.0, -0.3, 0.0, 0.3, 1.0, None])
@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_one_unit_follows_fully(gradient, kind):
    config = MotionConfig(components=(ZigzagMotion(non_rigid_gradient=gradient),))
    motion = make_motion(config, scattered(1), DURATION, Streams(0, kind))
    assert motion.factors.tolist() == [[1.0]]
    assert np.isfinite(motion.vectors_um).all()


def test_units_at_one_depth_and_a_way_of_no_length_follow_fully():
    locations = np.array([[0.0, 50.0], [90.0, 50.0]])
    assert follow_factors(0.2, locations, np.array([0.0, 3.0])).tolist() == [1, 1]
    assert follow_factors(0.2, scattered(2)[:, :2], np.zeros(2)).tolist() == [1, 1]


@given(st.floats(0, 1), st.integers(2, 30))
def test_a_gradient_runs_from_its_share_to_one_and_back(gradient, number):
    locations, up = scattered(number)[:, :2], np.array([0.0, 1.0])
    factors = follow_factors(gradient, locations, up)
    assert factors.min() == pytest.approx(gradient)
    assert factors.max() == pytest.approx(1)
    order = np.argsort(locations[:, 1])
    assert np.all(np.diff(factors[order]) >= -1e-12)
    if gradient > 0:
        np.testing.assert_allclose(follow_factors(-gradient, locations, -up), factors, atol=1e-6)


@pytest.mark.parametrize("component", [BumpMotion(shortest_s=5, longest_s=10), RandomWalkMotion()])
def test_two_random_components_differ_but_not_in_the_reference(component):
    config = MotionConfig(components=(component.replace(amplitude_factor=0.4),) * 2)
    apart = make_motion(config, scattered(2), DURATION, Streams(7)).vectors_um
    assert not np.array_equal(apart[:, :, 0], apart[:, :, 1])
    alike = make_motion(config, scattered(2), DURATION, Streams(7, "spikeinterface")).vectors_um
    assert np.array_equal(alike[:, :, 0], alike[:, :, 1])


def test_switching_one_component_off_leaves_the_others_as_they_were():
    walk, bump = RandomWalkMotion(amplitude_factor=0.4), BumpMotion(amplitude_factor=0.4, shortest_s=5, longest_s=10)
    both = make_motion(MotionConfig(components=(walk, bump)), scattered(2), DURATION, Streams(7))
    one = make_motion(MotionConfig(components=(walk.replace(enabled=False), bump)), scattered(2), DURATION, Streams(7))
    assert one.vectors_um.shape[2] == 1
    assert np.array_equal(one.vectors_um[:, :, 0], both.vectors_um[:, :, 1])


@pytest.mark.parametrize("limits", LIMITS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_displaced_before_anything_moves(kind, limits):
    late = KINDS[kind].replace(start_s=60.0)
    motion = make_motion(limited(limits, late), scattered(3), DURATION, Streams(3))
    assert not motion.unit_displacements_um()[: 60 * 5].any()
    assert motion.vectors_um[60 * 5 :].any()
    assert motion.steps_um[motion.resting_step].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("kind", ["bump", "curve"])
def test_nothing_is_displaced_after_what_ends_at_rest(kind):
    short = KINDS[kind].replace(end_s=50.0)
    motion = make_motion(limited(LIMITS[0], short), scattered(3), DURATION, Streams(3))
    assert not motion.unit_displacements_um()[50 * 5 :].any()


@pytest.mark.parametrize("limits", LIMITS[:6])
@pytest.mark.parametrize("kind", ["zigzag", "bump", "random_walk"])
@pytest.mark.parametrize("amplitude", [1.0, 0.5, -1.0])
def test_a_motion_goes_from_limit_to_limit_and_begins_at_rest(kind, limits, amplitude):
    component = KINDS[kind].replace(amplitude_factor=amplitude)
    motion = make_motion(limited(limits, component), scattered(1), 600.0, Streams(3))
    moved = motion.vectors_um[:, 0 if limits[0][0] else 1, 0]
    ends = next(axis for axis in np.transpose(limits) if axis.any()) * abs(amplitude)
    assert moved.min() >= min(*ends, 0) - 1e-5 and moved.max() <= max(*ends, 0) + 1e-5
    between = 0.7 if kind == "zigzag" else 1e-5  # a zigzag turns between two of its samples
    if kind != "random_walk" or 0 in ends:  # of a walk the part that was farther may have been reflected
        assert np.abs(moved).max() == pytest.approx(np.abs(ends).max(), abs=between)
    if kind == "zigzag" and min(*ends) <= 0 <= max(*ends):
        assert (moved.min(), moved.max()) == pytest.approx((ends.min(), ends.max()), abs=between)
        assert np.abs(np.diff(moved)).max() == pytest.approx(abs(ends[1] - ends[0]) / 20 / 5, rel=1e-3)
        assert moved[0] == pytest.approx(np.clip(0, ends.min(), ends.max()), abs=1e-5)


@settings(max_examples=60)
@given(config=motions(), seed=st.integers(0, 1000))
def test_symmetric_limits_make_the_same_samples_in_both_formulas(config, seed):
    motion = make_motion(config, scattered(3), DURATION, Streams(seed))
    way = np.subtract(config.stop_um, config.start_um)
    for index, part in enumerate(config.components):
        shape = component_shape(part, DURATION, config.sampling_frequency_hz, Streams(seed), index)
        assert np.array_equal(motion.vectors_um[:, :, index], shape[:, np.newaxis] * way + 0.0)
    assert np.array_equal(motion.steps_um, displacement_steps_um(config))


@pytest.mark.parametrize("limits", LIMITS)
def test_the_reference_adds_the_middle_of_every_component(limits):
    component = KINDS["zigzag"].replace(start_s=60.0)
    motion = make_motion(limited(limits, component), scattered(2), DURATION, Streams(0, "spikeinterface"))
    assert motion.vectors_um[0, :, 0].tolist() == pytest.approx(np.mean(limits, axis=0).tolist())


RANGED = [
    {"kind": "zigzag", "amplitude_factor": 0.3, "non_rigid_gradient": 0.4, "start_s": 10.0},
    {"kind": "bump", "amplitude_factor": 0.2, "shortest_s": 4, "longest_s": 9},
    {"kind": "random_walk", "amplitude_factor": 0.2},
    {"kind": "curve", "amplitude_factor": 0.2, "times_s": [0, 50, 120], "positions": [-0.5, 0.5, 0]},
]
DIGESTS = [
    ({}, "independent", "45ed072925907f20", "54f466ace3bae3f6"),
    ({}, "spikeinterface", "45ed072925907f20", "54f466ace3bae3f6"),
    (
        {"start_um": (2.0, 30.0), "stop_um": (-1.0, -25.0), "components": RANGED},
        "independent",
        "895ddc5c11850b1a",
        "9af7a7801b147f78",
    ),
    (
        {
            "start_um": (0.0, 0.0),
            "stop_um": (0.0, 60.0),
            "step_um": 0.7,
            "sampling_frequency_hz": 7.3,
            "components": [{"kind": "random_walk"}],
        },
        "independent",
        "15c44e5699a1e8d8",
        "7a3fd9e2ecbc1982",
    ),
    ({"components": []}, "independent", "1f848a08d9f23030", "bb0de2963ce84eec"),
]


def digest(*arrays):
    joined = hashlib.sha256()
    for array in arrays:
        joined.update(np.ascontiguousarray(array).tobytes())
    return joined.hexdigest()[:16]


@pytest.mark.parametrize(("config", "streams", "made", "steps"), DIGESTS)
def test_what_moves_between_start_and_stop_keeps_its_bits(config, streams, made, steps):
    """These digests were taken before there was motion in µm."""
    locations = np.random.default_rng(3).uniform(0, 1000, (9, 3))
    motion = make_motion(MotionConfig.from_dict(config), locations, 120.0, Streams(5, streams))
    rng = np.random.default_rng(1)
    samples, units = np.sort(rng.integers(0, 120 * 30000, 400)), rng.integers(0, 9, 400)
    assert digest(motion.vectors_um, motion.factors, motion.steps_um) == made
    assert digest(motion.step_of(samples, units, 30_000.0)) == steps
