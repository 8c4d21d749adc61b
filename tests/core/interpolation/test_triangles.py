"""Interpolation between scattered contacts."""

from typing import Any

import numpy as np
import pytest
from driftscope.interpolation import Interpolator

STAGGERED = np.array([[16.0 * (row % 2) + 32.0 * column, 20.0 * row] for row in range(8) for column in range(2)])

LINE = np.array([[0.0, 20.0 * row] for row in range(6)])


@pytest.mark.parametrize("method", ["cubic", "linear"])
def test_nothing_is_known_outside_of_the_contacts(method: Any) -> None:
    operator = Interpolator(STAGGERED, method).operator([[0.0, -1.0], [100.0, 50.0]])
    assert operator.nnz == 0


def test_contacts_in_one_line_are_interpolated_along_it() -> None:
    depths = np.arange(0.0, 101.0, 5.0)
    smooth = np.sin(LINE[:, 1] / 40)
    for method, tolerance in (("cubic", 0.01), ("linear", 0.05)):
        operator = Interpolator(LINE, method).operator(np.column_stack([np.zeros(depths.size), depths]))  # type: ignore[arg-type]
        np.testing.assert_allclose(operator @ smooth, np.sin(depths / 40), atol=tolerance)
    slanted = Interpolator(LINE @ [[0.6, 0.8], [-0.8, 0.6]]).operator(
        [np.array([0.0, 30.0]) @ [[0.6, 0.8], [-0.8, 0.6]]]
    )
    np.testing.assert_allclose(slanted @ smooth, np.sin(30 / 40), atol=0.01)
    assert Interpolator(LINE).operator([[0.0, 120.0]]).nnz == 0
    with pytest.raises(ValueError, match="only be moved along it"):
        Interpolator(LINE).moving((5.0, 0.0))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_contacts_suffice(number: int) -> None:
    operator = Interpolator(LINE[:number]).moving((0.0, 0.0))
    np.testing.assert_allclose(operator.toarray(), np.eye(number), atol=1e-9)
