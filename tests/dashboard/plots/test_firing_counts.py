import numpy as np
import pytest
from driftscope_dashboard.plots.firing_counts import (
    BINS,
    MOST_ROWS,
    Counted,
    Firing,
    autocorrelogram,
    counted,
    firing_words,
    intervals_of,
    raster_rows,
    reach_of,
    time_range_around,
)


def test_a_time_range_stands_still_while_the_cursor_moves_a_little():
    assert time_range_around(300.0, 600.0, 120.0, 12) == (240.0, 360.0)
    assert time_range_around(304.0, 600.0, 120.0, 12) == (240.0, 360.0)
    assert time_range_around(306.0, 600.0, 120.0, 12) == (250.0, 370.0)


@pytest.mark.parametrize("time_s", [0.0, 3.0, 17.0, 599.0, 600.0])
def test_a_time_range_holds_its_moment_and_keeps_inside(time_s):
    start, end = time_range_around(time_s, 600.0, 10.0, 2)
    assert 0.0 <= start <= time_s <= end <= 600.0
    assert end - start == 10.0
    assert time_range_around(time_s, 4.0, 10.0, 2) == (0.0, 4.0)


def test_rows_are_near_the_unit_and_hold_those_selected():
    depths = np.random.default_rng(1).permutation(np.arange(500.0))
    far = int(np.argmax(depths))
    rows = raster_rows(depths, (far,), 20.0)
    assert len(rows) == MOST_ROWS
    assert far in rows
    assert (np.diff(depths[rows]) > 0).all()
    assert np.sort(depths[rows])[-2] < 20.0 + MOST_ROWS


def test_all_units_may_be_selected():
    assert len(raster_rows(np.arange(500.0), tuple(range(500)), 0.0)) == MOST_ROWS


def test_intervals_are_counted():
    counts = intervals_of(np.array([0.0, 5.0, 10.0, 17.0, 500.0]), 100.0, 50)
    assert (counts[2], counts[3], counts.sum()) == (2, 1, 3)
    assert intervals_of(np.empty(0), 100.0).sum() == 0


def test_a_poisson_unit_has_a_flat_autocorrelogram_with_a_hole():
    rng = np.random.default_rng(0)
    times_ms = np.cumsum(rng.exponential(100.0, 20_000) + 4.0)
    lags = autocorrelogram(times_ms, 100.0)
    assert len(lags) == 2 * BINS
    assert np.array_equal(lags, lags[::-1])
    assert lags[BINS : BINS + 2].sum() == 0
    assert lags[BINS + 5 :].mean() == pytest.approx(1000.0 / 104.0, rel=0.05)


def test_an_autocorrelogram_of_few_spikes_is_empty():
    assert autocorrelogram(np.empty(0), 100.0).sum() == 0
    assert autocorrelogram(np.array([3.0]), 100.0).sum() == 0


@pytest.mark.parametrize("refractory_ms", [1.0, 2.5, 4.0, 7.0, 30.0, 1_000.0])
def test_the_refractory_period_ends_between_two_bins(refractory_ms):
    bins = refractory_ms / (reach_of(refractory_ms) / BINS)
    assert bins == pytest.approx(round(bins))
    assert 1 <= bins <= 10


def test_words_say_which_time_was_counted():
    times = np.array([0.0, 4.5, 300.0])
    assert firing_words("Unit 1", times, 0.025, (0.0, 120.0), 600.0, 1) == (
        "Unit 1 fires 3 times in the 120 s around the cursor, 0.0 Hz, the shortest interval is 4.5 ms."
    )
    assert "in the whole recording" in firing_words("Unit 1", times, 3.0, (0.0, 20.0), 20.0, 1)
    assert "does not fire" in firing_words("Unit 1", times[:0], 0.0, (0.0, 20.0), 20.0, 1)
    assert "one in 3 spikes" in firing_words("Unit 1", times, 3.0, (0.0, 20.0), 20.0, 3)


def test_units_that_are_taken_as_one_have_intervals_of_both():
    fired = Firing(np.array([0.0, 0.001, 0.1, 0.101]), np.array([0, 1, 0, 1]), np.array([0.0, 20.0]), 1.0)
    alone = counted(fired, Counted(0, (0, 1), (0.0, 1.0), (0.0, 1.0), None, 4.0), "Unit 0")
    merged = counted(fired, Counted(0, (0, 1), (0.0, 1.0), (0.0, 1.0), None, 4.0, merged=True), "Units 0, 1")
    assert (alone.intervals.sum(), merged.intervals.sum()) == (1, 3)
    assert "0 of 1 intervals (0.0 %) are below" in alone.words
    assert "2 of 3 intervals (66.7 %) are below the refractory period of 4 ms" in merged.words
