"""Firing rates and refractory periods."""

import numpy as np
import pytest
from driftscope.spikes import (
    SpikesConfig,
    make_spikes,
    reference_poisson,
)
from driftscope.streams import Streams
from scipy.stats import kstest

FS = 30_000.0

SECONDS = 31.7


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


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_too_long_a_refractory_period_is_refused(kind):
    with pytest.raises(ValueError, match="shorten the period or lower the rate"):
        reference_poisson(np.array([300.0]), 4.0, 1.0, FS, np.random.default_rng(0))
