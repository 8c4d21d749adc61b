"""Spike vectors, drawn and cleaned."""

from typing import Any

import numpy as np
import pytest
import spikeinterface.core.generate as reference
from driftscope import generation


@pytest.mark.parametrize("seed", [0, 1, 77])
@pytest.mark.parametrize("firing_rates", [3.0, (1.0, 20.0), [2.0, 5.0, 9.0]])
def test_poisson_vectors_are_equal(seed: int, firing_rates: Any) -> None:
    arguments: dict[str, Any] = {"num_units": 3, "duration": 9.0, "seed": seed}
    mine = generation.synthesize_poisson_spike_vector(firing_rates=firing_rates, **arguments)
    given = np.array(firing_rates) if isinstance(firing_rates, list) else firing_rates
    theirs = reference.synthesize_poisson_spike_vector(firing_rates=given, **arguments)
    for own, other in zip(mine, theirs, strict=True):
        np.testing.assert_array_equal(own, other)


@pytest.mark.parametrize("seed", range(3))
def test_cleaned_trains_are_equal(seed: int) -> None:
    times = np.random.default_rng(seed).integers(0, 2000, 300)
    mine, theirs = (module.clean_refractory_period(times, 12) for module in (generation, reference))
    np.testing.assert_array_equal(mine, theirs)
    assert (np.diff(mine) > 12).all()
    assert generation.clean_refractory_period(np.array([], dtype=int), 12).size == 0


def test_amplitude_factors_are_equal() -> None:
    for arguments in ((9,), (9, np.arange(9.0)), (9, None, 0.2, 3), (9, None, 0.0)):
        mine, theirs = (module.synthesize_amplitude_factor(*arguments) for module in (generation, reference))
        np.testing.assert_array_equal(mine, theirs)
    with pytest.raises(ValueError, match="amplitude_factor has shape"):
        generation.synthesize_amplitude_factor(9, np.ones(3))
