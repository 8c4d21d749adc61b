"""What was written for SpikeInterface runs with ``import driftscope.spikeinterface as si``, and gives the same."""

import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import driftscope.spikeinterface as si
import numpy as np
import pytest
import spikeinterface.core.generate as core_reference
import spikeinterface.full
import spikeinterface.generation as reference
from driftscope import Simulation, SimulationConfig, generation
from probeinterface import generate_multi_columns_probe
from spikeinterface.core.testing import check_recordings_equal, check_sortings_equal

THEIRS = [name for name in reference.__dict__ if callable(getattr(reference, name)) and not name.startswith("_")]
FURTHER = [
    "SortingGenerator", "TransformSorting", "generate_channel_locations", "generate_sorting_to_inject",
    "generate_single_fake_waveform", "generate_unit_locations", "clean_refractory_period",
    "synthesize_amplitude_factor", "synthesize_poisson_spike_vector", "create_sorting_npz", "exp_growth", "get_ellipse",
]  # fmt: skip


def test_the_documented_example_runs_to_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    rec_static, rec_drifting, gt_sorting, extra_infos = si.generate_drifting_recording(
        probe_name="Neuropixels1-128", num_units=200, duration=300.0, seed=2205, extra_outputs=True
    )
    assert isinstance(rec_static, si.BaseRecording)
    assert isinstance(rec_drifting, si.BaseRecording)
    assert isinstance(gt_sorting, si.BaseSorting)
    assert isinstance(extra_infos["templates"], si.Templates)
    widget = si.plot_traces(rec_static, channel_ids=rec_static.channel_ids[10:15], time_range=(11, 11.5))
    [axes] = widget.figure.axes
    assert len(axes.lines) >= 5
    plt.close(widget.figure)
    filtered = si.common_reference(si.bandpass_filter(rec_drifting, freq_min=300.0, freq_max=6000.0))
    assert filtered.get_traces(0, 0, 300).shape == (300, 128)


def test_the_longer_example_runs_too() -> None:
    motions = [
        {"drift_mode": "zigzag", "non_rigid_gradient": 0.5, "t_start_drift": 60.0, "t_end_drift": None,
         "period_s": 200, "amplitude_factor": 0.5},
        {"drift_mode": "bumps", "non_rigid_gradient": None, "t_start_drift": 60.0, "t_end_drift": None,
         "bump_interval_s": (30, 90.0), "amplitude_factor": 0.5},
    ]  # fmt: skip
    arguments: dict[str, Any] = {
        "num_units": 250,
        "duration": 600.0,
        "probe_name": "Neuropixels1-384",
        "generate_unit_locations_kwargs": {
            "margin_um": 20.0, "minimum_z": 5.0, "maximum_z": 45.0, "minimum_distance": 18.0, "max_iteration": 100,
            "distance_strict": False, "distribution": "multimodal", "num_modes": 3,
        },
        "generate_displacement_vector_kwargs": {
            "displacement_sampling_frequency": 5.0, "drift_start_um": [0, 30], "drift_stop_um": [0, -30],
            "drift_step_um": 1, "motion_list": motions,
        },
        "generate_templates_kwargs": {
            "ms_before": 1.5, "ms_after": 3.0, "mode": "ellipsoid",
            "unit_params": {"alpha": (150.0, 500.0), "spatial_decay": (10, 45)},
        },
        "generate_noise_kwargs": {"noise_levels": (12.0, 15.0), "spatial_decay": 25.0},
        "extra_outputs": True,
        "seed": 2205,
    }  # fmt: skip
    static, drifting, sorting, extra = si.generate_drifting_recording(**arguments)
    assert static.get_num_samples() == drifting.get_num_samples() == 600 * 30_000
    assert sorting.get_num_units() == 250
    assert extra["unit_displacements"].shape == (3000, 250, 2)


@pytest.mark.parametrize("name", [*THEIRS, *FURTHER])
def test_every_name_takes_the_reference_s_arguments(name: str) -> None:
    theirs = getattr(reference, name, None) or getattr(core_reference, name)
    for ours in (getattr(si, name), getattr(generation, name)):
        own = inspect.signature(ours).parameters
        for parameter in inspect.signature(theirs).parameters.values():
            assert parameter.name in own
            # SpikeInterface changes this default of its own when it is called, by an earlier test for example.
            if name != "SortingGenerator" and parameter.name != "generate_sorting_kwargs":
                default = own[parameter.name].default
                assert repr(default) == repr(parameter.default) or np.all(default == parameter.default), parameter


def test_everything_else_is_spikeinterface_s() -> None:
    for name in ("plot_traces", "load", "bandpass_filter", "create_sorting_analyzer", "BaseRecording", "read_spikeglx"):
        assert getattr(si, name) is getattr(spikeinterface.full, name)
    assert {*si.__all__} >= {name for name in dir(spikeinterface.full) if not name.startswith("_")}
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        si.nothing_of_the_kind  # noqa: B018
    code = "from driftscope.spikeinterface import *; print(generate_drifting_recording.__module__, load.__module__)"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed.split() == ["driftscope.spikeinterface", "spikeinterface.core.loading"]


NOISE = {"num_channels": 3, "sampling_frequency": 20_000.0, "durations": [1.2, 0.5]}


def _templates(seed: int, *more: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(3, 30, 4, *more)).astype("float32") * 20


def _sorting(module: Any, seed: int) -> Any:
    return module.generate_sorting(3, 20_000.0, [1.0, 0.7], firing_rates=(5.0, 20.0), seed=seed)


def _ground_truth(module: Any, seed: int, **more: Any) -> Any:
    return module.generate_ground_truth_recording([1.0, 0.5], num_units=3, seed=seed, **more)[0]


def _drifting(module: Any, seed: int) -> Any:
    probe = generate_multi_columns_probe(num_columns=2, num_contact_per_column=4, xpitch=20, ypitch=20)
    probe.set_device_channel_indices(np.arange(8))
    motion = {"motion_list": [{"drift_mode": "zigzag", "period_s": 1.5}]}
    return module.generate_drifting_recording(
        4, 2.0, probe=probe, generate_displacement_vector_kwargs=motion, amplitude_std=0.1, seed=seed
    )


RECORDINGS: dict[str, Callable[[Any, int], Any]] = {
    "NoiseGeneratorRecording": lambda module, seed: module.NoiseGeneratorRecording(
        **NOISE, noise_levels=[1.0, 2.0, 3.0], strategy="on_the_fly", seed=seed
    ),
    "covariance": lambda module, seed: module.NoiseGeneratorRecording(
        **NOISE, cov_matrix=np.eye(3) + 0.5, strategy="on_the_fly", noise_block_size=700, seed=seed
    ),
    "MockRecording": lambda module, seed: module.MockRecording(**NOISE, dtype="float64", seed=seed),
    "generate_recording": lambda module, seed: module.generate_recording(4, durations=[1.0, 0.5], seed=seed),
    "generate_recording_by_size": lambda module, seed: module.generate_recording_by_size(0.001, seed=seed),
    "InjectTemplatesRecording": lambda module, seed: module.InjectTemplatesRecording(
        _sorting(module, seed), _templates(seed), nbefore=7, amplitude_factor=0.5, num_samples=[20_000, 14_000]
    ),
    "with phases": lambda module, seed: module.inject_templates(
        _sorting(module, seed),
        _templates(seed, 5),
        nbefore=7,
        upsample_vector=np.arange(_sorting(module, seed).to_spike_vector().size) % 5,
        parent_recording=module.MockRecording(4, 20_000.0, [1.0, 0.7], seed=seed),
    ),
    "generate_ground_truth_recording": _ground_truth,
    "upsampled": lambda module, seed: _ground_truth(module, seed, upsample_factor=4),
    "generate_drifting_recording": lambda module, seed: _drifting(module, seed)[1],
    "static": lambda module, seed: _drifting(module, seed)[0],
}


@pytest.mark.parametrize("seed", [0, 5, 2205])
@pytest.mark.parametrize("make", RECORDINGS.values(), ids=RECORDINGS)
def test_recordings_are_the_reference_s(make: Callable[[Any, int], Any], seed: int) -> None:
    ours, theirs = make(si, seed), make(reference, seed)
    assert isinstance(ours, si.BaseRecording)
    assert (ours.name == theirs.name) or theirs.name.startswith("Inject")
    assert ours.is_filtered() == theirs.is_filtered()
    assert ours.channel_ids.tolist() == theirs.channel_ids.tolist()
    assert ours.get_dtype() == theirs.get_dtype()
    assert ours.has_probe() == theirs.has_probe()
    assert ours.get_num_segments() == theirs.get_num_segments()
    for segment in range(theirs.get_num_segments()):
        np.testing.assert_allclose(ours.get_traces(segment), theirs.get_traces(segment), atol=0.01)


SORTINGS: dict[str, Callable[[Any, int], Any]] = {
    "generate_sorting": _sorting,
    "generate_ground_truth_recording": lambda module, seed: module.generate_ground_truth_recording(
        num_units=2, seed=seed
    )[1],
    "generate_drifting_recording": lambda module, seed: _drifting(module, seed)[2],
}


@pytest.mark.parametrize("seed", [0, 5, 2205])
@pytest.mark.parametrize("make", SORTINGS.values(), ids=SORTINGS)
def test_sortings_are_the_reference_s(make: Callable[[Any, int], Any], seed: int) -> None:
    ours, theirs = make(si, seed), make(reference, seed)
    assert isinstance(ours, si.NumpySorting)
    check_sortings_equal(ours, theirs)
    assert {*ours.get_property_keys()} == {*theirs.get_property_keys()}
    for key in theirs.get_property_keys():
        np.testing.assert_array_equal(ours.get_property(key), theirs.get_property(key))
    assert (ours.name == theirs.name) or theirs.name in ("NumpySorting", "TransformSorting")


@pytest.mark.parametrize("upsample_factor", [None, 3])
def test_true_templates_are_the_reference_s(upsample_factor: int | None) -> None:
    ours = _ground_truth(si, 3, upsample_factor=upsample_factor)
    theirs = _ground_truth(reference, 3, upsample_factor=upsample_factor)
    np.testing.assert_allclose(ours.templates, theirs.templates, atol=0.01)
    given = _templates(0)[:, :, :3] if upsample_factor is None else _templates(0, 3)[:, :, :3]
    sorting = si.generate_sorting(3, 20_000.0, [1.0], seed=0)
    phases = None if upsample_factor is None else np.zeros(sorting.to_spike_vector().size, dtype=int)
    injected = si.inject_templates(sorting, given, nbefore=5, upsample_vector=phases)
    np.testing.assert_array_equal(injected.templates, given)


def test_drifting_templates_are_the_reference_s() -> None:
    (static, drifting, _), theirs = _drifting(si, 3), _drifting(reference, 3)[1]
    for ours in (static, drifting):
        assert isinstance(ours.drifting_templates, reference.DriftingTemplates)
        np.testing.assert_allclose(
            ours.drifting_templates.templates_array_moved, theirs.drifting_templates.templates_array_moved, atol=0.01
        )
        np.testing.assert_allclose(ours.drifting_templates.displacements, theirs.drifting_templates.displacements)
        np.testing.assert_allclose(ours.templates, theirs.drifting_templates.templates_array, atol=0.01)


def test_the_truth_survives_conversion_and_pickling() -> None:
    recording, _ = generation.generate_ground_truth_recording(durations=[1.0], seed=0)
    for converted in (recording.to_spikeinterface(), pickle.loads(pickle.dumps(recording.to_spikeinterface()))):  # noqa: S301
        np.testing.assert_array_equal(converted.templates, recording.templates)
    simulation = Simulation(SimulationConfig(duration_s=10.0))
    moved = simulation.drifting.to_spikeinterface().drifting_templates
    assert moved.templates_array_moved.shape[0] == len(simulation.motion.steps_um)
    assert not hasattr(si.generate_recording(seed=0), "templates")


def test_a_hybrid_s_templates_are_those_that_were_given() -> None:
    recording, _ = si.generate_ground_truth_recording(durations=[2.0], num_channels=8, seed=0)
    array = np.zeros((2, 60, 8), dtype="float32")
    array[:, 20, [1, 5]] = -80.0
    templates = si.Templates(array, 25_000.0, 20, probe=recording.get_probe())
    with pytest.warns(UserWarning, match="no motion is given"):
        hybrid, sorting = si.generate_hybrid_recording(recording, templates=templates, seed=0)
    np.testing.assert_array_equal(hybrid.templates, array)
    assert hybrid.name == recording.name
    assert sorting.get_property("gt_unit_locations").shape == (2, 3)


def test_added_spikes_are_known_as_in_the_reference() -> None:
    for seed in (0, 1, 2):
        ours = si.add_synchrony_to_sorting(si.generate_sorting(seed=seed), seed=seed)
        theirs = reference.add_synchrony_to_sorting(reference.generate_sorting(seed=seed), seed=seed)
        for name in ("get_added_spikes_indices", "get_added_spikes_from_new_indices", "get_added_units_inds"):
            np.testing.assert_array_equal(getattr(ours, name)(), getattr(theirs, name)())


def test_sortings_are_joined_as_in_the_reference(tmp_path: Path) -> None:
    one, other = (reference.generate_sorting(4, durations=[3.0, 2.0], seed=seed) for seed in (0, 1))
    other = other.select_units(["3", "1"]).rename_units(["1", "new"])
    ours, theirs = (module.TransformSorting.add_from_sorting(one, other) for module in (si, core_reference))
    check_sortings_equal(ours, theirs)
    np.testing.assert_array_equal(ours.to_spike_vector(), theirs.to_spike_vector())
    for name in ("added_spikes_from_existing_mask", "added_spikes_from_new_mask", "added_spikes_mask"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))
    by_name = [{"2": np.array([5, 50]), "x": np.array([7])}, {"2": np.array([1]), "x": np.array([8])}]
    added = [module.TransformSorting.add_from_unit_dict(one, by_name) for module in (si, core_reference)]
    check_sortings_equal(*added)
    labels = np.array(["0", "y", "0"])
    first = one.select_segments([0]) if hasattr(one, "select_segments") else si.select_segment_sorting(one, 0)
    placed = [
        module.TransformSorting.from_samples_and_labels(first, np.array([3, 9, 90]), labels, 30_000.0)
        for module in (si, core_reference)
    ]
    check_sortings_equal(*placed)


def test_a_class_opens_again_from_json(tmp_path: Path) -> None:
    for number, make in enumerate(RECORDINGS.values()):
        recording = make(si, 1)
        recording.dump(tmp_path / f"{number}.json")
        check_recordings_equal(recording, si.load(tmp_path / f"{number}.json"))
    for number, sorting in enumerate([
        si.SortingGenerator(num_units=3, firing_rates=(2.0, 9.0), seed=4),
        si.TransformSorting.add_from_unit_dict(si.generate_sorting(2, durations=[1.0], seed=0), {"1": [5], "z": [9]}),
    ]):  # fmt: skip
        sorting.dump(tmp_path / f"sorting_{number}.json")
        check_sortings_equal(sorting, si.load(tmp_path / f"sorting_{number}.json"))


@pytest.mark.filterwarnings("ignore:`BaseSnippets` is deprecated:FutureWarning")
def test_snippets_are_cut_around_every_spike() -> None:
    snippets, sorting = si.generate_snippets(nbefore=5, nafter=7, num_channels=3, durations=[2.0], progress_bar=False)
    assert isinstance(snippets, si.NumpySnippets)
    assert snippets.get_snippets(segment_index=0).shape[1:] == (12, 3)
    assert 0 < snippets.get_num_snippets(0) <= sorting.to_spike_vector().size
    assert snippets.has_probe()


RECORDING, SORTING = generation.generate_ground_truth_recording(durations=[1.0], seed=0)
MOVING = generation.DriftingTemplates.of(generation.generate_drifting_recording(
    2, 61.0, probe_name="tetrode", seed=0, extra_outputs=True
)[3]["templates"])  # fmt: skip


@pytest.mark.parametrize(
    "call",
    [
        lambda: si.bandpass_filter(RECORDING),
        lambda: si.create_sorting_analyzer(SORTING, RECORDING),
        lambda: si.create_sorting_analyzer(SORTING, RECORDING.to_spikeinterface()),
        lambda: si.plot_traces(RECORDING),
        lambda: si.plot_traces({"one": RECORDING}),
        lambda: si.get_noise_levels(RECORDING),
        lambda: si.ChannelSliceRecording(RECORDING, RECORDING.channel_ids[:2]),
        lambda: si.correct_motion(RECORDING),
        lambda: si.detect_bad_channels(RECORDING),
        lambda: si.run_sorter("simple", RECORDING),
        lambda: si.UnitsSelectionSorting(SORTING, ["1"]),
        lambda: si.remove_duplicated_spikes(SORTING),
        lambda: si.append_recordings([RECORDING, RECORDING]),
        lambda: reference.InjectDriftingTemplatesRecording(SORTING, MOVING, [np.zeros((9, 2, 1))], 5.0),
        lambda: RECORDING.save(folder="anywhere"),
        lambda: RECORDING.dump("anywhere.json"),
        lambda: SORTING.save(folder="anywhere"),
    ],
)
def test_objects_that_were_not_converted_say_how(call: Callable[[], Any]) -> None:
    with pytest.raises((TypeError, AttributeError), match=r"\.to_spikeinterface\(\)"):
        call()


def test_ours_work_with_ours_as_before() -> None:
    assert isinstance(RECORDING, generation.InjectTemplatesRecording | type(RECORDING))
    assert RECORDING.__class__ is type(RECORDING)
    assert not hasattr(RECORDING, "nothing_of_the_kind")
    assert generation.inject_templates(SORTING, RECORDING.templates, nbefore=25).get_num_channels() == 4


def test_a_newer_spikeinterface_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from driftscope.interop import version

    monkeypatch.setattr(version, "version", lambda name: "0.106.2")
    with pytest.warns(UserWarning, match=r"SpikeInterface 0\.106\.2 is newer than 0\.105, with which"):
        version.warn_of_newer_version()
    monkeypatch.setattr(version, "version", lambda name: "0.105.9")
    version.warn_of_newer_version()
