"""A sample of the spikes of hours."""

from collections import Counter

import numpy as np
import pytest
from driftscope.cache import the_cache
from driftscope.kept import keep_blocks
from driftscope.spikes import BlockTrains, Spikes, SpikesConfig, WholeTrains, make_spikes, read_spikes, spikes_within
from driftscope.streams import Streams

FS = 1_000.0
SECONDS = 400.0
SIZE = int(SECONDS * FS)


def trains_of(kind, **changes):
    return make_spikes(SpikesConfig(firing_rate_hz=20.0, **changes), 10, SECONDS, FS, Streams(1, kind))


def same(one, other):
    factors = [spikes.amplitude_factor for spikes in (one, other)]
    return (
        np.array_equal(one.sample_index, other.sample_index)
        and np.array_equal(one.unit_index, other.unit_index)
        and (factors[0] is factors[1] is None or np.array_equal(*factors))
    )


@pytest.mark.parametrize("kind", ["independent", "spikeinterface", "hours"])
@pytest.mark.parametrize("amplitude_std", [None, 0.2])
def test_windows_are_what_they_are_one_by_one(kind, amplitude_std, monkeypatch):
    if kind == "hours":
        monkeypatch.setattr("driftscope.spikes._MOST_WHOLE", 0)
    trains = trains_of("independent" if kind == "independent" else "spikeinterface", amplitude_std=amplitude_std)
    for starts, ends in ([[0, 5_000, 100_000, SIZE - 20], [10, 9_001, 100_000, SIZE]], [[-50], [SIZE + 90]]):
        windows = np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)
        expected = Spikes.joined(trains.between(one, other) for one, other in zip(starts, ends, strict=True))
        assert same(spikes_within(trains, *windows), expected)


def test_all_are_read_when_they_are_few():
    trains = trains_of("independent")
    spikes, share = read_spikes(trains, 0, SIZE, 80_000, 100)
    assert share == 1.0
    assert same(spikes, trains.all())


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
@pytest.mark.parametrize("most", [4_000, 30_000])
def test_a_sample_has_about_the_share_that_is_said_and_is_spread_over_all_pieces(kind, most):
    spikes, share = read_spikes(trains_of(kind), 0, SIZE, 80_000, 20, most=most)
    assert len(spikes) == pytest.approx(80_000 * share, rel=0.1)
    assert most / 2 < len(spikes) < 1.1 * most
    assert np.all(np.diff(spikes.sample_index) >= 0)
    assert len(np.unique(spikes.sample_index // (SIZE // 20))) == 20


def test_whole_blocks_are_read_where_pieces_have_room_for_them():
    drawn = Counter()

    def block(index):
        drawn[index] += 1
        return Spikes(np.array([index * 2_000]), np.array([0]))

    trains = BlockTrains(block, 2_000, SIZE)
    spikes, share = read_spikes(trains, 1_000, SIZE, 200, 10, most=30)
    assert max(drawn.values()) == 1
    assert len(drawn) == len(spikes) == 20
    assert share == pytest.approx(20 * 2_000 / (SIZE - 1_000))


def test_what_is_read_for_a_picture_of_hours_leaves_the_cache_alone():
    cache = the_cache()
    cache.clear()
    trains = keep_blocks(trains_of("independent"))
    kept = trains.between(0, 3_000)
    before = cache.used_bytes
    again, _ = read_spikes(trains, 0, SIZE, 80_000, 20, most=4_000)
    assert cache.used_bytes == before
    assert len(again) > 0
    assert same(kept, trains.between(0, 3_000))
    cache.clear()


def test_a_kept_block_is_not_drawn_again_for_a_picture():
    drawn = Counter()
    plain = trains_of("independent")

    def block(index):
        drawn[index] += 1
        return plain.block(index)

    the_cache().clear()
    trains = keep_blocks(BlockTrains(block, plain.block_size, SIZE))
    trains.between(0, plain.block_size)
    trains.within([0], [3 * plain.block_size])
    assert drawn == {0: 1, 1: 1, 2: 1}
    the_cache().clear()


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_no_window_has_no_spikes(kind, monkeypatch):
    monkeypatch.setattr("driftscope.spikes._MOST_WHOLE", 0)
    none = np.empty(0, dtype=np.int64)
    assert len(spikes_within(trains_of(kind), none, none)) == 0


def test_trains_that_know_no_windows_are_read_one_by_one():
    spikes = Spikes(np.arange(0, 1_000, 10), np.zeros(100, dtype=np.int64))
    found = spikes_within(WholeTrains(spikes), np.array([0, 500]), np.array([20, 511]))
    assert found.sample_index.tolist() == [0, 10, 500, 510]


def test_a_picture_without_width_is_sampled_as_one_piece():
    trains = trains_of("independent")
    spikes, share = read_spikes(trains, 0, SIZE, 1e9, 0)
    assert 0 < share < 1
    assert len(spikes) < 80_000
