import math

import pytest
from driftscope.lessons import ChoiceAsk, DrawAsk, NumberAsk, OpenAsk, OrderAsk, PlaceAsk
from driftscope_dashboard.lessons import own_and_truth, read_answer
from driftscope_dashboard.lessons.answers import in_words

CHOICE = ChoiceAsk(question="?", options=("a", "b", "c"), answer=(1, 2))
NUMBER = NumberAsk(question="?", unit="µV", answer=4.0, within=1.0)
PLACE = PlaceAsk(question="?", view="probe", answer=(100.0, 500.0), within=20.0)
ORDER = OrderAsk(question="?", options=("a", "b"), answer=(1, 0))
MAXIMA = DrawAsk(question="?", view="curve", answer=2)
RANGE = DrawAsk(question="?", view="curve", compare="range", answer=10.0, within=1.0)
OPEN = OpenAsk(question="?")


@pytest.mark.parametrize(
    ("ask", "given", "taken"),
    [
        (CHOICE, 2, 2), (CHOICE, 3, None), (CHOICE, True, None), (CHOICE, "1", None),
        (NUMBER, "−1,5", -1.5), (NUMBER, math.inf, None), (NUMBER, "much", None), (NUMBER, 10**400, None),
        (ORDER, [1, 0], [1, 0]), (ORDER, [1, 1], None), (ORDER, 1, None),
        (MAXIMA, [0, 1.0, 0], [0.0, 1.0, 0.0]), (MAXIMA, 2, 2.0), (MAXIMA, [], None), (MAXIMA, [None], None),
        (PLACE, 110, 110.0), (OPEN, "anything", None), (None, 1, None),
    ],
)  # fmt: skip
def test_what_a_question_cannot_take_is_not_knowing(ask, given, taken):
    if given == 10**400:
        given = "1e400"
    assert read_answer(ask, given) == taken


@pytest.mark.parametrize(
    ("ask", "given", "words"),
    [
        (CHOICE, 0, "You said “a”; it is “b” or “c”."),
        (CHOICE, 2, "You said “c”: correct."),
        (CHOICE, None, "It is “b” or “c”."),
        (NUMBER, 60.0, "You said 60 µV; it is 4 µV."),
        (PLACE, 111.0, "You said 111: correct."),
        (ORDER, [0, 1], "You said “a”, “b”; it is “b”, “a”."),
        (MAXIMA, [0.0, 5.0, 0.0], "You said 1 maximum; it is 2 maxima."),
        (MAXIMA, 2.0, "You said 2 maxima: correct."),
        (RANGE, [0.0, 10.5], "You said a range of 10.5: correct."),
        (OPEN, None, ""),
    ],
)
def test_ones_own_answer_stands_beside_the_truth(ask, given, words):
    assert own_and_truth(ask, given).replace("\N{NO-BREAK SPACE}", " ") == words


def test_numbers_are_written_as_the_language_does():
    ask = NumberAsk(question="?", answer=-2.5)
    assert own_and_truth(ask, 1.5, "de") == "Du sagtest 1,5, es ist −2,5."
    assert in_words(None, 1) == ""
