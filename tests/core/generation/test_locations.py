"""Positions of units."""

from typing import Any

import numpy as np
import pytest
from driftscope import generation
from spikeinterface.core.generate import generate_unit_locations as reference_locations


@pytest.mark.filterwarnings("ignore:.*(no solution|no placement)")
@pytest.mark.parametrize("seed", range(40))
def test_unit_locations_are_equal(seed: int) -> None:
    rng = np.random.default_rng(seed)
    contacts = np.column_stack([rng.uniform(-30, 80, 40), rng.uniform(-100, 900, 40)])
    arguments = {
        "num_units": int(rng.integers(1, 60)),
        "channel_locations": contacts,
        "margin_um": float(rng.uniform(-10, 60)),
        "minimum_z": float(rng.uniform(0, 20)),
        "maximum_z": float(rng.uniform(20, 90)),
        "minimum_distance": [None, 5.0, 20, 45.0][rng.integers(4)],
        "max_iteration": int(rng.integers(1, 60)),
        "distribution": str(rng.choice(["uniform", "multimodal"])),
        "num_modes": int(rng.integers(1, 6)),
        "seed": seed,
    }
    ours, theirs = generation.generate_unit_locations(**arguments), reference_locations(**arguments)
    np.testing.assert_array_equal(ours, theirs)
    assert ours.dtype == theirs.dtype
    ours[:] = 0  # one's own array


def test_a_strict_distance_that_cannot_be_kept_is_refused_and_otherwise_warned_of() -> None:
    arguments: dict[str, Any] = {"num_units": 50, "channel_locations": np.zeros((1, 2)), "seed": 0}
    with pytest.raises(ValueError, match="lower the minimum distance"):
        generation.generate_unit_locations(**arguments, distance_strict=True)
    with pytest.warns(UserWarning, match="lower the minimum distance"):
        generation.generate_unit_locations(**arguments)
