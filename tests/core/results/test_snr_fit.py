from __future__ import annotations

import numpy as np
import pytest
from driftscope.results.snr_fit import SnrFit, fit_snr


def test_a_curve_is_found_again():
    curve = SnrFit(4.5, 6.0)
    snr = np.geomspace(1, 30, 60)
    noise = np.random.default_rng(0).normal(0, 0.02, snr.size)
    found = fit_snr(snr, np.clip(curve.accuracy(snr) + noise, 0, 1))
    assert found.snr_at_half == pytest.approx(4.5, rel=0.03)
    assert found.steepness == pytest.approx(6.0, rel=0.1)


def test_it_is_one_half_at_its_half():
    assert SnrFit(7.0, 2.0).accuracy([7.0, 7000.0]).round(3).tolist() == [0.5, 1.0]
    assert SnrFit(7.0, 2.0).accuracy(0.0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("snr", "accuracy"),
    [
        ([1.0, 2.0, 3.0], [0.0, 0.5, 1.0]),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [0.9, 0.9, 0.9, 1.0, 1.0]),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.1, 0.0, 0.0, 0.1]),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 0.9, 0.6, 0.1, 0.0]),
        ([np.inf] * 6, [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
        ([5.0] * 6, [0.0, 1.0, 0.0, 1.0, 0.0, 0.2]),
    ],
)
def test_no_curve_is_claimed_where_there_is_none(snr, accuracy):
    assert fit_snr(np.array(snr), np.array(accuracy)) is None
