from typing import get_args

import pytest
from driftscope import ConfigError
from driftscope.lessons import Lesson, builtin_lessons
from driftscope.lessons.asks import Ask

STEP = {"say": "Look."}
LESSON = {"lesson": 1, "id": "one", "title": "One", "idea": "One thing.", "minutes": 5, "steps": [STEP]}


def lesson(**more) -> Lesson:
    return Lesson.from_dict({**LESSON, **more})


def test_the_smallest_lesson():
    small = lesson()
    assert small.page_of(0) == "synthetic"
    assert small.focus_of(0) == small.focus
    assert small.steps[0].reached == ()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lesson": 2}, "lesson.*must be 1"),
        ({"id": "Two words"}, "lowercase letters"),
        ({"language": "english"}, "two letters"),
        ({"steps": []}, "there are 0: give 1 to 12"),
        ({"minutes": 0}, "at least 1"),
        ({"colour": "red"}, "no such parameter"),
        ({"steps": [STEP | {"ask": {"kind": "riddle"}}]}, "Unknown kind 'riddle'"),
        ({"steps": [STEP | {"look": {"ghost": 1}}]}, "must be 'time_s'"),
        ({"steps": [STEP | {"hide": ["moon"]}]}, "must be 'minimap'"),
    ],
)
def test_what_a_lesson_cannot_be_is_said(more, words):
    with pytest.raises(ConfigError, match=words):
        lesson(**more)


def test_a_step_can_start_anew_on_another_page():
    two = lesson(page="hybrid", steps=[STEP, STEP | {"start": {"page": "synthetic"}}, STEP])
    assert [two.page_of(number) for number in range(3)] == ["hybrid", "synthetic", "synthetic"]


def test_one_move_needs_no_list():
    assert len(lesson(steps=[STEP | {"solve": {"look": {"tab": "noise"}}}]).steps[0].solve) == 1


def test_a_lesson_is_written_as_it_is_read():
    for file in builtin_lessons().files.values():
        assert Lesson.from_dict(file.lesson.to_dict()) == file.lesson


def test_the_schema_knows_every_question():
    text = str(Lesson.json_schema())
    kinds = [one.model_fields["kind"].default for one in get_args(get_args(Ask)[0])]
    assert kinds == ["choice", "number", "place", "draw", "order", "open"]
    assert all(f"'{kind}'" in text for kind in kinds)
