"""Clocks with gaps: kept where they are needed, and refused where they run backwards."""

from __future__ import annotations

import numpy as np
import pytest
from driftscope.base import ConfigError
from driftscope.time_vectors import time_vector_of

FS = 1_000.0
EVEN = 3.0 + np.arange(5_000) / FS
GAPS = EVEN + 7.0 * (np.arange(5_000) >= 2_000) + 0.5 * (np.arange(5_000) >= 4_000)


def test_a_clock_that_runs_on_evenly_needs_no_vector() -> None:
    assert time_vector_of(EVEN, FS) is None
    assert time_vector_of(EVEN + np.random.default_rng(0).uniform(-2e-4, 2e-4, 5_000), FS) is None


def test_gaps_are_counted_and_followed() -> None:
    clock = time_vector_of(GAPS, FS)
    assert clock is not None
    assert (clock.num_gaps, round(clock.longest_gap_s, 6)) == (2, 7.001)
    assert clock.in_words == "has 2 gaps, the longest of 7.001 s"
    np.testing.assert_allclose(clock(np.arange(5_000) / FS), GAPS, atol=1e-9)
    np.testing.assert_allclose(clock([1.9995, 2.0005]), [EVEN[1999] + 5e-4, GAPS[2000] + 5e-4], atol=1e-9)
    np.testing.assert_allclose(clock([5.0]), [GAPS[-1] + 1 / FS], atol=1e-9)


def test_another_rate_than_the_nominal_one_is_kept() -> None:
    clock = time_vector_of(np.arange(5_000) / (FS * 1.001), FS)
    assert clock is not None and clock.in_words == "does not run at its nominal rate"


@pytest.mark.parametrize("fault", [np.nan, np.inf, 0.0])
def test_times_that_do_not_increase_are_refused(fault: float) -> None:
    times = EVEN.copy()
    times[1_234] = fault
    with pytest.raises(ConfigError, match="must increase: correct them at sample 1234"):
        time_vector_of(times, FS)
