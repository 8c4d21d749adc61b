import numpy as np
import pytest
from driftscope.lessons import Lesson, builtin_lessons
from driftscope_dashboard.lesson_files.lesson_scenes import scene_of

LESSONS = {key: file.lesson for key, file in builtin_lessons().files.items()}


def numbers(scene, label):
    [trace] = [one for picture in scene.pictures for one in picture.traces if one.label == label]
    return trace.frames


@pytest.mark.parametrize("key", ["look", "electrode", "drift", "probes", "firing", "truth"])
def test_every_step_has_its_picture(key, tmp_path, monkeypatch):
    monkeypatch.setenv("DRIFTSCOPE_CACHE", str(tmp_path))
    scenes = [scene_of(LESSONS[key], number) for number in range(len(LESSONS[key].steps))]
    assert all(scene is not None for scene in scenes[1:])
    for scene in filter(None, scenes):
        assert scene.first_case < len(scene.cases)


def test_the_curve_of_the_probe_lesson_has_three_maxima():
    from driftscope.lessons import is_right

    lesson = LESSONS["probes"]
    curve = numbers(scene_of(lesson, 0), "best channel")[0][0]["y"]
    assert is_right(lesson.steps[0].ask, curve)
    least = [min(of_case[0]["y"]) for of_case in numbers(scene_of(lesson, 0), "best channel")]
    assert least == pytest.approx([82.5, 103.2, 97.2, 62.3, 36.2, 36.9], abs=1.5)


def test_a_threshold_has_what_it_finds_beside_it():
    scene = scene_of(LESSONS["noise"], 1)
    found = numbers(scene, "found, %")[0][0]
    assert found["x"][0] == 3.0
    assert found["y"][0] == 100.0
    assert found["y"][-1] < 40


def test_an_estimate_stands_beside_the_truth():
    scene = scene_of(LESSONS["firing"], 3)
    assert np.ptp(numbers(scene, "true")[0][0]["y"]) == 0
    depth_only, both = (np.ptp(of_case[0]["y"]) for of_case in numbers(scene, "estimate"))
    assert depth_only > 25 > 5 > both


def test_a_teacher_s_own_lesson_shows_its_unit():
    lesson = Lesson.from_dict({
        "lesson": 1, "id": "own", "title": "Own", "idea": "One.", "minutes": 5,
        "start": {"set": {"units.num_units": 3, "duration_s": 20.0}, "look": {"units": [2]}},
        "steps": [{"say": "Look."}],
    })  # fmt: skip
    assert scene_of(lesson, 0).cases == ("unit 2",)
