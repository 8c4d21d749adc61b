"""A measured motion belongs to the recording that it moves, or it is said why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from driftscope.measured_motion import MeasuredMotion
from driftscope.motion_fit import problems_of_fit, remarks_on_fit

CONTACTS = np.column_stack([np.zeros(20), np.arange(20) * 20.0])
TIMES = np.arange(60) + 0.5
DEPTHS = np.array([50.0, 200.0, 350.0])


def motion(times: Any = TIMES, depths: Any = DEPTHS, **more: Any) -> MeasuredMotion:
    return MeasuredMotion(times, depths, np.zeros((len(times), len(depths))), **more)


@pytest.mark.parametrize("clock", [(0.0, 60.0), (0.0, 59.0), (10.0, 50.0)])
def test_one_that_covers_the_recording_is_taken_without_a_word(clock: tuple[float, float]) -> None:
    assert problems_of_fit([motion()], clock, CONTACTS) == []
    assert remarks_on_fit([motion()], clock, CONTACTS) == []


@pytest.mark.parametrize(
    ("times", "clock", "words"),
    [
        (TIMES + 100, (0.0, 60.0), "starts at 100 s, after the recording ends (60 s)"),
        (TIMES - 100, (0.0, 60.0), "ends at -40 s, before the recording begins (0 s)"),
        (TIMES * 1000, (0.0, 60.0), "look like milliseconds, divide them by 1000"),
        (TIMES[20:] * 1000, (0.0, 60.0), "after the recording ends (60 s); are they in milliseconds?"),
        (np.arange(6_000) * 10.0, (0.0, 60.0), "look like milliseconds"),
        (TIMES, (1_000.0, 1_060.0), "add its start (1000 s)"),
        (np.array([0.0, 30_000.0, 60_000.0]), (0.0, 60.0), "look like milliseconds"),
        (TIMES * 30_000, (0.0, 60.0), "30000 times as long as the recording (60 s): are its times samples?"),
    ],
)
def test_times_that_are_not_the_recording_s_are_refused(times: Any, clock: tuple[float, float], words: str) -> None:
    [problem] = problems_of_fit([motion(times)], clock, CONTACTS)
    assert problem.path == "times_s"
    assert words in problem.message


@pytest.mark.parametrize(
    ("depths", "words"),
    [
        (DEPTHS + 5_000, "depths from 5050 to 5350 µm lie beside the probe (0 to 380 µm)"),
        (DEPTHS - 4_000, "lie beside the probe"),
    ],
)
def test_depths_beside_the_probe_are_refused(depths: Any, words: str) -> None:
    [problem] = problems_of_fit([motion(depths=depths)], (0.0, 60.0), CONTACTS)
    assert problem.path == "depths_um"
    assert words in problem.message
    assert problems_of_fit([motion(depths=depths[:1])], (0.0, 60.0), CONTACTS) == []  # rigid


def test_depths_in_millimetres_are_recognized() -> None:
    far = CONTACTS + np.array([0.0, 2_000.0])
    [problem] = problems_of_fit([motion(depths=(DEPTHS + 2_000) / 1000)], (0.0, 60.0), far)
    assert "are they in millimetres?" in problem.message
    [problem] = problems_of_fit([motion(depths=DEPTHS / 1000)], (0.0, 60.0), CONTACTS)
    assert "from 0.05 to 0.35 look like millimetres: give them in µm" in problem.message
    [problem] = problems_of_fit([motion(depths=DEPTHS[::-1] / 1e6)], (0.0, 60.0), CONTACTS)
    assert "look like metres" in problem.message
    assert problems_of_fit([motion(depths=[100.0, 102.0])], (0.0, 60.0), CONTACTS) == []


def test_what_hardly_belongs_to_the_recording_is_remarked_on() -> None:
    [minutes] = remarks_on_fit([motion(TIMES / 60)], (0.0, 60.0), CONTACTS)
    assert "are its times in minutes?" in minutes.message
    [long] = remarks_on_fit([motion(TIMES * 100)], (0.0, 60.0), CONTACTS)
    assert "the recording only 0 to 60 s" in long.message
    far = MeasuredMotion(TIMES, DEPTHS, np.full((60, 3), 2e4))
    [size] = remarks_on_fit([far], (0.0, 60.0), CONTACTS)
    assert (size.path, "reaches 20000 µm" in size.message) == ("displacement_um", True)


def test_what_is_not_covered_is_remarked_on() -> None:
    [late] = remarks_on_fit([motion()], (0.0, 90.0), CONTACTS)
    assert (late.path, "covers 0 to 60 s of the recording's 0 to 90 s" in late.message) == ("times_s", True)
    [short] = remarks_on_fit([motion(depths=[10.0, 60.0, 110.0])], (0.0, 60.0), CONTACTS)
    assert (short.path, "covers depths from 10 to 110 µm" in short.message) == ("depths_um", True)
    both = [motion(), motion(axis="x")]
    assert len(remarks_on_fit(both, (0.0, 90.0), CONTACTS)) == 1  # not once per axis


def test_places_across_the_probe_are_held_against_its_width() -> None:
    wide = CONTACTS[:, ::-1]
    across = motion(axis="x", place_axis="x")
    assert problems_of_fit([across], (0.0, 60.0), wide) == []
    [problem] = problems_of_fit([motion(depths=DEPTHS + 3_000, axis="x", place_axis="x")], (0.0, 60.0), wide)
    assert "across the probe" in problem.message
