"""What a function returns knows the call that makes it again."""

import numpy as np
import pytest
from driftscope.generation.calls import is_maker, remembered, remembers_arguments


class Made:
    """Something that can be written down by its call."""

    truth_names = ()
    provenance = None

    def __init__(self, value):
        self.value = value


@remembered
def draw(size, scale=1.0, seed=None):
    return Made(scale * np.random.default_rng(seed).random(size))


@remembered
def pair(seed=None):
    return Made(1), Made(2), "no recording"


class Drawn:
    @remembers_arguments
    def __init__(self, size, seed=None):
        self.value = np.random.default_rng(seed).random(size)


def test_the_noted_call_makes_the_same_again_without_a_seed_given():
    made = draw(4, scale=2.0)
    assert made.provenance.maker == "draw"
    assert made.provenance.output is None
    assert made.provenance.arguments["scale"] == 2.0
    np.testing.assert_array_equal(draw(**made.provenance.arguments).value, made.value)
    assert not np.array_equal(draw(4, scale=2.0).value, made.value)


def test_of_several_results_each_knows_which_it_is():
    first, second, other = pair(seed=3)
    assert [one.provenance.output for one in (first, second)] == [0, 1]
    assert first.provenance.arguments == {"seed": 3}
    assert other == "no recording"


def test_what_is_changed_after_the_call_does_not_change_the_note():
    sizes = [2, 3]
    made = draw(sizes, seed=0)
    sizes.append(9)
    assert list(made.provenance.arguments["size"]) == [2, 3]


def test_classes_note_their_arguments_without_themselves():
    made = Drawn(3)
    assert made.provenance.maker == "Drawn"
    assert made.provenance.arguments.keys() == {"size", "seed"}
    np.testing.assert_array_equal(Drawn(**made.provenance.arguments).value, made.value)


@pytest.mark.parametrize(
    ("name", "value", "may_be_called"),
    [
        ("draw", draw, True),
        ("Drawn", Drawn, True),
        ("_draw", draw, False),
        ("Made", Made, False),
        ("print", print, False),
    ],
)
def test_a_file_may_call_only_what_notes_its_calls(name, value, may_be_called):
    assert bool(is_maker(name, value)) is may_be_called
