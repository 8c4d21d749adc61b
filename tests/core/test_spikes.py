"""When each unit fires, and how strong each spike is."""

from functools import cache

import numpy as np
import pytest
import spikeinterface.core.generate as reference
from driftscope.spikes import (
    BlockTrains,
    LongTrains,
    Spikes,
    SpikesConfig,
    add_synchrony,
    make_spikes,
    reference_poisson,
)
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

FS = 30_000.0
SECONDS = 31.7
SIZE = int(SECONDS * FS)


def same(one, other):
    factors = (one.amplitude_factor is None) == (other.amplitude_factor is None)
    if factors and one.amplitude_factor is not None:
        factors = np.array_equal(one.amplitude_factor, other.amplitude_factor)
    spikes = np.array_equal(one.sample_index, other.sample_index) and np.array_equal(one.unit_index, other.unit_index)
    return factors and spikes


def closest(spikes):
    """The shortest interval between two spikes of one unit, anywhere."""
    order = np.lexsort((spikes.sample_index, spikes.unit_index))
    gaps = np.diff(spikes.sample_index[order])[np.diff(spikes.unit_index[order]) == 0]
    return gaps.min() if gaps.size else np.inf


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


# ---- equal to the reference


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


@pytest.mark.parametrize("ratio", [0.05, 0.5, 1.0])
def test_added_synchrony_is_where_the_reference_puts_it(ratio):
    sorting = reference.generate_sorting(num_units=5, durations=[20.0], firing_rates=8.0, seed=4)
    sorting = sorting.rename_units(np.arange(5))
    expected = reference.add_synchrony_to_sorting(sorting, sync_event_ratio=ratio, seed=9).to_spike_vector()
    vector = sorting.to_spike_vector()
    before = Spikes(vector["sample_index"], vector["unit_index"])
    after, added = add_synchrony(before, ratio, 5, np.random.default_rng(9))
    pairs = set(zip(after.sample_index.tolist(), after.unit_index.tolist(), strict=True))
    assert pairs == set(zip(expected["sample_index"].tolist(), expected["unit_index"].tolist(), strict=True))
    assert same(after.where(~added), before)
    assert len(pairs) == len(after)


# ---- a window is the slice of the whole


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


# ---- statistics of the independent trains


@pytest.mark.parametrize("refractory_ms", [0.0, 4.0, 30.0])
@pytest.mark.parametrize("variant", VARIANTS)
def test_no_unit_fires_within_its_refractory_period(variant, refractory_ms):
    config = VARIANTS[variant].replace(refractory_period_ms=refractory_ms, firing_rate_hz=(1.0, 25.0))
    spikes = trains_of(config, 40).all()
    assert closest(spikes) > int(refractory_ms / 1000 * FS)


@pytest.mark.parametrize(("rate", "refractory_ms"), [(2.0, 4.0), (20.0, 4.0), (100.0, 4.0), (100.0, 0.0), (40.0, 20.0)])
def test_the_mean_rate_is_the_one_asked_for(rate, refractory_ms):
    config = SpikesConfig(firing_rate_hz=rate, refractory_period_ms=refractory_ms)
    units, seconds = 60, 12_000.0 / rate
    counts = np.bincount(trains_of(config, units, seconds).all().unit_index, minlength=units)
    expected = rate * seconds
    regularity = 1 - rate * refractory_ms / 1000
    deviation = np.sqrt(expected) * regularity
    bias = (4e-3 if regularity < 0.5 else 2e-4) * expected
    assert abs(counts.mean() - expected) < 4.5 * deviation / np.sqrt(units) + bias
    assert abs(counts.mean() / expected - 1) < 0.01
    assert np.abs(counts - expected).max() < 5.5 * deviation + bias
    fano = counts.var(ddof=1) / counts.mean()
    assert fano == pytest.approx(regularity**2, rel=0.75)


@pytest.mark.parametrize("rate", [5.0, 80.0])
def test_intervals_are_exponential_beyond_the_refractory_period(rate):
    spikes = trains_of(SpikesConfig(firing_rate_hz=rate), 20, 8_000.0 / rate).all()
    order = np.lexsort((spikes.sample_index, spikes.unit_index))
    gaps = np.diff(spikes.sample_index[order])[np.diff(spikes.unit_index[order]) == 0]
    beyond = (gaps - int(0.004 * FS) - np.random.default_rng(0).random(gaps.size)) / FS
    mean = 1 / rate - 0.004
    shown = np.random.default_rng(1).permutation(beyond)[:20_000]
    assert kstest(shown, "expon", args=(0, mean)).pvalue > 1e-4
    successive = np.corrcoef(gaps[:-1], gaps[1:])[0, 1]
    assert abs(successive) < 5 / np.sqrt(gaps.size)


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


def test_amplitude_and_synchrony_leave_the_drawn_spikes_alone():
    plain = made("plain")[1]
    assert same(plain, Spikes(made("varying")[1].sample_index, made("varying")[1].unit_index))
    synchronous = made("synchronous")[1]
    both = synchronous.sample_index * 1_000 + synchronous.unit_index
    assert np.isin(plain.sample_index * 1_000 + plain.unit_index, both).all()


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_amplitude_factors_have_the_asked_spread(kind):
    spikes = trains_of(SpikesConfig(amplitude_std=0.2, firing_rate_hz=20.0), 60, 40.0, kind=kind).all()
    factors = spikes.amplitude_factor
    assert factors.shape == (len(spikes),)
    assert factors.mean() == pytest.approx(1, abs=5 * 0.2 / np.sqrt(factors.size))
    assert factors.std() == pytest.approx(0.2, rel=0.02)
    assert kstest(factors[:20_000], "norm", args=(1, 0.2)).pvalue > 1e-4
    assert abs(np.corrcoef(factors[:-1], factors[1:])[0, 1]) < 5 / np.sqrt(factors.size)


@pytest.mark.parametrize("std", [None, 0.0])
def test_without_variation_there_are_no_factors(std):
    assert trains_of(SpikesConfig(amplitude_std=std), 3).all().amplitude_factor is None


@pytest.mark.parametrize("ratio", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_synchrony_adds_its_share_of_coinciding_spikes(kind, ratio):
    config = SpikesConfig(firing_rate_hz=10.0)
    plain = trains_of(config, 100, 20.0, kind=kind).all()
    spikes = trains_of(config.replace(synchrony_ratio=ratio), 100, 20.0, kind=kind).all()
    added = len(spikes) - len(plain)
    assert added == pytest.approx(ratio * len(plain), rel=0.08)
    known = set(zip(plain.sample_index.tolist(), plain.unit_index.tolist(), strict=True))
    samples = set(plain.sample_index.tolist())
    fresh = [
        one for one in zip(spikes.sample_index.tolist(), spikes.unit_index.tolist(), strict=True) if one not in known
    ]
    assert len(fresh) == added
    assert all(sample in samples for sample, _ in fresh)
    counts = np.bincount([unit for _, unit in fresh], minlength=100)
    assert counts.min() > 0.4 * added / 100


def test_one_unit_has_no_one_to_coincide_with():
    config = SpikesConfig(synchrony_ratio=0.5)
    for kind in ("independent", "spikeinterface"):
        assert same(trains_of(config, 1, kind=kind).all(), trains_of(SpikesConfig(), 1, kind=kind).all())


# ---- own trains, and edges


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_own_trains_are_taken_as_they_are(kind):
    config = SpikesConfig(times_s=((0.5, 0.1), (), (0.3, 2.0, 0.1)))
    trains = trains_of(config, 3, 2.0, 1_000.0, kind=kind)
    whole = trains.all()
    assert whole.sample_index.tolist() == [100, 100, 300, 500]
    assert whole.unit_index.tolist() == [0, 2, 2, 0]
    assert same(trains.between(100, 300), whole.where(slice(0, 2)))
    varied = trains_of(config.replace(amplitude_std=0.1), 3, 2.0, 1_000.0, kind=kind).all()
    assert varied.amplitude_factor.shape == (4,)


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
@pytest.mark.parametrize(
    ("rate", "refractory_ms", "seconds", "fs"),
    [(249.9, 4.0, 2.0, 30_000.0), (1_000.0, 0.0, 1.0, 30_000.0), (0.01, 1_000.0, 10.0, 1_000.0),
     (1e-3, 0.0, 1.0, 1_000.0), (5.0, 4.0, 1e-3, 30_000.0), (5.0, 4.0, 1 / 30_000, 30_000.0)],
)  # fmt: skip
def test_the_extremes_work(kind, rate, refractory_ms, seconds, fs):
    config = SpikesConfig(
        firing_rate_hz=rate, refractory_period_ms=refractory_ms, synchrony_ratio=0.2, amplitude_std=0.1
    )
    trains = trains_of(config, 5, seconds, fs, kind=kind)
    whole = trains.all()
    assert np.all((whole.sample_index >= 0) & (whole.sample_index < int(seconds * fs)))


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


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_no_units_fire_no_spikes(kind):
    assert len(trains_of(SpikesConfig(), 0, kind=kind).all()) == 0
    assert len(trains_of(SpikesConfig(), 0, kind=kind).between(0, 100)) == 0


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_too_long_a_refractory_period_is_refused(kind):
    with pytest.raises(ValueError, match="shorten the period or lower the rate"):
        reference_poisson(np.array([300.0]), 4.0, 1.0, FS, np.random.default_rng(0))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_spikes_are_read_only(kind, variant):
    trains, _ = made(variant, kind)
    for spikes in (trains.between(0, 100_000), trains.all()):
        with pytest.raises(ValueError, match="read-only"):
            spikes.sample_index[0] = 5


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
