"""Arguments of the public functions."""

import inspect
from typing import Any

import pytest
import spikeinterface.generation as reference
from driftscope import generation
from spikeinterface.core.generate import generate_unit_locations as reference_locations

FUNCTIONS = {
    name: getattr(reference, name)
    for name in (
        "generate_drifting_recording",
        "make_one_displacement_vector",
        "generate_displacement_vector",
        "make_linear_displacement",
        "generate_templates",
        "generate_sorting",
        "generate_noise",
        "noise_generator_recording",
        "generate_recording",
        "generate_recording_by_size",
        "generate_ground_truth_recording",
        "inject_templates",
        "synthesize_random_firings",
        "synthetize_spike_train_bad_isi",
        "add_synchrony_to_sorting",
        "inject_some_duplicate_units",
        "inject_some_split_units",
    )
} | {"generate_unit_locations": reference_locations}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arguments_have_the_reference_s_names_order_and_defaults(name: str) -> None:
    def outline(function: Any) -> list[Any]:
        return [(one.name, one.default, one.kind) for one in inspect.signature(function).parameters.values()]

    assert outline(getattr(generation, name)) == outline(FUNCTIONS[name])


def test_every_function_is_public() -> None:
    assert set(FUNCTIONS) <= set(generation.__all__)
