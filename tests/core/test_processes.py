from __future__ import annotations

import numpy as np
import pytest
from driftscope.processes import CountingTree, GaussianProcess
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

TAPS = np.exp(-(np.linspace(-3, 3, 61) ** 2))


@given(st.integers(0, 700), st.integers(1, 500), st.integers(1, 3))
def test_any_window_is_the_same_slice_of_the_whole(start, length, width):
    process = GaussianProcess(5, "test", TAPS, width, block_size=128)
    whole = process.read(0, 1_280)
    np.testing.assert_array_equal(process.read(start, min(start + length, 1_280)), whole[start : start + length])


def test_blocks_do_not_depend_on_the_order_in_which_they_are_read():
    process = GaussianProcess(5, "test", TAPS, 2, block_size=128)
    later = process.block(7)
    process.block(0)
    np.testing.assert_array_equal(process.block(7), later)
    np.testing.assert_array_equal(GaussianProcess(5, "test", TAPS, 2, block_size=128).block(7), later)


def test_the_process_is_stationary_with_the_filters_autocorrelation():
    process = GaussianProcess(1, "test", TAPS, 4, block_size=256)
    samples = process.read(0, 200_000)
    unit = TAPS / np.linalg.norm(TAPS)
    assert samples.mean() == pytest.approx(0, abs=0.02)
    assert samples.std() == pytest.approx(1, abs=0.02)
    for lag in (5, 10, 30, 60):
        expected = float(np.correlate(unit, unit, "full")[unit.size - 1 + lag])
        assert np.mean(samples[lag:] * samples[:-lag]) == pytest.approx(expected, abs=0.02)
    # Nowhere in a block, also not at its joint with the next, is the variance another.
    by_place = samples[: 256 * 780].reshape(780, 256, 4).var(axis=(0, 2))
    assert np.abs(by_place - 1).max() < 6 * np.sqrt(2 / (780 * 4))


def test_processes_of_other_names_seeds_and_columns_are_independent():
    base = GaussianProcess(1, "test", TAPS, 2, block_size=1_024).read(0, 20_000)
    others = [GaussianProcess(1, "other", TAPS, 1), GaussianProcess(2, "test", TAPS, 1)]
    for other in (base[:, 1], *(one.read(0, 20_000)[:, 0] for one in others)):
        assert abs(np.corrcoef(base[:, 0], other)[0, 1]) < 0.1


@pytest.mark.parametrize("taps", [np.empty(0), np.zeros(5), np.ones(130)])
def test_a_filter_that_does_not_fit_a_block_is_refused(taps):
    with pytest.raises(ValueError, match="1 to 129 values"):
        GaussianProcess(1, "test", taps, block_size=128)


def test_counts_add_up_over_blocks_in_any_order():
    tree = CountingTree(3, "test", np.array([0.5, 20.0, 0.0]))
    before = tree.count_before(900)
    total = sum(tree.count(block) for block in range(899, -1, -1))
    np.testing.assert_array_equal(total, before)
    assert before[2] == 0


def test_counts_are_poisson():
    rates_hz = np.array([0.5, 10.0])
    tree = CountingTree(3, "test", rates_hz)
    counts = np.array([tree.count(block) for block in range(3_000)])
    for process, rate_hz in enumerate(rates_hz):
        expected = rate_hz * tree.block_s
        assert counts[:, process].mean() == pytest.approx(expected, rel=0.05)
        assert counts[:, process].var() == pytest.approx(expected, rel=0.1)
    assert abs(np.corrcoef(counts[1:, 1], counts[:-1, 1])[0, 1]) < 0.06


def test_every_fourth_event_makes_a_gamma_process_across_all_blocks():
    tree = CountingTree(11, "test", np.array([40.0]))
    events, number = [], 0
    for block in range(400):
        [times] = tree.times_s(block)
        events.append(times[(np.arange(times.size) + number) % 4 == 0])
        number += times.size
    intervals = np.diff(np.concatenate(events))
    assert intervals.std() / intervals.mean() == pytest.approx(0.5, abs=0.02)
    assert stats.kstest(intervals, stats.gamma(4, scale=1 / 40.0).cdf).pvalue > 0.01


def test_times_lie_in_their_block_and_in_order():
    tree = CountingTree(3, "test", np.array([5.0, 50.0]), block_s=0.5)
    for block in (0, 17, 2**19 - 1):
        for times, number in zip(tree.times_s(block), tree.count(block), strict=True):
            assert times.size == number
            assert (np.diff(times) >= 0).all()
            assert ((times >= block * 0.5) & (times <= (block + 1) * 0.5)).all()


@pytest.mark.parametrize("block", [-1, 2**19])
def test_a_block_beyond_the_horizon_is_refused(block):
    with pytest.raises(IndexError, match="is out of range: the process has 524288"):
        CountingTree(3, "test", np.array([5.0])).count(block)
