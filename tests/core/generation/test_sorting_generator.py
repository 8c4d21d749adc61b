"""Sortings generated on request."""

from pathlib import Path

import numpy as np
import spikeinterface.core as si
import spikeinterface.core.generate as reference
from driftscope import generation


def test_the_small_sorting_file_is_equal(tmp_path: Path) -> None:
    for module, name in ((generation, "mine.npz"), (reference, "theirs.npz")):
        module.create_sorting_npz(2, tmp_path / name)
    mine, theirs = (np.load(tmp_path / name) for name in ("mine.npz", "theirs.npz"))
    assert set(mine.files) == set(theirs.files)
    for name in theirs.files:
        np.testing.assert_array_equal(mine[name], theirs[name])
    assert si.NpzSortingExtractor(tmp_path / "mine.npz").get_num_units() == 3


def test_generated_units_have_streams_of_their_own() -> None:
    few, more = (
        generation.SortingGenerator(number, durations=[200.0, 50.0], firing_rates=8.0, refractory_period_ms=5.0, seed=3)
        for number in (2, 4)
    )
    for segment in (0, 1):
        for unit in few.unit_ids:
            np.testing.assert_array_equal(
                few.get_unit_spike_train(unit, segment), more.get_unit_spike_train(unit, segment)
            )
    train = more.get_unit_spike_train("3", 0)
    assert abs(train.size / 200.0 - 8.0) < 1.0
    assert np.diff(train).min() >= 150
    assert not np.array_equal(train[:50], more.get_unit_spike_train("2", 0)[:50])
