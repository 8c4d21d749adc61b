"""The names by which a lesson speaks of the page."""

from typing import get_args

import pytest
from driftscope import ConfigError
from driftscope.lessons import Lesson, builtin_lessons
from driftscope.lessons.looks import LookName, OverlayName, ScatterName, TabName, ViewName

LESSON = {"lesson": 1, "id": "one", "title": "One", "idea": "One thing.", "minutes": 5}


def step(**more):
    return Lesson.from_dict({**LESSON, "steps": [{"say": "Look.", **more}]}).steps[0]


@pytest.mark.parametrize("name", get_args(ViewName))
def test_every_picture_can_be_hidden(name):
    assert step(hide=[name]).hide == (name,)


@pytest.mark.parametrize("name", get_args(OverlayName))
def test_every_overlay_can_be_drawn_by_a_reveal(name):
    assert step(show={"say": "So it is.", "overlay": [name]}).show.overlay == (name,)


@pytest.mark.parametrize("more", [{"hide": ["moon"]}, {"show": {"overlay": ["moon"]}}, {"look": {"moon": 1}}])
def test_any_other_name_is_refused_with_those_that_there_are(more):
    known = {"hide": ViewName, "show": OverlayName, "look": LookName}[next(iter(more))]
    with pytest.raises(ConfigError) as caught:
        step(**more)
    assert "moon" in str(caught.value)
    assert all(name in str(caught.value) for name in get_args(known)[:3])


def test_no_name_is_there_twice():
    for names in (LookName, ScatterName, TabName, ViewName, OverlayName):
        assert len(set(get_args(names))) == len(get_args(names))


def test_the_lessons_are_about_most_pictures():
    steps = [step for file in builtin_lessons().files.values() for step in file.lesson.steps]
    focused = {name for step in steps if step.focus is not None for name in step.focus.views}
    assert len(focused) > len(get_args(ViewName)) / 2
