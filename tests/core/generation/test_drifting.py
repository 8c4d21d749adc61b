"""Drifting recordings equal to the reference."""

import copy
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from reference_comparison import drawn_unit_params, equal_traces, neuropixels


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


def test_the_wiring_of_a_given_probe_does_not_matter_and_stays() -> None:
    probe = neuropixels(16)
    probe.set_device_channel_indices(np.arange(16)[::-1])
    arguments: dict[str, Any] = {"num_units": 3, "duration": 61.0, "seed": 1}
    crossed = generation.generate_drifting_recording(**arguments, probe=probe)[1]
    plain = generation.generate_drifting_recording(**arguments, probe=neuropixels(16))[1]
    np.testing.assert_array_equal(crossed.get_traces(0, 0, 3000), plain.get_traces(0, 0, 3000))
    assert probe.device_channel_indices[0] == 15
