"""What lessons call the parts of the page are the names that the page itself uses."""

from typing import get_args

from driftscope.lessons.looks import LookName
from driftscope_dashboard.sharing import Look


def test_a_lesson_looks_at_what_a_link_can_carry():
    assert set(get_args(LookName)) <= Look.model_fields.keys()
