"""Recordings and sortings as objects of SpikeInterface."""

import multiprocessing
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
from driftscope import Simulation, SimulationConfig, generation
from spikeinterface.core.testing import check_sortings_equal


def test_a_recording_becomes_one_of_spikeinterface(simulation: Simulation) -> None:
    ours = simulation.drifting
    theirs = ours.to_spikeinterface()
    assert isinstance(theirs, si.BaseRecording)
    np.testing.assert_array_equal(theirs.get_traces(), ours.get_traces())
    np.testing.assert_array_equal(theirs.get_traces(0, 100, 700, ["3", "1"]), ours.get_traces(0, 100, 700, ["3", "1"]))
    np.testing.assert_array_equal(theirs.get_traces(return_in_uV=True, end_frame=90), ours.get_traces(end_frame=90))
    np.testing.assert_array_equal(theirs.get_channel_locations(), ours.get_channel_locations())
    assert set(theirs.get_channel_gains()) == {1.0}
    assert set(theirs.get_channel_offsets()) == {0.0}
    assert theirs.get_dtype() == ours.get_dtype()
    assert theirs.channel_ids.tolist() == ours.channel_ids.tolist()


@pytest.mark.parametrize("channels", [None, slice(2, 5), [4, 0], np.array([1, 7])])
def test_channels_can_be_chosen_in_every_way(simulation: Simulation, channels: Any) -> None:
    segment = simulation.static.to_spikeinterface().segments[0]
    expected = simulation.static.get_traces(0, 50, 90)
    chosen = segment.get_traces(50, 90, channels)
    np.testing.assert_array_equal(chosen, expected if channels is None else expected[:, channels])


def test_nothing_is_computed_before_it_is_read(configs: dict[str, SimulationConfig]) -> None:
    long = Simulation(configs["independent"].replace(duration_s=36_000.0))
    theirs = long.drifting.to_spikeinterface()
    assert theirs.get_total_duration() == 36_000.0
    assert len(pickle.dumps(theirs)) < 5_000_000  # of 48 GiB; most of it is the motion
    np.testing.assert_array_equal(
        theirs.get_traces(0, 900_000_000, 900_000_100), long.drifting.get_traces(0, 900_000_000, 900_000_100)
    )


def test_a_sorting_becomes_one_of_spikeinterface(simulation: Simulation) -> None:
    ours = simulation.sorting
    theirs = ours.to_spikeinterface()
    assert isinstance(theirs, si.BaseSorting)
    np.testing.assert_array_equal(theirs.to_spike_vector(), ours.to_spike_vector())
    assert theirs.get_num_units() == 6
    for unit in ours.unit_ids:
        np.testing.assert_array_equal(theirs.get_unit_spike_train(unit), ours.get_unit_spike_train(unit))
        np.testing.assert_array_equal(
            theirs.get_unit_spike_train(unit, 0, 10_000, 90_000, use_cache=False),
            ours.get_unit_spike_train(unit, 0, 10_000, 90_000),
        )
    for key in ("gt_unit_locations", "max_channel_index"):
        np.testing.assert_array_equal(theirs.get_property(key), ours.get_property(key))
    check_sortings_equal(theirs, si.NumpySorting(ours.to_spike_vector(), ours.sampling_frequency, ours.unit_ids))


def test_the_ground_truth_carries_its_properties_segments_and_times() -> None:
    recording, sorting = generation.generate_ground_truth_recording(durations=[2.0, 1.0], num_units=3, seed=0)
    their_recording, their_sorting = recording.to_spikeinterface(), sorting.to_spikeinterface()
    assert their_recording.is_filtered()
    assert their_recording.name == "GroundTruthRecording"
    assert their_recording.get_num_segments() == their_sorting.get_num_segments() == 2
    for key in ("gt_unit_locations", "main_channel_id"):
        np.testing.assert_array_equal(their_sorting.get_property(key), sorting.get_property(key))
    for segment in (0, 1):
        np.testing.assert_array_equal(their_recording.get_traces(segment), recording.get_traces(segment))
    later = generation.generate_recording(t_starts=[3.0, 50.0], seed=0).to_spikeinterface()
    assert later.get_start_time(1) == 50.0
    spikes = generation.generate_sorting(t_starts=[3.0, 50.0], seed=0)
    np.testing.assert_allclose(
        spikes.to_spikeinterface().get_unit_spike_train("0", 1, return_times=True),
        spikes.get_unit_spike_train("0", 1, return_times=True),
    )


def test_a_segment_without_spikes_is_carried_too() -> None:
    silent = generation.generate_sorting(1, durations=[5.0, 0.01], firing_rates=1.0, empty_units=[0], seed=0)
    assert silent.to_spikeinterface().get_num_segments() == 2


# SpikeInterface forks a process that has threads already, which Python warns of.
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("context", multiprocessing.get_all_start_methods())
def test_spikeinterface_s_workers_save_it(context: str, configs: dict[str, SimulationConfig], tmp_path: Path) -> None:
    recording = Simulation(configs["spikeinterface"]).drifting.to_spikeinterface()
    saved = recording.save(
        folder=tmp_path / "saved",
        n_jobs=2,
        chunk_duration="0.5s",
        mp_context=context,
        progress_bar=False,
        verbose=False,
    )
    np.testing.assert_array_equal(saved.get_traces(), recording.get_traces())
    np.testing.assert_array_equal(saved.get_channel_locations(), recording.get_channel_locations())


def test_times_are_alike(simulation: Simulation) -> None:
    theirs = simulation.static.to_spikeinterface()
    assert simulation.static.get_end_time() == pytest.approx(theirs.get_end_time())
    np.testing.assert_allclose(simulation.static.get_times(), theirs.get_times())


def test_a_sorting_is_saved_with_its_properties(simulation: Simulation, tmp_path: Path) -> None:
    sorting = simulation.sorting.to_spikeinterface()
    saved = sorting.save(folder=tmp_path / "saved")
    np.testing.assert_array_equal(saved.to_spike_vector(), sorting.to_spike_vector())
    np.testing.assert_array_equal(saved.get_property("gt_unit_locations"), sorting.get_property("gt_unit_locations"))
