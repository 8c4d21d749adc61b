"""What stands beside the traces says what the traces hold."""

import numpy as np
import pytest
import spikeinterface
from driftscope import Simulation
from driftscope.export import Truth, export, verify
from driftscope.export.npy_files import GrowingArray
from driftscope.export.truth import WrittenTrains
from driftscope.export.truth_writer import write_truth
from driftscope.hybrid import Hybrid, HybridConfig, HybridUnit, MeasuredMotionConfig

from .conftest import PROBES, config_on


@pytest.fixture(scope="module", params=["independent", "spikeinterface"])
def written(request, tmp_path_factory):
    gradient = {"components": [{"kind": "zigzag", "period_s": 1.0, "non_rigid_gradient": -0.3}]}
    simulation = Simulation(config_on(PROBES["linear"], streams=request.param, motion=gradient))
    folder = tmp_path_factory.mktemp("truth")
    shares = list(write_truth(simulation, folder))
    assert shares == sorted(shares) and shares[-1] == 1.0
    return simulation, Truth(folder)


def test_spikes_are_those_of_the_recording(written):
    simulation, truth = written
    spikes = simulation.spikes.all()
    assert truth.num_spikes == len(spikes) > 20
    assert np.array_equal(truth.sample_index, spikes.sample_index)
    assert np.array_equal(truth.unit_index, spikes.unit_index)
    assert np.array_equal(truth.amplitude_factor, spikes.amplitude_factor.astype(np.float32))
    for unit in range(4):
        assert np.array_equal(truth.train_of(unit), spikes.sample_index[spikes.unit_index == unit])
    window = WrittenTrains(truth).between(3_000, 20_000)
    assert np.array_equal(window.sample_index, spikes.between(3_000, 20_000).sample_index)


def test_units_templates_and_noise_are_those_of_the_recording(written):
    simulation, truth = written
    assert truth.unit_ids == ["0", "1", "2", "3"]
    assert np.array_equal(truth.locations_um, simulation.locations_um.astype(np.float64))
    assert np.array_equal(truth.units["alpha_uv"], simulation.unit_parameters.alpha_uv)
    still = simulation.config.replace(
        {"noise.level_uv": 0.0, "spikes.amplitude_std": None, "spikes.firing_rate_hz": 2.0}
    )
    resting = Simulation(still)
    spikes, traces = resting.spikes.all(), resting.static.get_traces()
    alone = np.flatnonzero(np.diff(spikes.sample_index, prepend=-(10**6), append=10**6)[:-1] > 400)
    alone = [one for one in alone if 200 < spikes.sample_index[one] < len(traces) - 200]
    assert len(alone)
    for one in alone:
        begin = spikes.sample_index[one] - truth.num_before
        template = truth.templates_uv[spikes.unit_index[one]]
        following = spikes.sample_index[one + 1] if one + 1 < len(spikes) else len(traces)
        length = min(len(template), following - truth.num_before - begin)
        np.testing.assert_allclose(traces[begin : begin + length], template[:length], atol=0.011)
    levels = simulation.noise.noise.levels_uv
    np.testing.assert_allclose(truth.noise_uv, levels, rtol=0.05)
    peak = truth.templates_uv[2][:, int(truth.units["peak_channel"][2])]
    assert np.abs(peak).max() == np.abs(truth.templates_uv[2]).max() == abs(np.float32(truth.units["peak_uv"][2]))
    np.testing.assert_allclose(truth.units["snr"] * truth.units["noise_uv"], np.abs(truth.units["peak_uv"]))
    loudest = truth.units["peak_channel"].astype(int)
    own = truth.templates_uv[np.arange(4), :, loudest]
    np.testing.assert_allclose(truth.units["peak_to_peak_uv"], np.ptp(own, axis=1))
    assert (truth.units["peak_uv"] < truth.units["alpha_uv"]).all()


def test_spikeinterface_reads_the_motion(written):
    simulation, truth = written
    motion = spikeinterface.load(truth.folder / "motion_spikeinterface")
    moved = simulation.motion.unit_displacements_um()[:, :, 1]
    depths = np.asarray(simulation.locations_um[:, 1], dtype=np.float64)
    for at in (0, 2, 5):
        times = np.full(depths.size, motion.temporal_bins_s[0][at])
        np.testing.assert_allclose(motion.get_displacement_at_time_and_depth(times, depths), moved[at], atol=1e-6)
    assert np.array_equal(truth.motion.unit_displacements_um()[:, :, 1], moved)


def test_displacements_stand_unit_by_unit(written):
    simulation, truth = written
    assert np.array_equal(truth.unit_displacements_um, simulation.motion.unit_displacements_um())
    assert np.array_equal(truth.time_bin_edges_s, np.arange(len(truth.unit_displacements_um) + 1) / 5.0)
    assert truth.notes == []
    theirs, ours = spikeinterface.load(truth.folder / "motion_spikeinterface"), truth.motion.to_spikeinterface()
    assert np.array_equal(ours.displacement[0], theirs.displacement[0])
    assert np.array_equal(ours.temporal_bins_s[0], theirs.temporal_bins_s[0])


def test_the_measured_motion_of_a_hybrid_is_read_as_it_was(tmp_path):
    """20 µm in the middle of the probe and nothing at both ends: a line over depth would say 4 µm everywhere."""
    name, times = "sample_neuropixels1_visual.zarr", [0.0, 2.0, 4.0]
    units = [
        HybridUnit(dataset=name, template_index=index, move_um=(0.0, move))
        for index, move in ((1, 0.0), (5, -130.0), (9, 60.0), (9, 61.0), (5, 200.0))
    ]
    motion = MeasuredMotionConfig.of(
        times, [1_000.0, 1_450.0, 1_900.0], [[0.0, 20.0, 0.0], [0.0, -9.0, 0.0], [0.0, 20.0, 0.0]]
    )
    hybrid = Hybrid(HybridConfig(units=units, motion=motion).replace({"source.duration_s": 4.0}))
    list(write_truth(hybrid, tmp_path))
    read = spikeinterface.load(tmp_path / "motion_spikeinterface")
    spikes = hybrid.spikes.all()
    found = read.get_displacement_at_time_and_depth(
        spikes.sample_index / 30_000.0, hybrid.locations_um[spikes.unit_index]
    )
    bins = (spikes.sample_index / 30_000.0 * hybrid.motion.sampling_frequency_hz).astype(int)
    moved = Truth(tmp_path).unit_displacements_um[bins, spikes.unit_index, 1]
    np.testing.assert_allclose(found, moved, atol=1e-6)
    assert np.ptp(moved[bins == bins[0]]) > 5


def test_synchrony_that_breaks_the_refractory_period_is_noted(tmp_path):
    config = config_on(PROBES["linear"], streams="spikeinterface", duration_s=0.5)
    config = config.replace({"spikes.synchrony_ratio": 0.2})
    list(write_truth(Simulation(config), tmp_path / "reference"))
    assert "refractory period" in Truth(tmp_path / "reference").notes[0]
    list(write_truth(Simulation(config.replace(streams="independent")), tmp_path / "independent"))
    assert Truth(tmp_path / "independent").notes == []


@pytest.mark.parametrize("rows", [0, 1, 1_000_003])
def test_a_growing_array_is_a_plain_numpy_file(rows, tmp_path):
    numbers = np.arange(rows * 2, dtype=np.int16).reshape(rows, 2)
    with GrowingArray(tmp_path / "grown.npy", "<i2", (2,)) as grown:
        for begin in range(0, rows, 400_000):
            grown.add(numbers[begin : begin + 400_000])
    read = np.load(tmp_path / "grown.npy")
    assert read.dtype == np.int16 and np.array_equal(read, numbers)
    np.save(tmp_path / "saved.npy", numbers)
    assert (tmp_path / "grown.npy").read_bytes() == (tmp_path / "saved.npy").read_bytes()


IN_UM = [
    {"kind": "zigzag", "period_s": 1.0},
    {"kind": "field", "times_s": [0.0, 1.0], "depths_um": [0.0, 100.0], "displacement_um": [[0.0, 5.0], [9.0, -4.0]]},
    {"kind": "wander", "correlation_s": 1.0, "correlation_um": 100.0},
    {"kind": "kicks", "rate_per_min": 120.0},
    {"kind": "oscillation", "frequency_hz": 3.0},
]


def test_motion_in_micrometres_is_exact_in_a_truth_that_can_be_verified(tmp_path):
    simulation = Simulation(config_on(PROBES["linear"], motion={"components": IN_UM}))
    folder = export(simulation, tmp_path / "written", jobs=1)
    truth, fs = Truth(folder / "truth"), simulation.config.sampling_frequency_hz
    spikes = np.asarray(truth.sample_index), np.asarray(truth.unit_index)
    exact = simulation.motion.displacement_at(*spikes, fs)
    assert np.array_equal(truth.motion.displacement_at(*spikes, fs), exact)
    assert np.array_equal(truth.motion.step_of(*spikes, fs), simulation.motion.step_of(*spikes, fs))
    assert not np.allclose(exact, truth.motion.displacement_um(np.zeros(len(exact), int), spikes[1]))
    assert {"fields.json", "kicks.json", "oscillations.json"} <= {
        path.name for path in (folder / "truth/motion").iterdir()
    }
    assert verify(folder, jobs=1).is_whole
