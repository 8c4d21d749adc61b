"""Hybrid recordings."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import SimulationConfig
from driftscope.cache import the_cache
from driftscope.export import ExportError, ExportOptions, export
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    HybridUnit,
    MeasuredMotionConfig,
    MotionFolder,
    SampleSource,
    SimulationSource,
)
from driftscope.template_set import Templates
from hybrid_examples import FS, PROBE, SECONDS, InMemory, config, in_memory, sample_templates
from spikeinterface.core.motion import Motion


def test_only_the_spikes_are_added() -> None:
    hybrid = Hybrid(config(), in_memory())
    added = hybrid.recording.get_traces() - hybrid.background.get_traces()
    expected = np.zeros_like(added)
    before, array = hybrid.templates.nbefore, hybrid.templates.templates_array
    for sample, unit in zip(*(hybrid.spikes.all().sample_index, hybrid.spikes.all().unit_index), strict=True):
        rows = slice(max(sample - before, 0), min(sample - before + array.shape[1], len(added)))
        expected[rows] += array[unit, rows.start - sample + before : rows.stop - sample + before]
    np.testing.assert_allclose(added, expected, atol=0.01)
    assert np.abs(added).max() > 50


def test_a_window_is_a_part_of_the_whole() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=3.0)))
    whole = hybrid.recording.get_traces()
    for start, end in ((0, 100), (29_000, 31_500), (89_000, 90_000)):
        the_cache().clear()
        np.testing.assert_array_equal(hybrid.recording.get_traces(0, start, end), whole[start:end])
    some = hybrid.recording.get_traces(0, 500, 900, ["7", "3"])
    np.testing.assert_array_equal(some, whole[500:900][:, [7, 3]])


@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
def test_the_seed_decides_and_the_templates_do_not(streams: str) -> None:
    first = Hybrid(config(streams=streams, seed=1), in_memory())
    again = Hybrid(config(streams=streams, seed=1, taper_ms=1.0), in_memory())
    other = Hybrid(config(streams=streams, seed=2), in_memory())
    np.testing.assert_array_equal(first.spikes.all().sample_index, again.spikes.all().sample_index)
    assert first.spikes.all().sample_index.tolist() != other.spikes.all().sample_index.tolist()


def test_reference_streams_draw_the_reference_s_trains() -> None:
    hybrid = Hybrid(config(streams="spikeinterface", seed=3), in_memory())
    theirs = reference.generate_sorting(3, FS, [float(SECONDS)], 15.0, seed=3).to_spike_vector()
    np.testing.assert_array_equal(hybrid.sorting.to_spike_vector()["sample_index"], theirs["sample_index"])


def test_added_units_do_not_fire_with_those_of_a_generated_background() -> None:
    own = SimulationConfig(duration_s=10.0, seed=5).replace({"motion.components": []})
    hybrid = Hybrid(config(source=SimulationSource(config=own), seed=5, spikes=own.spikes))
    theirs = hybrid.simulation.spikes.all().sample_index  # type: ignore[union-attr]
    assert np.isin(hybrid.spikes.all().sample_index, theirs).mean() < 0.1


def test_a_recording_travels_to_other_processes() -> None:
    recording = Hybrid(HybridConfig(source=SampleSource(duration_s=2.0))).recording
    carried = pickle.loads(pickle.dumps(recording))  # noqa: S301 - our own
    np.testing.assert_array_equal(carried.get_traces(), recording.get_traces())


def test_a_hybrid_is_exported_with_its_ground_truth(tmp_path: Path) -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=1.0)))
    folder = export(hybrid, tmp_path / "exported", ExportOptions(samples={"dtype": "float32"}), jobs=1)
    [traces] = folder.rglob("traces.raw")
    written = np.fromfile(traces, "<f4").reshape(-1, 96)
    np.testing.assert_array_equal(written, hybrid.recording.get_traces())
    with pytest.raises(ExportError, match="only in memory"):
        export(Hybrid(config(), in_memory()), tmp_path / "other")


def test_traces_equal_spikeinterface_s_hybrid() -> None:
    curve = np.random.default_rng(1).uniform(-6, 6, (8, 1))
    curve[:2] = [[-6.0], [6.0]]
    times = np.arange(8) * 0.5 + 0.25
    motion = MeasuredMotionConfig.of(times, [0.0], curve, sampling_frequency_hz=2.0)
    whole = sample_templates()
    short = Templates(whole.templates_array[:, 70:110, :48], FS, whole.nbefore - 70, probe=PROBE)
    library: Any = InMemory(short=short)
    units = tuple(HybridUnit(dataset="short", template_index=index) for index in (1, 3))
    hybrid = Hybrid(config(motion=motion, units=units), in_memory(), library)
    theirs, _ = reference.generate_hybrid_recording(
        in_memory(),
        sorting=hybrid.sorting.to_spikeinterface(),
        templates=hybrid.templates.to_spikeinterface(),
        motion=Motion(curve, times, np.array([0.0])),
        drift_step_um=0.92,  # makes thirteen steps from -6 to 6
        amplitude_std=0.0,
    )
    windows = [(0, 20_000), (50_000, 70_000)]
    for window in windows:
        np.testing.assert_allclose(
            hybrid.recording.get_traces(0, *window), theirs.get_traces(0, *window), rtol=0, atol=0.01
        )


def test_templates_of_another_rate_are_resampled_and_that_is_said() -> None:
    slow = Hybrid(config(), in_memory(fs=25_000.0))
    assert slow.problems() == ()
    said = {advice.path: advice.message for advice in slow.advice}
    assert "sampled at 30000 Hz, the recording at 25000 Hz: they are resampled" in said["units.0.dataset"]
    assert "12500 Hz (units 0, 1, 2)" in said["units.0.dataset"]
    own, stored = slow.templates, Hybrid(config(), in_memory()).templates
    assert own.sampling_frequency == 25_000.0
    assert own.nbefore == pytest.approx(stored.nbefore / 1.2, abs=1)
    peaks, expected = (np.ptp(one.get_dense_templates(), axis=1).max(axis=1) for one in (own, stored))
    np.testing.assert_allclose(peaks, expected, rtol=0.05)
    assert not any("resampled" in advice.message for advice in Hybrid(config(), in_memory()).advice)


def test_problems_of_every_stage_come_at_once(tmp_path: Path) -> None:
    broken = config(
        units=(HybridUnit(dataset="nowhere.zarr", template_index=0),), motion=MotionFolder(path=tmp_path / "nowhere")
    )
    paths = {problem.path for problem in Hybrid(broken, in_memory()).problems()}
    assert "units.0.dataset" in paths
