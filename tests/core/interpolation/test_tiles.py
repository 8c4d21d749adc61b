"""Sparse operators."""

import numpy as np
import pytest
from driftscope.interpolation import Interpolator, applied

LINE = np.array([[0.0, 20.0 * row] for row in range(6)])


def test_an_operator_is_sparse_and_whole_numbers_keep_their_halves() -> None:
    many = np.array([[16.0 * (row % 2) + 32.0 * column, 20.0 * row] for row in range(60) for column in range(2)])
    operator = Interpolator(many, "linear").moving((0.0, 3.0))
    assert operator.nnz <= 3 * len(many)
    halves = applied(Interpolator(LINE, "linear").operator([[0.0, 10.0]]), np.array([[0, 1, 0, 0, 0, 0]]))
    assert halves.dtype == np.float32
    assert halves[0, 0] == pytest.approx(0.5)
