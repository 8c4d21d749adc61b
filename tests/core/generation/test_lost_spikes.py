"""Spikes that stand in a sorting and not in the recording are said."""

import numpy as np
import pytest
import spikeinterface.core as si
from driftscope.generation import (
    generate_ground_truth_recording,
    generate_hybrid_recording,
    generate_recording,
    generate_sorting,
    inject_templates,
)
from driftscope.generation.arguments import read_sorting
from driftscope.generation.lost_spikes import lost_spikes, warn_of_lost_spikes

FS = 25_000.0
TEMPLATES = np.zeros((2, 75, 4), "float32")
TEMPLATES[:, 25, :2] = -50.0


def sorting(*samples):
    trains = {0: np.array(samples[:1]), 1: np.array(samples[1:])}
    return si.NumpySorting.from_unit_dict([trains], FS)


@pytest.mark.parametrize(("samples", "words"), [((100, 60_000), r"1 of 2 .*unit 1 at sample 60000"), ((-5, 100), "-5")])
def test_they_are_warned_of_where_they_may_be_and_refused_in_hybrids(samples, words):
    given, parent = sorting(*samples), generate_recording(4, FS, [2.0], seed=0)
    with pytest.warns(UserWarning, match=words):
        inject_templates(given, TEMPLATES, nbefore=25, parent_recording=parent)
    with pytest.warns(UserWarning, match=words):
        generate_ground_truth_recording(durations=[2.0], sampling_frequency=FS, sorting=given, seed=0)
    with pytest.raises(ValueError, match=words):
        generate_hybrid_recording(parent, sorting=given, seed=0)


def test_what_is_within_is_not_spoken_of():
    inside = read_sorting(sorting(0, 49_999))
    assert lost_spikes(inside, [50_000]) == ""
    warn_of_lost_spikes(inside, [50_000])
    inject_templates(inside, TEMPLATES, nbefore=25)
    several = generate_sorting(num_units=2, durations=[1.0, 2.0], sampling_frequency=FS, seed=0)
    assert "of segment 1 are outside" in lost_spikes(several, [25_000, 25_000])
