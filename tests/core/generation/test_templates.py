"""Templates equal to the reference."""

import numpy as np
import pytest
import spikeinterface.generation as reference
from driftscope import generation
from reference_comparison import drawn_unit_params


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
