"""Measured motion: the values and the sign of SpikeInterface's."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope.base import ConfigError
from driftscope.measured_motion import MeasuredMotion, load_motion, read_motion
from spikeinterface.core.motion import Motion

RNG = np.random.default_rng(0)
TIMES = np.arange(10) * 2.0 + 1.0
DEPTHS = np.array([50.0, 200.0, 400.0])
MOVED_UM = RNG.uniform(-30, 20, (10, 3))


def theirs(method: str = "linear", rigid: bool = False) -> Motion:
    return Motion(
        MOVED_UM[:, :1] if rigid else MOVED_UM, TIMES, DEPTHS[:1] if rigid else DEPTHS, interpolation_method=method
    )


@pytest.mark.parametrize("method", ["linear", "nearest"])
@pytest.mark.parametrize("rigid", [True, False])
def test_values_between_the_bins_are_spikeinterface_s(method: str, rigid: bool) -> None:
    [ours] = read_motion(theirs(method, rigid))
    times, depths = RNG.uniform(-3, 25, 50), RNG.uniform(-100, 600, 7)
    if rigid:  # scipy's grid needs two bins there
        np.testing.assert_allclose(ours.at(TIMES, np.zeros((7, 2))), np.repeat(MOVED_UM[:, :1], 7, axis=1))
        return
    expected = theirs(method).get_displacement_at_time_and_depth(times, depths, grid=True).T
    locations = np.column_stack([np.zeros(7), depths])
    np.testing.assert_allclose(ours.at(times, locations), expected, atol=1e-9)


def test_a_folder_is_read_without_spikeinterface(tmp_path: Path) -> None:
    Motion([MOVED_UM, MOVED_UM[:4]], [TIMES, TIMES[:4]], DEPTHS, direction="x").save(tmp_path / "motion")
    first, second = load_motion(tmp_path / "motion")
    np.testing.assert_array_equal(first.displacement_um, MOVED_UM)
    assert second.times_s.tolist() == TIMES[:4].tolist()
    assert (first.axis, first.place_axis) == ("x", "x")


@pytest.mark.parametrize("content", [None, "{", '{"object": "Recording"}', '{"object": "Motion", "direction": "y"}'])
def test_another_folder_is_refused_in_words(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "spikeinterface_info.json").write_text(content)
    with pytest.raises(ConfigError, match=r"Motion\.save"):
        load_motion(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"times_s": np.roll(TIMES, 1)}, "increase or decrease"),
        ({"displacement_um": MOVED_UM[:5]}, r"shape \(10, 3\)"),
        ({"displacement_um": np.where(MOVED_UM > 0, np.nan, MOVED_UM)}, "fill the gaps"),
        ({"axis": "z"}, "x or y"),
        ({"method": "cubic"}, "linear or nearest"),
    ],
)
def test_arrays_that_do_not_fit_are_refused_in_words(change: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"times_s": TIMES, "bins_um": DEPTHS, "displacement_um": MOVED_UM}
    with pytest.raises(ConfigError, match=words):
        MeasuredMotion(**(given | change))


@pytest.mark.parametrize(("name", "axis"), [("times_s", 0), ("bins_um", 1)])
def test_decreasing_bins_are_put_in_order(name: str, axis: int) -> None:
    given: dict[str, Any] = {"times_s": TIMES, "bins_um": DEPTHS, "displacement_um": MOVED_UM}
    motion = MeasuredMotion(**(given | {name: given[name][::-1], "displacement_um": np.flip(MOVED_UM, axis)}))
    np.testing.assert_array_equal(getattr(motion, name), given[name])
    np.testing.assert_array_equal(motion.displacement_um, MOVED_UM)


def test_what_is_no_motion_is_refused_in_words() -> None:
    with pytest.raises(ConfigError, match="has no displacement"):
        read_motion("up and down")


def test_depths_that_decrease_are_turned_round() -> None:
    upside_down = MeasuredMotion(TIMES, DEPTHS[::-1], MOVED_UM[:, ::-1])
    along = MeasuredMotion(TIMES, DEPTHS, MOVED_UM)
    locations = np.column_stack([np.zeros(9), np.linspace(0, 500, 9)])
    np.testing.assert_array_equal(upside_down.at(TIMES, locations), along.at(TIMES, locations))
    assert upside_down.bins_um.tolist() == DEPTHS.tolist()


@pytest.mark.parametrize("method", ["linear", "nearest"])
def test_points_have_the_displacement_of_their_time_and_place(method: str) -> None:
    motion = MeasuredMotion([0.0, 1.0, 3.0], [0.0, 50.0, 80.0], np.arange(9.0).reshape(3, 3) ** 2, method=method)
    times, places = np.array([-1.0, 0.3, 2.0, 2.9, 5.0]), np.array([10.0, 66.0, -5.0, 90.0, 40.0])
    expected = motion.at(times, np.stack([np.zeros(5), places], axis=1)).diagonal()
    np.testing.assert_allclose(motion.at_points(times, places), expected)
