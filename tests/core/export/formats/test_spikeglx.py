"""Neo, SpikeInterface and probeinterface read the run: places, gains, sync, and traces in the order of readout."""

import csv
from collections.abc import Callable
from typing import Any

import numpy as np
import probeinterface
import pytest
from driftscope.export import ExportError, SampleFormat
from neo.rawio import SpikeGLXRawIO
from probeinterface.neuropixels_tools import parse_spikeglx_meta, parse_spikeglx_snsGeomMap
from spikeinterface.extractors import read_spikeglx

Write = Callable[..., Any]

NEUROPIXELS = [
    {"kind": "neuropixels", "part_number": "NP1000", "num_contacts": 128, "first_contact": 300},
    {"kind": "neuropixels", "part_number": "NP1000", "num_contacts": 384},
    {"kind": "neuropixels", "part_number": "NP1030", "num_contacts": 9},
    {"kind": "neuropixels", "part_number": "NP2000", "num_contacts": 320, "first_contact": 96},
    {"kind": "neuropixels", "part_number": "NP2010", "num_contacts": 37},
    {"kind": "neuropixels", "part_number": "NP2013", "num_contacts": 384},
    {"kind": "neuropixels", "part_number": "NP2003", "num_contacts": 1},
]


def _name(probe: dict[str, Any]) -> str:
    return f"{probe['part_number']}-{probe['num_contacts']}"


@pytest.fixture(scope="module", params=NEUROPIXELS, ids=_name)
def run(request: pytest.FixtureRequest, write: Write) -> Any:
    return write("spikeglx", request.param, duration_s=0.61)


def _meta(written: Any) -> Any:
    [meta] = written.folder.rglob("*.ap.meta")
    return meta


def test_others_read_what_was_generated(run: Any) -> None:
    job = run.job
    recording = read_spikeglx(run.folder, stream_id="imec0.ap")
    contacts = job.probe.contact_ids.tolist()
    order = [contacts.index(contact) for contact in recording.get_probe().contact_ids.tolist()]
    assert sorted(order) == list(range(job.num_channels))
    np.testing.assert_array_equal(recording.get_channel_locations(), job.source.contact_positions_um[order])
    np.testing.assert_allclose(recording.get_channel_gains(), job.samples.gain_uv, rtol=1e-9)
    assert set(recording.get_channel_offsets()) == {0.0}
    assert recording.get_sampling_frequency() == job.sampling_frequency_hz
    np.testing.assert_allclose(
        recording.get_traces(return_in_uV=True), run.traces_uv[:, order], rtol=0, atol=run.tolerance_uv
    )


def test_neo_finds_every_channel_and_the_sync_pulse(run: Any) -> None:
    reader = SpikeGLXRawIO(str(run.folder))
    reader.parse_header()
    assert reader.header["signal_streams"]["id"].tolist() == ["imec0.ap", "imec0.ap-SYNC"]
    assert reader.get_signal_size(0, 0, 0) == run.job.num_samples
    word = reader.get_analogsignal_chunk(0, 0, stream_index=1)[:, 0]
    assert set(word.tolist()) == {0, 64}
    np.testing.assert_array_equal(np.flatnonzero(np.diff(word)), [14_999])


def test_the_map_of_places_agrees_with_the_readout_table(run: Any) -> None:
    probe = probeinterface.read_spikeglx(_meta(run))
    _, _, pitch, shanks, x, z, _ = parse_spikeglx_snsGeomMap(parse_spikeglx_meta(_meta(run)))
    x = x + pitch * shanks
    np.testing.assert_allclose(z, probe.contact_positions[:, 1])
    np.testing.assert_allclose(x - x[0], probe.contact_positions[:, 0] - probe.contact_positions[0, 0])


def test_channels_are_translated_to_those_of_the_truth(run: Any) -> None:
    with _meta(run).with_name("channels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    probe = probeinterface.read_spikeglx(_meta(run))
    assert [row["contact_id"] for row in rows] == probe.contact_ids.tolist()
    assert [run.job.probe.contact_ids[int(row["channel_index"])] for row in rows] == probe.contact_ids.tolist()


def test_the_tags_say_how_large_the_file_is(run: Any) -> None:
    tags = parse_spikeglx_meta(_meta(run))
    assert int(tags["fileSizeBytes"]) == _meta(run).with_suffix(".bin").stat().st_size
    assert int(tags["nSavedChans"]) == run.job.num_channels + 1
    assert float(tags["fileTimeSecs"]) == pytest.approx(run.job.num_samples / run.job.sampling_frequency_hz)


def test_another_rate_is_kept(write: Write) -> None:
    written = write("spikeglx", NEUROPIXELS[2], sampling_frequency_hz=29_999.757)
    assert read_spikeglx(written.folder, stream_id="imec0.ap").get_sampling_frequency() == 29_999.757


@pytest.mark.parametrize("kind", ["linear", "tetrode"])
def test_other_probes_are_refused_in_words(write: Write, kind: str) -> None:
    with pytest.raises(ExportError, match=r"needs a Neuropixels 1\.0 or 2\.0 probe"):
        write("spikeglx", {"kind": kind})


def test_another_converter_is_refused_in_words(write: Write) -> None:
    with pytest.raises(ExportError, match=r"NP1000 has 10 bits and steps of 2\.34375 µV"):
        write("spikeglx", NEUROPIXELS[0], SampleFormat(gain_uv=0.5))
