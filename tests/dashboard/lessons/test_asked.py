import pytest
from driftscope_dashboard.lessons import Shelf, asked_for, preferred_languages


@pytest.fixture
def shelf(folder):
    return Shelf(folder)


def test_an_address_names_a_lesson_and_a_step(shelf):
    asked = asked_for(shelf, {"lesson": [b"short"], "step": [b"2"]})
    assert (asked.file.lesson.id, asked.number, asked.complaint) == ("short", 1, "")
    assert asked_for(shelf, {}).file is None


def test_an_unknown_lesson_is_answered_with_those_that_there_are(shelf):
    asked = asked_for(shelf, {"lesson": [b"drft"]})
    assert asked.file is None
    assert "Unknown lesson" in asked.complaint
    assert "short" in asked.complaint


@pytest.mark.parametrize("step", [b"0", b"9", b"x", b"-1", b"1.5", b"\xff", b"9" * 500])
def test_a_step_that_is_none_is_the_first(shelf, step):
    asked = asked_for(shelf, {"lesson": [b"short"], "step": [step]})
    assert asked.number == 0
    assert "steps 1 to 3" in asked.complaint


def test_the_address_is_stronger_than_the_browser():
    assert preferred_languages({}, "de;q=0.1, en, xx;q=no") == ("en", "de")
    assert preferred_languages({"lang": [b"fr"]}, "de")[0] == "fr"
    assert preferred_languages({}) == ()
