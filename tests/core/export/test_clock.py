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
from driftscope.probe import NeuropixelsProbe, build_probe

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


def opened(folder: Path, form: str, gaps: bool = False) -> Any:
    if form == "spikeinterface":
        return si.load(folder / "recording")
    if form == "zarr":
        return si.load(folder / "recording.zarr")
    if form == "nwb":
        return se.read_nwb_recording(folder / "recording.nwb", load_time_vector=gaps)
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


GAP_S, GAP_AT = 5.0, 9_000


def with_gap(folder: Path) -> Hybrid:
    """A recording whose clock stands still in the middle, and moves 40 µm meanwhile."""
    from driftscope.hybrid import SpikeInterfaceSource

    traces = np.random.default_rng(0).normal(0, 20, (NUMBER, CHANNELS)).astype("<i2")
    recording = si.NumpyRecording([traces], FS)
    recording.set_probe(build_probe(NeuropixelsProbe(num_contacts=CHANNELS)))
    recording.set_channel_gains(0.5)
    recording.set_channel_offsets(0.0)
    recording.set_times(START + np.arange(NUMBER) / FS + GAP_S * (np.arange(NUMBER) >= GAP_AT))
    recording.save(folder=folder / "saved", format="binary", progress_bar=False)
    moved = MeasuredMotionConfig.of([START + 0.3, START + 0.3 + GAP_S], [0.0], [[0.0], [40.0]])
    units = (HybridUnit(dataset="sample_neuropixels1_visual.zarr", template_index=1),)
    source = SpikeInterfaceSource(path=folder / "saved")
    return Hybrid(HybridConfig(source=source, units=units, motion=moved, spikes={"firing_rate_hz": 40.0}))


@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
def test_motion_follows_a_clock_with_gaps(tmp_path: Path) -> None:
    made = with_gap(tmp_path)
    assert made.problems() == ()
    assert any("has a gap of 5.00003 s" in one.message for one in made.advice)
    moved = made.motion.unit_displacements_um()[:, 0, 1]
    assert moved[0] == 0.0 and moved[-1] == 40.0
    assert set(np.round(moved, 6)) == {0.0, 40.0}  # nothing in between: the tissue moved while nothing was recorded
    samples = made.spikes.all().sample_index
    times = made.sorting.get_unit_spike_train("0", return_times=True)
    np.testing.assert_allclose(times, made.raw_background.get_times()[samples], atol=1e-9)
    assert made.recording.get_end_time() == pytest.approx(START + GAP_S + (NUMBER - 1) / FS)


@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
@pytest.mark.parametrize("form", ["spikeinterface", "zarr", "nwb", "binary"])
def test_a_clock_with_gaps_is_read_back(tmp_path: Path, form: str) -> None:
    made = with_gap(tmp_path)
    expected = made.raw_background.get_times()
    folder = export(made, tmp_path / "out", format=form, jobs=1) / "drifting"
    times = np.load(folder / "times.npy") if form == "binary" else opened(folder, form, gaps=True).get_times()
    np.testing.assert_array_equal(times, expected)
    motion = si.load(tmp_path / "out" / "truth" / "motion_spikeinterface")
    spikes = made.spikes.all().sample_index
    seen = motion.get_displacement_at_time_and_depth(expected[spikes], np.full(spikes.size, made.locations_um[0, 1]))
    bins = (spikes / FS * made.motion.sampling_frequency_hz).astype(np.int64)
    moved = made.motion.displacement_um(bins, np.zeros(spikes.size, np.int64))[:, 1]
    assert {0.0, 40.0} == set(moved.tolist())
    np.testing.assert_allclose(seen, moved, atol=1e-6)


@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
@pytest.mark.parametrize("form", ["phy", "kilosort", "spikeglx"])
def test_formats_without_room_for_gaps_say_so(tmp_path: Path, form: str) -> None:
    [said] = estimate(with_gap(tmp_path), tmp_path / "out", ExportOptions(format=form)).losses
    assert "has a gap of 5.00003 s: use spikeinterface, zarr, nwb or binary to keep it" in said


@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
def test_a_clock_with_gaps_stays_with_the_spikeinterface_recording(tmp_path: Path) -> None:
    made = with_gap(tmp_path)
    np.testing.assert_array_equal(made.recording.to_spikeinterface().get_times(), made.raw_background.get_times())
