"""Coinciding spikes of several units."""

import numpy as np
import pytest
import spikeinterface.core.generate as reference
from driftscope.spikes import (
    Spikes,
    SpikesConfig,
    add_synchrony,
)
from spike_examples import made, same, trains_of


@pytest.mark.parametrize("ratio", [0.05, 0.5, 1.0])
def test_added_synchrony_is_where_the_reference_puts_it(ratio):
    sorting = reference.generate_sorting(num_units=5, durations=[20.0], firing_rates=8.0, seed=4)
    sorting = sorting.rename_units(np.arange(5))
    expected = reference.add_synchrony_to_sorting(sorting, sync_event_ratio=ratio, seed=9).to_spike_vector()
    vector = sorting.to_spike_vector()
    before = Spikes(vector["sample_index"], vector["unit_index"])
    after, added = add_synchrony(before, ratio, 5, np.random.default_rng(9))
    pairs = set(zip(after.sample_index.tolist(), after.unit_index.tolist(), strict=True))
    assert pairs == set(zip(expected["sample_index"].tolist(), expected["unit_index"].tolist(), strict=True))
    assert same(after.where(~added), before)
    assert len(pairs) == len(after)


def test_amplitude_and_synchrony_leave_the_drawn_spikes_alone():
    plain = made("plain")[1]
    assert same(plain, Spikes(made("varying")[1].sample_index, made("varying")[1].unit_index))
    synchronous = made("synchronous")[1]
    both = synchronous.sample_index * 1_000 + synchronous.unit_index
    assert np.isin(plain.sample_index * 1_000 + plain.unit_index, both).all()


@pytest.mark.parametrize("ratio", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_synchrony_adds_its_share_of_coinciding_spikes(kind, ratio):
    config = SpikesConfig(firing_rate_hz=10.0)
    plain = trains_of(config, 100, 20.0, kind=kind).all()
    spikes = trains_of(config.replace(synchrony_ratio=ratio), 100, 20.0, kind=kind).all()
    added = len(spikes) - len(plain)
    assert added == pytest.approx(ratio * len(plain), rel=0.08)
    known = set(zip(plain.sample_index.tolist(), plain.unit_index.tolist(), strict=True))
    samples = set(plain.sample_index.tolist())
    fresh = [
        one for one in zip(spikes.sample_index.tolist(), spikes.unit_index.tolist(), strict=True) if one not in known
    ]
    assert len(fresh) == added
    assert all(sample in samples for sample, _ in fresh)
    counts = np.bincount([unit for _, unit in fresh], minlength=100)
    assert counts.min() > 0.4 * added / 100


def test_one_unit_has_no_one_to_coincide_with():
    config = SpikesConfig(synchrony_ratio=0.5)
    for kind in ("independent", "spikeinterface"):
        assert same(trains_of(config, 1, kind=kind).all(), trains_of(SpikesConfig(), 1, kind=kind).all())
