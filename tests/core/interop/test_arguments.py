"""Recordings described so that another process makes them again."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import spikeinterface.core as si
from driftscope import Simulation
from spikeinterface.core.testing import check_recordings_equal


def test_pickling_keeps_everything(simulation: Simulation) -> None:
    recording, sorting = simulation.drifting.to_spikeinterface(), simulation.sorting.to_spikeinterface()
    copied = pickle.loads(pickle.dumps(recording))  # noqa: S301 - our own
    check_recordings_equal(recording, copied)
    np.testing.assert_array_equal(copied.get_channel_locations(), recording.get_channel_locations())
    assert set(copied.get_channel_gains()) == {1.0}
    again = pickle.loads(pickle.dumps(sorting))  # noqa: S301 - our own
    np.testing.assert_array_equal(again.to_spike_vector(), sorting.to_spike_vector())
    np.testing.assert_array_equal(again.get_property("gt_unit_locations"), sorting.get_property("gt_unit_locations"))
    check_recordings_equal(recording, si.load(recording.to_dict()))


def _window(recording: si.BaseRecording) -> np.ndarray:
    return recording.get_traces(0, 50_000, 51_000)


def test_a_fresh_process_computes_the_same_window(simulation: Simulation, tmp_path: Path) -> None:
    recording = simulation.drifting.to_spikeinterface()
    (tmp_path / "recording.pickle").write_bytes(pickle.dumps(recording))
    code = (
        "import pickle, sys, numpy as np; recording = pickle.load(open(sys.argv[1] + '/recording.pickle', 'rb')); "
        "np.save(sys.argv[1] + '/window.npy', recording.get_traces(0, 50_000, 51_000))"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    np.testing.assert_array_equal(np.load(tmp_path / "window.npy"), _window(recording))


def test_a_description_in_a_file_is_enough(simulation: Simulation, tmp_path: Path) -> None:
    recording = simulation.drifting.to_spikeinterface()
    recording.dump_to_pickle(tmp_path / "recording.pkl")
    assert (tmp_path / "recording.pkl").stat().st_size < 100_000
    check_recordings_equal(recording, si.load(tmp_path / "recording.pkl"))
