"""Advice is a problem that stops nothing."""

from driftscope import Problem, SimulationConfig
from driftscope.advice import Advice


def test_advice_reads_as_a_problem_does():
    advice = Advice("noise.level_uv", "The noise is louder than the units.", 60.0, "Use 8 µV", {"noise.level_uv": 8.0})
    assert isinstance(advice, Problem)
    assert str(advice) == "noise.level_uv (60.0): The noise is louder than the units."
    assert SimulationConfig().replace(advice.changes).noise.level_uv == 8.0


def test_advice_without_a_remedy_proposes_nothing():
    assert Advice("streams", "This takes a while.").changes == {}


def test_the_same_words_at_the_same_place_are_the_same_advice():
    one = Advice("seed", "Words.", remedy="Use 1", changes={"seed": 1})
    other = Advice("seed", "Words.", remedy="Use 1", changes={"seed": 2})
    assert one == other
    assert hash(one) == hash(other)
