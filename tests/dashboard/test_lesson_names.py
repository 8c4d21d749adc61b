"""What lessons call the parts of the page are the names that the page itself uses."""

from typing import get_args

from driftscope.lessons.checking import TABS
from driftscope.lessons.looks import LookName, TabName
from driftscope_dashboard.session.selection import Tab
from driftscope_dashboard.session.sharing import Look


def test_a_lesson_looks_at_what_a_link_can_carry():
    assert set(get_args(LookName)) <= Look.model_fields.keys()


def test_a_lesson_opens_tabs_that_there_are():
    assert set(get_args(TabName)) == TABS
    assert set(get_args(Tab)) >= TABS
