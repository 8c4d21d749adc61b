"""The time of a recording's first sample is kept by every format that has room for it; the others say so."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
import spikeinterface.extractors as se
from driftscope.cli import main
from driftscope.export import ExportOptions, estimate, export, verify
from driftscope.hybrid import BinarySource, Hybrid, HybridConfig, HybridUnit, MeasuredMotionConfig
from driftscope.probe import NeuropixelsProbe

FS, START, NUMBER = 30_000.0, 12.5, 15_000
CHANNELS = 48


def hybrid(folder: Path, start_s: float = START) -> Hybrid:
    np.random.default_rng(0).normal(0, 20, (NUMBER, CHANNELS)).astype("<i2").tofile(folder / "a.bin")
    source = BinarySource(
        path=folder / "a.bin", num_channels=CHANNELS, gain_uv=0.5, start_time_s=start_s,
        probe=NeuropixelsProbe(num_contacts=CHANNELS),
    )  # fmt: skip
    moved = MeasuredMotionConfig.of(start_s + np.array([0.0, 0.5]), [0.0], [[0.0], [20.0]])
    units = (HybridUnit(dataset="sample_neuropixels1_visual.zarr", template_index=1),)
    spikes = {"firing_rate_hz": 40.0}
    return Hybrid(HybridConfig(source=source, units=units, motion=moved, spikes=spikes))


def opened(folder: Path, form: str) -> Any:
    if form == "spikeinterface":
        return si.load(folder / "recording")
    if form == "zarr":
        return si.load(folder / "recording.zarr")
    if form == "nwb":
        return se.read_nwb_recording(folder / "recording.nwb")
    return se.read_spikeglx(folder, stream_id="imec0.ap")


@pytest.mark.parametrize("form", ["spikeinterface", "zarr", "nwb", "spikeglx"])
@pytest.mark.parametrize("start_s", [START, 0.0])
def test_the_start_time_is_read_back(tmp_path: Path, form: str, start_s: float) -> None:
    made = hybrid(tmp_path, start_s)
    folder = export(made, tmp_path / "out", format=form, jobs=1)
    recording = opened(folder / "drifting", form)
    assert recording.get_start_time() == pytest.approx(start_s, abs=1e-9)
    np.testing.assert_allclose(recording.get_times()[[0, -1]], made.recording.get_times()[[0, -1]], atol=1e-9)
    assert json.loads((folder / "truth" / "truth.json").read_text(encoding="utf-8"))["start_time_s"] == start_s
    assert "losses" not in json.loads((folder / "driftscope.json").read_text(encoding="utf-8"))


def test_spikes_and_motion_of_nwb_are_on_the_recording_s_clock(tmp_path: Path) -> None:
    from pynwb import NWBHDF5IO

    made = hybrid(tmp_path)
    folder = export(made, tmp_path / "out", format="nwb", jobs=1)
    with NWBHDF5IO(folder / "drifting" / "recording.nwb", "r") as io:
        content = io.read()
        times = content.units["spike_times"][0]
        motion = content.processing["ecephys"]["motion_y"]
        assert motion.starting_time == START
    expected = START + made.spikes.all().sample_index / FS
    np.testing.assert_allclose(times, expected, atol=1e-9)


def test_binary_says_it_and_opens_with_it_again(tmp_path: Path) -> None:
    folder = export(hybrid(tmp_path), tmp_path / "out", jobs=1)
    said = json.loads((folder / "drifting" / "recording.json").read_text(encoding="utf-8"))
    assert said["start_time_s"] == START


@pytest.mark.parametrize("form", ["phy", "kilosort"])
def test_formats_without_a_clock_say_that_it_is_lost(tmp_path: Path, form: str) -> None:
    made, options = hybrid(tmp_path), ExportOptions(format=form)
    [said] = estimate(made, tmp_path / "out", options).losses
    assert "times count from the first sample" in said and "12.5 s" in said
    folder = export(made, tmp_path / "out", options, jobs=1)
    assert json.loads((folder / "driftscope.json").read_text(encoding="utf-8"))["losses"] == [said]
    assert said in verify(folder, num_windows=1, jobs=1).notes
    assert estimate(hybrid(tmp_path, 0.0), tmp_path / "other", options).losses == ()


def test_a_start_between_two_samples_is_said_by_spikeglx(tmp_path: Path) -> None:
    made = hybrid(tmp_path, START + 0.4 / FS)
    [said] = estimate(made, tmp_path / "out", ExportOptions(format="spikeglx")).losses
    assert "falls between two samples; firstSample=375000 is the nearest one" in said


def test_the_command_line_says_what_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hybrid(tmp_path).config.save(tmp_path / "hybrid.yaml")
    words = ["generate", str(tmp_path / "hybrid.yaml"), "-o", str(tmp_path / "out"), "--format", "phy", "--estimate"]
    assert main(words) == 0
    assert "Warning: Phy: times count from the first sample" in capsys.readouterr().err


def test_units_move_on_the_recording_s_clock(tmp_path: Path) -> None:
    made = hybrid(tmp_path)
    folder = export(made, tmp_path / "out", jobs=1)
    motion = si.load(folder / "truth" / "motion_spikeinterface")
    with (folder / "truth" / "units.csv").open(encoding="utf-8") as file:
        depth = float(next(csv.DictReader(file))["y_um"])
    moved = motion.get_displacement_at_time_and_depth(np.array([START + 0.05, START + 0.45]), np.array([depth] * 2))
    np.testing.assert_allclose(moved, [2.0, 18.0], atol=2.5)
