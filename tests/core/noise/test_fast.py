"""Noise of independent streams."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest
from driftscope.noise import FastNoise, NoiseConfig, ReferenceNoise, covariance, make_noise
from driftscope.probe import NamedProbe, NeuropixelsProbe, build_probe, contact_positions_um
from driftscope.recording import NoiseBackground
from driftscope.streams import Streams
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, norm

NEUROPIXELS = contact_positions_um(build_probe(NamedProbe(name="Neuropixels1-384")))

FOUR_SHANKS = contact_positions_um(build_probe(NeuropixelsProbe(part_number="NP2010")))

SCATTERED = np.random.default_rng(8).uniform(0, 400, (70, 2))

DOUBLED = np.repeat(np.random.default_rng(9).uniform(0, 200, (12, 2)), 2, axis=0)

LINE = np.column_stack([np.zeros(16), np.arange(16) * 20.0])

FS = 30_000.0


def background(noise):
    return NoiseBackground(noise, noise.chunk)


def read(noise, start, end, channels=None):
    return background(noise).read(start, end, channels)


KINDS = {
    "reference": lambda: make_noise(NoiseConfig(), LINE, FS, Streams(3, "spikeinterface")),
    "reference, independent channels": lambda: make_noise(
        NoiseConfig(spatial_decay_um=None), LINE, FS, Streams(3, "spikeinterface")
    ),
    "reference, tiled": lambda: make_noise(
        NoiseConfig(strategy="tile_pregenerated"), LINE, FS, Streams(3, "spikeinterface")
    ),
    "fast": lambda: make_noise(NoiseConfig(), NEUROPIXELS, FS, Streams(3)),
    "fast, reordered": lambda: make_noise(NoiseConfig(), SCATTERED, FS, Streams(3)),
    "fast, independent channels": lambda: make_noise(NoiseConfig(spatial_decay_um=None), LINE, FS, Streams(3)),
    "fast, tiled": lambda: make_noise(NoiseConfig(strategy="tile_pregenerated"), LINE, FS, Streams(3)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_chunks_do_not_depend_on_order_or_thread(kind):
    noise = KINDS[kind]()
    expected = [noise.chunk(index) for index in range(70)]
    order = np.random.default_rng(0).permutation(np.repeat(np.arange(70), 2))
    again = KINDS[kind]()
    for index in order[:70]:
        assert np.array_equal(again.chunk(int(index)), expected[index])
    shared = KINDS[kind]()
    with ThreadPoolExecutor(4) as threads:
        for index, samples in zip(order, threads.map(shared.chunk, order.tolist()), strict=True):
            assert np.array_equal(samples, expected[index])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(start=st.integers(0, 70_000), length=st.integers(0, 3_000), parts=st.integers(1, 7), data=st.data())
def test_a_window_is_the_slice_of_any_other(kind, start, length, parts, data):
    noise = noise_of(kind)
    whole = read(noise, start, start + length)
    assert whole.shape == (length, noise.num_channels)
    cuts = sorted(data.draw(st.lists(st.integers(0, length), min_size=parts, max_size=parts)))
    pieces = [read(noise, start + one, start + other) for one, other in zip([0, *cuts], [*cuts, length], strict=True)]
    assert np.array_equal(np.concatenate(pieces), whole)
    channels = np.array(
        data.draw(st.lists(st.integers(0, noise.num_channels - 1), max_size=4, unique=True)), dtype=np.intp
    )
    assert np.array_equal(read(noise, start, start + length, channels), whole[:, channels])


@cache
def noise_of(kind):
    return KINDS[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_chunks_are_read_only_and_windows_are_not(kind):
    noise = noise_of(kind)
    with pytest.raises(ValueError, match="read-only"):
        noise.chunk(0)[0, 0] = 1.0
    read(noise, 0, 10)[0, 0] = 1.0


DIGEST = """
import hashlib, numpy as np
from driftscope.noise import NoiseConfig, make_noise
from driftscope.probe import NamedProbe, build_probe, contact_positions_um
from driftscope.streams import Streams
positions = contact_positions_um(build_probe(NamedProbe(name="Neuropixels1-384")))
scattered = np.random.default_rng(8).uniform(0, 400, (70, 2))
digest = hashlib.sha256()
far = NoiseConfig(spatial_decay_um=200.0)
for contacts, config in [(positions, NoiseConfig()), (positions, far), (scattered, NoiseConfig())]:
    noise = make_noise(config, contacts, 30_000.0, Streams(3))
    for index in (0, 1, 50):
        digest.update(noise.chunk(index).tobytes())
print(digest.hexdigest())
"""


def test_the_bits_do_not_depend_on_the_number_of_cores():
    printed = set()
    for threads in ("1", "2", "7"):
        names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
        environment = os.environ | dict.fromkeys(names, threads) | {"PYTHONPATH": os.pathsep.join(sys.path)}
        result = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        printed.add(result.stdout)
    assert len(printed) == 1


def test_different_seeds_and_chunks_differ():
    digests = {
        hashlib.sha256(make_noise(NoiseConfig(), LINE, FS, Streams(seed, kind)).chunk(index).tobytes()).hexdigest()
        for seed in (1, 2)
        for kind in ("independent", "spikeinterface")
        for index in (0, 1, 60)
    }
    assert len(digests) == 12


@cache
def many_normals():
    """Four million samples of sixteen independent channels of unit level."""
    noise = FastNoise(np.ones(16), None, seed=11)
    return read(noise, 0, 250_000)


def test_fast_normals_are_normal():
    samples = many_normals().astype(np.float64)
    number = samples.size
    assert abs(samples.mean()) < 5 / np.sqrt(number)
    assert abs(samples.var() - 1) < 5 * np.sqrt(2 / number)
    assert abs((samples**3).mean()) < 5 * np.sqrt(15 / number)
    assert abs((samples**4).mean() - 3) < 5 * np.sqrt(96 / number)
    for channel in range(0, 16, 5):
        assert kstest(samples[:60_000, channel], "norm").pvalue > 1e-4


@pytest.mark.parametrize("limit", [3.0, 4.0, 4.17, 4.3, 4.5, 4.8])
def test_the_far_tails_are_as_heavy_as_they_should_be(limit):
    samples = many_normals()
    expected = samples.size * norm.sf(limit)
    for beyond in (np.count_nonzero(samples > limit), np.count_nonzero(samples < -limit)):
        assert abs(beyond - expected) < 5 * np.sqrt(expected) + 3


def test_no_value_stands_out():
    """A sample has one of 65534 values, or one of its own in the tails: none comes too often."""
    _, counts = np.unique(many_normals(), return_counts=True)
    expected = many_normals().size / 65_536
    assert counts.max() < expected + 7 * np.sqrt(expected)
    assert counts.size > 65_000


def test_the_spectrum_is_flat_and_there_is_no_memory():
    samples = many_normals()[:, :4].astype(np.float64)
    power = (np.abs(np.fft.rfft(samples, axis=0)) ** 2).mean(axis=1)[1:-1] / len(samples)
    bands = power[: power.size // 50 * 50].reshape(50, -1).mean(axis=1)
    assert np.abs(bands - 1).max() < 5 / np.sqrt(4 * power.size / 50)
    for lag in (1, 2, 3, 16, 128, 255, 256, 257, 512):
        assert abs((samples[lag:] * samples[:-lag]).mean()) < 5 / np.sqrt(samples[lag:].size)


def test_squares_have_no_memory_either():
    squares = many_normals()[:, :4].astype(np.float64) ** 2 - 1
    for lag in (1, 2, 256):
        assert abs((squares[lag:] * squares[:-lag]).mean()) < 5 * 2 / np.sqrt(squares[lag:].size)


PROBES = {"long": NEUROPIXELS, "four shanks": FOUR_SHANKS, "scattered": SCATTERED, "line": LINE, "one": LINE[:1]}


@pytest.mark.parametrize("decay", [10.0, 25.0, 60.0, 200.0])
@pytest.mark.parametrize("probe", PROBES)
def test_channels_are_correlated_as_asked(probe, decay):
    positions = PROBES[probe]
    levels = np.random.default_rng(2).uniform(3, 12, len(positions))
    asked = covariance(positions, decay)
    noise = FastNoise(levels, asked, seed=4)
    number = 20_000
    samples = read(noise, 0, number).astype(np.float64) / levels
    found = samples.T @ samples / number
    error = np.sqrt((1 + asked**2) / number)
    assert np.abs((found - asked) / error).max() < 6.5
    assert np.sqrt(np.mean(((found - asked) / error) ** 2)) < 1.35
    assert np.abs(samples.mean(axis=0)).max() < 5.5 / np.sqrt(number)


@pytest.mark.parametrize("decay", [10.0, 25.0, 60.0, 200.0])
@pytest.mark.parametrize("probe", PROBES)
def test_the_mixing_itself_is_exact_to_a_thousandth(probe, decay):
    """Mix unit vectors: the factor's product is the covariance, without any sampling error."""
    positions = PROBES[probe]
    noise = FastNoise(np.ones(len(positions)), covariance(positions, decay), seed=4)
    room = -(-len(positions) // 256) * 256
    unit = np.zeros((room, len(positions)), dtype=np.float32)
    unit[: len(positions)] = np.eye(len(positions))
    factor = noise._mix(unit)[: len(positions)].astype(np.float64)
    assert np.abs(factor.T @ factor - covariance(positions, decay)).max() < 2e-3


def test_contacts_at_one_place_hear_the_same():
    noise = FastNoise(np.full(len(DOUBLED), 5.0), covariance(DOUBLED, 25.0), seed=4)
    samples = read(noise, 0, 5_000)
    assert np.isfinite(samples).all()
    assert np.abs(samples[:, ::2] - samples[:, 1::2]).max() < 0.05
    assert samples.std(axis=0) == pytest.approx(np.full(len(DOUBLED), 5.0), rel=0.06)


def test_reading_hours_keeps_no_more_than_a_few_states():
    noise = ReferenceNoise(np.ones(1), None, 3, block_size=20, chunk_size=2)
    for index in range(60_000):
        noise.chunk(index)
    assert len(noise._bookmarks) < 10_000
    fresh = ReferenceNoise(np.ones(1), None, 3, block_size=20, chunk_size=2)
    for index in (5, 59_999, 30_003, 30_002):
        assert np.array_equal(noise.chunk(index), fresh.chunk(index))
