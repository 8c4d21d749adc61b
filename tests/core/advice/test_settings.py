import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.advice import (
    DETECTABLE,
    advice_on,
    typical_peak_uv,
)
from driftscope.presets import PRESETS


def test_spikes_too_rare_for_a_sorter_are_said():
    [one] = advice_on(SimulationConfig().replace({"spikes.firing_rate_hz": 0.01}))
    assert "every 100 s" in one.message


def test_silence_that_is_too_short_is_only_lengthened_where_the_rates_allow():
    fast = SimulationConfig().replace({"spikes.firing_rate_hz": 990.0, "spikes.refractory_period_ms": 0.5})
    assert [one.path for one in advice_on(fast)] == ["spikes.firing_rate_hz", "spikes.refractory_period_ms"]
    fastest = fast.replace({"spikes.firing_rate_hz": 1_000.0})
    assert [one.path for one in advice_on(fastest)] == ["spikes.firing_rate_hz"]


@pytest.mark.parametrize("profile", ["exponential", "power"])
def test_the_remedy_makes_most_units_detectable(profile):
    config = SimulationConfig().replace({"templates.spatial_profile": profile, "templates.alpha_uv": 20.0})
    [one] = advice_on(config)
    assert typical_peak_uv(config.replace(one.changes)) > DETECTABLE * 7


def test_synchrony_that_breaks_the_refractory_period_is_said_where_it_happens():
    config = PRESETS["dense-layers"].config.replace({"streams": "spikeinterface", "duration_s": 60.0})
    [one] = advice_on(config)
    assert one.path == "spikes.synchrony_ratio" and "violate the refractory period" in one.message
    frames = 0.004 * config.sampling_frequency_hz
    assert shortest_interval(config) < frames / 10
    mended = config.replace(one.changes)
    assert advice_on(mended) == [] and shortest_interval(mended) >= frames
    assert advice_on(config.replace({"spikes.synchrony_ratio": 0.0})) == []
    assert shortest_interval(config.replace({"spikes.synchrony_ratio": 0.0})) >= frames


def shortest_interval(config):
    """Return the fewest samples between two spikes of a unit."""
    spikes = Simulation(config).spikes.all()
    trains = [spikes.sample_index[spikes.unit_index == unit] for unit in range(config.units.num_units)]
    return min(np.diff(train).min() for train in trains)


def test_the_factor_of_spikeinterfaces_noise_is_announced_where_it_takes_long():
    def said(contacts, **changes):
        probe = {"kind": "neuropixels", "part_number": "NP2010", "num_contacts": contacts}
        return [
            one for one in advice_on(SimulationConfig().replace({"probe": probe, **changes})) if one.path == "streams"
        ]

    assert said(3_200) == []
    assert said(1_536, streams="spikeinterface") == []
    assert said(3_200, streams="spikeinterface", **{"noise.spatial_decay_um": None}) == []
    [one] = said(3_200, streams="spikeinterface")
    assert "about 20 s and 0.7 GB" in one.message
    assert one.changes == {"streams": "independent"}
