import pytest
from driftscope.lessons import DrawAsk, Lesson, NumberAsk, OpenAsk, OrderAsk, PlaceAsk
from driftscope_dashboard.lesson_files.told import answer_in_words, told_steps

LESSON = {
    "lesson": 1, "id": "own", "title": "Own", "idea": "One.", "minutes": 5,
    "start": {"set": {"units.num_units": 3, "duration_s": 20.0, "noise.level_uv": 4.0}},
    "steps": [{
        "say": "The noise is {noise:.0f} µV.", "values": {"noise": {"measure": "noise_uv"}},
        "ask": {"kind": "choice", "question": "Then?", "options": ["more", "less"], "answer": 0},
        "solve": {"set": {"noise.level_uv": 9.0}}, "show": {"say": "Now {noise:.0f} µV."},
    }],
}  # fmt: skip


def test_texts_have_the_numbers_of_the_beginning_and_the_end():
    [told] = told_steps(Lesson.from_dict(LESSON))
    assert (told.say, told.show) == ("The noise is 4 µV.", "Now 9 µV.")
    assert (told.question, told.options, told.answer, told.unit) == ("Then?", ("more", "less"), "more", "")


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (NumberAsk(question="?", unit="µV", answer=40.0), "40 µV"),
        (OrderAsk(question="?", options=("a", "b"), answer=(1, 0)), "b, a"),
        (PlaceAsk(question="?", view="probe", answer=(0.0, 1260.0), within=9.0), "0 µm, 1260 µm"),
        (DrawAsk(question="?", view="curve", answer=3), "3 maxima"),
        (OpenAsk(question="?"), ""),
    ],
)
def test_an_answer_is_said_in_words(ask, words):
    assert answer_in_words(ask, "en") == words
