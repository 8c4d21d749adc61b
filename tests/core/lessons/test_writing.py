import pytest
import yaml
from driftscope import ConfigError, SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope.lessons import Lesson, load_lesson, start_state
from driftscope.lessons.checking import check_lesson
from driftscope.lessons.writing import lesson_of, new_lesson
from driftscope.presets import PRESETS

LOOK = {"time_s": 3.0, "units": (1, 2), "depths_um": None, "playing": True}


def test_a_new_lesson_can_be_taught(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(new_lesson("mine"), encoding="utf-8")
    assert check_lesson(path) == []


@pytest.mark.parametrize("name", ["Two Words", "x: y", "{}", ""])
def test_an_id_that_is_none_is_refused(name):
    with pytest.raises(ConfigError):
        new_lesson(name)


@pytest.mark.parametrize("name", ["tetrode", "published-drift", "non-rigid", "dense-layers"])
def test_a_lesson_of_a_page_starts_where_the_page_is(name, tmp_path):
    config = PRESETS[name].config.replace({"noise.level_uv": 9.0})
    path = tmp_path / "my-lesson.yaml"
    path.write_text(lesson_of(config, LOOK), encoding="utf-8")
    state = start_state(load_lesson(path).lesson)
    assert state.config == config
    assert state.look == {"time_s": 3.0, "units": [1, 2], "depths_um": None}


def test_only_what_differs_is_written():
    data = yaml.safe_load(lesson_of(SimulationConfig(seed=4), {}))
    assert data["start"]["set"] == {"seed": 4}


def test_a_hybrid_page_s_lesson_is_one_of_that_page():
    text = lesson_of(HybridConfig(seed=5), {}, "mixed", "Mixed")
    lesson = Lesson.from_dict(yaml.safe_load(text))
    assert (lesson.page, lesson.title, start_state(lesson).config.seed) == ("hybrid", "Mixed", 5)


def test_files_are_not_taken_along():
    with pytest.raises(ConfigError, match="the sample library"):
        lesson_of(HybridConfig(library="elsewhere"), {})
