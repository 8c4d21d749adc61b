"""Ground-truth recordings equal to the reference."""

import copy
import inspect
import pickle
from typing import Any

import driftscope
import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.base import ConfigError
from driftscope.cache import the_cache
from reference_comparison import equal_traces, neuropixels, windows


@pytest.mark.parametrize("seed", range(6))
def test_plain_recordings_are_the_same_sample_by_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    arguments = {
        "num_channels": int(rng.integers(1, 9)),
        "sampling_frequency": float(rng.choice([10_000.0, 30_000.0])),
        "durations": rng.uniform(0.5, 4.0, 2).tolist(),
        "ndim": int(rng.integers(2, 4)),
        "t_starts": [None, [1.5, 20.0]][rng.integers(2)],
        "seed": seed,
    }
    ours, theirs = generation.generate_recording(**arguments), reference.generate_recording(**arguments)
    equal_traces(ours, theirs, seed, tolerance=0)
    np.testing.assert_array_equal(ours.get_channel_locations(), theirs.get_channel_locations())
    assert ours.is_filtered() == theirs.is_filtered() == True  # noqa: E712 - both of them
    for segment in (0, 1):
        np.testing.assert_allclose(ours.get_times(segment), theirs.get_times(segment))
        assert ours.get_start_time(segment) == theirs.get_start_time(segment)


def test_a_plain_recording_without_a_probe_has_none() -> None:
    assert not generation.generate_recording(set_probe=False, seed=0).has_probe()


def test_a_recording_by_size_is_the_same_sample_by_sample() -> None:
    ours = generation.generate_recording_by_size(0.05, seed=3)
    equal_traces(ours, reference.generate_recording_by_size(0.05, seed=3), 0, tolerance=0)
    assert ours.get_total_samples() * 384 * 4 <= 0.05 * 2**30 < (ours.get_total_samples() + 2) * 384 * 4


@pytest.mark.parametrize("seed", range(16))
def test_ground_truth_recordings_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    channels, units = int(rng.integers(2, 20)), int(rng.integers(1, 6))
    durations = rng.uniform(1.0, 4.0, rng.integers(1, 3)).tolist()
    arguments: dict[str, Any] = {
        "durations": durations,
        "num_channels": channels,
        "num_units": units,
        "ms_after": 3.0,
        "upsample_factor": [None, None, 3][seed % 3],
        "generate_unit_locations_kwargs": {"minimum_distance": None},
        "noise_kwargs": {"noise_levels": 5.0, "strategy": str(rng.choice(["on_the_fly", "tile_pregenerated"]))},
        "generate_templates_kwargs": [None, {"mode": "sphere", "unit_params": {"alpha": (50.0, 90.0)}}][seed % 2],
        "dtype": str(rng.choice(["float32", "float64"])),
        "seed": seed,
    }
    if seed % 4 == 3:
        arguments["probe"] = neuropixels(channels)
    if seed % 5 == 4:
        arguments["sorting"] = reference.generate_sorting(units, 25_000.0, durations, seed=seed)
    if seed % 7 == 6:
        arguments["templates"] = (rng.normal(size=(units, 100, channels)) * 30).astype("float32")
    ours, our_sorting = generation.generate_ground_truth_recording(**arguments)
    theirs, their_sorting = reference.generate_ground_truth_recording(**arguments)
    equal_traces(ours, theirs, seed)
    np.testing.assert_array_equal(our_sorting.to_spike_vector(), their_sorting.to_spike_vector())
    np.testing.assert_array_equal(ours.get_channel_locations(), theirs.get_channel_locations())
    np.testing.assert_array_equal(
        our_sorting.get_property("main_channel_id"), their_sorting.get_property("main_channel_id")
    )
    if "templates" not in arguments:
        np.testing.assert_array_equal(
            our_sorting.get_property("gt_unit_locations"), their_sorting.get_property("gt_unit_locations")
        )


def test_the_default_ground_truth_is_equal() -> None:
    ours, our_sorting = generation.generate_ground_truth_recording(seed=9)
    theirs, their_sorting = reference.generate_ground_truth_recording(seed=9)
    equal_traces(ours, theirs, 9)
    np.testing.assert_array_equal(our_sorting.to_spike_vector(), their_sorting.to_spike_vector())
    assert ours.is_filtered()


def test_windows_are_slices_of_the_whole_whatever_was_read_before() -> None:
    arguments = {"num_units": 10, "duration": 3.0, "probe": neuropixels(32), "seed": 1}
    motion = {"motion_list": [{"drift_mode": "zigzag", "period_s": 2.0}]}
    _, drifting, _ = driftscope.generate_drifting_recording(**arguments, generate_displacement_vector_kwargs=motion)
    whole = drifting.get_traces()
    rng = np.random.default_rng(0)
    for start, end in windows(rng, len(whole), 20):
        the_cache().clear()
        np.testing.assert_array_equal(drifting.get_traces(0, start, end), whole[start:end])
        chosen = rng.permutation(32)[:5]
        np.testing.assert_array_equal(
            drifting.get_traces(0, start, end, drifting.channel_ids[chosen]), whole[start:end, chosen]
        )


def test_a_recording_survives_pickling() -> None:
    _, drifting, sorting = generation.generate_drifting_recording(8, 70.0, probe=neuropixels(16), seed=1)
    expected = drifting.get_traces(0, 31_000, 33_000)
    content = pickle.dumps(drifting)
    copied = pickle.loads(content)  # noqa: S301 - our own
    np.testing.assert_array_equal(copied.get_traces(0, 31_000, 33_000), expected)
    assert copied.get_probe() == drifting.get_probe()
    assert len(content) < 2_000_000
    again = pickle.loads(pickle.dumps(sorting))  # noqa: S301 - our own
    np.testing.assert_array_equal(again.to_spike_vector(), sorting.to_spike_vector())


def test_no_default_is_changed_by_a_call() -> None:
    defaults = {
        name: copy.deepcopy([one.default for one in inspect.signature(getattr(generation, name)).parameters.values()])
        for name in ("generate_drifting_recording", "generate_ground_truth_recording", "generate_displacement_vector")
    }
    generation.generate_drifting_recording(2, 61.0, probe=neuropixels(8), extra_outputs=True, seed=0)
    generation.generate_ground_truth_recording(durations=[1.0], num_units=2, seed=0)
    generation.generate_displacement_vector(61.0, np.zeros((2, 2)))
    for name, before in defaults.items():
        after = [one.default for one in inspect.signature(getattr(generation, name)).parameters.values()]
        assert after == before


CONTACTS, ONE_UNIT = np.array([[0.0, 0.0], [0.0, 20.0]]), np.array([[0.0, 0.0, 10.0]])

TEMPLATES = {
    "channel_locations": CONTACTS,
    "units_locations": ONE_UNIT,
    "sampling_frequency": 30e3,
    "ms_before": 1.0,
    "ms_after": 3.0,
}

SORTING = generation.generate_sorting(1, 10_000.0, [1.0], seed=0)

NOISE = {"num_channels": 2, "sampling_frequency": 1e4, "durations": [1.0]}

PARENT = generation.noise_generator_recording(**NOISE)

DRIFT = {"num_units": 2, "duration": 61.0, "probe": neuropixels(8), "seed": 0}

REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("generate_templates", {**TEMPLATES, "ms_after": 1.0}, "lengthen ms_before or ms_after"),
    ("generate_templates", {**TEMPLATES, "mode": "cube"}, "mode"),
    ("generate_templates", {**TEMPLATES, "spatial_profile": "flat"}, "spatial_profile"),
    ("generate_templates", {**TEMPLATES, "dtype": "int16"}, "dtype must be float32 or float64"),
    ("generate_templates", {**TEMPLATES, "upsample_factor": 0}, "upsample_factor"),
    ("generate_templates", {**TEMPLATES, "units_locations": CONTACTS}, "unit_locations must have shape"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"alfa": 1}}, "unknown key 'alfa'. Available: alpha"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"alpha": [1.0, 2.0]}}, "'alpha'.*1 values"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"spatial_decay": 0}}, "spatial_decay .*above 0"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"alpha": None}}, "alpha"),
    ("generate_noise", {"probe": "NP", "sampling_frequency": 1e4, "durations": [1.0]}, "probeinterface.Probe"),
    ("noise_generator_recording", {**NOISE, "dtype": "int16"}, "float32 or float64"),
    ("noise_generator_recording", {**NOISE, "noise_levels": [1.0, 2.0, 3.0]}, "3 values for 2 channels"),
    ("noise_generator_recording", {**NOISE, "noise_levels": -1.0}, "at least 0"),
    ("noise_generator_recording", {**NOISE, "cov_matrix": np.eye(3)}, "cov_matrix"),
    ("noise_generator_recording", {**NOISE, "cov_matrix": -np.eye(2)}, "symmetric and positive semidefinite"),
    (
        "noise_generator_recording",
        {**NOISE, "cov_matrix": np.array([[1.0, 0.5], [0.0, 1.0]])},
        "symmetric and positive semidefinite",
    ),
    ("noise_generator_recording", {**NOISE, "strategy": "fresh"}, "strategy"),
    ("noise_generator_recording", {**NOISE, "noise_block_size": 0}, "noise_block_size"),
    ("generate_recording", {"ndim": 4}, "ndim"),
    ("generate_recording", {"t_starts": [1.0]}, "t_starts"),
    ("generate_recording_by_size", {"full_traces_size_GiB": 0}, "full_traces_size_GiB"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 2))}, "templates must have shape"),
    (
        "inject_templates",
        {"sorting": SORTING, "templates": np.ones((2, 9, 2))},
        "templates has 2 units, but sorting has 1",
    ),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2)), "nbefore": 9}, "nbefore"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2)), "nbefore": [1, 2]}, "nbefore"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2, 2))}, "give upsample_vector"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2, 2)), "upsample_vector": [9]}, "upsample"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2)), "amplitude_factor": [1, 2]}, "spikes"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2)), "num_samples": [1, 2]}, "num_samples"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 9, 2)), "parent_recording": 3}, "get_traces"),
    (
        "inject_templates",
        {
            "sorting": SORTING,
            "templates": np.ones((1, 9, 3)),
            "parent_recording": generation.noise_generator_recording(**NOISE),
        },
        "2 channels, templates 3",
    ),
    ("generate_ground_truth_recording", {"generate_probe_kwargs": {}}, "num_columns"),
    ("generate_ground_truth_recording", {"generate_probe_kwargs": {"num_columns": 2, "pitch": 1}}, "key 'pitch'"),
    (
        "generate_ground_truth_recording",
        {"num_units": 2, "noise_kwargs": {"levels": 1}},
        "noise_kwargs: unknown key 'levels'",
    ),
    ("generate_ground_truth_recording", {"sorting": SORTING}, "sampling frequency"),
    ("generate_ground_truth_recording", {"templates": np.ones((1, 2, 3))}, "templates have shape"),
    ("generate_drifting_recording", {**DRIFT, "probe": None, "probe_name": "Neuropixels9"}, "not a known name"),
    ("generate_drifting_recording", {**DRIFT, "unit_locations": ONE_UNIT}, "unit_locations has 1 rows for 2 units"),
    ("generate_drifting_recording", {**DRIFT, "displacement_data": 3}, "displacement_data"),
    ("generate_drifting_recording", {**DRIFT, "generate_templates_kwargs": {"ms_before": 1.0}}, "ms_after"),
    (
        "generate_drifting_recording",
        {**DRIFT, "generate_templates_kwargs": {"ms_before": 1.0, "ms_after": 1.0}},
        "longer than the window",
    ),
    ("generate_drifting_recording", {**DRIFT, "sorting": generation.generate_sorting(seed=0)}, "2 segments"),
    ("generate_drifting_recording", {**DRIFT, "noise": PARENT}, "noise has"),
    ("generate_drifting_recording", {**DRIFT, "amplitude_factor": np.ones(3)}, "amplitude_factor"),
    ("generate_drifting_recording", {**DRIFT, "generate_sorting_kwargs": {"rate": 1}}, "generate_sorting_kwargs"),
    ("generate_drifting_recording", {**DRIFT, "duration": 30.0}, "t_start_drift"),
]


@pytest.mark.parametrize(("name", "arguments", "words"), REFUSALS)
def test_bad_input_is_refused_in_words(name: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises((ValueError, ConfigError), match=words):
        getattr(generation, name)(**arguments)
