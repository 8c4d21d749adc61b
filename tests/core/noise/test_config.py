"""Levels and strategies of noise."""

import numpy as np
import pytest
from driftscope.noise import NoiseConfig, make_noise
from driftscope.probe import NamedProbe, build_probe, contact_positions_um
from driftscope.recording import NoiseBackground
from driftscope.streams import Streams
from scipy.stats import kstest

NEUROPIXELS = contact_positions_um(build_probe(NamedProbe(name="Neuropixels1-384")))

LINE = np.column_stack([np.zeros(16), np.arange(16) * 20.0])

FS = 30_000.0


def background(noise):
    return NoiseBackground(noise, noise.chunk)


def read(noise, start, end, channels=None):
    return background(noise).read(start, end, channels)


@pytest.mark.parametrize("decay", [None, 25.0])
@pytest.mark.parametrize("strategy", ["on_the_fly", "tile_pregenerated"])
def test_levels_are_the_standard_deviations(decay, strategy):
    """Repeated and correlated too, where the reference forgets them."""
    levels = [0.0, 1.0, 5.0, 30.0] * 4
    config = NoiseConfig(level_uv=levels, spatial_decay_um=decay, strategy=strategy)
    samples = read(make_noise(config, LINE, FS, Streams(2)), 0, 30_000)
    np.testing.assert_allclose(samples.std(axis=0), levels, rtol=0.03, atol=1e-6)


@pytest.mark.parametrize("fs", [30_000.0, 24_414.0625, 1_000.0])
@pytest.mark.parametrize("decay", [None, 25.0])
def test_a_tile_repeats_every_second(fs, decay):
    config = NoiseConfig(strategy="tile_pregenerated", spatial_decay_um=decay)
    noise = make_noise(config, LINE, fs, Streams(2))
    second = round(fs)
    first = read(noise, 0, second)
    assert np.array_equal(read(noise, 5 * second, 6 * second), first)
    assert np.array_equal(read(noise, second // 2, second + second // 2), np.roll(first, -(second // 2), axis=0))
    assert np.unique(first[:, 0]).size > 0.75 * second


def test_a_level_range_gives_every_channel_its_own():
    for kind in ("independent", "spikeinterface"):
        noise = make_noise(NoiseConfig(level_uv=(2.0, 20.0)), NEUROPIXELS, FS, Streams(2, kind))
        assert noise.levels_uv.shape == (384,)
        assert noise.levels_uv.min() > 2
        assert noise.levels_uv.max() < 20
        assert kstest(noise.levels_uv, "uniform", args=(2, 18)).pvalue > 1e-3
        assert noise.num_channels == 384
        assert noise.dtype == np.float32


def test_the_level_only_scales_the_noise():
    loud = make_noise(NoiseConfig(level_uv=20.0), LINE, FS, Streams(2)).chunk(3)
    quiet = make_noise(NoiseConfig(level_uv=5.0), LINE, FS, Streams(2)).chunk(3)
    np.testing.assert_allclose(loud, 4 * quiet, rtol=1e-5)
