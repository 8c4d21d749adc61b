"""How added units move."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spikeinterface.core as si
import spikeinterface.preprocessing as preprocessing
from driftscope import SimulationConfig
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    MeasuredMotionConfig,
    MotionFolder,
    SampleSource,
    SimulationSource,
    SourceMotion,
)
from driftscope.hybrid.motion import remarks_on_motion
from hybrid_examples import PROBE, SECONDS, config, in_memory
from spikeinterface.sortingcomponents.motion import estimate_motion
from spikeinterface.sortingcomponents.peak_detection import detect_peaks
from spikeinterface.sortingcomponents.peak_localization import localize_peaks


def test_units_follow_arrays() -> None:
    times = np.arange(SECONDS * 2) * 0.5 + 0.25
    curve = np.where(times < 2, 0.0, 40.0)[:, np.newaxis]
    motion = MeasuredMotionConfig.of(times, [0.0], curve, step_um=0.5)
    moving = Hybrid(config(motion=motion), in_memory())
    still = Hybrid(config(), in_memory())
    first, last = (0, 30_000), (66_000, 90_000)
    np.testing.assert_allclose(moving.recording.get_traces(0, *first), still.recording.get_traces(0, *first), atol=0.01)
    depths = PROBE.contact_positions[:, 1]
    added = [
        np.abs(one.recording.get_traces(0, *last) - one.background.get_traces(0, *last)).max(axis=0)
        for one in (still, moving)
    ]
    centres = [(one * depths).sum() / one.sum() for one in added]
    assert centres[1] - centres[0] == pytest.approx(40.0, abs=15.0)  # up, as the sign says
    np.testing.assert_array_equal(moving.static.get_traces(0, *last), still.recording.get_traces(0, *last))


def test_units_follow_the_tissue_of_a_generated_background() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=20.0)))
    simulation = hybrid.simulation
    assert simulation is not None
    added, known = hybrid.motion.unit_displacements_um()[:, :, 1], simulation.motion.unit_displacements_um()[:, :, 1]
    for unit, depth in enumerate(hybrid.locations_um[:, 1]):
        nearest = int(np.abs(simulation.locations_um[:, 1] - depth).argmin())
        np.testing.assert_allclose(added[:, unit], known[:, nearest], atol=1.0)
    assert np.ptp(added) > 10


def test_estimated_motion_has_the_sign_of_the_drift(tmp_path: Path) -> None:
    """From SpikeInterface's estimate, by way of its folder, to where the added units are."""
    own = SimulationConfig().replace({
        "duration_s": 16.0,
        "probe": {"kind": "multi_column", "num_contacts_per_column": 16},
        "units.num_units": 40,
        "units.minimum_distance_um": None,
        "spikes.firing_rate_hz": (8.0, 15.0),
        "templates.alpha_uv": (150.0, 500.0),
        "noise.level_uv": 5.0,
        "motion.components": [{"kind": "zigzag", "period_s": 16.0}],
    })  # fmt: skip
    source = SimulationSource(config=own)
    background = Hybrid(config(source=source)).background.to_spikeinterface()
    filtered = preprocessing.common_reference(preprocessing.bandpass_filter(background, 300.0, 6_000.0))
    one: dict[str, Any] = {"n_jobs": 1, "chunk_duration": "1s", "progress_bar": False}
    levels = si.get_noise_levels(filtered, random_slices_kwargs={"seed": 0}, **one)
    detection = {"detect_threshold": 40, "exclude_sweep_ms": 0.5, "noise_levels": levels}
    peaks = detect_peaks(filtered, method="by_channel", method_kwargs=detection, job_kwargs=one)
    places = localize_peaks(filtered, peaks, method="center_of_mass", job_kwargs=one)
    estimated = estimate_motion(
        filtered, peaks, places, rigid=True, method="decentralized", conv_engine="numpy", bin_s=1.0, bin_um=2.0
    )
    estimated.save(tmp_path / "motion")
    following = Hybrid(config(source=source, motion=MotionFolder(path=tmp_path / "motion")))
    truth = Hybrid(config(source=source, motion=SourceMotion())).motion.unit_displacements_um()[:, 0, 1]
    followed = following.motion.unit_displacements_um()[:, 0, 1]
    assert np.corrcoef(followed, truth)[0, 1] > 0.95
    assert np.std(followed) > 0.5 * np.std(truth)


def breathing(**change: Any) -> MeasuredMotionConfig:
    times = (np.arange(SECONDS * 250) + 0.5) / 250
    moved = np.sin(2 * np.pi * 4 * times)[:, np.newaxis] * [20.0, 10.0]
    given = {"times_s": times, "depths_um": [1_000.0, 1_460.0], "displacement_um": moved}
    return MeasuredMotionConfig.of(**(given | change))


def test_a_measured_motion_is_followed_at_its_own_rate_and_a_lower_one_is_spoken_of() -> None:
    own = Hybrid(config(motion=breathing()), in_memory())
    assert own.motion.sampling_frequency_hz == pytest.approx(250)
    assert not [one for one in own.advice if one.path.startswith("motion")]
    slow = config(motion=breathing().replace(sampling_frequency_hz=5.0))
    [said] = [one for one in Hybrid(slow, in_memory()).advice if one.path.startswith("motion")]
    assert "measured at 250 Hz, but is followed at 5 Hz" in said.message
    assert Hybrid(slow.replace(said.changes), in_memory()).motion.sampling_frequency_hz == pytest.approx(250)


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"times_s": (np.arange(SECONDS * 250) + 0.5) * 4}, "motion.times_s", "milliseconds"),
        ({"times_s": 500 + np.arange(SECONDS * 250) / 250}, "motion.times_s", "after the recording ends (3 s)"),
        ({"depths_um": [6_000.0, 7_000.0]}, "motion.depths_um", "lie beside the probe (1000 to 1460 µm)"),
    ],
)
def test_a_motion_of_another_recording_is_refused(change: dict[str, Any], path: str, words: str) -> None:
    problems = {one.path: one.message for one in Hybrid(config(motion=breathing(**change)), in_memory()).problems()}
    assert words in problems[path]


def test_what_a_motion_does_not_cover_is_advice() -> None:
    short = breathing(times_s=np.arange(SECONDS * 250) / 500)
    [said] = [one for one in Hybrid(config(motion=short), in_memory()).advice if one.path.startswith("motion")]
    assert (said.path, "held" in said.message) == ("motion.times_s", True)


def test_the_parent_of_a_motion_folder_opens_and_is_sealed(tmp_path: Path) -> None:
    from spikeinterface.core.motion import Motion as TheirMotion

    made = breathing()
    TheirMotion(np.array(made.displacement_um), np.array(made.times_s), np.array(made.depths_um)).save(
        tmp_path / "motion"
    )
    parent = config(motion=MotionFolder(path=tmp_path)).sealed()
    for path in (tmp_path, tmp_path / "motion", tmp_path / "motion" / "displacement_seg0.npy"):
        same = Hybrid(parent.replace({"motion.path": str(path)}), in_memory())
        np.testing.assert_array_equal(
            same.motion.vectors_um, Hybrid(config(motion=made), in_memory()).motion.vectors_um
        )


def test_a_motion_that_is_measured_faster_than_it_can_be_followed_says_so() -> None:
    times = np.arange(3_000) / 1_500
    fast = MeasuredMotionConfig.of(times, [0.0], np.zeros((3_000, 1)))
    [remark] = remarks_on_motion(fast, Hybrid(HybridConfig(source=SampleSource(duration_s=2.0))).background, 0)
    assert "measured at 1500 Hz, but is followed at 1000 Hz" in remark.message
    assert not remark.changes
