"""Templates equal to the reference."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation


def drawn_unit_params(rng: np.random.Generator, number: int) -> dict[str, Any]:
    some: dict[str, Any] = {
        "alpha": [(50.0, 300.0), 200, rng.uniform(10, 500, number)],
        "depolarization_ms": [0.1, (0.08, 0.15)],
        "repolarization_ms": [(0.5, 0.7), rng.uniform(0.4, 0.8, number).tolist()],
        "recovery_ms": [1.2, (1.0, 1.4)],
        "positive_amplitude": [0.2, (0.0, 0.3)],
        "smooth_ms": [0.05, (0.03, 0.08)],
        "spatial_decay": [(10, 45), 30],
        "propagation_speed": [None, 280.0, (200.0, 400.0)],
        "ellipse_shrink": [1, (0.4, 1)],
        "ellipse_angle": [0.3, (0, 2 * np.pi)],
        "spatial_power": [2, (1.5, 2.5)],
    }
    given = [name for name in some if rng.random() < 0.6]
    return {name: some[name][rng.integers(len(some[name]))] for name in given}


@pytest.mark.parametrize("seed", range(40))
def test_templates_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 8))
    contacts = rng.uniform(-50, 150, (rng.integers(1, 40), rng.integers(2, 4)))
    arguments = {
        "channel_locations": contacts,
        "units_locations": np.column_stack([rng.uniform(-60, 160, (number, 2)), rng.uniform(5, 50, number)]).astype(
            rng.choice(["float32", "float64"])
        ),
        "sampling_frequency": float(rng.choice([20_000.0, 30_000.0])),
        "ms_before": float(rng.choice([1.0, 1.5])),
        "ms_after": float(rng.choice([3.0, 3.5])),
        "dtype": str(rng.choice(["float32", "float64"])),
        "upsample_factor": [None, 1, 4][rng.integers(3)],
        "unit_params": [None, drawn_unit_params(rng, number)][min(seed, 1)],
        "mode": str(rng.choice(["ellipsoid", "sphere"])),
        "spatial_profile": str(rng.choice(["exponential", "power"])),
        "seed": seed,
    }
    ours, theirs = generation.generate_templates(**arguments), reference.generate_templates(**arguments)
    assert ours.shape == theirs.shape
    assert ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)


def test_templates_of_an_odd_number_of_samples_are_equal() -> None:
    contacts, units = np.array([[0.0, 0.0], [0.0, 40.0]]), np.array([[3.0, 5.0, 10.0]])
    arguments = (contacts, units, 30_000.0, 1.0 + 1 / 30, 3.0, 3)
    ours = generation.generate_templates(*arguments)
    assert ours.shape == (1, 121, 2)
    np.testing.assert_allclose(ours, reference.generate_templates(*arguments), rtol=0, atol=1e-4)
