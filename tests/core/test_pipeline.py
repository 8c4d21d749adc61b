"""Recordings go through SpikeInterface as recorded ones would: in its workers, and up to the motion it finds.

SpikeInterface's motion presets detect peaks with numba and most of them register with torch; the methods below
need neither: peaks by channel, centre of mass, decentralized registration with numpy.
"""

import multiprocessing
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
import spikeinterface.preprocessing as preprocessing
from driftscope import Simulation, SimulationConfig
from driftscope.export.options import ExportOptions
from driftscope.export.sample_format import SampleFormat
from driftscope.export.writer import export
from numpy.typing import NDArray
from spikeinterface.sortingcomponents.motion import estimate_motion
from spikeinterface.sortingcomponents.peak_detection import detect_peaks
from spikeinterface.sortingcomponents.peak_localization import localize_peaks

CONFIG = SimulationConfig().replace({
    "duration_s": 30.0,
    "sampling_frequency_hz": 20_000.0,
    "probe": {"kind": "multi_column", "num_contacts_per_column": 16},
    "units.num_units": 40,
    "units.minimum_distance_um": None,
    "spikes.firing_rate_hz": (8.0, 15.0),
    "templates.alpha_uv": (150.0, 500.0),
    "noise.level_uv": 5.0,
    "motion.components": [{"kind": "zigzag", "period_s": 15.0}],
})  # fmt: skip
ONE_PROCESS: dict[str, Any] = {"n_jobs": 1, "chunk_duration": "1s", "progress_bar": False}
LEAST_CORRELATION = 0.97  # measured: 0.994
MOST_ERROR_UM = 5.0  # measured: 3.3, of a motion whose own RMS is 11.5; the centre of mass is drawn to the channel
MOST_AT_REST_UM = 1.0  # measured: 0.0

simulation = Simulation(CONFIG)
# SpikeInterface maps the files that it writes and reads, and does not close them.
leaves_files_open = pytest.mark.filterwarnings("ignore:.*traces.*raw:pytest.PytestUnraisableExceptionWarning")


def estimated_motion(recording: si.BaseRecording) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return when, and how far the tissue moves by SpikeInterface's estimate, in s and µm, around its mean."""
    recording = preprocessing.common_reference(preprocessing.bandpass_filter(recording, 300.0, 6_000.0))
    levels = si.get_noise_levels(recording, random_slices_kwargs={"seed": 0}, **ONE_PROCESS)
    detection = {"detect_threshold": 40, "exclude_sweep_ms": 0.5, "noise_levels": levels}
    peaks = detect_peaks(recording, method="by_channel", method_kwargs=detection, job_kwargs=ONE_PROCESS)
    places = localize_peaks(recording, peaks, method="center_of_mass", job_kwargs=ONE_PROCESS)
    motion = estimate_motion(
        recording, peaks, places, rigid=True, method="decentralized", conv_engine="numpy", bin_s=1.0, bin_um=2.0
    )
    displacement = motion.displacement[0][:, 0]
    return motion.temporal_bins_s[0], displacement - displacement.mean()


def true_motion(times_s: NDArray[Any]) -> NDArray[Any]:
    """Return how far the units really move, in µm, around its mean."""
    bins = (times_s * CONFIG.motion.sampling_frequency_hz).astype(np.int64)
    displacement = simulation.motion.displacement_um(bins, np.zeros_like(bins))[:, 1]
    return displacement - displacement.mean()


def rms(values: NDArray[Any]) -> float:
    return float(np.sqrt(np.mean(values**2)))


@cache
def found_in_the_lazy_recording() -> tuple[NDArray[Any], NDArray[Any]]:
    return estimated_motion(simulation.drifting.to_spikeinterface())


def test_spikeinterface_finds_the_motion_that_was_put_in() -> None:
    times_s, found = found_in_the_lazy_recording()
    truth = true_motion(times_s)
    assert len(times_s) == 30
    assert np.corrcoef(found, truth)[0, 1] > LEAST_CORRELATION
    assert rms(found - truth) < MOST_ERROR_UM


def test_spikeinterface_finds_no_motion_where_there_is_none() -> None:
    """The same units at rest: the estimate is flat, and would not pass for the motion."""
    times_s, found = estimated_motion(simulation.static.to_spikeinterface())
    assert rms(found) < MOST_AT_REST_UM
    assert rms(found - true_motion(times_s)) > 2 * MOST_ERROR_UM


@leaves_files_open
def test_spikeinterface_finds_the_same_motion_in_an_exported_recording(tmp_path: Path) -> None:
    samples = SampleFormat(dtype="float32")
    folder = export(simulation, tmp_path / "exported", ExportOptions(format="spikeinterface", samples=samples), jobs=1)
    exported = si.load(folder / "drifting" / "recording")
    times_s, found = estimated_motion(exported)
    np.testing.assert_array_equal(times_s, found_in_the_lazy_recording()[0])
    np.testing.assert_allclose(found, found_in_the_lazy_recording()[1], rtol=0, atol=1e-6)


@leaves_files_open
# SpikeInterface forks a process that has threads already, which Python warns of.
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize(("context", "streams"), [("fork", "independent"), ("spawn", "spikeinterface")])
def test_two_processes_of_spikeinterface_filter_as_one_does(context: str, streams: str, tmp_path: Path) -> None:
    if context not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system cannot {context}")
    recording = Simulation(CONFIG.replace(duration_s=2.0, streams=streams)).drifting
    filtered = preprocessing.bandpass_filter(recording.to_spikeinterface(), 300.0, 6_000.0)
    processes = {"n_jobs": 2, "mp_context": context, "pool_engine": "process"}
    by_one, by_two = (
        filtered.save(folder=tmp_path / folder, **{**ONE_PROCESS, "chunk_duration": "0.5s", **given})
        for folder, given in (("one", {}), ("two", processes))
    )
    assert by_one.get_num_samples() == by_two.get_num_samples() == 40_000
    np.testing.assert_array_equal(by_two.get_channel_locations(), recording.get_channel_locations())
    one, two = (next((tmp_path / folder).glob("*.raw")).read_bytes() for folder in ("one", "two"))
    assert len(set(one)) == 256
    assert one == two
