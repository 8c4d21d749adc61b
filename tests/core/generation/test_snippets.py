"""Snippets are SpikeInterface's, of our noise at our spikes."""

import numpy as np
import pytest
from driftscope.generation.snippets import generate_snippets

pytestmark = pytest.mark.filterwarnings("ignore:`BaseSnippets` is deprecated:FutureWarning")


@pytest.mark.parametrize(("channels", "before", "after"), [(2, 20, 44), (3, 7, 5)])
def test_there_is_a_snippet_for_every_spike_that_is_whole(channels, before, after):
    snippets, sorting = generate_snippets(
        nbefore=before, nafter=after, num_channels=channels, durations=[2.0, 1.0], num_units=3
    )
    for segment, duration_s in enumerate([2.0, 1.0]):
        times = np.concatenate([sorting.get_unit_spike_train(unit, segment) for unit in sorting.unit_ids])
        whole = (times >= before) & (times < duration_s * 30_000 - after)
        assert snippets.get_num_snippets(segment_index=segment) == pytest.approx(whole.sum(), abs=2)
        assert snippets.get_snippets(segment_index=segment).shape[1:] == (before + after, channels)


def test_units_can_be_empty():
    _, sorting = generate_snippets(durations=[30.0], num_units=3, empty_units=[1])
    assert [len(sorting.get_unit_spike_train(unit, 0)) > 0 for unit in sorting.unit_ids] == [True, False, True]


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_probe_is_that_of_the_channels(dimensions):
    snippets, _ = generate_snippets(durations=[0.5], num_channels=4, ndim=dimensions)
    probe = snippets.get_probe()
    assert (probe.get_contact_count(), probe.ndim) == (4, dimensions)


def test_without_a_probe_there_is_none():
    snippets, _ = generate_snippets(durations=[0.5], set_probe=False)
    assert not snippets.has_probe()
