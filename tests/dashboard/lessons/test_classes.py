import math

import pytest
from driftscope_dashboard.lessons.classes import MOST_CLASSES, MOST_PAGES, Classes, written


@pytest.fixture
def school():
    _, made = Classes().begin("drift")
    for page in "abcdef":
        made.note(page, 0.0)
    return made


def test_there_is_no_tally_below_five_answers(school):
    for page in "abcd":
        school.answer(page, 1, 2)
    assert school.tally(1) is None
    school.answer("e", 1, None)
    assert school.tally(1) == [("2", 4), ("?", 1)]
    assert school.for_teacher(1, 3.0)["answered"] == 5
    assert school.for_teacher(0, 3.0)["answered"] == 0


def test_a_page_counts_once(school):
    for _ in range(9):
        school.answer("a", 0, 1)
    school.answer("unheard", 0, 1)
    school.answer("a", 99, 1)
    assert school.for_teacher(0, 0.0)["answered"] == 1


def test_who_is_gone_is_not_counted(school):
    school.note("a", 100.0)
    assert school.for_teacher(0, 101.0)["pages"] == 1


def test_names_and_other_texts_are_not_kept(school):
    assert {written(one) for one in ("Anna", ["x"], {}, True, math.nan, [1] * 9, "1")} == {"?"}


def test_classes_and_pages_have_limits():
    classes = Classes()
    codes = [classes.begin("drift")[0] for _ in range(MOST_CLASSES + 1)]
    assert classes.find(codes[0]) is None
    made = classes.find(codes[-1].lower())
    for page in range(MOST_PAGES + 5):
        made.note(str(page), 0.0)
    assert len(made.seen) == MOST_PAGES
