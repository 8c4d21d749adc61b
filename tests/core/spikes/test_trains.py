"""Spike trains read in windows."""

import numpy as np
import pytest
from driftscope.spikes import (
    SpikesConfig,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from spike_examples import FS, SIZE, VARIANTS, made, same, trains_of


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
