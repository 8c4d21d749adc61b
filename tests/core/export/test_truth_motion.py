"""The motion as SpikeInterface reads it is that of the units, at every spike, whatever moves them."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import spikeinterface
from driftscope import Simulation
from driftscope.export.truth_motion import write_motion, write_spikeinterface_motion
from driftscope.export.truth_parts import read_parts
from driftscope.followed_motion import motion_of_units, steps_covering
from driftscope.measured_motion import MeasuredMotion, load_motion
from driftscope.motion import (
    BumpMotion,
    CurveMotion,
    FieldMotion,
    KicksMotion,
    Motion,
    MotionConfig,
    OscillationMotion,
    RandomWalkMotion,
    WanderMotion,
    ZigzagMotion,
    make_motion,
)
from driftscope.motion_bins import Clock
from driftscope.presets import PRESETS
from driftscope.streams import Streams
from driftscope.time_vectors import time_vector_of
from hypothesis import given, settings
from hypothesis import strategies as st

FS = 1_000.0
DURATION_S = 20.0


@dataclass(frozen=True)
class Case:
    """Units, how they move, and when spikes are looked at."""

    motion: Motion
    locations_um: np.ndarray
    clock: Clock = field(default_factory=lambda: Clock(0.0, FS))
    duration_s: float = DURATION_S

    def spikes(self, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        """Return samples, among them the first and last of many bins, and units."""
        rng = np.random.default_rng(seed)
        last = int(self.duration_s * self.clock.sampling_frequency_hz) - 1
        edges = np.ceil(np.arange(40) / self.motion.sampling_frequency_hz * self.clock.sampling_frequency_hz)
        samples = np.concatenate([rng.integers(0, last + 1, 300), edges, edges - 1, [0, last]]).astype(np.int64)
        samples = samples[(samples >= 0) & (samples <= last)]
        return samples, rng.integers(0, len(self.locations_um), samples.size)

    def displacements_um(self, samples: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Return what the recording shows: displacement is held within a bin."""
        bins = (samples / self.clock.sampling_frequency_hz * self.motion.sampling_frequency_hz).astype(np.int64)
        return self.motion.displacement_um(np.minimum(bins, len(self.motion.vectors_um) - 1), units)


def assert_round_trip(case: Case, folder: Path, spikes: Any = None) -> str:
    """Write, read with SpikeInterface and with driftscope, and compare at spikes of all units."""
    note = write_spikeinterface_motion(case.motion, case.locations_um, case.clock, folder / "motion")
    samples, units = spikes or case.spikes()
    times = case.clock.start_s + samples / case.clock.sampling_frequency_hz
    if case.clock.time_vector is not None:
        times = case.clock.time_vector.times_s[samples]
    truth, places = case.displacements_um(samples, units), np.asarray(case.locations_um, np.float64)[units]
    for axis, name in ((1, "motion"), (0, "motion_x")):
        if axis == 0 and not case.motion.vectors_um[:, 0].any():
            assert not (folder / name).exists()
            continue
        theirs = spikeinterface.load(folder / name)
        assert theirs.direction == "xy"[axis] and "Motion" in repr(theirs)
        found = theirs.get_displacement_at_time_and_depth(times, places)
        np.testing.assert_allclose(found, truth[:, axis], rtol=0, atol=1e-6)
        [ours] = load_motion(folder / name)
        some = min(len(times), 40)
        at = ours.at(times[:some], places[:some]).diagonal()
        np.testing.assert_allclose(at, truth[:some, axis], rtol=0, atol=1e-6)
    return note


def scattered(number: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 1_000, (number, 3)).astype(np.float32)


def drawn(*parts: Any, number: int = 9, start: Any = (0.0, 30.0), stop: Any = (0.0, -30.0), rate: float = 5.0) -> Case:
    locations = scattered(number)
    config = MotionConfig(start_um=start, stop_um=stop, components=parts, sampling_frequency_hz=rate)
    return Case(make_motion(config, locations, DURATION_S, Streams(3)), locations)


def measured(*motions: MeasuredMotion, number: int = 12, start_s: float = 0.0, rate: float = 5.0) -> Case:
    locations = scattered(number)
    motion = motion_of_units(motions, locations, DURATION_S, rate, steps_covering(motions, 1.0), start_s)
    return Case(motion, locations, Clock(start_s, FS))


TIMES = np.linspace(0, DURATION_S, 9)
MIDDLE = np.outer(np.sin(TIMES), [0.0, 20.0, 0.0])
ZIGZAG, WALK = ZigzagMotion(period_s=7.0, amplitude_factor=0.4), RandomWalkMotion(amplitude_factor=0.3)
BUMP = BumpMotion(shortest_s=1.0, longest_s=3.0, amplitude_factor=0.3)
CURVE = CurveMotion(times_s=(0.0, 5.0, 20.0), positions=(-0.5, 0.5, 0.1), amplitude_factor=0.3)
CASES = {
    "rigid": lambda: drawn(ZIGZAG),
    "gradient": lambda: drawn(ZIGZAG.replace(non_rigid_gradient=0.2)),
    "reversed": lambda: drawn(ZIGZAG.replace(non_rigid_gradient=-0.7)),
    "components": lambda: drawn(
        ZIGZAG.replace(non_rigid_gradient=0.5),
        BUMP.replace(non_rigid_gradient=-0.1),
        WALK.replace(non_rigid_gradient=1),
    ),
    "curve": lambda: drawn(CURVE.replace(non_rigid_gradient=0.0), ZIGZAG.replace(start_s=7.0, end_s=12.0)),
    "bumps": lambda: drawn(BUMP),
    "random walk": lambda: drawn(WALK.replace(non_rigid_gradient=0.3), rate=31.7),
    "x and y": lambda: drawn(ZIGZAG.replace(non_rigid_gradient=0.3), WALK, start=(10.0, 30.0), stop=(-10.0, -30.0)),
    "only x": lambda: drawn(ZIGZAG.replace(non_rigid_gradient=0.3), start=(10.0, 0.0), stop=(-10.0, 0.0)),
    "beside 0": lambda: drawn(ZIGZAG.replace(start_s=4.0), start=(0.0, 0.0), stop=(0.0, 60.0)),
    "nothing": lambda: drawn(),
    "one unit": lambda: drawn(ZIGZAG.replace(non_rigid_gradient=0.5), number=1),
    "two units": lambda: drawn(ZIGZAG.replace(non_rigid_gradient=0.5), number=2),
    "fast bins": lambda: drawn(WALK, rate=700.0),
    "one bin": lambda: drawn(ZIGZAG, rate=0.01),
    "measured": lambda: measured(MeasuredMotion(TIMES, [0.0, 500.0, 1_000.0], MIDDLE)),
    "measured, rigid": lambda: measured(MeasuredMotion(TIMES, [500.0], MIDDLE[:, 1:2])),
    "measured, both axes": lambda: measured(
        MeasuredMotion(TIMES, [0.0, 500.0, 1_000.0], MIDDLE),
        MeasuredMotion(TIMES, [0.0, 300.0, 1_000.0], MIDDLE / 3, "x"),
    ),
    "measured, nearest": lambda: measured(MeasuredMotion(TIMES, [0.0, 500.0, 1_000.0], MIDDLE, method="nearest")),
    "measured, later": lambda: measured(
        MeasuredMotion(TIMES + 1e5, [0.0, 500.0, 1_000.0], MIDDLE), start_s=1e5, rate=41.0
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_kind_of_motion_is_read_as_it_was(name, tmp_path):
    assert assert_round_trip(CASES[name](), tmp_path) == ""


@settings(max_examples=80, deadline=None)
@given(
    rate=st.sampled_from([0.7, 1.0, 5.0, 17.3, 250.0]),
    gradients=st.lists(st.one_of(st.none(), st.floats(-1, 1)), min_size=1, max_size=3),
    depths=st.lists(st.floats(-100, 3_900, width=32), min_size=1, max_size=12, unique=True),
    end=st.tuples(st.floats(-40, 40), st.floats(-40, 40)),
    start_s=st.sampled_from([0.0, 12.5, 90_000.0]),
    fs=st.sampled_from([1_000.0, 30_000.0, 24_414.0625]),
    seed=st.integers(0, 1_000),
)
def test_any_sum_of_components_is_read_as_it_was(rate, gradients, depths, end, start_s, fs, seed):
    rng = np.random.default_rng(seed)
    locations = np.stack([rng.uniform(-20, 60, len(depths)), depths, np.full(len(depths), 9.0)], axis=1)
    kinds = [ZIGZAG, BUMP, WALK]
    parts = [kind.replace(non_rigid_gradient=gradient) for kind, gradient in zip(kinds, gradients, strict=False)]
    config = MotionConfig(start_um=end, stop_um=(-end[0], -end[1]), components=parts, sampling_frequency_hz=rate)
    case = Case(make_motion(config, locations, DURATION_S, Streams(seed)), locations, Clock(start_s, fs))
    with TemporaryDirectory() as folder:
        assert_round_trip(case, Path(folder))


@settings(max_examples=40, deadline=None)
@given(
    shares=st.lists(st.lists(st.floats(-2, 2), min_size=3, max_size=3), min_size=1, max_size=8),
    gap_um=st.sampled_from([1e-3, 0.4, 30.0, 700.0]),
    seed=st.integers(0, 100),
)
def test_shares_of_any_shape_are_kept(shares, gap_um, seed):
    """Units that are nearly at one depth may move each in its own way."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(0, 15, (100, 2, 3))
    locations = np.stack([rng.permutation(len(shares)) * gap_um] * 2, axis=1)
    case = Case(Motion(vectors, np.array(shares), np.zeros((1, 2)), 5.0), locations)
    with TemporaryDirectory() as folder:
        assert assert_round_trip(case, Path(folder)) == ""


@settings(max_examples=40, deadline=None)
@given(
    gaps=st.lists(st.tuples(st.integers(1, 19_999), st.floats(0.004, 40)), max_size=5),
    drift=st.sampled_from([0.0, 1e-3]),
    rate=st.sampled_from([0.7, 5.0, 17.3, 700.0]),
    start_s=st.sampled_from([0.0, 1_234.5]),
)
def test_clocks_with_gaps_are_followed_to_the_sample(gaps, drift, rate, start_s, tmp_path_factory):
    steps = np.full(20_000, (1 + drift) / FS)
    for sample, gap_s in gaps:
        steps[sample] += gap_s
    times = start_s + np.cumsum(steps) - steps[0]
    case = drawn(WALK.replace(non_rigid_gradient=0.3), BUMP, rate=rate)
    case = Case(case.motion, case.locations_um, Clock(start_s, FS, time_vector_of(times, FS)))
    for sample, _ in gaps:
        units = np.array([0, 3])
        samples = np.array([sample - 1, sample])
        assert_round_trip(case, tmp_path_factory.mktemp("gaps"), (samples, units))
    assert_round_trip(case, tmp_path_factory.mktemp("gaps"))


def test_units_at_the_same_depth_that_move_differently_are_said(tmp_path):
    vectors = np.zeros((50, 2, 2))
    vectors[:, 1] = np.random.default_rng(0).normal(size=(50, 2))
    locations = np.array([[0.0, 100.0], [40.0, 100.0], [0.0, 300.0]])
    motion = Motion(vectors, np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.zeros((1, 2)), 5.0)
    note = write_spikeinterface_motion(motion, locations, Clock(0.0, FS), tmp_path / "motion")
    assert "motion: units at the same depth" in note and "unit_displacements_um.npy" in note
    [read] = load_motion(tmp_path / "motion")
    np.testing.assert_allclose(read.at([1.1], locations)[0, 0], vectors[5, 1].mean(), atol=1e-9)
    same = Motion(vectors, np.array([[1.0, 0.5], [1.0, 0.5], [1.0, 1.0]]), np.zeros((1, 2)), 5.0)
    assert write_spikeinterface_motion(same, locations, Clock(0.0, FS), tmp_path / "same") == ""


def test_between_units_the_displacement_follows_the_line_from_one_to_the_next(tmp_path):
    case = drawn(ZIGZAG.replace(non_rigid_gradient=0.0, amplitude_factor=1.0), number=2)
    assert_round_trip(case, tmp_path)
    depths = np.sort(case.locations_um[:, 1].astype(float))
    wanted, times = np.linspace(*depths, 50), np.full(50, 3.5)
    ends = case.motion.unit_displacements_um()[17, np.argsort(case.locations_um[:, 1]), 1]
    found = spikeinterface.load(tmp_path / "motion").get_displacement_at_time_and_depth(times, wanted)
    np.testing.assert_allclose(found, np.interp(wanted, depths, ends), atol=0.26)


@pytest.mark.parametrize("name", ["published-drift", "acute-settling", "four-shank", "random-walk"])
def test_presets_are_read_as_they_move(name, tmp_path):
    simulation = Simulation(PRESETS[name].config)
    case = Case(simulation.motion, simulation.locations_um, Clock(0.0, 30_000.0), simulation.config.duration_s)
    assert assert_round_trip(case, tmp_path) == ""


def test_displacements_unit_by_unit_stand_beside_their_time_bins(tmp_path):
    case = measured(MeasuredMotion(TIMES + 7.5, [0.0, 500.0, 1_000.0], MIDDLE), start_s=7.5)
    write_motion(case.motion, case.clock, tmp_path)
    displacements, edges = (np.load(tmp_path / f"{name}.npy") for name in ("unit_displacements_um", "time_bin_edges_s"))
    assert np.array_equal(displacements, case.motion.unit_displacements_um())
    assert edges.shape == (101,) and (edges[0], edges[-1]) == (7.5, 27.5)
    samples, units = case.spikes()
    bins = np.searchsorted(edges, 7.5 + samples / FS + 1e-9, side="right") - 1
    np.testing.assert_allclose(displacements[bins, units], case.displacements_um(samples, units), atol=1e-12)


def test_long_motions_are_written_in_little_memory(tmp_path):
    import tracemalloc

    motion = Motion(np.zeros((50_000, 2, 1)), np.linspace(0, 1, 200)[:, np.newaxis], np.zeros((1, 2)), 5.0)
    tracemalloc.start()
    write_motion(motion, Clock(0.0, FS), tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "unit_displacements_um.npy").stat().st_size > 150e6 > 3 * most


FIELD = FieldMotion(
    times_s=(0.0, 7.3, 19.0),
    depths_um=(0.0, 500.0, 900.0),
    displacement_um=((0.0, 4.0, 0.0), (30.0, -9.0, 2.0), (0.0,) * 3),
)
ACROSS = FIELD.replace(displacement_x_um=((0.0,) * 3, (5.0, 1.0, 0.0), (0.0,) * 3))
IN_UM = {
    "field": (FIELD,),
    "field across": (ACROSS,),
    "field, nearest": (FIELD.replace(method="nearest"),),
    "wander": (WanderMotion(correlation_s=4.0, correlation_um=300.0),),
    "kicks": (KicksMotion(rate_per_min=60.0, depth_um=(400.0, 200.0)),),
    "steps that stay": (KicksMotion(rate_per_min=60.0, decay_s=0.0),),
    "oscillation": (OscillationMotion(depth_gain=(0.0, 2.0), sharpness=0.5),),
    "all": (ZIGZAG, FIELD, WanderMotion(), KicksMotion(rate_per_min=60.0), OscillationMotion()),
}


@pytest.mark.parametrize("name", IN_UM)
def test_motion_in_micrometres_is_that_of_the_units_at_the_times_of_its_bins(name, tmp_path):
    case = drawn(*IN_UM[name])
    assert write_spikeinterface_motion(case.motion, case.locations_um, case.clock, tmp_path / "motion") == ""
    times = (np.arange(len(case.motion.vectors_um)) + 0.5) / case.motion.sampling_frequency_hz
    truth = case.motion.unit_displacements_um()
    for axis, folder in ((1, "motion"), (0, "motion_x")):
        if axis == 0 and not truth[..., 0].any():
            continue
        [ours] = load_motion(tmp_path / folder)
        np.testing.assert_allclose(ours.at(times, case.locations_um), truth[..., axis], rtol=0, atol=1e-6)
        theirs = spikeinterface.load(tmp_path / folder)
        for unit, place in enumerate(case.locations_um[:, axis].astype(float)):
            found = theirs.get_displacement_at_time_and_depth(times, np.full(times.size, place))
            np.testing.assert_allclose(found, truth[:, unit, axis], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", IN_UM)
@pytest.mark.parametrize("clock", ["even", "late", "gaps"])
def test_motion_in_micrometres_is_exact_at_every_spike(name, clock, tmp_path):
    made = drawn(*IN_UM[name])
    times = 12.25 + np.arange(int(DURATION_S * FS)) / FS
    times[7_003:] += 3.3
    clocks = {"even": Clock(0.0, FS), "late": Clock(1e5, FS), "gaps": Clock(12.25, FS, time_vector_of(times, FS))}
    case = Case(made.motion, made.locations_um, clocks[clock])
    assert write_spikeinterface_motion(case.motion, case.locations_um, case.clock, tmp_path / "motion") == ""
    samples, units = case.spikes()
    at = times[samples] if clock == "gaps" else case.clock.start_s + samples / FS
    truth = case.motion.displacement_at(samples, units, FS)
    for axis, folder in ((1, "motion"), (0, "motion_x")):
        if (tmp_path / folder).exists():
            theirs = spikeinterface.load(tmp_path / folder)
            found = theirs.get_displacement_at_time_and_depth(at, case.locations_um[units, axis].astype(float))
            np.testing.assert_allclose(found, truth[:, axis], rtol=0, atol=1e-6)
    if clock == "even":
        assert_same_motion_object(case, samples, units)


def assert_same_motion_object(case: Case, samples: np.ndarray, units: np.ndarray) -> None:
    made = replace(case.motion, clock=case.clock).to_spikeinterface(locations_um=case.locations_um)
    places = case.locations_um[units, 1].astype(float)
    found = made.get_displacement_at_time_and_depth(samples / FS, places)
    np.testing.assert_allclose(found, case.motion.displacement_at(samples, units, FS)[:, 1], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", IN_UM)
def test_written_motion_is_read_exactly(name, tmp_path):
    case = drawn(*IN_UM[name])
    write_motion(case.motion, case.clock, tmp_path)
    places = np.asarray(case.locations_um, dtype=np.float64)
    read = read_parts(tmp_path, places)
    assert [part.kind for part in read] == [part.kind for part in case.motion.parts]
    again = replace(case.motion, parts=read)
    samples, units = case.spikes()
    assert np.array_equal(again.displacement_at(samples, units, FS), case.motion.displacement_at(samples, units, FS))
    assert (tmp_path / "oscillations.json").exists() == (name in ("oscillation", "all"))
    write_motion(drawn(ZIGZAG).motion, case.clock, tmp_path)
    assert read_parts(tmp_path, places) == ()
