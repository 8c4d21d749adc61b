"""Templates estimated from a recording and a sorting."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from template_examples import FS, background


def sorting(number: int = 3, seconds: float = 4.0) -> Any:
    return reference.generate_sorting(number, FS, [seconds], 20.0, seed=2)


def test_averages_equal_the_reference_s_estimate() -> None:
    from spikeinterface.core.waveform_tools import estimate_templates

    recording, truth = reference.generate_ground_truth_recording([5.0], num_units=3, seed=0)
    mine = generation.estimate_templates_from_recording(recording, 1.0, 2.0, sorting=truth)
    inside = truth.to_spike_vector()
    inside = inside[(inside["sample_index"] >= 25) & (inside["sample_index"] < 125_000 - 50)]
    theirs = estimate_templates(recording, inside, truth.unit_ids, 25, 50, n_jobs=1, progress_bar=False)
    np.testing.assert_allclose(mine.templates_array, theirs, rtol=0, atol=0.01)
    assert mine.unit_ids.tolist() == truth.unit_ids.tolist()


def test_estimated_templates_are_in_microvolts() -> None:
    recording = background("int16", gain=0.5)
    found = generation.estimate_templates_from_recording(recording, 1.0, 1.0, sorting=sorting())
    raw = generation.estimate_templates_from_recording(background("int16", gain=1.0), 1.0, 1.0, sorting=sorting())
    np.testing.assert_allclose(found.templates_array, raw.templates_array * 0.5, atol=1e-4)


def test_without_a_sorting_a_sorter_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    import spikeinterface.sorters

    asked: dict[str, Any] = {}

    def run_sorter(name: str, recording: Any, **keywords: Any) -> Any:
        asked.update(keywords, name=name)
        return sorting()

    monkeypatch.setattr(spikeinterface.sorters, "run_sorter", run_sorter)
    keywords = {"folder": "out"}
    found = generation.estimate_templates_from_recording(background(), run_sorter_kwargs=keywords)
    assert asked == {"name": "spykingcircus2", "matching": {"method": None}, "folder": "out"}
    assert keywords == {"folder": "out"}
    assert found.num_units == 3
