"""Templates injected into recordings."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from reference_comparison import equal_traces
from spikeinterface.core import NumpyRecording, NumpySorting


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
