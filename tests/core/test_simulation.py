"""The stage graph and its cache."""

import hashlib
import os
import subprocess
import sys
import threading
import tracemalloc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import probeinterface
import pytest
import spikeinterface.generation as reference
from driftscope import ConfigError, Simulation, SimulationConfig
from driftscope import simulation as module
from driftscope.cache import the_cache
from driftscope.noise import correlation
from driftscope.probe import InlineProbe
from driftscope.spacing import nearest_channel

SMALL = SimulationConfig().replace({
    "duration_s": 8.0,
    "sampling_frequency_hz": 10_000.0,
    "probe": {"kind": "multi_column", "num_contacts_per_column": 8},
    "units.num_units": 8,
    "units.minimum_distance_um": None,
    "motion.components": [{"kind": "zigzag", "period_s": 5.0}],
})  # fmt: skip
STAGES = {
    "probe": "build_probe",
    "units": "place_units",
    "motion": "make_motion",
    "parameters": "draw_unit_parameters",
    "maker": "make_template_maker",
    "spikes": "make_spikes",
    "noise": "make_noise",
}


@pytest.fixture
def calls(monkeypatch):
    """How often each stage was computed, from an empty cache on."""
    counted, lock = Counter(), threading.Lock()

    def counting(name, function):
        def counted_function(*args, **kwargs):
            with lock:
                counted[name] += 1
            return function(*args, **kwargs)

        return counted_function

    for stage, name in STAGES.items():
        monkeypatch.setattr(module, name, counting(stage, getattr(module, name)))
    the_cache().clear()
    yield counted
    the_cache().clear()


def look(config):
    simulation = Simulation(config)
    return simulation.drifting.get_traces(end_frame=2_000), simulation.static.get_traces(end_frame=2_000)


# ---- what depends on what

CHANGES = {
    "noise.level_uv": (3.0, {"noise"}),
    "noise.spatial_decay_um": (None, {"noise"}),
    "spikes.firing_rate_hz": (5.0, {"spikes"}),
    "spikes.amplitude_std": (0.1, {"spikes"}),
    "templates.alpha_uv": (50.0, {"parameters", "maker"}),
    "templates.mode": ("sphere", {"parameters", "maker"}),
    "motion.components.0.period_s": (6.0, {"motion"}),
    "motion.step_um": (2.0, {"motion"}),
    "units.margin_um": (5.0, {"units", "motion", "maker"}),
    "units.num_units": (9, {"units", "motion", "parameters", "maker", "spikes"}),
    "duration_s": (9.0, {"motion", "spikes"}),
    "sampling_frequency_hz": (20_000.0, {"maker", "spikes", "noise"}),
    "probe.y_pitch_um": (25.0, {"probe", "units", "motion", "maker", "noise"}),
    "seed": (1, {"units", "motion", "parameters", "maker", "spikes", "noise"}),
}


def test_every_stage_is_computed_once_for_both_recordings(calls):
    look(SMALL)
    look(SMALL)
    look(SimulationConfig.from_dict(SMALL.to_dict()))
    assert calls == dict.fromkeys(STAGES, 1)


@pytest.mark.parametrize("path", CHANGES)
def test_a_change_recomputes_only_what_depends_on_it(calls, path):
    value, stages = CHANGES[path]
    look(SMALL)
    calls.clear()
    look(SMALL.replace({path: value}))
    assert calls == dict.fromkeys(stages, 1)


@pytest.mark.parametrize("path", CHANGES)
def test_a_cache_full_of_another_configuration_changes_no_sample(calls, path):
    changed = SMALL.replace({path: CHANGES[path][0]})
    expected = look(changed)
    the_cache().clear()
    look(SMALL)
    for got, wanted in zip(look(changed), expected, strict=True):
        assert np.array_equal(got, wanted)


@pytest.mark.parametrize(
    "limits", [((0.0, 40.0), (0.0, -40.0)), ((15.0, 0.0), (-15.0, 0.0)), ((0.0, -20.0), (0.0, 20.0))]
)
def test_other_limits_of_the_motion_never_meet_the_templates_of_these(calls, limits):
    """Step 3 of one motion is another displacement than step 3 of the next."""
    changed = SMALL.replace({"motion.start_um": limits[0], "motion.stop_um": limits[1]})
    expected = look(changed)
    the_cache().clear()
    look(SMALL)
    for got, wanted in zip(look(changed), expected, strict=True):
        assert np.array_equal(got, wanted)


def test_long_reading_does_not_make_the_next_change_redraw_everything(calls, monkeypatch):
    monkeypatch.setattr(the_cache(), "budget_bytes", 2**20)
    simulation = Simulation(SMALL)
    simulation.drifting.get_traces()
    assert calls == dict.fromkeys(STAGES, 1)
    calls.clear()
    Simulation(SMALL.replace({"noise.level_uv": 1.0})).drifting.get_traces()
    assert calls == {"noise": 1}
    assert the_cache().used_bytes <= 2**20


def test_many_threads_compute_a_stage_once(calls):
    gate = threading.Barrier(8)

    def first_look(_):
        gate.wait()
        return Simulation(SMALL).drifting.get_traces(start_frame=5_000, end_frame=6_000)

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(first_look, range(8)))
    assert all(np.array_equal(result, results[0]) for result in results)
    assert calls == dict.fromkeys(STAGES, 1)


def test_results_are_read_only():
    simulation = Simulation(SMALL)
    shared = [simulation.locations_um, simulation.contact_positions_um, simulation.motion.vectors_um]
    shared += [simulation.unit_parameters.alpha_uv, simulation.spikes.all().sample_index]
    for array in shared:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    simulation.probe.move([5, 5])
    assert simulation.probe.contact_positions.min() == simulation.contact_positions_um.min()


# ---- the cache itself


# ---- the whole


DIGEST = """
import hashlib
from driftscope import Simulation, SimulationConfig
config = SimulationConfig.from_text({text!r}, "json")
traces = Simulation(config).drifting.get_traces(start_frame=20_000, end_frame=30_000)
print(hashlib.sha256(traces.tobytes()).hexdigest())
"""


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_equal_configurations_make_equal_samples_in_another_process(kind):
    config = SMALL.replace({"streams": kind, "spikes.amplitude_std": 0.1, "spikes.synchrony_ratio": 0.1})
    traces = Simulation(config).drifting.get_traces(start_frame=20_000, end_frame=30_000)
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    code = DIGEST.format(text=config.to_text("json"))
    printed = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == hashlib.sha256(traces.tobytes()).hexdigest()


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_different_seeds_make_different_recordings(kind):
    one, other = (Simulation(SMALL.replace(seed=seed, streams=kind)) for seed in (1, 2))
    assert not np.array_equal(one.locations_um, other.locations_um)
    assert not np.array_equal(one.drifting.get_traces(end_frame=100), other.drifting.get_traces(end_frame=100))


def test_the_first_window_of_six_hours_needs_little():
    config = SMALL.replace({"duration_s": 6 * 3_600.0, "sampling_frequency_hz": 30_000.0, "units.num_units": 200})
    config = config.replace({"probe": {"kind": "named", "name": "Neuropixels1-384"}})
    the_cache().clear()
    simulation = Simulation(config)
    drawn = []
    noise, spikes = simulation.noise.noise, simulation.spikes
    noise_chunk, spike_block = type(noise).chunk, spikes.block.function
    tracemalloc.start()
    try:
        object.__setattr__(spikes.block, "function", lambda index: drawn.append(("block", index)) or spike_block(index))
        chunk = simulation.noise.chunk
        object.__setattr__(chunk, "function", lambda index: drawn.append(("chunk", index)) or noise_chunk(noise, index))
        for start in (0, 5 * 3_600 * 30_000):
            drawn.clear()
            window = simulation.drifting.get_traces(start_frame=start, end_frame=start + 3_000)
            assert window.shape == (3_000, 384)
            counts = Counter(kind for kind, _ in drawn)
            assert counts["block"] <= 2
            assert counts["chunk"] <= 3_000 // noise.chunk_size + 2
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        the_cache().clear()
    assert most < 120 * 2**20


def test_memory_does_not_grow_with_what_was_read(monkeypatch):
    monkeypatch.setattr(the_cache(), "budget_bytes", 4 * 2**20)
    for kind in ("independent", "spikeinterface"):
        the_cache().clear()
        recording = Simulation(SMALL.replace({"streams": kind, "duration_s": 30.0})).drifting
        tracemalloc.start()
        for start in range(0, recording.get_num_samples(), 3_000):
            recording.get_traces(start_frame=start, end_frame=start + 3_000)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 24 * 2**20
    the_cache().clear()


def test_reference_streams_give_the_reference_recording():
    probe = probeinterface.generate_linear_probe(num_elec=12)
    probe.set_device_channel_indices(np.arange(12))
    changes = {
        "duration_s": 12.0,
        "streams": "spikeinterface",
        "seed": 42,
        "units.num_units": 9,
        "motion.components": [
            {"kind": "zigzag", "amplitude_factor": 0.6, "period_s": 7.0, "start_s": 2.0, "non_rigid_gradient": 0.4},
            {"kind": "bump", "amplitude_factor": 0.3, "shortest_s": 1.0, "longest_s": 2.0},
        ],
        "spikes.amplitude_std": 0.1,
    }
    config = SimulationConfig().replace(changes, probe=InlineProbe.of(probe))
    static, drifting, sorting = reference.generate_drifting_recording(
        num_units=9,
        duration=12.0,
        probe=probe,
        generate_displacement_vector_kwargs={
            "displacement_sampling_frequency": 5.0,
            "drift_start_um": [0, 20],
            "drift_stop_um": [0, -20],
            "drift_step_um": 1,
            "motion_list": [
                {"drift_mode": "zigzag", "amplitude_factor": 0.6, "period_s": 7.0, "t_start_drift": 2.0,
                 "t_end_drift": None, "non_rigid_gradient": 0.4},
                {"drift_mode": "bump", "amplitude_factor": 0.3, "bump_interval_s": (1.0, 2.0),
                 "t_start_drift": None, "t_end_drift": None, "non_rigid_gradient": None},
            ],
        },
        amplitude_std=0.1,
        seed=42,
    )  # fmt: skip
    simulation = Simulation(config)
    vector, spikes = sorting.to_spike_vector(), simulation.spikes.all()
    assert np.array_equal(spikes.sample_index, vector["sample_index"])
    assert np.array_equal(spikes.unit_index, vector["unit_index"])
    np.testing.assert_array_equal(simulation.locations_um, sorting.get_property("gt_unit_locations"))
    for ours, theirs in ((simulation.static, static), (simulation.drifting, drifting)):
        np.testing.assert_allclose(ours.get_traces(), theirs.get_traces(), rtol=0, atol=0.05)


def test_the_ground_truth_knows_its_units():
    simulation = Simulation(SMALL)
    sorting = simulation.sorting
    assert sorting.get_num_units() == 8
    assert np.array_equal(sorting.get_property("gt_unit_locations"), simulation.locations_um)
    nearest = sorting.get_property("max_channel_index")
    gaps = np.linalg.norm(simulation.contact_positions_um[nearest] - simulation.locations_um[:, :2], axis=1)
    for unit in range(8):
        distances = np.linalg.norm(simulation.contact_positions_um - simulation.locations_um[unit, :2], axis=1)
        assert gaps[unit] == pytest.approx(distances.min())
    assert simulation.expected_spikes == pytest.approx(sorting.count_total_num_spikes(), rel=0.5)
    assert nearest_channel(simulation.locations_um, simulation.contact_positions_um).tolist() == nearest.tolist()


def test_an_edited_probe_file_is_read_anew(tmp_path):
    path = tmp_path / "probe.json"

    def record(pitch, time):
        group = probeinterface.ProbeGroup()
        group.add_probe(probeinterface.generate_linear_probe(num_elec=4, ypitch=pitch))
        probeinterface.write_probeinterface(path, group)
        os.utime(path, (time, time))
        return Simulation(SMALL.replace({"probe": {"kind": "file", "path": str(path)}})).contact_positions_um

    assert record(20.0, 1_000)[-1, 1] == 60.0
    assert record(30.0, 2_000)[-1, 1] == 90.0


@pytest.mark.parametrize("path", ["missing.json", "x" * 5_000])
def test_a_missing_probe_file_is_told_when_it_is_needed(path, tmp_path):
    simulation = Simulation(SMALL.replace({"probe": {"kind": "file", "path": str(tmp_path / path)}}))
    with pytest.raises(ConfigError, match="cannot be read"):
        simulation.drifting.get_traces()


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
@pytest.mark.parametrize(
    "changes",
    [
        {"units.num_units": 1},
        {"units.num_units": 0},
        {"probe": {"kind": "linear", "num_contacts": 1}},
        {"duration_s": 1e-3, "motion.components": []},
        {"duration_s": 0.5, "motion.components": [{"kind": "bump"}, {"kind": "random_walk", "amplitude_factor": 0.1}]},
        {"motion.start_um": (0.0, 0.0), "motion.stop_um": (0.0, 0.0)},
        {"templates.alpha_uv": 0.0},
        {"noise.level_uv": 0.0},
        {"spikes.times_s": [[]] * 8},
        {"units.margin_um": 10_000.0},
    ],
    ids=str,
)
def test_the_smallest_and_emptiest_recordings_work(kind, changes):
    simulation = Simulation(SMALL.replace({"streams": kind} | changes))
    for recording in (simulation.static, simulation.drifting):
        traces = recording.get_traces()
        assert traces.shape == (recording.get_num_samples(), recording.get_num_channels())
        assert np.isfinite(traces).all()
    assert simulation.sorting.get_num_units() == simulation.config.units.num_units


@pytest.mark.parametrize(("streams", "factor"), [("independent", "banded_factor"), ("spikeinterface", "svd_factor")])
@pytest.mark.parametrize("budget", [8_000, 160 * 2**20])
def test_the_noise_is_factored_once_whatever_changes_but_contacts_and_decay(streams, factor, budget, monkeypatch):
    """Also where the factor is larger than all that is kept."""
    counted = []
    plain = getattr(correlation, factor)
    monkeypatch.setattr(correlation, factor, lambda matrix: counted.append(len(matrix)) or plain(matrix))
    monkeypatch.setattr(the_cache(), "budget_bytes", budget)
    the_cache().clear()
    start = SMALL.replace(streams=streams)
    changes = [
        {}, {"noise.level_uv": 3.0}, {"noise.level_uv": (1.0, 9.0)}, {"sampling_frequency_hz": 12_000.0}, {"seed": 5},
        {"noise.strategy": "tile_pregenerated"}, {"units.num_units": 3}, {"probe.contact_radius_um": 3.0},
    ]  # fmt: skip
    for change in changes:
        Simulation(start.replace(change)).drifting.get_traces(start_frame=0, end_frame=1_200)
    assert len(counted) == 1
    Simulation(start.replace({"noise.spatial_decay_um": 30.0})).drifting.get_traces(start_frame=0, end_frame=100)
    assert len(counted) == 2
    the_cache().clear()


def test_the_noise_of_many_contacts_holds_no_dense_matrix():
    the_cache().clear()
    config = SMALL.replace({"probe": {"kind": "neuropixels", "num_contacts": 960}})
    simulation = Simulation(config)
    simulation.drifting.get_traces(start_frame=0, end_frame=100)
    assert the_cache().used_bytes < 960**2 * 8 / 2
    assert simulation.noise.nbytes < 960**2 * 8 / 2
    the_cache().clear()
