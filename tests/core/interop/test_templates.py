"""Templates handed to SpikeInterface."""

import pickle

import numpy as np
import spikeinterface.core as si
from driftscope import generation


def test_templates_on_a_recording_of_spikeinterface_go_back_to_it() -> None:
    parent = si.generate_recording(3, durations=[2.0], seed=0)
    sorting = generation.generate_sorting(2, durations=[2.0], seed=0)
    recording = generation.inject_templates(sorting, np.ones((2, 20, 3)), 5, parent_recording=parent)
    theirs = pickle.loads(pickle.dumps(recording.to_spikeinterface()))  # noqa: S301 - our own
    np.testing.assert_array_equal(theirs.get_traces(), recording.get_traces())
    np.testing.assert_array_equal(theirs.get_channel_locations(), parent.get_channel_locations())


def test_an_analyzer_finds_the_templates_that_were_put_in() -> None:
    recording, sorting = generation.generate_ground_truth_recording(
        durations=[20.0], num_units=3, num_channels=8, noise_kwargs={"noise_levels": 1.0}, seed=3
    )
    analyzer = si.create_sorting_analyzer(sorting.to_spikeinterface(), recording.to_spikeinterface())
    analyzer.compute(["random_spikes", "templates"])
    found = np.argmin(analyzer.get_extension("templates").get_data("average").min(axis=1), axis=1)
    assert [recording.channel_ids[channel] for channel in found] == sorting.get_property("main_channel_id").tolist()
