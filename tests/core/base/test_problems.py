import pickle

import pytest
from driftscope import ConfigError, Problem, SimulationConfig
from driftscope.motion import MotionConfig
from driftscope.noise import NoiseConfig


@pytest.mark.parametrize(
    "level", ["loud", None, {}, {"low": 1.0}, {"low": 1, "high": 2, "middle": 3}, [[1.0]], object(), {1: 2}, "1 2"]
)
def test_what_is_no_number_is_refused_in_words(level):
    with pytest.raises(ConfigError) as caught:
        NoiseConfig(level_uv=level)
    assert all(str(problem).startswith("level_uv") for problem in caught.value.problems)


def test_a_problem_says_where_what_and_what_is_allowed():
    with pytest.raises(ConfigError) as caught:
        MotionConfig(step_um=-2.5)
    [problem] = caught.value.problems
    assert problem == Problem("step_um", problem.message, -2.5)
    assert "-2.5" in str(problem)
    assert "above 0" in str(problem)
    assert "at most 1000 µm" in str(problem)


def test_a_config_error_survives_a_pickle():
    with pytest.raises(ConfigError) as caught:
        MotionConfig(step_um=-2.5)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert again.problems == caught.value.problems
    assert str(again) == str(caught.value)


@pytest.mark.parametrize("name", ["range", "value", "values", "file", "linear", "zigzag", "a.b", "", "5", "none"])
def test_a_misspelt_name_is_named_even_if_it_is_a_word_of_ours(name):
    with pytest.raises(ConfigError) as caught:
        SimulationConfig.from_dict({name: 1})
    [problem] = caught.value.problems
    assert problem.path == name
    assert "no such parameter" in problem.message
    with pytest.raises(ConfigError) as caught:
        SimulationConfig.from_dict({"motion": {"components": [{"kind": "zigzag", name: 1}]}})
    assert [problem.path for problem in caught.value.problems] == [f"motion.components.0.{name}"]
