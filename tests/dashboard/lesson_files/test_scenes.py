import numpy as np
import pytest
from driftscope import Simulation
from driftscope.lessons import measures
from driftscope_dashboard.lesson_files.scenes import UnitCase, points, unit_scene


@pytest.fixture
def cases(small) -> list[UnitCase]:
    simulation = Simulation(small)
    return [UnitCase(f"unit {unit}", simulation, unit) for unit in (0, 3)]


def trace(scene, picture, label):
    return next(one for one in scene.pictures[picture].traces if one.label == label)


def test_a_scene_has_a_frame_for_every_case_and_place(cases):
    scene = unit_scene(cases, 10.0)
    assert scene.cases == ("unit 0", "unit 3")
    assert (scene.slider.values[0], scene.slider.values[scene.slider.at_first], scene.slider.values[-1]) == (-10, 0, 10)
    for picture in scene.pictures:
        for one in picture.traces:
            assert len(one.frames) == 2
            assert {len(of_case) for of_case in one.frames} <= {1, 9}
            assert all(len(frame["x"]) == len(frame["y"]) for of_case in one.frames for frame in of_case)


def test_its_numbers_are_the_measured_ones(cases):
    scene = unit_scene(cases, 10.0)
    for number, case in enumerate(cases):
        best = trace(scene, 2, "best channel").frames[number][0]
        fixed = trace(scene, 2, "channel best at rest").frames[number][0]
        peaks = [measures.peak_uv(case.simulation, case.unit, moved_um=moved) for moved in best["x"]]
        assert best["y"] == pytest.approx(peaks, abs=0.1)
        on_rest = [measures.peak_uv(case.simulation, case.unit, "rest", moved_um=moved) for moved in fixed["x"]]
        assert fixed["y"] == pytest.approx(on_rest, abs=0.1)


def test_without_motion_there_is_no_slider_and_no_curve(cases):
    scene = unit_scene(cases, 0.0)
    assert scene.slider is None
    assert len(scene.pictures) == 2


def test_what_the_answer_reveals_is_marked(cases):
    assert trace(unit_scene(cases, 4.0), 2, "best channel").revealed
    assert not trace(unit_scene(cases, 4.0, revealed=False), 2, "best channel").revealed


def test_points_are_plain_rounded_numbers():
    made = points(np.array([1.23456, 2]), [0, 1], size=np.ones(2))
    assert made == {"x": [1.235, 2.0], "y": [0.0, 1.0], "size": [1.0, 1.0]}
