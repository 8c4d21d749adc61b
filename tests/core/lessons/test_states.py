import pytest
from driftscope import ConfigError
from driftscope.lessons import Lesson, builtin_lessons, solved_states, start_state, state_at
from driftscope.presets import PRESETS

LESSON = {
    "lesson": 1,
    "id": "one",
    "title": "One",
    "idea": "One thing.",
    "minutes": 5,
    "start": {"set": {"seed": 3, "duration_s": 20.0}, "look": {"time_s": 1.0}},
    "steps": [
        {"say": "First.", "solve": {"set": {"noise.level_uv": 2.0}}, "show": {"look": {"tab": "noise"}}},
        {
            "say": "Second.",
            "set": {"duration_s": 30.0},
            "solve": [{"look": {"time_s": 2.0}}, {"look": {"time_s": 3.0}}],
        },
        {"say": "Third.", "start": {"preset": "tetrode"}},
    ],
}


@pytest.fixture
def lesson() -> Lesson:
    return Lesson.from_dict(LESSON)


def test_the_start_is_the_default_configuration_changed(lesson):
    state = start_state(lesson)
    assert (state.page, state.config.seed, state.look) == ("synthetic", 3, {"time_s": 1.0})


def test_a_step_opens_as_if_those_before_it_were_solved(lesson):
    state = state_at(lesson, 1)
    assert (state.config.noise.level_uv, state.config.duration_s) == (2.0, 30.0)
    assert state.look == {"time_s": 1.0, "tab": "noise"}


def test_each_move_of_a_solution_is_a_state(lesson):
    assert [state.look["time_s"] for state in solved_states(lesson, 1)] == [1.0, 2.0, 3.0]


def test_a_step_can_start_anew_from_a_preset(lesson):
    assert state_at(lesson, 2).config == PRESETS["tetrode"].config


def test_an_unknown_preset_is_said_with_the_list():
    with pytest.raises(ConfigError, match=r"no such preset\. Available: published-drift"):
        start_state(Lesson.from_dict({**LESSON, "start": {"preset": "ghost"}}))
    with pytest.raises(ConfigError, match="hybrid page has no presets"):
        start_state(Lesson.from_dict({**LESSON, "start": {"page": "hybrid", "preset": "tetrode"}}))


def test_a_hybrid_lesson_starts_from_the_sample_recording():
    state = start_state(Lesson.from_dict({**LESSON, "page": "hybrid", "start": {"set": {"seed": 4}}}))
    assert (state.page, state.config.seed, state.config.source.kind) == ("hybrid", 4, "sample")


def test_every_state_of_the_lessons_that_come_with_the_package_is_valid():
    for file in builtin_lessons().files.values():
        for number in range(len(file.lesson.steps)):
            assert solved_states(file.lesson, number)
