import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.lessons import ChoiceAsk, DrawAsk, NumberAsk, OpenAsk, OrderAsk, PlaceAsk, is_right, number_of_maxima
from driftscope.lessons.asks import answer_problem

CHOICE = ChoiceAsk(question="Which?", options=("a", "b", "c"), answer=2)
ORDER = OrderAsk(question="Order?", options=("a", "b", "c"), answer=(2, 0, 1))


@pytest.mark.parametrize(
    ("ask", "given", "right"),
    [
        (CHOICE, 2, True),
        (CHOICE, 0, False),
        (CHOICE, None, None),
        (NumberAsk(question="?", answer=40.0, within=8.0), 48, True),
        (NumberAsk(question="?", answer=40.0, within=8.0), 49, False),
        (NumberAsk(question="?", answer=370.0, factor=2.0), 200, True),
        (NumberAsk(question="?", answer=370.0, factor=2.0), 800, False),
        (NumberAsk(question="?", answer=370.0, factor=2.0), -370, False),
        (PlaceAsk(question="?", view="probe", answer=(0.0, 1280.0), within=100.0), 1_200, True),
        (PlaceAsk(question="?", view="probe", answer=0.0, within=100.0), 640, False),
        (DrawAsk(question="?", view="curve", answer=3), [3, 1, 3, 1, 3], True),
        (DrawAsk(question="?", view="curve", answer=3), [1, 3, 1], False),
        (DrawAsk(question="?", view="motion", compare="range", answer=40.0, within=5.0), [-20, 22], True),
        (ORDER, [2, 0, 1], True),
        (ORDER, [0, 1, 2], False),
        (OpenAsk(question="?"), "anything", None),
    ],
)
def test_an_answer_is_judged(ask, given, right):
    assert is_right(ask, given) is right


@pytest.mark.parametrize(
    "ask",
    [
        ChoiceAsk(question="?", options=("a", "b"), answer=2),
        ChoiceAsk(question="?", options=("a", "b"), answer=()),
        OrderAsk(question="?", options=("a", "b"), answer=(0, 0)),
        PlaceAsk(question="?", view="probe", answer=(), within=1.0),
    ],
)
def test_an_answer_that_cannot_be_right_is_said(ask):
    assert answer_problem(ask)


def test_answers_in_range_are_no_problem():
    assert answer_problem(CHOICE) is answer_problem(ORDER) is answer_problem(OpenAsk(question="?")) is None


@pytest.mark.parametrize("number", [1, 6])
def test_options_are_two_to_five(number):
    with pytest.raises(ConfigError, match=f"options.*has {number} options: give 2 to 5"):
        ChoiceAsk(question="?", options=tuple("abcdef"[:number]), answer=0)


def test_maxima_are_counted_despite_a_shaky_hand():
    place = np.linspace(0, 1, 400)
    shaky = np.cos(2 * np.pi * 3 * place) + 0.05 * np.sin(2 * np.pi * 97 * place)
    assert number_of_maxima(shaky) == 4
    assert number_of_maxima([]) == number_of_maxima([2, 2, 2]) == 0
