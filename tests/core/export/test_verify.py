"""Verification names what is not as it was written, or not what the configuration gives."""

import json
import shutil

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export import ExportError, ExportOptions, SampleFormat, export, verify

from .conftest import PROBES, config_on


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    source = Simulation(config_on(PROBES["tetrode"], duration_s=2.0))
    return export(source, tmp_path_factory.mktemp("original") / "out", ExportOptions(), jobs=1)


@pytest.fixture
def copy(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


def test_what_was_just_written_is_whole(original):
    found = verify(original, everything=True)
    assert found.is_whole and not found.notes
    assert found.num_samples == 60_000 and found.num_files == len(
        json.loads((original / "driftscope.json").read_text())["files"]
    )
    assert verify(original, num_windows=2, jobs=1).num_samples <= 2 * 8_192


def test_a_flipped_bit_is_found_by_its_checksum_wherever_it_is(copy):
    path = copy / "drifting" / "traces.raw"
    samples = np.memmap(path, "<i2", "r+").reshape(-1, 4)
    samples[41_003, 2] ^= 1
    samples.flush()
    found = verify(copy, num_windows=1, jobs=1)
    assert found.problems == ("drifting/traces.raw was changed: its checksum differs",)


def test_samples_that_the_configuration_does_not_give_are_named_by_place(copy):
    path = copy / "drifting" / "traces.raw"
    samples = np.memmap(path, "<i2", "r+").reshape(-1, 4)
    samples[41_003:41_010, 2] += 100
    samples.flush()
    problems = "\n".join(verify(copy, everything=True).problems)
    assert (
        "drifting: 7 samples differ from the regenerated ones, first in sample 41003 (1.367 s), channel 2" in problems
    )
    assert "by up to 100 steps" in problems


def test_files_that_are_missing_added_or_cut_are_named(copy):
    (copy / "truth" / "units.csv").unlink()
    (copy / "truth" / "notes.txt").write_text("mine")
    with (copy / "drifting" / "traces.raw").open("r+b") as file:
        file.truncate(400_000)
    problems = "\n".join(verify(copy, everything=True).problems)
    assert "truth/units.csv is missing" in problems
    assert "truth/notes.txt is not in the manifest" in problems
    assert "drifting/traces.raw has 400000 bytes instead of 480000" in problems
    assert "the samples cannot be read: drifting is truncated: it ends after sample 50000 of 60000" in problems


def test_a_configuration_that_was_edited_is_found(copy):
    text = (copy / "configuration.yaml").read_text()
    (copy / "configuration.yaml").write_text(text.replace("seed: 0", "seed: 1"))
    problems = "\n".join(verify(copy, num_windows=1, jobs=1).problems)
    assert "configuration.yaml was changed" in problems
    assert "configuration.yaml differs from driftscope.json: seed: 1 there, 0 here" in problems


def test_a_manifest_of_another_recording_is_found_by_generating(copy):
    """Checksums alone cannot tell: every file is as the manifest says, but the configuration gives something else."""
    path = copy / "driftscope.json"
    manifest = json.loads(path.read_text())
    manifest["configuration"]["noise"]["level_uv"] = 20.0
    path.write_text(json.dumps(manifest))
    problems = "\n".join(verify(copy, num_windows=2, jobs=1).problems)
    assert "samples differ from the regenerated ones" in problems
    assert "truth/noise_uv.npy differs from the regenerated one" in problems


def test_last_digits_are_noted_and_no_damage(copy):
    """Another processor may round otherwise; here the traces are written that way, and the manifest with them."""
    import hashlib

    path, manifest_path = copy / "drifting" / "traces.raw", copy / "driftscope.json"
    samples = np.memmap(path, "<i2", "r+").reshape(-1, 4)
    samples[::9_999, 1] += 1
    samples.flush()
    manifest = json.loads(manifest_path.read_text())
    manifest["files"]["drifting/traces.raw"]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest_path.write_text(json.dumps(manifest))
    found = verify(copy, everything=True, jobs=1)
    assert found.is_whole
    assert [note for note in found.notes if "only by rounding" in note and note.startswith("drifting: 7 samples")]


def test_float_samples_are_verified_too(tmp_path):
    options = ExportOptions(recording="static", samples=SampleFormat(dtype="float32"))
    folder = export(Simulation(config_on(PROBES["tetrode"])), tmp_path / "out", options, jobs=1)
    assert verify(folder, everything=True, jobs=1).is_whole


def test_what_driftscope_did_not_write_is_refused_in_words(copy, tmp_path):
    with pytest.raises(ExportError, match="no such folder"):
        verify(tmp_path / "nowhere")
    with pytest.raises(ExportError, match=r"was not written by driftscope: it has no driftscope\.json"):
        verify(tmp_path)
    (copy / "driftscope.json").write_text("{")
    with pytest.raises(ExportError, match="cannot be read"):
        verify(copy)
    (copy / "driftscope.json").write_text('{"layout": 99, "files": {}}')
    with pytest.raises(ExportError, match="not a manifest of this version"):
        verify(copy)
