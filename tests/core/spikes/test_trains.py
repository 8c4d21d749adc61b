"""Spike trains read in windows."""

from functools import cache

import numpy as np
import pytest
from driftscope.spikes import (
    SpikesConfig,
    make_spikes,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st

FS = 30_000.0

SECONDS = 31.7

SIZE = int(SECONDS * FS)


def same(one, other):
    factors = (one.amplitude_factor is None) == (other.amplitude_factor is None)
    if factors and one.amplitude_factor is not None:
        factors = np.array_equal(one.amplitude_factor, other.amplitude_factor)
    spikes = np.array_equal(one.sample_index, other.sample_index) and np.array_equal(one.unit_index, other.unit_index)
    return factors and spikes


def trains_of(config, num_units, seconds=SECONDS, fs=FS, seed=1, kind="independent"):
    return make_spikes(config, num_units, seconds, fs, Streams(seed, kind))


VARIANTS = {
    "plain": SpikesConfig(),
    "varying": SpikesConfig(amplitude_std=0.2),
    "synchronous": SpikesConfig(synchrony_ratio=0.3),
    "both": SpikesConfig(synchrony_ratio=0.3, amplitude_std=0.2, firing_rate_hz=(1.0, 60.0)),
}


@cache
def made(variant, kind="independent"):
    trains = trains_of(VARIANTS[variant], 40, kind=kind)
    return trains, trains.all()


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
@pytest.mark.parametrize("variant", VARIANTS)
@settings(max_examples=60)
@given(start=st.integers(-1_000, SIZE + 1_000), length=st.integers(-10, 8 * int(FS)))
def test_a_window_is_the_slice_of_the_whole(kind, variant, start, length):
    trains, whole = made(variant, kind)
    window = trains.between(start, start + length)
    if length <= 0:
        assert len(window) == 0
    elif len(window) or len(whole.between(start, start + length)):
        assert same(window, whole.between(start, start + length))


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_spikes_are_sorted_inside_the_recording_and_never_double(kind, variant):
    _, whole = made(variant, kind)
    order = whole.sample_index * 1_000 + (whole.unit_index if kind == "independent" else 0)
    assert np.all(np.diff(order) >= 0)
    assert whole.sample_index[0] >= 0
    assert whole.sample_index[-1] < SIZE
    assert len(np.unique(whole.sample_index * 1_000 + whole.unit_index)) == len(whole)
    assert whole.sample_index.dtype == whole.unit_index.dtype == np.int64


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_no_units_fire_no_spikes(kind):
    assert len(trains_of(SpikesConfig(), 0, kind=kind).all()) == 0
    assert len(trains_of(SpikesConfig(), 0, kind=kind).between(0, 100)) == 0


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_spikes_are_read_only(kind, variant):
    trains, _ = made(variant, kind)
    for spikes in (trains.between(0, 100_000), trains.all()):
        with pytest.raises(ValueError, match="read-only"):
            spikes.sample_index[0] = 5
