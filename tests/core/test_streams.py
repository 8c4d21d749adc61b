"""Every draw has an address."""

import itertools

import numpy as np
import pytest
from driftscope.streams import Streams, stream
from hypothesis import given
from hypothesis import strategies as st

seeds = st.integers(0, 2**63 - 1)
names = st.sampled_from(["units.x", "units.y", "motion", "spikes.intervals", "noise", "noise.level_uv"])
indices = st.lists(st.integers(0, 2**31), max_size=3).map(tuple)
addresses = st.tuples(seeds, names, indices)


@given(addresses, addresses)
def test_one_address_one_stream(one, other):
    first = stream(one[0], one[1], *one[2]).random(4).tolist()
    second = stream(other[0], other[1], *other[2]).random(4).tolist()
    assert (first == second) == (one == other)


@given(seeds, names)
def test_no_index_is_not_index_zero(seed, name):
    drawn = [stream(seed, name, *index).random() for index in [(), (0,), (0, 0), (1,), (0, 1), (1, 0)]]
    assert len(set(drawn)) == len(drawn)


def test_neighbouring_streams_are_uncorrelated():
    drawn = np.stack(
        [
            stream(seed, name, index).random(20_000)
            for seed in (0, 1)
            for name in ("noise", "motion")
            for index in (0, 1, 2)
        ]
    )
    correlation = np.corrcoef(drawn)
    largest = np.abs(correlation[~np.eye(len(drawn), dtype=bool)]).max()
    assert largest < 5 / np.sqrt(20_000)


def test_a_draw_does_not_move_another_stream():
    one = Streams(seed=5)
    one.generator("units.x").random(1_000)
    assert one.generator("units.y").random() == Streams(seed=5).generator("units.y").random()


@given(seeds, names, indices)
def test_in_the_reference_every_stage_starts_from_the_seed(seed, name, index):
    streams = Streams(seed, "spikeinterface")
    expected = np.random.default_rng(seed).random(3)
    assert np.array_equal(streams.generator(name, *index).random(3), expected)
    assert np.array_equal(streams.generator(name, *index).random(3), expected)


@pytest.mark.parametrize(("kind", "is_reference"), [("independent", False), ("spikeinterface", True)])
def test_there_is_one_switch(kind, is_reference):
    assert Streams(0, kind).is_reference is is_reference
    assert Streams(0, kind) == Streams(0, kind)
    assert hash(Streams(0, kind)) == hash(Streams(0, kind))


def test_the_stages_use_different_names():
    """A name is hashed to 32 bits: those in use must not collide."""
    used = ["motion", "noise", "noise.level_uv", "spikes.firing_rate_hz", "spikes.intervals", "spikes.amplitude_std"]
    used += ["spikes.synchrony", "units.x", "units.y", "units.z", "templates.alpha_uv", "templates.spatial_power"]
    starts = {name: stream(3, name).random() for name in used}
    assert all(starts[one] != starts[other] for one, other in itertools.combinations(used, 2))
