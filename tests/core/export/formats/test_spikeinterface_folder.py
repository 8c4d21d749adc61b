"""SpikeInterface loads the folder as one of its own: traces, probe, gains, spikes and what is known of units."""

import gc
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
from driftscope.export import SampleFormat

Write = Callable[..., Any]


def test_spikeinterface_loads_what_was_generated(write: Write, choice: tuple[Any, SampleFormat]) -> None:
    probe, samples = choice
    written = write("spikeinterface", probe, samples)
    recording = si.load(written.folder / "recording")
    job = written.job
    np.testing.assert_allclose(
        recording.get_traces(return_in_uV=True), written.traces_uv, rtol=0, atol=written.tolerance_uv
    )
    assert recording.get_dtype() == job.dtype
    assert recording.get_sampling_frequency() == job.sampling_frequency_hz
    assert recording.channel_ids.tolist() == job.channel_ids
    np.testing.assert_array_equal(recording.get_channel_locations(), job.source.contact_positions_um)
    assert set(recording.get_channel_gains()) == {samples.gain_to_uv}
    assert set(recording.get_channel_offsets()) == {samples.offset_to_uv}
    sorting = si.load(written.folder / "sorting")
    np.testing.assert_array_equal(sorting.to_spike_vector(), written.spikes)


def test_units_carry_their_places_and_channels(write: Write, linear: dict[str, Any]) -> None:
    written = write("spikeinterface", linear)
    sorting, truth = si.load(written.folder / "sorting"), written.job.truth
    np.testing.assert_array_equal(sorting.get_property("gt_unit_locations"), truth.locations_um)
    loudest = np.abs(truth.templates_uv).max(axis=1).argmax(axis=1)
    np.testing.assert_array_equal(sorting.get_property("max_channel_index"), loudest)
    assert sorting.get_property("main_channel_id").tolist() == [str(channel) for channel in loudest]
    assert {"snr", "alpha_uv", "num_spikes"} <= set(sorting.get_property_keys())


def test_shanks_and_contacts_keep_their_names(write: Write, four_shanks: dict[str, Any]) -> None:
    written = write("spikeinterface", four_shanks)
    recording = si.load(written.folder / "recording")
    assert recording.get_channel_groups().tolist() == np.repeat(range(4), 10).tolist()
    assert recording.get_probe().contact_ids.tolist() == written.job.probe.contact_ids.tolist()
    assert recording.get_probe().shank_ids.tolist() == written.job.probe.shank_ids.tolist()


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# SpikeInterface leaves it to the garbage collector to close what it has saved.
@pytest.mark.filterwarnings("ignore:unclosed file.*traces_cached_seg0:ResourceWarning")
def test_the_files_are_those_that_spikeinterface_writes(write: Write, linear: dict[str, Any], tmp_path: Path) -> None:
    ours = write("spikeinterface", linear).folder
    si.load(ours / "recording").save(folder=tmp_path / "recording of theirs", progress_bar=False, verbose=False)
    si.load(ours / "sorting").save(folder=tmp_path / "sorting of theirs")
    gc.collect()
    for name in ("recording", "sorting"):
        assert _files(tmp_path / f"{name} of theirs") - {"provenance.json"} == _files(ours / name)


def test_a_moved_folder_is_loaded_too(write: Write, linear: dict[str, Any], tmp_path: Path) -> None:
    written = write("spikeinterface", linear)
    shutil.move(written.folder / "recording", tmp_path / "elsewhere")
    assert si.load(tmp_path / "elsewhere").get_num_samples() == written.job.num_samples


@pytest.mark.parametrize("name", ["static", "drifting"])
def test_both_recordings_are_named_by_what_they_are(write: Write, linear: dict[str, Any], name: str) -> None:
    written = write("spikeinterface", linear, name=name)
    assert si.load(written.folder / "recording").name == written.job.identifier
    assert name in written.job.identifier
