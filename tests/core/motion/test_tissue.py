"""Displacement in µm adds up with all other motion, is exact at any moment, and leaves nothing uncovered."""

import numpy as np
import pytest
from driftscope import ConfigError, Simulation, SimulationConfig
from driftscope.motion import (
    FieldMotion,
    KicksMotion,
    MotionConfig,
    OscillationMotion,
    WanderMotion,
    ZigzagMotion,
    component_displacement_um,
    make_motion,
    reshared,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st

FS = 1_000.0
EVERY = (
    ZigzagMotion(period_s=50.0),
    FieldMotion(
        times_s=(0.0, 40.0, 100.0),
        depths_um=(100.0, 500.0, 900.0),
        displacement_um=((0.0, 0.0, 0.0), (10.0, -5.0, 3.0), (-7.0, 12.0, 40.0)),
    ),
    WanderMotion(std_um=8.0, correlation_s=20.0, correlation_um=300.0),
    KicksMotion(rate_per_min=20.0, depth_um=(400.0, 300.0)),
    OscillationMotion(depth_gain=(0.5, 2.0), sharpness=0.4),
)


def scattered(number, seed=0):
    return np.random.default_rng(seed).uniform(0, 1_000, (number, 3))


def moved_by(components, locations=None, duration_s=120.0, seed=7, streams="independent", **more):
    places = scattered(9) if locations is None else locations
    return make_motion(MotionConfig(components=components, **more), places, duration_s, Streams(seed, streams))


def spikes(number=500, duration_s=120.0, units=9, seed=1):
    rng = np.random.default_rng(seed)
    return np.sort(rng.integers(0, int(duration_s * FS), number)), rng.integers(0, units, number)


def interpolated(field, times_s, depths_um):
    """Interpolate by hand, first in time and then in depth."""
    columns = [np.interp(times_s, field.times_s, column) for column in np.transpose(field.displacement_um)]
    rows = np.transpose(columns)
    return field.scale * np.array(
        [np.interp(depth, field.depths_um, row) for depth, row in zip(depths_um, rows, strict=True)]
    )


@st.composite
def fields(draw):
    number, depths = draw(st.integers(1, 12)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return FieldMotion(
        times_s=tuple(np.cumsum(rng.uniform(0.1, 20, number))),
        depths_um=tuple(np.cumsum(rng.uniform(1, 200, depths)) - 100),
        displacement_um=tuple(map(tuple, rng.normal(0, 60, (number, depths)))),
        scale=draw(st.sampled_from([1.0, -0.5, 3.0])),
    )


@settings(max_examples=60)
@given(field=fields(), seed=st.integers(0, 1000))
def test_units_follow_drawn_fields_as_interpolated_by_hand(field, seed):
    locations = scattered(12, seed)
    motion = moved_by((field,), locations)
    samples, units = spikes(units=12)
    found = motion.displacement_at(samples, units, FS)
    assert np.abs(found[:, 1] - interpolated(field, samples / FS, locations[units, 1])).max() < 1e-9
    assert not found[:, 0].any()


def test_a_field_gives_the_given_numbers_exactly_at_its_knots():
    rng = np.random.default_rng(2)
    times, depths, table = np.arange(0.0, 100.0, 2.5), np.arange(0.0, 1_000.0, 77.7), rng.normal(0, 30, (40, 13))
    field = FieldMotion(times_s=tuple(times), depths_um=tuple(depths), displacement_um=tuple(map(tuple, table)))
    locations = np.column_stack([np.zeros(13), depths, np.zeros(13)])
    motion = moved_by((field,), locations)
    samples, units = np.repeat((times * FS).astype(int), 13), np.tile(np.arange(13), 40)
    assert np.array_equal(motion.displacement_at(samples, units, FS)[:, 1], table.ravel())


def test_a_field_across_the_probe_moves_across_it():
    field = FieldMotion(
        times_s=(0.0, 10.0), displacement_um=((0.0,), (0.0,)), displacement_x_um=((0.0,), (8.0,)), scale=0.5
    )
    motion = moved_by((field,))
    moved = motion.displacement_at(np.array([5_000, 20_000]), np.array([3, 4]), FS)
    np.testing.assert_allclose(moved, [[2.0, 0.0], [4.0, 0.0]], atol=1e-12)


def test_all_kinds_add_up():
    samples, units = spikes()
    total = moved_by(EVERY).displacement_at(samples, units, FS)
    alone = []
    for index in range(len(EVERY)):
        parts = tuple(part.replace(enabled=place == index) for place, part in enumerate(EVERY))
        alone.append(moved_by(parts).displacement_at(samples, units, FS))
    np.testing.assert_allclose(total, np.sum(alone, axis=0), atol=1e-9)
    assert all(one.any() for one in alone)


def test_old_components_are_held_in_bins_beside_new_ones():
    samples, units = spikes()
    old = moved_by(EVERY[:1])
    both = moved_by((EVERY[0], OscillationMotion(amplitude_um=0.0)))
    assert both.sampling_frequency_hz == 15.0  # at least ten bins a cycle of 1.1 Hz
    assert np.array_equal(both.displacement_at(samples, units, FS), old.displacement_at(samples, units, FS))
    bins = np.arange(len(both.vectors_um))
    held = both.vectors_um[:, :, : both.held_columns]
    assert np.array_equal(held, old.vectors_um[bins // 3])


@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
def test_new_components_draw_from_streams_of_their_own(streams):
    alone = moved_by((WanderMotion(),), streams=streams)
    again = moved_by((WanderMotion(), KicksMotion()), streams=streams)
    samples, units = spikes()
    [wander] = alone.parts
    assert np.array_equal(
        wander.displacement_um(samples / FS, units), again.parts[0].displacement_um(samples / FS, units)
    )
    two = moved_by((WanderMotion(), WanderMotion()), streams=streams)
    assert not np.allclose(*(part.displacement_um(samples / FS, units) for part in two.parts))
    other = moved_by((WanderMotion(),), seed=8, streams=streams)
    assert not np.allclose(other.parts[0].curve.displacement_um, wander.curve.displacement_um)


def test_both_kinds_of_streams_move_alike_in_micrometres():
    samples, units = spikes()
    independent, reference = (
        moved_by(EVERY[1:], streams=kind).displacement_at(samples, units, FS)
        for kind in ("independent", "spikeinterface")
    )
    assert np.array_equal(independent, reference)


@pytest.mark.parametrize("component", EVERY, ids=lambda one: one.kind)
def test_a_longer_recording_begins_like_the_shorter_one(component):
    samples, units = spikes(duration_s=60.0)
    short, long = (moved_by((component,), duration_s=duration) for duration in (60.0, 600.0))
    assert np.array_equal(short.displacement_at(samples, units, FS), long.displacement_at(samples, units, FS))
    reached = [one.steps_um[one.step_of(samples, units, FS)] for one in (short, long)]
    assert np.array_equal(*reached)


def test_any_part_is_a_slice_of_the_whole():
    motion = moved_by(EVERY)
    samples, units = spikes(4_000)
    whole = motion.displacement_at(samples, units, FS)
    rng = np.random.default_rng(5)
    for _ in range(50):
        begin, end = np.sort(rng.integers(0, 4_000, 2))
        assert np.array_equal(motion.displacement_at(samples[begin:end], units[begin:end], FS), whole[begin:end])


def test_steps_are_multiples_that_cover_everything():
    motion = moved_by(EVERY, step_um=0.5)
    samples, units = spikes(4_000)
    moved = motion.displacement_at(samples, units, FS)
    chosen = motion.steps_um[motion.step_of(samples, units, FS)]
    assert np.abs(chosen - moved).max() <= 0.25 + 1e-9
    assert np.array_equal(motion.steps_um, np.round(motion.steps_um / 0.5) * 0.5)
    assert motion.steps_um[motion.resting_step].tolist() == [0.0, 0.0]
    assert motion.steps_um[:, 1].min() <= -20 and motion.steps_um[:, 1].max() >= 20  # start and stop


def test_nothing_is_refused_for_leaving_the_range():
    config = SimulationConfig().replace(
        {"motion.components": [{"kind": "zigzag"}, {"kind": "wander", "std_um": 40.0}], "duration_s": 60.0}
    )
    motion = Simulation(config).motion
    assert np.abs(motion.unit_displacements_um()).max() > 20


def test_too_many_steps_are_refused_in_words():
    with pytest.raises(ConfigError, match="more than 100000 steps") as caught:
        moved_by((FieldMotion(displacement_um=((0.0,), (5_000.0,), (0.0,))),), step_um=0.01)
    assert caught.value.problems[0].path == "motion.step_um"


def test_bins_hold_the_value_in_their_middle():
    motion = moved_by(EVERY)
    rate = motion.sampling_frequency_hz
    bins, units = np.arange(0, len(motion.vectors_um), 7), np.full(len(motion.vectors_um[::7]), 4)
    middles = (bins + 0.5) / rate
    at_bins = motion.displacement_um(bins, units)
    exact = motion.displacement_at(np.round(middles * 1e6).astype(np.int64), units, 1e6)
    np.testing.assert_allclose(at_bins, exact, atol=1e-3)
    np.testing.assert_allclose(motion.unit_displacements_um()[bins, 4], at_bins, atol=1e-9)


def test_the_tissue_moves_as_its_units():
    config = SimulationConfig().replace(
        {"motion.components": [part.to_dict() for part in EVERY], "duration_s": 120.0, "units.num_units": 20}
    )
    simulation = Simulation(config)
    motion, depths = simulation.motion, simulation.locations_um[:, 1].astype(float)
    times = np.array([0.0, 3.21, 77.7, 119.9])
    field = motion.tissue_displacement_um(times, depths)
    for row, time in zip(field, times, strict=True):
        samples = np.full(20, round(time * 1e6), dtype=np.int64)
        np.testing.assert_allclose(row, motion.displacement_at(samples, np.arange(20), 1e6)[:, 1], atol=1e-6)
    assert not motion.tissue_displacement_um(times, depths, axis=0).any()
    with pytest.raises(ValueError, match="no unit locations"):
        moved_by(EVERY).tissue_displacement_um(times, depths)


def test_other_units_follow_the_same_motion():
    motion, others = moved_by(EVERY[1:]), scattered(5, seed=3)
    theirs = reshared(motion, np.ones((5, 0)), others)
    samples, units = spikes(units=5)
    expected = np.zeros(samples.size)
    for part in motion.parts:
        at = part.at_places(samples / FS, others[:, 1])
        expected += at[np.arange(samples.size), units]
    np.testing.assert_allclose(theirs.displacement_at(samples, units, FS)[:, 1], expected, atol=1e-12)


@pytest.mark.parametrize("index", range(1, len(EVERY)))
def test_a_component_alone_is_drawn_where_it_moves_farthest(index):
    curve = component_displacement_um(MotionConfig(components=EVERY), index, 120.0, Streams(7), 20.0)
    assert curve.shape == (2_400, 2)
    assert np.ptp(curve[:, 1]) > 3


def test_no_units_are_no_obstacle():
    motion = moved_by(EVERY, np.empty((0, 3)))
    assert motion.unit_displacements_um().shape[1] == 0
    assert motion.step_of(np.empty(0, np.int64), np.empty(0, np.int64), FS).size == 0


def test_a_window_is_a_slice_of_the_recording_with_every_kind_of_motion():
    config = SimulationConfig().replace(
        {
            "motion.components": [part.to_dict() for part in EVERY],
            "duration_s": 120.0,
            "units.num_units": 30,
            "probe.num_contacts": 64,
        }
    )
    recording = Simulation(config).drifting
    whole = recording.get_traces(start_frame=30_000, end_frame=60_000)
    rng = np.random.default_rng(0)
    for _ in range(6):
        begin, end = np.sort(rng.integers(0, 30_000, 2)).tolist()
        window = Simulation(config).drifting.get_traces(start_frame=30_000 + begin, end_frame=30_000 + end)
        assert np.array_equal(window, whole[begin:end])


def test_long_recordings_have_as_many_bins_as_fit():
    week = {"duration_s": 604_800.0, "units.num_units": 20, "spikes.firing_rate_hz": 0.1}
    wander = {"kind": "wander", "correlation_s": 1_000.0, "knots_um": 400.0}
    config = SimulationConfig().replace({**week, "motion.components": [wander], "motion.sampling_frequency_hz": 1.0})
    motion = Simulation(config).motion
    assert motion.vectors_um.size <= 5e7 and motion.sampling_frequency_hz >= 1.0
    short = Simulation(config.replace(duration_s=600.0)).motion
    samples, units = np.arange(0, 600_000, 997), np.arange(602) % 20
    assert np.array_equal(motion.displacement_at(samples, units, FS), short.displacement_at(samples, units, FS))
