"""The reference's trains of hours."""

import numpy as np
from driftscope.spikes import LongTrains, SpikesConfig, reference_poisson
from driftscope.streams import Streams


def test_a_train_is_searched_once_for_all_windows_and_never_converted(monkeypatch):
    rates = np.array([5.0, 9.0, 30.0])
    trains = LongTrains(SpikesConfig(), rates, 60.0, 10_000.0, Streams(2, "spikeinterface"))
    calls = []
    plain = np.searchsorted

    def searchsorted(train, keys):
        calls.append((train.dtype, keys.dtype))
        return plain(train, keys)

    trains.between(0, 1)
    monkeypatch.setattr(np, "searchsorted", searchsorted)
    found = trains.within(list(range(0, 600_000, 1_000)), list(range(500, 600_500, 1_000)))
    monkeypatch.undo()
    assert calls == [(np.dtype(np.int32), np.dtype(np.int32))] * 3
    whole = reference_poisson(rates, 4.0, 60.0, 10_000.0, np.random.default_rng(2))
    chosen = whole.where(whole.sample_index % 1_000 < 500)
    assert np.array_equal(found.sample_index, chosen.sample_index)
    assert np.array_equal(found.unit_index, chosen.unit_index)


def test_no_units_have_no_spikes():
    trains = LongTrains(SpikesConfig(), np.empty(0), 60.0, 10_000.0, Streams(2, "spikeinterface"))
    assert len(trains.within([0, 5], [3, 9])) == 0
