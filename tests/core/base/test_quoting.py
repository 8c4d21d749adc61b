"""What a message repeats of what was given."""

import numpy as np
import pytest
from driftscope.base import MOST_QUOTED, in_brief, quoted


@pytest.mark.parametrize(
    "value", ["x" * 10_000, b"x" * 10_000, list(range(10_000)), tuple("abc" * 999), np.zeros((99, 99))]
)
def test_nothing_is_repeated_at_length(value):
    assert len(quoted(value)) <= MOST_QUOTED
    assert len(in_brief("x" * 10_000)) == MOST_QUOTED


def test_what_is_short_is_repeated_as_it_is():
    assert quoted("zigzag") == "'zigzag'"
    assert quoted(2.5) == "2.5"
    assert in_brief("motion.step_um") == "motion.step_um"


def test_many_digits_are_said_and_not_written():
    assert quoted(10**20_000) == "a very long integer"
