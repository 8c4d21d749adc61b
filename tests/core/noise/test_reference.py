"""The noise of SpikeInterface, sample by sample."""

from functools import cache

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope.noise import NoiseConfig, ReferenceNoise, covariance, make_noise, segment_seeds
from driftscope.probe import NamedProbe, build_probe, contact_positions_um
from driftscope.recording import NoiseBackground
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st

NEUROPIXELS = contact_positions_um(build_probe(NamedProbe(name="Neuropixels1-384")))

LINE = np.column_stack([np.zeros(16), np.arange(16) * 20.0])

FS = 30_000.0


def background(noise):
    return NoiseBackground(noise, noise.chunk)


def read(noise, start, end, channels=None):
    return background(noise).read(start, end, channels)


@cache
def both(strategy, decay, seed, contacts=16):
    """Our noise and the reference's, of the same seed."""
    config = NoiseConfig(strategy=strategy, spatial_decay_um=decay, level_uv=(5.0, 9.0))
    positions = LINE[:contacts]
    ours = make_noise(config, positions, FS, Streams(seed, "spikeinterface"))
    theirs = reference.NoiseGeneratorRecording(
        num_channels=contacts,
        sampling_frequency=FS,
        durations=[4.0],
        noise_levels=np.asarray(ours.levels_uv),
        cov_matrix=covariance(positions, decay),
        dtype="float32",
        seed=seed,
        strategy=strategy,
        noise_block_size=30_000,
    )
    return ours, theirs


@pytest.mark.parametrize("strategy", ["on_the_fly", "tile_pregenerated"])
@pytest.mark.parametrize("decay", [None, 25.0])
@pytest.mark.parametrize("seed", [0, 1, 2**62])
@settings(max_examples=12)
@given(data=st.data())
def test_reference_streams_give_the_reference_samples(strategy, decay, seed, data):
    ours, theirs = both(strategy, decay, seed)
    near_a_border = st.sampled_from([0, 30_000, 60_000, 90_000]).flatmap(
        lambda at: st.integers(max(at - 900, 0), at + 900)
    )
    start = data.draw(st.one_of(st.integers(0, 110_000), near_a_border))
    end = start + data.draw(st.integers(1, 2_500))
    got = read(ours, start, end)
    assert got.dtype == np.float32
    assert np.array_equal(got, theirs.get_traces(start_frame=start, end_frame=end))


def test_reference_noise_of_a_long_probe_is_the_same_bit_by_bit():
    config = NoiseConfig()
    ours = make_noise(config, NEUROPIXELS, FS, Streams(6, "spikeinterface"))
    theirs = reference.generate_noise(
        build_probe(NamedProbe(name="Neuropixels1-384")), FS, [1.2], noise_levels=(6.0, 8.0), spatial_decay=25.0, seed=6
    )
    assert np.array_equal(read(ours, 29_000, 31_000), theirs.get_traces(start_frame=29_000, end_frame=31_000))


@pytest.mark.parametrize("strategy", ["on_the_fly", "tile_pregenerated"])
@pytest.mark.parametrize("block_size", [30_000, 24_414, 1_234, 10])
def test_any_block_size_and_segment_equal_the_reference(strategy, block_size):
    theirs = reference.NoiseGeneratorRecording(
        num_channels=3, sampling_frequency=1_000.0, durations=[40.0, 40.0], noise_levels=2.0, dtype="float32", seed=5,
        strategy=strategy, noise_block_size=block_size,
    )  # fmt: skip
    for segment, seed in enumerate(segment_seeds(5, 2)):
        ours = ReferenceNoise(np.full(3, 2.0), None, seed, strategy, block_size)
        for start, end in [(0, 100), (1_200, 1_300), (24_000, 25_000), (39_900, 40_000)]:
            expected = theirs.get_traces(segment_index=segment, start_frame=start, end_frame=end)
            assert np.array_equal(read(ours, start, end), expected)
