"""Matrix products in pieces that take one thread."""

import pytest
from driftscope.products import rows_at_once
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(1, 10**6), st.integers(1, 4_096))
def test_pieces_are_halved_until_they_are_small(weights, most):
    rows = rows_at_once(weights, most)
    assert 1 <= rows <= most
    assert rows == 1 or rows * weights < 2**19
    assert rows == most or 2 * rows * weights >= 2**19 // 2


@pytest.mark.parametrize("weights", [1, 1_600])
def test_small_products_are_done_at_once(weights):
    assert rows_at_once(weights, 128) == 128
