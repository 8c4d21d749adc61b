"""SpikeInterface loads the stores as its own, and chunks are compressed alike by any thread."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import spikeinterface.core as si
from driftscope.export import SampleFormat, formats
from spikeinterface.core.zarrextractors import ZarrSortingExtractor

Write = Callable[..., Any]


def test_spikeinterface_loads_what_was_generated(write: Write, choice: tuple[Any, SampleFormat]) -> None:
    probe, samples = choice
    written = write("zarr", probe, samples)
    recording = si.load(written.folder / "recording.zarr")
    job = written.job
    np.testing.assert_allclose(
        recording.get_traces(return_in_uV=True), written.traces_uv, rtol=0, atol=written.tolerance_uv
    )
    assert recording.get_sampling_frequency() == job.sampling_frequency_hz
    assert recording.channel_ids.tolist() == job.channel_ids
    np.testing.assert_array_equal(recording.get_channel_locations(), job.source.contact_positions_um)
    assert set(recording.get_channel_gains()) == {samples.gain_to_uv}
    assert set(recording.get_channel_offsets()) == {samples.offset_to_uv}
    sorting = si.load(written.folder / "sorting.zarr")
    np.testing.assert_array_equal(sorting.to_spike_vector(), written.spikes)
    np.testing.assert_array_equal(sorting.get_property("gt_unit_locations"), job.truth.locations_um)


def test_spikes_can_be_searched_without_reading_all(write: Write, linear: dict[str, Any]) -> None:
    written = write("zarr", linear)
    lazy = ZarrSortingExtractor(written.folder / "sorting.zarr", lazy_spike_vector=True)
    found = lazy.search_cached_spikes_sorted([0, 9_000, 30_000])
    np.testing.assert_array_equal(found, np.searchsorted(written.spikes["sample_index"], [0, 9_000, 30_000]))


def test_shanks_and_contacts_keep_their_names(write: Write, four_shanks: dict[str, Any]) -> None:
    written = write("zarr", four_shanks)
    recording = si.load(written.folder / "recording.zarr")
    assert recording.get_channel_groups().tolist() == np.repeat(range(4), 10).tolist()
    assert recording.get_probe().contact_ids.tolist() == written.job.probe.contact_ids.tolist()


def test_traces_are_stored_as_spikeinterface_stores_them(write: Write, linear: dict[str, Any], tmp_path: Path) -> None:
    written = write("zarr", linear)
    recording = si.load(written.folder / "recording.zarr")
    recording.save(format="zarr", folder=tmp_path / "theirs", chunk_duration="1s", progress_bar=False, verbose=False)
    ours, theirs = (
        json.loads((store / "traces_seg0" / ".zarray").read_text())
        for store in (written.folder / "recording.zarr", tmp_path / "theirs.zarr")
    )
    assert ours.pop("dimension_separator", ".") == theirs.pop("dimension_separator", ".")
    assert ours == theirs


def test_a_chunk_is_compressed_alike_by_any_thread(write: Write, four_shanks: dict[str, Any]) -> None:
    written = write("zarr", four_shanks)
    chunk = written.folder / "recording.zarr" / "traces_seg0" / "0.0"
    before, job, form = chunk.read_bytes(), written.job, formats()["zarr"]
    samples = form.read(written.folder, job, 0, form.grain(job))
    for _ in range(3):
        chunk.unlink()
        thread = Thread(target=form.write, args=(written.folder, job, 0, samples))
        thread.start()
        thread.join()
        assert chunk.read_bytes() == before
        form.write(written.folder, job, 0, samples)
        assert chunk.read_bytes() == before


def test_all_descriptions_are_in_one_file_too(write: Write, linear: dict[str, Any]) -> None:
    written = write("zarr", linear)
    for store in ("recording.zarr", "sorting.zarr"):
        gathered = json.loads((written.folder / store / ".zmetadata").read_text())["metadata"]
        described = {path for path in (written.folder / store).rglob(".z*") if path.name != ".zmetadata"}
        assert {path.relative_to(written.folder / store).as_posix() for path in described} == set(gathered)
