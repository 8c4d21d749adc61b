"""Noise equal to the reference, sample by sample."""

from typing import Any

import numpy as np
import probeinterface
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from probeinterface.neuropixels_tools import build_neuropixels_probe

TOLERANCE_UV = 0.01


def neuropixels(number: int) -> probeinterface.Probe:
    probe = build_neuropixels_probe("NP1000").get_slice(np.arange(number))
    probe.set_device_channel_indices(np.arange(number))
    return probe


def windows(rng: np.random.Generator, num_samples: int, number: int = 4) -> list[tuple[int, int]]:
    """Both ends of a segment, and some windows in between."""
    starts = rng.integers(0, max(num_samples - 2000, 1), number)
    inside = [(int(start), int(min(start + rng.integers(1, 2000), num_samples))) for start in starts]
    return [(0, min(500, num_samples)), (max(num_samples - 500, 0), num_samples), *inside]


def equal_traces(ours: Any, theirs: Any, seed: int, tolerance: float = TOLERANCE_UV) -> None:
    rng = np.random.default_rng(seed)
    assert ours.get_num_segments() == theirs.get_num_segments()
    assert ours.channel_ids.tolist() == theirs.channel_ids.tolist()
    assert ours.get_dtype() == theirs.get_dtype()
    assert ours.get_sampling_frequency() == theirs.get_sampling_frequency()
    for segment in range(ours.get_num_segments()):
        assert ours.get_num_samples(segment) == theirs.get_num_samples(segment)
        for start, end in windows(rng, ours.get_num_samples(segment)):
            chosen = rng.permutation(ours.channel_ids)[: rng.integers(1, ours.get_num_channels() + 1)]
            for names in (None, chosen):
                mine = ours.get_traces(segment, start, end, names)
                other = theirs.get_traces(segment, start, end, names)
                assert mine.dtype == other.dtype
                np.testing.assert_allclose(mine, other, rtol=0, atol=tolerance)


@pytest.mark.parametrize("seed", range(15))
def test_noise_for_a_probe_is_the_same_sample_by_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 40))
    levels: list[Any] = [5.0, 7, (6.0, 8.0), rng.uniform(1, 20, number), [3.0] * number]
    arguments = {
        "probe": neuropixels(number),
        "sampling_frequency": float(rng.choice([10_000.0, 30_000.0])),
        "durations": rng.uniform(0.1, 3.0, rng.integers(1, 4)).tolist(),
        "dtype": str(rng.choice(["float32", "float64"])),
        "noise_levels": levels[seed % 5],
        "spatial_decay": [None, 25.0][rng.integers(2)],
        "seed": seed,
    }
    ours, theirs = generation.generate_noise(**arguments), reference.generate_noise(**arguments)
    equal_traces(ours, theirs, seed, tolerance=0 if arguments["spatial_decay"] is None else 1e-4)


@pytest.mark.parametrize("seed", range(15))
def test_noise_by_covariance_is_the_same_sample_by_sample(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 20))
    mixing = rng.normal(size=(number, number))
    levels: list[Any] = [1.0, 6, rng.uniform(1, 9, number), rng.uniform(1, 9, (1, number))]
    arguments = {
        "num_channels": number,
        "sampling_frequency": 20_000.0,
        "durations": rng.uniform(0.1, 2.0, rng.integers(1, 3)).tolist(),
        "noise_levels": levels[rng.integers(4)],
        "cov_matrix": [None, mixing @ mixing.T / number][rng.integers(2)],
        "dtype": str(rng.choice(["float32", "float64"])),
        "strategy": str(rng.choice(["tile_pregenerated", "on_the_fly"])),
        "noise_block_size": int(rng.integers(100, 30_000)),
        "seed": seed,
    }
    ours = generation.noise_generator_recording(**arguments)
    theirs = reference.noise_generator_recording(**arguments)
    equal_traces(ours, theirs, seed, tolerance=0 if arguments["cov_matrix"] is None else 1e-4)
