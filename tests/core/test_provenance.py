"""What SpikeInterface writes of our objects opens again: JSON, pickles, folders, analyzers, in another process."""

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
from driftscope import Simulation, SimulationConfig, generation
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.recording import Recording
from driftscope.sorting import Sorting
from probeinterface import generate_linear_probe
from spikeinterface.core.motion import Motion
from spikeinterface.core.testing import check_recordings_equal, check_sortings_equal

SIMULATION = SimulationConfig.from_dict(
    {
        "duration_s": 4.0,
        "probe": {"kind": "linear", "num_contacts": 8},
        "units": {"num_units": 4},
        "motion": {"components": [{"kind": "zigzag", "period_s": 3.0}]},
    }
)
HYBRID = HybridConfig.from_dict(
    {
        "source": {"kind": "simulation", "config": SIMULATION.to_dict()},
        "units": [
            {"dataset": "sample_neuropixels1_visual.zarr", "template_index": 5, "move_um": (0.0, -100.0)},
            {"dataset": "sample_neuropixels1_visual.zarr", "template_index": 9, "move_um": (0.0, -150.0)},
        ],
    }
)


def _ground_truth(**more: Any) -> tuple[Recording, Sorting]:
    arguments = {"durations": [2.0, 1.0], "num_channels": 4, "num_units": 3, "seed": 0}
    return generation.generate_ground_truth_recording(**(arguments | more))


def _drifting() -> tuple[Recording, Recording, Sorting]:
    motion = {"motion_list": [{"drift_mode": "zigzag", "period_s": 2.0}]}
    return generation.generate_drifting_recording(
        3, 3.0, probe=generate_linear_probe(6), generate_displacement_vector_kwargs=motion, amplitude_std=0.1, seed=3
    )


def _hybrid(**more: Any) -> Any:
    recording, _ = _ground_truth(num_channels=8)
    return generation.generate_hybrid_recording(recording, generate_sorting_kwargs={"num_units": 2}, **more)


def _moving_hybrid() -> Any:
    bins = [np.arange(0.5, seconds) for seconds in (2.0, 1.0)]
    motion = Motion([np.linspace(0, 9, one.size)[:, np.newaxis] for one in bins], bins, np.array([20.0]))
    return _hybrid(motion=motion, seed=2)


def _inject(**more: Any) -> Recording:
    sorting = generation.generate_sorting(num_units=2, durations=[1.0, 2.0], seed=1)
    templates = np.random.default_rng(0).normal(size=(2, 20, 4)).astype("float32")
    return generation.inject_templates(sorting, templates, nbefore=5, **more)


def _drifting_injection() -> Recording:
    templates = generation.DriftingTemplates(
        templates_array=np.random.default_rng(0).normal(size=(2, 20, 6)).astype("float32"),
        sampling_frequency=30_000.0, nbefore=5, probe=generate_linear_probe(6),
    )  # fmt: skip
    templates.precompute_displacements(np.array([[0.0, -10.0], [0.0, 0.0], [0.0, 10.0]]))
    sorting = generation.generate_sorting(num_units=2, durations=[2.0], seed=1)
    vector = np.linspace(-10, 10, 10)[:, np.newaxis, np.newaxis] * np.array([[0.0], [1.0]])
    return generation.InjectDriftingTemplatesRecording(sorting, templates, [vector], 5.0, num_samples=[60_000])


RECORDINGS: dict[str, Callable[[], Recording]] = {
    "noise": lambda: generation.generate_noise(generate_linear_probe(4), 30_000.0, [1.0, 0.5], spatial_decay=20.0),
    "noise with a covariance": lambda: generation.noise_generator_recording(2, 1e4, [1.0], cov_matrix=np.eye(2) * 4),
    "plain": lambda: generation.generate_recording(t_starts=[1.0, 10.0], seed=0),
    "plain without a seed": lambda: generation.generate_recording(durations=[1.0]),
    "by size": lambda: generation.generate_recording_by_size(0.001, strategy="on_the_fly"),
    "ground truth": lambda: _ground_truth()[0],
    "phases": lambda: _ground_truth(upsample_factor=3)[0],
    "given templates": lambda: _ground_truth(templates=np.ones((3, 100, 4), "float32"))[0],
    "given sorting": lambda: _ground_truth(sorting=_ground_truth()[1], seed=4)[0],
    "drifting": lambda: _drifting()[1],
    "static": lambda: _drifting()[0],
    "onto silence": _inject,
    "onto another": lambda: _inject(parent_recording=generation.generate_recording(4, durations=[1.0, 2.0], seed=0)),
    "onto theirs": lambda: _inject(parent_recording=si.generate_recording(4, durations=[1.0, 2.0], seed=0)),
    "moving templates": _drifting_injection,
    "hybrid": lambda: _hybrid(seed=1)[0],
    "moving hybrid": lambda: _moving_hybrid()[0],
    "simulation": lambda: Simulation(SIMULATION).drifting,
    "simulation at rest": lambda: Simulation(SIMULATION).static,
    "hybrid configuration": lambda: Hybrid(HYBRID).recording,
    "a hybrid's background": lambda: Hybrid(HYBRID).background,
    "a hybrid's raw background": lambda: Hybrid(HYBRID).raw_background,
}
SORTINGS: dict[str, Callable[[], Sorting]] = {
    "drawn": lambda: generation.generate_sorting(firing_rates=(2.0, 8.0)),
    "synchronous": lambda: generation.add_synchrony_to_sorting(generation.generate_sorting(seed=0)),
    "duplicates": lambda: generation.inject_some_duplicate_units(generation.generate_sorting(seed=0)),
    "split": lambda: generation.inject_some_split_units(generation.generate_sorting(seed=0), ["1"], output_ids=True)[0],
    "ground truth": lambda: _ground_truth()[1],
    "drifting": lambda: _drifting()[2],
    "hybrid": lambda: _moving_hybrid()[1],
    "simulation": lambda: Simulation(SIMULATION).sorting,
    "hybrid configuration": lambda: Hybrid(HYBRID).sorting,
    "by hand": lambda: Sorting.from_spike_vector(_ground_truth()[1].to_spike_vector(), 25_000.0, ["a", "b", "c"]),
}
pytestmark = pytest.mark.filterwarnings("ignore:no motion is given")


@pytest.mark.parametrize("make", RECORDINGS.values(), ids=RECORDINGS)
def test_a_recording_opens_again_from_json(make: Callable[[], Recording], tmp_path: Path) -> None:
    ours = make()
    theirs = ours.to_spikeinterface()
    assert theirs.check_serializability("json")
    theirs.dump(tmp_path / "recording.json")
    loaded = si.load(tmp_path / "recording.json")
    check_recordings_equal(theirs, loaded)
    for segment in range(ours.get_num_segments()):
        np.testing.assert_array_equal(loaded.get_traces(segment), ours.get_traces(segment))
    assert loaded.has_probe() == ours.has_probe()
    assert loaded.name == theirs.name


@pytest.mark.parametrize("make", SORTINGS.values(), ids=SORTINGS)
def test_a_sorting_opens_again_from_json(make: Callable[[], Sorting], tmp_path: Path) -> None:
    ours = make()
    theirs = ours.to_spikeinterface()
    theirs.dump(tmp_path / "sorting.json")
    loaded = si.load(tmp_path / "sorting.json")
    check_sortings_equal(theirs, loaded)
    np.testing.assert_array_equal(loaded.to_spike_vector(), ours.to_spike_vector())
    for key in ours.get_property_keys():
        np.testing.assert_array_equal(loaded.get_property(key), ours.get_property(key))
    assert loaded.name == theirs.name


def test_the_call_is_written_in_plain_words(tmp_path: Path) -> None:
    _drifting()[1].to_spikeinterface().dump(tmp_path / "recording.json")
    kwargs = json.loads((tmp_path / "recording.json").read_text())["kwargs"]
    assert kwargs["maker"] == "generate_drifting_recording"
    assert kwargs["output"] == 1
    assert kwargs["arguments"]["seed"] == 3
    assert kwargs["arguments"]["generate_sorting_kwargs"]["firing_rates"] == {
        "encoded_as": "tuple",
        "values": [2.0, 8.0],
    }
    Simulation(SIMULATION).drifting.to_spikeinterface().dump(tmp_path / "simulation.json")
    arguments = json.loads((tmp_path / "simulation.json").read_text())["kwargs"]["arguments"]
    assert SimulationConfig.from_dict(arguments["configuration"]) == SIMULATION


CHILDREN: dict[str, Callable[[Any], Any]] = {
    "frames": lambda one: one.frame_slice(1000, 2000),
    "channels": lambda one: one.select_channels(one.channel_ids[[2, 0]]),
    "renamed": lambda one: one.rename_channels(["a", "b", "c", "d", "e", "f"]),
    "chain": lambda one: _filtered(one.frame_slice(500, 9000)),
}


def _filtered(recording: Any) -> Any:
    from spikeinterface.preprocessing import bandpass_filter, common_reference

    return common_reference(bandpass_filter(recording, dtype="float32"))


@pytest.mark.parametrize("child_of", CHILDREN.values(), ids=CHILDREN)
@pytest.mark.parametrize("form", ["json", "pkl"])
def test_children_open_again(child_of: Callable[[Any], Any], form: str, tmp_path: Path) -> None:
    child = child_of(_drifting()[1].to_spikeinterface())
    child.dump(tmp_path / f"child.{form}")
    check_recordings_equal(child, si.load(tmp_path / f"child.{form}"))
    check_recordings_equal(child, pickle.loads(pickle.dumps(child)))  # noqa: S301 - our own


def test_selected_units_open_again(tmp_path: Path) -> None:
    sorting = _drifting()[2].to_spikeinterface()
    for number, child in enumerate([sorting.select_units(["2", "0"]), sorting.frame_slice(0, 50_000)]):
        child.dump(tmp_path / f"{number}.json")
        check_sortings_equal(child, si.load(tmp_path / f"{number}.json"))


@pytest.mark.parametrize("form", ["zarr", "binary_folder"])
@pytest.mark.parametrize("origin", ["segments", "drifting", "simulation", "hybrid"])
def test_an_analyzer_opens_again_with_its_recording(form: str, origin: str, tmp_path: Path) -> None:
    recording, sorting = {
        "segments": _ground_truth,
        "drifting": lambda: _drifting()[1:],
        "simulation": lambda: (Simulation(SIMULATION).drifting, Simulation(SIMULATION).sorting),
        "hybrid": lambda: (Hybrid(HYBRID).recording, Hybrid(HYBRID).sorting),
    }[origin]()
    theirs = recording.to_spikeinterface(), sorting.to_spikeinterface()
    folder = tmp_path / ("analyzer.zarr" if form == "zarr" else "analyzer")
    analyzer = si.create_sorting_analyzer(theirs[1], theirs[0], format=form, folder=folder, sparse=False)
    analyzer.compute(["random_spikes", "templates"])
    again = si.load(folder)
    assert again.has_recording()
    check_recordings_equal(again.recording, theirs[0])
    np.testing.assert_array_equal(
        again.get_extension("templates").get_data("average"), analyzer.get_extension("templates").get_data("average")
    )
    code = (
        "import sys, numpy as np, spikeinterface as si\n"
        "analyzer = si.load(sys.argv[1])\n"
        "np.save(sys.argv[2], analyzer.recording.get_traces(0, 1000, 2000))"
    )  # fmt: skip
    subprocess.run([sys.executable, "-c", code, folder, tmp_path / "window.npy"], check=True)
    np.testing.assert_array_equal(np.load(tmp_path / "window.npy"), theirs[0].get_traces(0, 1000, 2000))


# SpikeInterface leaves the files open that it has written.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("form", ["zarr", "binary_folder", "memory"])
def test_saved_recordings_and_sortings_are_equal(form: str, tmp_path: Path) -> None:
    recording, sorting = (one.to_spikeinterface() for one in _ground_truth())
    keywords = {} if form == "memory" else {"folder": tmp_path / "recording"}
    saved = recording.save(format=form.removesuffix("_folder"), progress_bar=False, verbose=False, **keywords)
    check_recordings_equal(recording, saved)
    for sorting_form in ("numpy_folder", "zarr"):
        check_sortings_equal(sorting, sorting.save(format=sorting_form, folder=tmp_path / sorting_form))


def test_later_changes_of_the_arguments_leave_the_call_alone(tmp_path: Path) -> None:
    templates, rates = np.ones((3, 100, 4), "float32"), {"firing_rates": [5.0, 6.0, 7.0]}
    recording, _ = _ground_truth(templates=templates, generate_sorting_kwargs=rates)
    expected = recording.get_traces(0)
    templates *= 5
    rates["firing_rates"][0] = 50.0
    recording.to_spikeinterface().dump(tmp_path / "recording.json")
    np.testing.assert_array_equal(si.load(tmp_path / "recording.json").get_traces(0), expected)


def test_a_sorting_that_was_changed_is_written_out_whole(tmp_path: Path) -> None:
    for sorting in (_ground_truth()[1], Simulation(SIMULATION).sorting):
        sorting.set_property("quality", [f"q{unit}" for unit in sorting.unit_ids])
        sorting.to_spikeinterface().dump(tmp_path / "sorting.json")
        loaded = si.load(tmp_path / "sorting.json")
        np.testing.assert_array_equal(loaded.to_spike_vector(), sorting.to_spike_vector())
        assert loaded.name == "GroundTruthSorting"
        for key in sorting.get_property_keys():
            np.testing.assert_array_equal(loaded.get_property(key), sorting.get_property(key))


def test_what_is_known_of_a_parent_s_channels_stays(tmp_path: Path) -> None:
    parent = si.generate_recording(4, durations=[1.0, 2.0], seed=0)
    parent.set_property("inter_sample_shift", [0.0, 0.25, 0.5, 0.75])
    parent.set_property("brain_area", ["CA1", "CA1", "LP", "LP"])
    theirs = _inject(parent_recording=parent).to_spikeinterface()
    theirs.dump_to_json(tmp_path / "recording.json", include_properties=True)
    for one in (theirs, si.load(tmp_path / "recording.json")):
        assert one.get_property("inter_sample_shift").tolist() == [0.0, 0.25, 0.5, 0.75]
        assert one.get_property("brain_area").tolist() == ["CA1", "CA1", "LP", "LP"]


def test_annotations_and_properties_travel_with_pickle() -> None:
    recording, sorting = (one.to_spikeinterface() for one in _ground_truth())
    recording.annotate(night=7)
    sorting.set_property("quality", ["good", "mua", "good"])
    recording, sorting = pickle.loads(pickle.dumps((recording, sorting)))  # noqa: S301 - our own
    assert recording.get_annotation("night") == 7
    assert sorting.get_property("quality").tolist() == ["good", "mua", "good"]


def test_a_recording_of_unknown_origin_still_pickles(tmp_path: Path) -> None:
    whole = generation.generate_recording(durations=[1.0], seed=0)
    by_hand = Recording(whole.segments, whole.sampling_frequency, whole.channel_ids)
    theirs = by_hand.to_spikeinterface()
    assert not theirs.check_serializability("json")
    theirs.dump(tmp_path / "recording.pkl")
    check_recordings_equal(theirs, si.load(tmp_path / "recording.pkl"))
    check_recordings_equal(theirs, pickle.loads(pickle.dumps(theirs)))  # noqa: S301 - our own


@pytest.mark.parametrize(
    "maker", ["os.system", "create_sorting_npz", "generate_snippets", "fetch_templates_database_info"]
)
def test_only_makers_of_recordings_and_sortings_are_called(maker: str) -> None:
    recording = generation.generate_recording(durations=[1.0], seed=0).to_spikeinterface()
    written = recording.to_dict()
    written["kwargs"]["maker"] = maker
    with pytest.raises(ValueError, match=f"Unknown maker '{maker}'"):
        si.load(written)


def test_paths_in_a_configuration_hold_in_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from probeinterface import write_probeinterface

    monkeypatch.chdir(tmp_path)
    probe = generate_linear_probe(8)
    probe.set_device_channel_indices(np.arange(8))
    write_probeinterface("probe.json", probe)
    config = SIMULATION.replace({"probe": {"kind": "file", "path": "probe.json"}})
    recording = Simulation(config).drifting.to_spikeinterface()
    recording.dump(tmp_path / "recording.json", relative_to=True)
    monkeypatch.chdir("/")
    check_recordings_equal(recording, si.load(tmp_path / "recording.json", base_folder=tmp_path))
