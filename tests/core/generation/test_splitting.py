"""Sortings split by time."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from spikeinterface.core import NumpySorting

FS = 10_000.0


def analyzer(names: list[Any] | None = None) -> Any:
    from spikeinterface.core import create_sorting_analyzer

    recording, truth = reference.generate_ground_truth_recording([10.0], num_units=6, seed=3)
    if names is not None:
        truth = NumpySorting(truth.to_spike_vector(), 25_000.0, names)
    made = create_sorting_analyzer(truth, recording, sparse=False)
    made.compute(["random_spikes", "templates", "spike_amplitudes", "noise_levels"], progress_bar=False)
    return made


@pytest.mark.parametrize("way", ["times", "amplitudes"])
@pytest.mark.parametrize("chosen", [None, [1, 4]])
def test_sortings_are_split_alike(way: str, chosen: list[int] | None) -> None:
    made = analyzer(list(range(6)))
    name = f"split_sorting_by_{way}"
    ours, our_pairs = getattr(generation, name)(made, unit_ids=chosen, seed=5)
    theirs, their_pairs = getattr(reference, name)(made, unit_ids=chosen, seed=5)
    assert [(int(one), int(other)) for one, other in their_pairs] == our_pairs
    assert ours.unit_ids.tolist() == [int(one) for one in theirs.unit_ids]
    for field in ("sample_index", "unit_index"):
        np.testing.assert_array_equal(ours.to_spike_vector()[field], theirs.to_spike_vector()[field])


@pytest.mark.parametrize("way", ["times", "amplitudes"])
def test_ids_are_names_and_not_indices(way: str) -> None:
    ours, pairs = getattr(generation, f"split_sorting_by_{way}")(analyzer(list("abcdef")), unit_ids=["e"], seed=0)
    assert pairs == [("e", "e-split")]
    counts = ours.count_num_spikes_per_unit()
    assert counts["e"] > 0 < counts["e-split"]


def test_all_segments_are_split() -> None:
    whole = generation.generate_sorting(4, FS, [5.0, 5.0], 10.0, seed=0)
    parts, [(old, new)] = generation.split_sorting_by_times(whole, unit_ids=["2"], partial_split_prob=1.0, seed=0)
    assert parts.count_total_num_spikes() == whole.count_total_num_spikes()
    later = parts.get_unit_spike_train(new, 1).size
    assert later > parts.get_unit_spike_train(old, 1).size
    assert (parts.get_num_segments(), old, new) == (2, "2", "4")
