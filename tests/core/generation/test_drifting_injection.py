"""Drifting templates injected into any recording."""

import pickle
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from template_examples import FS, background, their_templates


def equal(ours: Any, theirs: Any, tolerance: float = 0.01) -> None:
    assert ours.get_dtype() == theirs.get_dtype()
    assert ours.channel_ids.tolist() == theirs.channel_ids.tolist()
    for segment in range(theirs.get_num_segments()):
        end = theirs.get_num_samples(segment)
        mine, other = ours.get_traces(segment, 0, end), theirs.get_traces(segment, 0, end)
        np.testing.assert_allclose(mine, other, rtol=0, atol=tolerance)


def drifting(cls: Any) -> Any:
    made = cls.from_static_templates(their_templates(3))
    made.precompute_displacements(np.stack([np.zeros(9), np.linspace(-8, 8, 9)], axis=1))
    return made


def sorting(number: int = 3, seconds: float = 4.0) -> Any:
    return reference.generate_sorting(number, FS, [seconds], 20.0, seed=2)


def test_drifting_templates_are_equal() -> None:
    mine, theirs = drifting(generation.DriftingTemplates), drifting(reference.DriftingTemplates)
    np.testing.assert_allclose(mine.templates_array_moved, theirs.templates_array_moved, rtol=0, atol=0.01)
    by = np.array([[2.0, -5.0]])
    np.testing.assert_allclose(mine.move_one_template(1, by), theirs.move_one_template(1, by), rtol=0, atol=0.01)


@pytest.mark.parametrize("parent", [None, "float32", "int16"])
@pytest.mark.parametrize("given", [False, True])
def test_drifting_templates_are_injected_alike(parent: str | None, given: bool) -> None:
    rng = np.random.default_rng(0)
    theirs, mine = drifting(reference.DriftingTemplates), drifting(generation.DriftingTemplates)
    if given:
        steps = theirs.templates_array_moved, theirs.displacements, FS, 10, theirs.probe
        mine = generation.DriftingTemplates.from_precomputed_templates(*steps)
    arguments: dict[str, Any] = {
        "sorting": sorting(),
        "displacement_vectors": [rng.uniform(-4, 4, (20, 2, 2)) * [[[0], [1]]]],
        "displacement_sampling_frequency": 5.0,
        "displacement_unit_factor": rng.uniform(0, 1, (3, 2)),
        "parent_recording": None if parent is None else background(parent),
        "num_samples": 40_000 if parent is None else None,
        "amplitude_factor": rng.normal(1, 0.1, sorting().to_spike_vector().size),
    }
    ours = generation.InjectDriftingTemplatesRecording(drifting_templates=mine, **arguments)
    other = reference.InjectDriftingTemplatesRecording(drifting_templates=theirs, **arguments)
    equal(ours, other, 1.0 if parent == "int16" else 0.01)  # a cut to whole numbers turns 1e-6 into a step
    gap = ours.get_traces() - other.get_traces()
    assert (gap != 0).mean() < 1e-4 or parent != "int16"
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(ours)).get_traces(), ours.get_traces())  # noqa: S301


def test_without_factors_all_units_move_alike() -> None:
    arguments = {"sorting": sorting(), "displacement_vectors": [np.full((20, 2, 1), 3.0)], "num_samples": 40_000}
    arguments |= {"displacement_sampling_frequency": 5.0}
    with pytest.raises(IndexError):
        reference.InjectDriftingTemplatesRecording(
            drifting_templates=drifting(reference.DriftingTemplates), **arguments
        )
    ours = generation.InjectDriftingTemplatesRecording(
        drifting_templates=drifting(generation.DriftingTemplates), **arguments
    )
    assert np.abs(ours.get_traces()).max() > 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"displacement_vectors": [np.zeros((2, 2, 1))]}, "end 3.6 s before"),
        ({"displacement_vectors": []}, "1 segments"),
        ({"displacement_unit_factor": np.ones((2, 1))}, r"\(3, 1\)"),
        ({"mode": "lazily"}, "precompute"),
        ({"sorting": sorting(2)}, "2 units"),
    ],
)
def test_what_cannot_be_injected_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    arguments = {
        "sorting": sorting(),
        "drifting_templates": drifting(generation.DriftingTemplates),
        "displacement_vectors": [np.zeros((20, 2, 1))],
        "displacement_sampling_frequency": 5.0,
        "num_samples": 40_000,
    }
    with pytest.raises(ValueError, match=words):
        generation.InjectDriftingTemplatesRecording(**(arguments | change))  # type: ignore[arg-type]
