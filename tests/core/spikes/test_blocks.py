"""Spike trains drawn block by block."""

import numpy as np
import pytest
import spikeinterface.core.generate as reference
from driftscope.spikes import (
    BlockTrains,
    LongTrains,
    SpikesConfig,
    reference_poisson,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from spike_examples import FS, SIZE, VARIANTS, made, same, trains_of


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**63 - 1),
    rates=st.lists(st.floats(0.5, 60), min_size=1, max_size=12),
    refractory_ms=st.floats(0, 10),
    seconds=st.floats(0.5, 8),
    fs=st.sampled_from([1_000.0, 24_414.0625, 30_000.0]),
)
def test_poisson_trains_equal_the_reference(seed, rates, refractory_ms, seconds, fs):
    samples, units = reference.synthesize_poisson_spike_vector(
        num_units=len(rates),
        sampling_frequency=fs,
        duration=seconds,
        refractory_period_ms=refractory_ms,
        firing_rates=np.array(rates),
        seed=seed,
    )
    spikes = reference_poisson(np.array(rates), refractory_ms, seconds, fs, np.random.default_rng(seed))
    assert np.array_equal(spikes.sample_index, samples)
    assert np.array_equal(spikes.unit_index, units)
    assert spikes.sample_index.dtype == spikes.unit_index.dtype == np.int64


@settings(max_examples=20)
@given(seed=st.integers(0, 2**63 - 1), rates=st.one_of(st.floats(1, 20), st.tuples(st.floats(1, 5), st.floats(5, 20))))
def test_reference_streams_give_the_reference_sorting(seed, rates):
    sorting = reference.generate_sorting(num_units=7, durations=[5.0], firing_rates=rates, seed=seed)
    spikes = trains_of(SpikesConfig(firing_rate_hz=rates), 7, 5.0, seed=seed, kind="spikeinterface").all()
    vector = sorting.to_spike_vector()
    assert np.array_equal(spikes.sample_index, vector["sample_index"])
    assert np.array_equal(spikes.unit_index, vector["unit_index"])


def test_blocks_do_not_depend_on_the_order_in_which_they_are_asked():
    trains = trains_of(VARIANTS["both"], 40)
    assert isinstance(trains, BlockTrains)
    number = -(-SIZE // trains.block_size)
    forwards = [trains.block(index) for index in range(number)]
    again = trains_of(VARIANTS["both"], 40)
    for index in [*range(number - 1, -1, -1), 3, 3, 0]:
        assert same(again.block(index), forwards[index])


def test_a_window_far_into_the_recording_draws_few_blocks():
    trains = trains_of(SpikesConfig(), 30, seconds=6 * 3600.0)
    drawn = []
    counting = BlockTrains(
        lambda index: drawn.append(index) or trains.block(index), trains.block_size, trains.num_samples
    )
    counting.between(int(5 * 3600 * FS), int(5 * 3600 * FS) + 3_000)
    assert len(drawn) <= 2


def test_block_borders_leave_no_trace():
    """Neither the borders' surroundings nor the blocks' beginnings are fuller or emptier than the rest."""
    trains = trains_of(SpikesConfig(firing_rate_hz=50.0), 200, 120.0)
    spikes, size = trains.all(), trains.block_size
    place = spikes.sample_index % size
    counts = np.histogram(place, bins=size // 600, range=(0, size))[0]
    mean = counts.mean()
    near = np.r_[counts[:2], counts[-2:]]
    assert np.abs(near - mean).max() < 6 * np.sqrt(mean) + 0.02 * mean
    assert np.abs(counts - mean).max() < 6 * np.sqrt(mean) + 0.02 * mean


def test_units_are_independent():
    spikes = trains_of(SpikesConfig(firing_rate_hz=20.0), 300, 100.0).all()
    counts = np.histogram2d(
        spikes.unit_index, spikes.sample_index, bins=[np.arange(301), np.linspace(0, 100 * FS, 1_001)]
    )[0]
    correlation = np.corrcoef(counts)[np.triu_indices(300, 1)]
    assert np.abs(correlation).max() < 6 / np.sqrt(1_000)
    assert abs(correlation.mean()) < 5 / np.sqrt(1_000 * correlation.size)


def test_more_units_leave_the_others_trains_alone():
    few, more = (
        trains_of(SpikesConfig(amplitude_std=0.1), 9).all(),
        trains_of(SpikesConfig(amplitude_std=0.1), 300).all(),
    )
    assert same(more.where(more.unit_index < 9), few)


def test_a_units_rate_leaves_the_others_trains_alone():
    rates = [5.0, 8.0, 3.0, 2.0]
    before = trains_of(SpikesConfig(firing_rate_hz=rates), 4).all()
    after = trains_of(SpikesConfig(firing_rate_hz=[5.0, 60.0, 3.0, 2.0]), 4).all()
    assert same(before.where(before.unit_index != 1), after.where(after.unit_index != 1))


@settings(max_examples=20)
@given(rate=st.floats(0, 1, exclude_min=True, allow_subnormal=False))
def test_rare_spikes_cost_nothing(rate):
    """However rare: a rate is either refused or drawn."""
    from driftscope import ConfigError

    try:
        config = SpikesConfig(firing_rate_hz=rate)
    except ConfigError:
        assert rate < 1e-3
        return
    for kind in ("independent", "spikeinterface"):
        spikes = trains_of(config, 3, 10.0, kind=kind).all()
        assert len(spikes) < 3 * 10 * rate + 40
        assert np.all(spikes.sample_index < 10 * FS)


@pytest.mark.parametrize("variant", ["plain", "varying"])
def test_trains_of_hours_are_those_of_the_reference_in_any_window(variant, monkeypatch):
    trains, whole = made(variant, kind="spikeinterface")
    assert not isinstance(trains, LongTrains)
    monkeypatch.setattr("driftscope.spikes._MOST_WHOLE", 0)
    long = trains_of(VARIANTS[variant], 40, kind="spikeinterface")
    assert isinstance(long, LongTrains)
    assert same(long.all(), whole)
    for window in ((0, 1), (12_345, 500_001), (SIZE - 40_000, SIZE + 5)):
        assert same(long.between(*window), whole.between(*window))
