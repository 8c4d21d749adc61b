"""How the tissue moves."""

import hashlib
import re
import tracemalloc

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import ConfigError, SimulationConfig
from driftscope.motion import (
    BumpMotion,
    CurveMotion,
    Motion,
    MotionConfig,
    RandomWalkMotion,
    ZigzagMotion,
    component_shape,
    displacement_steps_um,
    follow_factors,
    make_motion,
    summed_extent_um,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st

DURATION = 120.0
gradients = st.one_of(st.none(), st.floats(-1, 1))
times = st.one_of(st.none(), st.floats(0, DURATION / 2))
ends = st.one_of(st.none(), st.floats(DURATION / 2 + 1, DURATION))
common = {"non_rigid_gradient": gradients, "start_s": times, "end_s": ends}


@st.composite
def components(draw, share):
    fields = {name: draw(values) for name, values in common.items()} | {"amplitude_factor": draw(st.floats(0, share))}
    kind = draw(st.sampled_from([ZigzagMotion, BumpMotion, RandomWalkMotion]))
    if kind is ZigzagMotion:
        fields["period_s"] = draw(st.floats(1, 300))
    if kind is BumpMotion:
        fields["shortest_s"] = draw(st.floats(1, 20))
        fields["longest_s"] = fields["shortest_s"] + draw(st.floats(0, 30))
    return kind(**fields)


@st.composite
def motions(draw):
    x, y = draw(st.floats(-50, 50)), draw(st.floats(1, 80)) * draw(st.sampled_from([-1, 1]))
    number = draw(st.integers(1, 3))
    return MotionConfig(
        start_um=(x, y),
        stop_um=(-x, -y),
        step_um=draw(st.floats(0.3, 30)),
        sampling_frequency_hz=draw(st.sampled_from([0.7, 1.0, 5.0, 17.3])),
        components=tuple(draw(components(0.99 / number)) for _ in range(number)),
    )


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


def scattered(number, seed=0):
    return np.random.default_rng(seed).uniform(0, 1_000, (number, 3)).astype(np.float32)


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


@given(start=st.tuples(st.floats(-99, 99), st.floats(-99, 99)), stop=st.tuples(st.floats(-99, 99), st.floats(-99, 99)))
def test_steps_are_odd_and_reach_both_ends(start, stop):
    config = MotionConfig(start_um=start, stop_um=stop, step_um=7.0)
    steps = displacement_steps_um(config)
    way = np.linalg.norm(np.subtract(stop, start))
    assert len(steps) % 2 == 1
    if len(steps) > 1:
        np.testing.assert_allclose(steps[[0, -1]], [start, stop], atol=1e-9)
        assert np.linalg.norm(steps[1] - steps[0]) <= way / (len(steps) - 1) + 1e-9
    assert np.isfinite(steps).all()


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
    with pytest.raises(ValueError, match=r"reaches from -24 to 24 µm in y, beyond -20 to 20.*amplitude_factor"):
        make_motion(MotionConfig(components=parts), scattered(3), 600.0, Streams(0))


@settings(max_examples=60)
@given(config=motions(), seed=st.integers(0, 1000), number=st.integers(1, 12))
def test_the_extent_of_the_outermost_units_is_that_of_all(config, seed, number):
    motion = make_motion(config, scattered(number, seed), DURATION, Streams(seed))
    low, high = summed_extent_um(motion)
    everywhere = motion.unit_displacements_um()
    np.testing.assert_allclose(low, everywhere.min(axis=(0, 1)), atol=1e-9)
    np.testing.assert_allclose(high, everywhere.max(axis=(0, 1)), atol=1e-9)


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


@pytest.mark.parametrize("parts", [(), (ZigzagMotion(enabled=False),)])
def test_no_motion_rests_at_the_resting_step(parts):
    motion = make_motion(MotionConfig(components=parts), scattered(3), DURATION, Streams(0))
    assert motion.steps_um[motion.resting_step].tolist() == [0, 0]
    assert not motion.unit_displacements_um().any()
    assert motion.step_of(np.arange(9), np.arange(9) % 3, 10.0).tolist() == [motion.resting_step] * 9


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


def test_a_motion_is_read_only_and_knows_its_size():
    motion = make_motion(MotionConfig(), scattered(3), DURATION, Streams(0))
    for array in (motion.vectors_um, motion.factors, motion.steps_um):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert motion.nbytes == sum(array.nbytes for array in (motion.vectors_um, motion.factors, motion.steps_um))


def test_a_curve_beyond_the_limits_is_refused():
    with pytest.raises(ConfigError, match=r"at most 0\.5"):
        CurveMotion(positions=(0.0, 0.7))


KINDS = {
    "zigzag": ZigzagMotion(period_s=40.0),
    "bump": BumpMotion(shortest_s=5, longest_s=10),
    "random_walk": RandomWalkMotion(),
    "curve": CurveMotion(times_s=(0.0, 60.0, 120.0), positions=(-0.5, 0.5, 0.0)),
}
LIMITS = [
    ((0.0, 0.0), (0.0, 60.0)),
    ((0.0, 60.0), (0.0, 0.0)),
    ((0.0, -10.0), (0.0, 50.0)),
    ((0.0, 50.0), (0.0, -10.0)),
    ((0.0, 10.0), (0.0, 60.0)),
    ((-4.0, 0.0), (16.0, 0.0)),
    ((5.0, 12.0), (5.0, -15.0)),
    ((0.0, 20.0), (10.0, -20.0)),
]


def limited(limits, *parts, **more):
    return MotionConfig(start_um=limits[0], stop_um=limits[1], components=parts, **more)


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


@pytest.mark.parametrize("limits", LIMITS)
def test_steps_through_rest_are_no_farther_apart_than_asked(limits):
    config = limited(limits, step_um=7.0)
    steps = displacement_steps_um(config, through_rest=True)
    assert [0.0, 0.0] in steps.tolist() and len(np.unique(steps, axis=0)) == len(steps)
    on_the_way = np.linspace(*np.array(limits), 200)
    assert np.linalg.norm(on_the_way[:, np.newaxis] - steps, axis=2).min(axis=1).max() <= 3.5 * 2**0.5


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
    found = re.search(r"each to ([\d.e-]+) of its value", said)
    if found and "the middle of start and stop" not in said:
        lower = [part.replace(amplitude_factor=part.amplitude_factor * float(found[1])) for part in parts]
        try:
            make_motion(limited(limits, *lower), scattered(5), DURATION, Streams(seed, kind))
        except ValueError as error:  # the other axis, which is looked at second
            assert "in y" in str(error) and "in x" in said
        return
    assert kind == "spikeinterface" and "the middle of start and stop" in said
    half = np.subtract(limits[1], limits[0]) / 2
    lowered = re.search(r"symmetric about 0, and lower .* each to ([\d.e-]+) of its value", said)
    share = float(lowered[1]) if lowered else 1.0
    lower = [part.replace(amplitude_factor=part.amplitude_factor * share) for part in parts]
    make_motion(limited((-half, half), *lower), scattered(5), DURATION, Streams(seed, kind))
    total = max(sum(abs(part.amplitude_factor) for part in parts), 1.0)
    fitting = [part.replace(amplitude_factor=part.amplitude_factor / total) for part in parts]
    make_motion(limited(limits, *fitting), scattered(5), DURATION, Streams(seed))


def test_a_grid_of_too_many_steps_is_refused_before_it_is_made():
    limits = {"motion.start_um": [0, 5_000], "motion.stop_um": [5_000, 0]}
    with pytest.raises(ConfigError, match="more than 100000 steps"):
        SimulationConfig().replace(limits)


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
