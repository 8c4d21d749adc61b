"""A translation gives texts, and can change nothing else."""

import copy

import pytest
from driftscope.lessons.translating import translated

LESSON = {
    "title": "Drift",
    "minutes": 8,
    "steps": [{"title": "First", "look": {"time_s": 3.0}}, {"title": "Second"}],
}


def test_texts_are_replaced_where_they_stand():
    other = translated(LESSON, {"title": "Bewegung", "steps": [{"title": "Erstens"}, {"title": "Zweitens"}]})
    assert [other["title"], *(step["title"] for step in other["steps"])] == ["Bewegung", "Erstens", "Zweitens"]
    assert other["steps"][0]["look"] == {"time_s": 3.0}


def test_the_lesson_itself_stays_as_it_is():
    before = copy.deepcopy(LESSON)
    translated(LESSON, {"title": "Bewegung", "steps": [{"title": "Erstens"}]})
    assert before == LESSON


@pytest.mark.parametrize(
    "texts",
    [{}, None, "Bewegung", [], {"minutes": 99}, {"title": 7}, {"steps": [{"look": {"time_s": 9.0}}]}, {"new": "text"}],
)
def test_what_is_no_text_of_the_lesson_changes_nothing(texts):
    assert translated(LESSON, texts) == LESSON


def test_steps_without_translation_keep_their_language():
    other = translated(LESSON, {"steps": [{"title": "Erstens"}]})
    assert [step["title"] for step in other["steps"]] == ["Erstens", "Second"]
