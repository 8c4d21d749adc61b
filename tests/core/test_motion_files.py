"""Motion is found in its folder, above it, and beside one of its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.measured_motion import load_motion
from driftscope.motion_files import motion_folder, refusal_of_file, refuse_other_segment
from spikeinterface.core.motion import Motion

TIMES, DEPTHS = np.arange(10) + 0.5, np.array([0.0, 100.0, 300.0])
MOVED = np.random.default_rng(0).normal(0, 10, (10, 3))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    Motion([MOVED, -MOVED], [TIMES, TIMES], DEPTHS).save(tmp_path / "preprocessed" / "motion")
    return tmp_path / "preprocessed" / "motion"


@pytest.mark.parametrize("given", [".", "..", "displacement_seg0.npy", "displacement_seg1.npy"])
def test_the_folder_is_found(saved: Path, given: str) -> None:
    assert motion_folder(saved / given).resolve() == saved
    first, second = load_motion(saved / given)
    np.testing.assert_array_equal(first.displacement_um, MOVED)
    np.testing.assert_array_equal(second.displacement_um, -MOVED)


def test_arrays_of_these_names_need_no_description(saved: Path) -> None:
    (saved / "spikeinterface_info.json").unlink()
    first, _ = load_motion(saved)
    np.testing.assert_array_equal(first.times_s, TIMES)
    assert (first.axis, first.place_axis) == ("y", "y")


@pytest.mark.parametrize("name", ["temporal_bins_s_seg0.npy", "spatial_bins_um.npy"])
def test_bins_are_no_displacement(saved: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="contains the bins of a motion, not its displacement"):
        load_motion(saved / name)
    assert refusal_of_file(str(saved / name))


def test_a_file_of_another_segment_is_not_followed_in_its_place(saved: Path) -> None:
    for name, segment in (
        ("", 1),
        ("displacement_seg0.npy", 0),
        ("displacement_seg0.npy", 1),
        ("displacement_seg1.npy", 1),
    ):
        refuse_other_segment(saved / name, segment)
    with pytest.raises(ConfigError, match=r"is the displacement of segment 1, but segment 0 is needed"):
        refuse_other_segment(saved / "displacement_seg1.npy", 0)


def test_a_missing_file_is_named(saved: Path) -> None:
    (saved / "temporal_bins_s_seg1.npy").unlink()
    with pytest.raises(ConfigError, match=r"temporal_bins_s_seg1\.npy"):
        load_motion(saved)


@pytest.mark.parametrize(
    ("name", "array", "words"),
    [
        (
            "displacement_seg0.npy",
            np.where(MOVED[3, 1] == MOVED, np.nan, MOVED),
            "displacement is NaN or infinite at time 3",
        ),
        ("displacement_seg0.npy", MOVED.T, "displacement must have .* transpose it"),
        ("spatial_bins_um.npy", np.array([0.0, 300.0, 100.0]), "spatial_bins_um must be finite numbers"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_of_the_folder(saved: Path, name: str, array: Any, words: str) -> None:
    np.save(saved / name, array)
    with pytest.raises(ConfigError, match=words) as refused:
        load_motion(saved)
    assert refused.value.problems[0].path == "path"


def test_what_is_missing_is_said(saved: Path, tmp_path: Path) -> None:
    alone = tmp_path / "displacement_seg0.npy"
    np.save(alone, MOVED)
    with pytest.raises(ConfigError, match=r"without its bins: put temporal_bins_s_seg0.npy and spatial_bins_um.npy"):
        load_motion(alone)
    with pytest.raises(ConfigError, match=r"is not a SpikeInterface Motion folder.*looked in"):
        load_motion(tmp_path)
    with pytest.raises(ConfigError, match="no such file or folder"):
        load_motion(tmp_path / "nowhere")
    (saved / "displacement_seg1.npy").write_bytes(b"")
    with pytest.raises(ConfigError, match="is not a SpikeInterface Motion folder"):
        load_motion(saved)
