"""Real recordings as backgrounds: read as they are, window by window, and never written to."""

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
from driftscope import Simulation, SimulationConfig
from driftscope.backgrounds import (
    RawRecording,
    open_binary,
    open_spikeglx,
    open_spikeinterface,
    open_with_spikeinterface,
    raw_recording,
)
from driftscope.base import ConfigError
from driftscope.export import ExportOptions, export
from driftscope.probe import LinearProbe, NeuropixelsProbe, build_probe
from numpy.typing import NDArray

FS = 10_000.0


def samples(kind: str = "int16") -> NDArray[Any]:
    drawn = np.random.default_rng(0).integers(0, 200, (5_000, 4))
    return (drawn if kind.startswith("u") else drawn - 100).astype(kind)


def write(folder: Path, kind: str = "int16", order: str = "<", header: int = 0) -> Path:
    path = folder / "traces.bin"
    path.write_bytes(b"h" * header + samples(kind).astype(np.dtype(kind).newbyteorder(order)).tobytes())
    os.chmod(path, 0o444)
    return path


@pytest.mark.parametrize("kind", ["int16", "uint16", "int32", "float32", "float64", "int8"])
@pytest.mark.parametrize("order", ["little", "big"])
def test_a_flat_file_is_read_as_it_is(tmp_path: Path, kind: str, order: Any) -> None:
    path = write(tmp_path, kind, "<" if order == "little" else ">", header=7)
    recording = open_binary(path, FS, 4, kind, order, skip_bytes=7)
    assert recording.get_dtype() == np.dtype(kind)
    np.testing.assert_array_equal(recording.get_traces(), samples(kind))
    np.testing.assert_array_equal(recording.get_traces(0, 100, 200, ["3", "1"]), samples(kind)[100:200, [3, 1]])


def test_a_flat_file_is_what_spikeinterface_reads(tmp_path: Path) -> None:
    path = write(tmp_path)
    theirs = si.read_binary(path, FS, "int16", 4, gain_to_uV=0.5, offset_to_uV=-3.0)
    ours = open_binary(path, FS, 4, gain_uv=0.5, offset_uv=-3.0)
    for scaled in (False, True):
        np.testing.assert_array_equal(ours.get_traces(return_in_uV=scaled), theirs.get_traces(return_in_uV=scaled))
    np.testing.assert_array_equal(ours.in_uv().get_traces(0, 5, 90), theirs.get_traces(0, 5, 90, return_in_uV=True))
    assert "steps of 0.5 µV" in repr(ours)
    assert ours.has_scaleable_traces()


def test_reading_changes_nothing_on_disk(tmp_path: Path) -> None:
    path = write(tmp_path)
    before = path.stat().st_mtime_ns, path.read_bytes()
    recording = open_binary(path, FS, 4)
    window = recording.get_traces(0, 0, 100)
    window += 1  # an array of one's own
    np.testing.assert_array_equal(recording.get_traces(0, 0, 100), samples()[:100])
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    assert not recording.segments[0].background._samples.flags.writeable  # type: ignore[attr-defined]


def test_a_window_costs_the_window_and_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sparse.bin"
    with path.open("wb") as file:
        file.truncate(4 * 2**40)  # 4 TiB, of which nothing is stored
    recording = open_binary(path, FS, 4)
    assert recording.get_num_samples() == 2**39
    assert recording.get_traces(0, 2**38, 2**38 + 10).shape == (10, 4)


def test_a_recording_travels_as_its_path(tmp_path: Path) -> None:
    recording = open_binary(write(tmp_path), FS, 4)
    recording.get_traces()
    carried = pickle.dumps(recording)
    assert len(carried) < 5_000
    np.testing.assert_array_equal(pickle.loads(carried).get_traces(), samples())  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"path": "elsewhere.bin"}, "no such file"),
        ({"num_channels": 3}, "not a whole number of samples of 6 bytes .* check num_channels, dtype and skip_bytes"),
        ({"dtype": "complex64"}, "not a sample type"),
        ({"dtype": "int17"}, "not a sample type"),
        ({"num_samples": 6_000}, "has only 5000"),
        ({"probe": build_probe(LinearProbe(num_contacts=5))}, "has 5 contacts for 4 channels"),
        ({"skip_bytes": 10**6}, "no samples after the header"),
    ],
)
def test_what_a_file_cannot_be_is_said(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    given = {"path": write(tmp_path), "sampling_frequency_hz": FS, "num_channels": 4}
    with pytest.raises(ConfigError, match=words):
        open_binary(**(given | change))  # type: ignore[arg-type]


def test_a_file_that_was_cut_off_can_be_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(samples().tobytes()[:-3])
    with pytest.raises(ConfigError, match="set num_samples to 4999"):
        open_binary(path, FS, 4)
    assert open_binary(path, FS, 4, num_samples=4_999).get_num_samples() == 4_999


# ---- SpikeInterface's and others'


def theirs(kind: str = "int16", gain: float | None = 0.5) -> si.BaseRecording:
    recording = si.NumpyRecording([samples(kind), samples(kind)[:100]], FS, t_starts=[3.0, 10.0])
    recording.set_probe(build_probe(LinearProbe(num_contacts=4)))
    if gain is not None:
        recording.set_channel_gains(gain)
        recording.set_channel_offsets(0.0)
    return recording


# A recording in memory has no file to be made from again, which SpikeInterface says when it is saved.
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
# It also leaves the file open that it has written.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("form", ["binary", "zarr"])
def test_saved_recordings_are_opened(tmp_path: Path, form: str) -> None:
    folder = tmp_path / {"binary": "saved", "zarr": "saved.zarr"}[form]
    saved = theirs().save(folder=folder, format=form)
    opened = open_spikeinterface(folder)
    assert opened.get_num_segments() == 2
    np.testing.assert_array_equal(opened.get_traces(0, 10, 50), saved.get_traces(0, 10, 50))
    np.testing.assert_array_equal(opened.get_channel_locations(), saved.get_channel_locations())
    assert opened.get_channel_gains().tolist() == [0.5] * 4
    assert opened.get_start_time(1) == saved.get_start_time(1)


def test_pickles_are_refused(tmp_path: Path) -> None:
    (tmp_path / "recording.pkl").write_bytes(b"")
    with pytest.raises(ConfigError, match="can run code"):
        open_spikeinterface(tmp_path / "recording.pkl")


@pytest.mark.parametrize("opened", [open_spikeinterface, open_spikeglx])
def test_a_folder_of_something_else_is_refused_in_words(tmp_path: Path, opened: Any) -> None:
    with pytest.raises(ConfigError, match="contains no readable recording"):
        opened(tmp_path)
    with pytest.raises(ConfigError, match="no such file or folder"):
        opened(tmp_path / "nowhere")


def test_any_format_is_read_that_spikeinterface_reads(tmp_path: Path) -> None:
    mda = tmp_path / "mda"
    mda.mkdir()
    head = np.array([-4, 2, 2, 4, 5_000], dtype="<i4")  # whole numbers of two bytes, two axes, channels, samples
    (mda / "raw.mda").write_bytes(head.tobytes() + samples().tobytes())
    (mda / "params.json").write_text(f'{{"samplerate": {FS}, "spike_sign": -1}}')
    (mda / "geom.csv").write_text("0,0\n0,20\n0,40\n0,60\n")
    opened = open_with_spikeinterface("mda_recording", tmp_path / "mda", gain_uv=2.0)
    np.testing.assert_array_equal(opened.get_traces(), samples())
    with pytest.raises(ConfigError, match="no such format"):
        open_with_spikeinterface("carrier_pigeon", tmp_path)


def test_a_spikeglx_folder_is_opened(tmp_path: Path) -> None:
    config = SimulationConfig(duration_s=0.2, probe=NeuropixelsProbe(part_number="NP1000", num_contacts=384))
    options = ExportOptions(format="spikeglx")
    folder = export(Simulation(config), tmp_path / "exported", options, jobs=1)
    found = next(folder.rglob("*.ap.bin")).parent
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in found.iterdir()}
    opened = open_spikeglx(found)
    step = opened.get_channel_gains()[0]
    assert opened.get_num_channels() == 384
    assert opened.has_probe()
    order = np.lexsort(opened.get_channel_locations().T)
    simulation = Simulation(config)
    expected = simulation.drifting.get_traces(0, 0, 500)[:, np.lexsort(simulation.contact_positions_um.T)]
    found_uv = opened.in_uv().get_traces(0, 0, 500)[:, order]
    np.testing.assert_allclose(found_uv, expected, atol=step / 2 + 1e-3)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in found.iterdir()} == before


def test_channels_are_where_spikeinterface_says() -> None:
    wired = build_probe(LinearProbe(num_contacts=4))
    wired.set_device_channel_indices([2, 0, 3, 1])
    recording = si.NumpyRecording([samples("float32")], FS)
    recording.set_probe(wired)
    taken = raw_recording(recording)
    np.testing.assert_array_equal(taken.get_channel_locations(), recording.get_channel_locations())
    np.testing.assert_array_equal(taken.get_traces(0, 0, 9), recording.get_traces(0, 0, 9))


def test_own_recordings_are_backgrounds() -> None:
    drifting = Simulation(SimulationConfig(duration_s=20.0)).drifting
    taken = raw_recording(drifting)
    assert isinstance(taken, RawRecording)
    assert raw_recording(taken) is taken
    np.testing.assert_array_equal(taken.get_traces(0, 0, 90), drifting.get_traces(0, 0, 90))
    np.testing.assert_array_equal(taken.in_uv().get_traces(0, 0, 90), drifting.get_traces(0, 0, 90))


@pytest.mark.parametrize(
    ("recording", "words"),
    [
        (theirs(gain=None), "has no channel gains: set gain_uv"),
        ("a path", "must have get_traces"),
        (si.NumpyRecording([np.zeros((10, 2), dtype=bool)], FS), "not a sample type"),
    ],
)
def test_what_is_no_background_is_refused_in_words(recording: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        raw_recording(recording)


def test_a_gain_that_is_missing_can_be_given() -> None:
    assert raw_recording(theirs(gain=None), gain_uv=3.0).get_channel_gains().tolist() == [3.0] * 4
