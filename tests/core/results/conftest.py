"""Spike trains that are drawn, and what a bad sorter makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.results import GroundTruth, truth_of_source
from driftscope.results.matching import Train

RATE_HZ = 30_000.0


def drawn_train(rng: np.random.Generator, num_units: int, num_spikes: int, num_samples: int) -> Train:
    samples = np.sort(rng.choice(num_samples, num_spikes, replace=False))
    return Train(samples, rng.integers(0, num_units, num_spikes), num_units)


def degraded(train: Train, rng: np.random.Generator) -> Train:
    """Lose spikes, jitter the rest, merge two units, split one, double another and add one that fires at random."""
    keep = rng.random(len(train)) < rng.uniform(0.5, 1.0)
    samples = train.sample_index[keep] + rng.integers(-5, 6, int(keep.sum()))
    units = train.unit_index[keep].copy()
    units[units == 1] = 0
    units[(units == 2) & (rng.random(units.size) < rng.uniform(0.2, 0.8))] = train.num_units
    double = units == 3
    false = rng.choice(int(train.sample_index[-1]), 200, replace=False)
    samples = np.concatenate([samples, samples[double] + rng.integers(0, 8), false])
    units = np.concatenate(
        [units, np.full(double.sum(), train.num_units + 1), np.full(false.size, train.num_units + 2)]
    )
    order = np.argsort(samples, kind="stable")
    return Train(np.maximum(samples[order], 0), units[order], train.num_units + 3)


@pytest.fixture(scope="session")
def simulation() -> Simulation:
    config = PRESETS["published-drift"].config.replace(
        {"motion.components": [{"kind": "zigzag", "period_s": 10.0}], "units.num_units": 12}, duration_s=20.0
    )
    return Simulation(config)


@pytest.fixture(scope="session")
def truth(simulation: Simulation) -> GroundTruth:
    return truth_of_source(simulation)
