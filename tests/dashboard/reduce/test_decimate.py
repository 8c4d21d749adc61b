import numpy as np
import pytest
from driftscope_dashboard.reduce.decimate import as_bytes, min_max, one_line, strongest, thinned
from hypothesis import given
from hypothesis import strategies as st


@given(samples=st.integers(1, 500), columns=st.integers(1, 60), seed=st.integers(0, 99))
def test_no_peak_is_lost(samples, columns, seed):
    traces = np.random.default_rng(seed).normal(size=(samples, 3)).astype(np.float32)
    positions, points = min_max(traces, columns)
    assert np.array_equal(points.min(axis=0), traces.min(axis=0))
    assert np.array_equal(points.max(axis=0), traces.max(axis=0))
    assert len(positions) == len(points) <= max(2 * columns + 2, 2)
    assert (np.diff(positions) > 0).all()
    assert positions[0] == 0


def test_a_short_window_stays_as_it_is():
    traces = np.arange(10.0)[:, np.newaxis]
    positions, points = min_max(traces, 5)
    assert np.array_equal(points, traces)
    assert np.array_equal(positions, np.arange(10))


@given(samples=st.integers(1, 500), columns=st.integers(1, 60), seed=st.integers(0, 99))
def test_a_column_shows_its_strongest_sample(samples, columns, seed):
    traces = np.random.default_rng(seed).normal(size=(samples, 2))
    shown = strongest(traces, columns)
    assert len(shown) <= columns
    assert np.abs(shown).max() == np.abs(traces).max()
    assert np.isin(shown, traces).all()


def test_one_line_has_gaps_between_channels():
    x, y = one_line(np.arange(3.0), np.ones((3, 2), np.float32), np.array([0.0, 10.0]), 2.0)
    assert x.dtype == y.dtype == np.float32
    assert np.array_equal(y, [2, 2, 2, np.nan, 12, 12, 12, np.nan], equal_nan=True)
    assert np.array_equal(x, [0, 1, 2, 2, 0, 1, 2, 2])


def test_bytes_keep_sign_and_order():
    values = np.linspace(-300, 300, 61, dtype=np.float32)
    scaled = as_bytes(values, 200.0).astype(int)
    assert (np.diff(scaled) >= 0).all()
    assert (scaled[0], scaled[30], scaled[-1]) == (1, 128, 255)


@pytest.mark.parametrize("number", [7, 5_000])
def test_thinned_curves_keep_their_extremes(number):
    times = np.arange(number) / 5
    values = np.sin(times)[:, np.newaxis]
    kept_times, kept = thinned(times, values, 100)
    assert len(kept_times) == len(kept) <= max(number, 202)
    assert kept.max() == values.max()
    assert kept_times[0] == 0
