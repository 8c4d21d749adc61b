"""Where what is wrong with a lesson file is said to be."""

import pytest
from driftscope import ConfigError
from driftscope.base import Problem
from driftscope.lessons.problems import LessonError, LessonProblem, configuration_problems, places_of

TEXT = """\
id: one
start:
  set:
    noise.level_uv: 5
    motion: {step_um: 1}
steps:
  - say: Look.
    set: {units.num_units: 3}
  - say: Again.
"""
PLACES = places_of(TEXT, "one.yaml")


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("id", 1),
        ("start.set.noise.level_uv", 4),
        ("start.set.motion.step_um", 5),
        ("start.set.motion.nothing.of.this", 5),
        ("steps.1", 9),
        ("steps.1.say", 9),
        ("steps.0.set.units.num_units", 8),
        ("elsewhere", None),
        ("", None),
    ],
)
def test_a_problem_has_the_line_of_its_key_or_of_what_is_around_it(key, line):
    assert PLACES.problem(key, "no").line == line


def test_problems_in_words():
    assert str(LessonProblem("one.yaml", 4, "a.b", "must be 1")) == "one.yaml, line 4, a.b: must be 1"
    assert str(LessonProblem("one.yaml", None, "", "is empty")) == "one.yaml: is empty"
    error = LessonError([LessonProblem("one.yaml", 1, "a", "x"), LessonProblem("one.yaml", 2, "b", "y")])
    assert str(error).splitlines() == ["one.yaml, line 1, a: x", "one.yaml, line 2, b: y"]


@pytest.mark.parametrize(
    ("path", "keys", "line"),
    [
        ("units.num_units", ["steps.0.set", "start.set"], 8),
        ("noise.level_uv", ["steps.0.set", "start.set"], 4),
        ("noise.level_uv.0", ["steps.0.set", "start.set"], 4),
        ("probe.kind", ["steps.0.set", "start.set"], 8),
        ("probe.kind", ["steps.1.set", "steps.1"], 9),
    ],
)
def test_what_is_wrong_with_a_configuration_is_said_at_the_entry_that_set_it(path, keys, line):
    error = ConfigError([Problem(path, "must be at least 1", 0)])
    (found,) = configuration_problems(error, keys, PLACES)
    assert found.line == line
    assert found.message == f"{path}: must be at least 1"
