"""The table of normals."""

from statistics import NormalDist

import numpy as np
import pytest
from driftscope.noise.quantiles import lower_quantiles, table_of_normals


@pytest.mark.parametrize("parts", [2, 10, 1_024, 65_536])
def test_quantiles_are_those_of_the_standard_library_bit_by_bit(parts):
    expected = [NormalDist().inv_cdf(part / parts) for part in range(1, parts // 2 + 1)]
    assert np.array_equal(lower_quantiles(parts), expected)


def test_the_table_is_symmetric_increasing_and_nearly_of_unit_variance():
    table = table_of_normals().astype(np.float64)
    assert table.size == 65_536
    assert np.all(np.diff(table) > 0)
    np.testing.assert_allclose(table, -table[::-1], rtol=1e-5, atol=1e-9)
    assert 0.999 < np.mean(table**2) < 1.0
