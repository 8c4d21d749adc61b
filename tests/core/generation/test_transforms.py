"""Spikes added to a sorting."""

import numpy as np
import pytest
from driftscope import generation


@pytest.mark.parametrize("seed", range(3))
def test_injected_spikes_keep_the_refractory_period(seed: int) -> None:
    sorting = generation.generate_sorting(4, durations=[20.0, 9.0], firing_rates=20.0, seed=seed)
    added = generation.generate_sorting_to_inject(sorting, [600_000, 270_000], injected_rate=0.3, seed=seed)
    again = generation.generate_sorting_to_inject(sorting, [600_000, 270_000], injected_rate=0.3, seed=seed)
    np.testing.assert_array_equal(added.to_spike_vector(), again.to_spike_vector())
    for segment in (0, 1):
        for unit in sorting.unit_ids:
            old, new = (one.get_unit_spike_train(unit, segment) for one in (sorting, added))
            assert 0.2 * old.size < new.size <= round(0.3 * old.size)
            both = np.sort(np.concatenate([old, new]))
            assert np.diff(both).min() >= 45


def test_added_spikes_that_come_too_soon_are_dropped() -> None:
    sorting = generation.generate_sorting(2, durations=[1.0], firing_rates=2.0, seed=0)
    first = int(sorting.get_unit_spike_train("0")[0])
    added = {"0": [first + 10, first + 500], "new": [5, 8, 900]}
    made = generation.TransformSorting.add_from_unit_dict(sorting, added, refractory_period_ms=1.0)
    assert first + 500 in made.get_unit_spike_train("0")
    assert first + 10 not in made.get_unit_spike_train("0")
    assert made.get_unit_spike_train("new").tolist() == [5, 900]
    assert made.get_added_units_inds().tolist() == ["new"]
