"""Templates, noise and recordings equal those of the installed SpikeInterface."""

import copy
import inspect
import pickle
from typing import Any

import driftscope
import numpy as np
import probeinterface
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from driftscope.base import ConfigError
from driftscope.cache import the_cache
from driftscope.generation.probes import probe_by_name
from probeinterface.neuropixels_tools import build_neuropixels_probe
from spikeinterface.core import NumpyRecording, NumpySorting

TOLERANCE_UV = 0.01


def neuropixels(number: int) -> probeinterface.Probe:
    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(number))
    probe.set_device_channel_indices(np.arange(number))
    return probe


def windows(rng: np.random.Generator, num_samples: int, number: int = 4) -> list[tuple[int, int]]:
    """Both ends of a segment, and some stretches in between."""
    starts = rng.integers(0, max(num_samples - 2000, 1), number)
    inside = [(int(start), int(min(start + rng.integers(1, 2000), num_samples))) for start in starts]
    return [(0, min(500, num_samples)), (max(num_samples - 500, 0), num_samples), *inside]


def equal_traces(ours: Any, theirs: Any, seed: int, tolerance: float = TOLERANCE_UV) -> None:
    rng = np.random.default_rng(seed)
    assert ours.get_num_segments() == theirs.get_num_segments()
    assert ours.channel_ids.tolist() == theirs.channel_ids.tolist()
    assert ours.get_dtype() == theirs.get_dtype()
    assert ours.get_sampling_frequency() == theirs.get_sampling_frequency()
    for segment in range(ours.get_num_segments()):
        assert ours.get_num_samples(segment) == theirs.get_num_samples(segment)
        for start, end in windows(rng, ours.get_num_samples(segment)):
            chosen = rng.permutation(ours.channel_ids)[: rng.integers(1, ours.get_num_channels() + 1)]
            for names in (None, chosen):
                mine = ours.get_traces(segment, start, end, names)
                other = theirs.get_traces(segment, start, end, names)
                assert mine.dtype == other.dtype
                np.testing.assert_allclose(mine, other, rtol=0, atol=tolerance)


# ---- templates


def drawn_unit_params(rng: np.random.Generator, number: int) -> dict[str, Any]:
    some: dict[str, Any] = {
        "alpha": [(50.0, 300.0), 200, rng.uniform(10, 500, number)],
        "depolarization_ms": [0.1, (0.08, 0.15)],
        "repolarization_ms": [(0.5, 0.7), rng.uniform(0.4, 0.8, number).tolist()],
        "recovery_ms": [1.2, (1.0, 1.4)],
        "positive_amplitude": [0.2, (0.0, 0.3)],
        "smooth_ms": [0.05, (0.03, 0.08)],
        "spatial_decay": [(10, 45), 30],
        "propagation_speed": [None, 280.0, (200.0, 400.0)],
        "ellipse_shrink": [1, (0.4, 1)],
        "ellipse_angle": [0.3, (0, 2 * np.pi)],
        "spatial_power": [2, (1.5, 2.5)],
    }
    given = [name for name in some if rng.random() < 0.6]
    return {name: some[name][rng.integers(len(some[name]))] for name in given}


@pytest.mark.parametrize("seed", range(40))
def test_templates_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 8))
    contacts = rng.uniform(-50, 150, (rng.integers(1, 40), rng.integers(2, 4)))
    arguments = {
        "channel_locations": contacts,
        "units_locations": np.column_stack([rng.uniform(-60, 160, (number, 2)), rng.uniform(5, 50, number)]).astype(
            rng.choice(["float32", "float64"])
        ),
        "sampling_frequency": float(rng.choice([20_000.0, 30_000.0])),
        "ms_before": float(rng.choice([1.0, 1.5])),
        "ms_after": float(rng.choice([3.0, 3.5])),
        "dtype": str(rng.choice(["float32", "float64"])),
        "upsample_factor": [None, 1, 4][rng.integers(3)],
        "unit_params": [None, drawn_unit_params(rng, number)][min(seed, 1)],
        "mode": str(rng.choice(["ellipsoid", "sphere"])),
        "spatial_profile": str(rng.choice(["exponential", "power"])),
        "seed": seed,
    }
    ours, theirs = generation.generate_templates(**arguments), reference.generate_templates(**arguments)
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def test_templates_of_an_odd_number_of_samples_are_equal() -> None:
    contacts, units = np.array([[0.0, 0.0], [0.0, 40.0]]), np.array([[3.0, 5.0, 10.0]])
    arguments = (contacts, units, 30_000.0, 1.0 + 1 / 30, 3.0, 3)
    ours = generation.generate_templates(*arguments)
    assert ours.shape == (1, 121, 2)
    np.testing.assert_allclose(ours, reference.generate_templates(*arguments), rtol=0, atol=1e-4)


# ---- noise


@pytest.mark.parametrize("seed", range(15))
def test_noise_for_a_probe_is_the_same_sample_by_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 40))
    levels: list[Any] = [5.0, 7, (6.0, 8.0), rng.uniform(1, 20, number), [3.0] * number]
    arguments = {
        "probe": neuropixels(number),
        "sampling_frequency": float(rng.choice([10_000.0, 30_000.0])),
        "durations": rng.uniform(0.1, 3.0, rng.integers(1, 4)).tolist(),
        "dtype": str(rng.choice(["float32", "float64"])),
        "noise_levels": levels[seed % 5],
        "spatial_decay": [None, 25.0][rng.integers(2)],
        "seed": seed,
    }
    ours, theirs = generation.generate_noise(**arguments), reference.generate_noise(**arguments)
    equal_traces(ours, theirs, seed, tolerance=0 if arguments["spatial_decay"] is None else 1e-4)


@pytest.mark.parametrize("seed", range(15))
def test_noise_by_covariance_is_the_same_sample_by_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 20))
    mixing = rng.normal(size=(number, number))
    levels: list[Any] = [1.0, 6, rng.uniform(1, 9, number), rng.uniform(1, 9, (1, number))]
    arguments = {
        "num_channels": number,
        "sampling_frequency": 20_000.0,
        "durations": rng.uniform(0.1, 2.0, rng.integers(1, 3)).tolist(),
        "noise_levels": levels[rng.integers(4)],
        "cov_matrix": [None, mixing @ mixing.T / number][rng.integers(2)],
        "dtype": str(rng.choice(["float32", "float64"])),
        "strategy": str(rng.choice(["tile_pregenerated", "on_the_fly"])),
        "noise_block_size": int(rng.integers(100, 30_000)),
        "seed": seed,
    }
    ours = generation.noise_generator_recording(**arguments)
    theirs = reference.noise_generator_recording(**arguments)
    equal_traces(ours, theirs, seed, tolerance=0 if arguments["cov_matrix"] is None else 1e-4)


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


# ---- injected templates


@pytest.mark.parametrize("seed", range(25))
def test_injected_templates_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    units, channels, fs = int(rng.integers(1, 6)), int(rng.integers(1, 9)), 10_000.0
    durations = rng.uniform(0.5, 3.0, rng.integers(1, 3)).tolist()
    sorting = reference.generate_sorting(units, fs, durations, 20.0, add_spikes_on_borders=True, seed=seed)
    spikes = sorting.to_spike_vector().size
    shape = (units, int(rng.integers(10, 50)), channels)
    upsampled = bool(rng.integers(2))
    templates = (rng.normal(size=(*shape, 3) if upsampled else shape) * 50).astype("float32")
    arguments: dict[str, Any] = {
        "templates": templates,
        "nbefore": int(rng.integers(0, shape[1])) if upsampled or rng.integers(2) else None,
        "amplitude_factor": [None, 1.3, rng.normal(1, 0.1, spikes)][rng.integers(3)],
        "upsample_vector": rng.integers(0, 3, spikes) if upsampled else None,
    }
    if seed % 3:
        parent = reference.noise_generator_recording(channels, fs, durations, seed=seed)
        ours_on: Any = parent
        if seed % 3 == 2:
            ours_on = generation.noise_generator_recording(channels, fs, durations, seed=seed)
        ours = generation.inject_templates(sorting, parent_recording=ours_on, **arguments)
        theirs = reference.inject_templates(sorting, parent_recording=parent, **arguments)
    else:
        lengths = [int(duration * fs) for duration in durations]
        ours = generation.inject_templates(sorting, num_samples=lengths, **arguments)
        theirs = reference.inject_templates(sorting, num_samples=lengths, **arguments)
    equal_traces(ours, theirs, seed, tolerance=1e-3)


def test_templates_are_truncated_for_a_recording_of_whole_numbers() -> None:
    rng = np.random.default_rng(0)
    parent = NumpyRecording([rng.integers(-100, 100, (5000, 3)).astype("int16")], 10_000.0)
    sorting = NumpySorting.from_unit_dict({0: np.array([0, 50, 2500, 4999])}, 10_000.0)
    templates = (rng.normal(size=(1, 30, 3)) * 40).astype("float32")
    ours = generation.inject_templates(sorting, templates, 10, parent_recording=parent)
    theirs = reference.inject_templates(sorting, templates, 10, parent_recording=parent)
    np.testing.assert_array_equal(ours.get_traces(), theirs.get_traces(start_frame=0, end_frame=5000))
    assert ours.get_dtype() == np.int16


def test_silence_ends_with_the_last_template_in_every_segment() -> None:
    sorting = generation.generate_sorting(2, 10_000.0, [2.0, 1.0], 10.0, seed=0)
    recording = generation.inject_templates(sorting, np.ones((2, 20, 2), "float32"), 5)
    for segment, vector in enumerate(sorting.to_spike_vector(concatenated=False)):
        assert recording.get_num_samples(segment) == vector["sample_index"][-1] + 20


def test_templates_that_are_cut_off_are_warned_of_when_asked() -> None:
    sorting = generation.generate_sorting(1, 10_000.0, [1.0], seed=0)
    with pytest.warns(UserWarning, match="lengthen their window"):
        generation.inject_templates(sorting, np.ones((1, 20, 2)), 5, check_borders=True)


# ---- ground truth


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


# ---- drifting recordings


def drawn_drift(seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    units, duration = int(rng.integers(2, 8)), float(rng.integers(12, 25))
    contacts = int(rng.integers(8, 40))
    motions = [
        [{"drift_mode": "zigzag", "t_start_drift": 3.0, "period_s": 8}],
        [
            {"drift_mode": "zigzag", "amplitude_factor": 0.5, "period_s": 9.0, "non_rigid_gradient": 0.4},
            {"drift_mode": "bump", "amplitude_factor": 0.5, "bump_interval_s": (1.0, 3.0)},
        ],
        [{"drift_mode": "random_walk", "t_end_drift": 10.0, "non_rigid_gradient": -0.3}],
    ][rng.integers(3)]
    end = [[0.0, 12.0], [4.0, 9.0]][rng.integers(2)]
    return {
        "num_units": units,
        "duration": duration,
        "sampling_frequency": float(rng.choice([20_000.0, 30_000.0])),
        "probe": neuropixels(contacts),
        "generate_unit_locations_kwargs": {"minimum_distance": [None, 10.0][rng.integers(2)], "maximum_z": 30.0},
        "generate_displacement_vector_kwargs": {
            "displacement_sampling_frequency": float(rng.choice([2.0, 5.0])),
            "drift_start_um": end,
            "drift_stop_um": [-end[0], -end[1]],
            "drift_step_um": float(rng.choice([1.0, 2.5])),
            "motion_list": motions,
        },
        "generate_templates_kwargs": {
            "ms_before": 1.0,
            "ms_after": 3.0,
            "mode": str(rng.choice(["ellipsoid", "sphere"])),
            "spatial_profile": str(rng.choice(["exponential", "exponential", "power"])),
            "unit_params": drawn_unit_params(rng, units),
        },
        "generate_noise_kwargs": {"noise_levels": (4.0, 9.0), "spatial_decay": [None, 30.0][rng.integers(2)]},
        "amplitude_std": [None, 0.1][rng.integers(2)],
        "extra_outputs": True,
        "seed": seed,
    }


@pytest.mark.parametrize("seed", range(14))
def test_drifting_recordings_are_equal(seed: int) -> None:
    arguments = drawn_drift(seed)
    if seed % 7 == 6:
        rng = np.random.default_rng(seed)
        arguments["generate_probe_kwargs"] = {"num_columns": 2, "num_contact_per_column": 6, "xpitch": 20, "ypitch": 30}
        arguments["probe"] = None
        arguments["unit_locations"] = rng.uniform(1, 100, (arguments["num_units"], 3))
    before = copy.deepcopy({key: value for key, value in arguments.items() if isinstance(value, dict)})
    ours = generation.generate_drifting_recording(**arguments)
    theirs = reference.generate_drifting_recording(**arguments)
    for mine, other in zip(ours[:2], theirs[:2], strict=True):
        equal_traces(mine, other, seed)
    np.testing.assert_array_equal(ours[2].to_spike_vector(), theirs[2].to_spike_vector())
    assert ours[2].unit_ids.tolist() == theirs[2].unit_ids.tolist()
    for key in ("gt_unit_locations", "max_channel_index"):
        np.testing.assert_array_equal(ours[2].get_property(key), theirs[2].get_property(key))
    equal_extras(ours[3], theirs[3])
    for key, value in before.items():
        np.testing.assert_equal(arguments[key], value)


def equal_extras(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert list(ours) == list(theirs)
    for key in ("displacement_vectors", "unit_locations", "displacement_unit_factor", "unit_displacements"):
        np.testing.assert_array_equal(ours[key], theirs[key])
    assert ours["displacement_sampling_frequency"] == theirs["displacement_sampling_frequency"]
    np.testing.assert_equal(ours["generate_templates_kwargs"], theirs["generate_templates_kwargs"])
    for name in ("nbefore", "num_units", "num_samples", "num_channels", "sampling_frequency"):
        assert getattr(ours["templates"], name) == getattr(theirs["templates"], name)
    for templates in (ours["templates"].templates_array, ours["templates"].to_spikeinterface().templates_array):
        np.testing.assert_allclose(templates, theirs["templates"].templates_array, rtol=0, atol=1e-4)


def test_the_drift_of_the_default_arguments_is_equal() -> None:
    arguments: dict[str, Any] = {"num_units": 4, "duration": 70.0, "probe": neuropixels(24), "seed": 11}
    ours, theirs = (
        generation.generate_drifting_recording(**arguments),
        reference.generate_drifting_recording(**arguments),
    )
    assert len(ours) == 3
    for mine, other in zip(ours[:2], theirs[:2], strict=True):
        equal_traces(mine, other, 0)


def test_sortings_noise_displacements_and_amplitudes_may_be_given() -> None:
    arguments = drawn_drift(1)
    fs, duration, units = arguments["sampling_frequency"], arguments["duration"], arguments["num_units"]
    sorting = reference.generate_sorting(units, fs, [duration], seed=40)
    arguments |= {
        "unit_locations": np.random.default_rng(0).uniform(5, 60, (units, 3)),
        "sorting": sorting,
        "noise": reference.generate_noise(arguments["probe"], fs, [duration], noise_levels=3.0, seed=41),
        "amplitude_factor": np.random.default_rng(1).normal(1, 0.2, sorting.to_spike_vector().size),
    }
    arguments["noise"].probe = arguments["probe"]  # the reference asks for an attribute that its noise has not
    arguments["displacement_data"] = reference.generate_displacement_vector(
        duration, arguments["unit_locations"][:, :2], seed=5, **arguments["generate_displacement_vector_kwargs"]
    )
    ours = generation.generate_drifting_recording(**arguments)
    assert "gt_unit_locations" not in sorting.get_property_keys()
    theirs = reference.generate_drifting_recording(**arguments)
    equal_traces(ours[0], theirs[0], 0)
    equal_traces(ours[1], theirs[1], 0)
    again = {
        **arguments,
        "sorting": generation.generate_sorting(units, fs, [duration], seed=40),
        "noise": generation.generate_noise(arguments["probe"], fs, [duration], noise_levels=3.0, seed=41),
        "generate_templates_kwargs": ours[3]["generate_templates_kwargs"],
    }
    np.testing.assert_array_equal(
        generation.generate_drifting_recording(**again)[1].get_traces(0, 5000, 9000),
        ours[1].get_traces(0, 5000, 9000),
    )


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


def test_the_wiring_of_a_given_probe_does_not_matter_and_stays() -> None:
    probe = neuropixels(16)
    probe.set_device_channel_indices(np.arange(16)[::-1])
    arguments: dict[str, Any] = {"num_units": 3, "duration": 61.0, "seed": 1}
    crossed = generation.generate_drifting_recording(**arguments, probe=probe)[1]
    plain = generation.generate_drifting_recording(**arguments, probe=neuropixels(16))[1]
    np.testing.assert_array_equal(crossed.get_traces(0, 0, 3000), plain.get_traces(0, 0, 3000))
    assert probe.device_channel_indices[0] == 15


@pytest.mark.parametrize("number", [128, 384])
@pytest.mark.parametrize(("name", "part"), [("Neuropixels1", "NP1000"), ("Neuropixels2", "NP2000")])
def test_neuropixels_probes_by_name_are_the_bundled_ones(name: str, part: str, number: int) -> None:
    bundled = build_neuropixels_probe(part).get_slice(np.arange(number))
    np.testing.assert_array_equal(probe_by_name(f"{name}-{number}").contact_positions, bundled.contact_positions)


@pytest.mark.parametrize("name", ["Neuronexus-32", "tetrode"])
def test_generated_probes_by_name_are_equal(name: str) -> None:
    from spikeinterface.generation.drifting_generator import _make_probe_by_name

    np.testing.assert_array_equal(probe_by_name(name).contact_positions, _make_probe_by_name(name).contact_positions)


@pytest.mark.parametrize("mark", "/#")
def test_bundled_probes_by_part_number_need_no_network(mark: str) -> None:
    assert probe_by_name(f"imec{mark}NP1000").get_contact_count() == 960


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


# ---- bad input

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
    ("generate_templates", {**TEMPLATES, "unit_params": {"alfa": 1}}, "there is no 'alfa'; there are alpha"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"alpha": [1.0, 2.0]}}, "'alpha'.*1 values"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"spatial_decay": 0}}, "spatial_decay .*above 0"),
    ("generate_templates", {**TEMPLATES, "unit_params": {"alpha": None}}, "alpha"),
    ("generate_noise", {"probe": "NP", "sampling_frequency": 1e4, "durations": [1.0]}, "probeinterface.Probe"),
    ("noise_generator_recording", {**NOISE, "dtype": "int16"}, "float32 or float64"),
    ("noise_generator_recording", {**NOISE, "noise_levels": [1.0, 2.0, 3.0]}, "3 values for 2 channels"),
    ("noise_generator_recording", {**NOISE, "noise_levels": -1.0}, "at least 0"),
    ("noise_generator_recording", {**NOISE, "cov_matrix": np.eye(3)}, "cov_matrix"),
    ("noise_generator_recording", {**NOISE, "cov_matrix": -np.eye(2)}, "no covariance"),
    ("noise_generator_recording", {**NOISE, "cov_matrix": np.array([[1.0, 0.5], [0.0, 1.0]])}, "no covariance"),
    ("noise_generator_recording", {**NOISE, "strategy": "fresh"}, "strategy"),
    ("noise_generator_recording", {**NOISE, "noise_block_size": 0}, "noise_block_size"),
    ("generate_recording", {"ndim": 4}, "ndim"),
    ("generate_recording", {"t_starts": [1.0]}, "t_starts"),
    ("generate_recording_by_size", {"full_traces_size_GiB": 0}, "full_traces_size_GiB"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((1, 2))}, "templates must have shape"),
    ("inject_templates", {"sorting": SORTING, "templates": np.ones((2, 9, 2))}, "2 templates are given for 1 units"),
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
    ("generate_ground_truth_recording", {"generate_probe_kwargs": {"num_columns": 2, "pitch": 1}}, "no 'pitch'"),
    (
        "generate_ground_truth_recording",
        {"num_units": 2, "noise_kwargs": {"levels": 1}},
        "noise_kwargs: there is no 'levels'",
    ),
    ("generate_ground_truth_recording", {"sorting": SORTING}, "sampling frequency"),
    ("generate_ground_truth_recording", {"templates": np.ones((1, 2, 3))}, "templates have shape"),
    ("generate_drifting_recording", {**DRIFT, "probe": None, "probe_name": "Neuropixels9"}, "not a known name"),
    ("generate_drifting_recording", {**DRIFT, "unit_locations": ONE_UNIT}, "1 unit locations are given for 2 units"),
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
