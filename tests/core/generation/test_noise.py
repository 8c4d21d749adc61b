"""Noise equal to the reference, sample by sample."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from reference_comparison import equal_traces, neuropixels


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
