"""Recordings that units are added to."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope.cache import the_cache
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    HybridUnit,
    MeasuredMotionConfig,
    MotionFolder,
    SampleSource,
    SpikeInterfaceSource,
)
from driftscope.probe import InlineProbe, LinearProbe
from hybrid_examples import DATASET, PROBE, binary, config, in_memory, noise


def test_the_sample_is_there_at_once_and_always_the_same() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=10.0)))
    assert hybrid.problems() == ()
    assert hybrid.advice == ()
    assert hybrid.templates.num_units == hybrid.sorting.get_num_units() == 5
    window = hybrid.recording.get_traces(0, 60_000, 61_000)
    the_cache().clear()
    again = Hybrid(HybridConfig(source=SampleSource(duration_s=10.0))).recording.get_traces(0, 60_000, 61_000)
    np.testing.assert_array_equal(window, again)


@pytest.mark.parametrize("kind", ["int16", "float32"])
def test_a_file_is_read_only_and_may_be_protected(tmp_path: Path, kind: str) -> None:
    source = binary(tmp_path, kind)
    os.chmod(source.path, 0o444)
    before = source.path.stat().st_mtime_ns, source.path.read_bytes()
    hybrid = Hybrid(config(source=source))
    np.testing.assert_allclose(hybrid.background.get_traces(), noise(kind) * 0.5)
    assert (hybrid.recording.get_traces() != hybrid.background.get_traces()).any()
    assert (source.path.stat().st_mtime_ns, source.path.read_bytes()) == before


# A recording in memory has no file to be made from again, which SpikeInterface says when it is saved.
@pytest.mark.filterwarnings("ignore:The extractor is not serializable to file:UserWarning")
# It also leaves the file open that it has written.
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
def test_a_saved_recording_without_probe_or_gain_is_completed(tmp_path: Path) -> None:
    in_memory("int16", gain=None, probe=None).save(folder=tmp_path / "saved")
    bare = SpikeInterfaceSource(path=tmp_path / "saved")
    assert "set gain_uv" in Hybrid(config(source=bare)).problems()[0].message
    half = bare.replace(gain_uv=0.5)
    assert "no channel locations" in Hybrid(config(source=half)).problems()[0].message
    whole = half.replace(probe=InlineProbe.of(PROBE))
    np.testing.assert_allclose(Hybrid(config(source=whole)).background.get_traces(), noise("int16") * 0.5)
    other = half.replace(probe=LinearProbe(num_contacts=47))
    [problem] = Hybrid(config(source=other)).problems()
    assert (problem.path, "47 contacts" in problem.message) == ("source.probe", True)


@pytest.mark.parametrize(
    ("recording", "path", "words"),
    [
        (in_memory(probe=None), "source.probe", "no channel locations"),
        (in_memory("int16", gain=None), "source.gain_uv", "has no channel gains"),
        (in_memory(traces=np.where(noise() > 45, np.nan, noise())), "source", "NaN or infinite"),
        (in_memory(traces=noise().astype(bool)), "source.dtype", "not a sample type"),
        ("a file name", "source.recording", "must have get_traces"),
    ],
)
def test_a_recording_that_does_not_fit_is_refused_in_words(recording: Any, path: str, words: str) -> None:
    problems = {problem.path: problem.message for problem in Hybrid(config(), recording).problems()}
    assert words in problems[path]


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"segment_index": 3}, "segment_index", "has 1 segments"),
        ({"units": (HybridUnit(dataset="nowhere.zarr", template_index=0),)}, "units.0.dataset", "nowhere"),
        ({"units": (HybridUnit(dataset=DATASET, template_index=900),)}, "units.0.dataset", "no template 900"),
        (
            {"units": (HybridUnit(dataset=DATASET, template_index=1, move_um=(0.0, 9e3)),)},
            "units.0.move_um",
            "off the recording's probe",
        ),
        ({"units": (HybridUnit(dataset=DATASET, template_index=17),)}, "units.0.move_um", "move it onto the probe"),
        ({"motion": MotionFolder(path="nowhere")}, "motion.path", "Motion.save"),
        (
            {"motion": MeasuredMotionConfig.of([1.0, 0.5, 2.0], [0.0], [[0.0], [1.0], [2.0]])},
            "motion.times_s",
            "increase",
        ),
        ({"library": "/nowhere"}, "units.0.dataset", "no such folder"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_in_words(change: Any, path: str, words: str) -> None:
    problems = {problem.path: problem.message for problem in Hybrid(config(**change), in_memory()).problems()}
    assert words in problems[path]
