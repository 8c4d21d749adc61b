"""Parameters of spike trains."""

import numpy as np
import pytest
from driftscope.spikes import (
    RateChange,
    SpikesConfig,
    expected_spikes,
)
from scipy.stats import kstest
from spike_examples import FS, same, trains_of


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


CHANGES = (RateChange(from_s=40.0, firing_rate_hz=2.0, units=(1,)), RateChange(from_s=20.0, firing_rate_hz=20.0))


def test_rates_change_for_the_units_that_are_named():
    spikes = trains_of(SpikesConfig(firing_rate_hz=5.0, rate_changes=CHANGES), 2, 60.0).all()
    counts = [np.histogram(spikes.sample_index[spikes.unit_index == unit] / FS, [0, 20, 40, 60])[0] for unit in (0, 1)]
    assert counts[0] == pytest.approx([100, 400, 400], rel=0.25)
    assert counts[1] == pytest.approx([100, 400, 40], rel=0.35)


@pytest.mark.parametrize("from_s", [20.0, 21.3])
def test_spikes_before_a_change_stay_and_keep_their_distance_after_it(from_s):
    steady = trains_of(SpikesConfig(firing_rate_hz=20.0), 30, 40.0).all()
    change = (RateChange(from_s=from_s, firing_rate_hz=60.0),)
    config = SpikesConfig(firing_rate_hz=20.0, rate_changes=change)
    changed = trains_of(config, 30, 40.0)
    before = changed.between(0, round(from_s * FS))
    assert same(before, steady.between(0, round(from_s * FS)))
    for unit in range(30):
        own = changed.all().sample_index[changed.all().unit_index == unit]
        assert np.diff(own).min() > 120
    assert same(changed.between(610_000, 660_000), changed.all().between(610_000, 660_000))


def test_no_change_draws_what_was_drawn_before():
    plain = trains_of(SpikesConfig(firing_rate_hz=8.0), 5)
    idle = trains_of(SpikesConfig(firing_rate_hz=8.0, rate_changes=(RateChange(from_s=1e5, firing_rate_hz=1.0),)), 5)
    assert same(plain.all(), idle.all())


def test_expected_spikes_follow_the_changes():
    config = SpikesConfig(firing_rate_hz=5.0, rate_changes=CHANGES)
    assert expected_spikes(config, 2, 60.0) == pytest.approx(200 + 800 + 440)
    assert expected_spikes(config, 2, 30.0) == pytest.approx(200 + 400)
    assert config.fastest_hz == 20.0


def test_the_reference_s_streams_refuse_changes_in_words():
    with pytest.raises(ValueError, match="use independent streams"):
        trains_of(SpikesConfig(rate_changes=CHANGES), 2, kind="spikeinterface")
