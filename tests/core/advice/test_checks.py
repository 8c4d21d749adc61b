import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.advice import (
    advice_on,
)
from driftscope.presets import PRESETS

ODD = {
    "noise.level_uv": {"noise.level_uv": 60.0},
    "templates.alpha_uv": {"templates.alpha_uv": (10.0, 30.0)},
    "units.margin_um": {"units.margin_um": 400.0},
    "units.maximum_z_um": {"units.maximum_z_um": 300.0, "templates.spatial_decay_um": 300.0},
    "spikes.firing_rate_hz": {"spikes.firing_rate_hz": (50.0, 180.0)},
    "spikes.refractory_period_ms": {"spikes.refractory_period_ms": 0.0},
    "motion.stop_um": {"motion.start_um": (0.0, 300.0), "motion.stop_um": (0.0, -300.0)},
    "motion.components.0.period_s": {"motion.components.0.period_s": 2.0},
    "motion.components.0.shortest_s": {
        "motion.components": [{"kind": "bump", "shortest_s": 0.5, "longest_s": 2.0, "amplitude_factor": 0.5}]
    },
    "motion.components.0.amplitude_factor": {
        "duration_s": 5.0,
        "motion.components": [{"kind": "random_walk"}],
    },
    "sampling_frequency_hz": {"sampling_frequency_hz": 8_000.0},
}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_plausible(name):
    assert Simulation(PRESETS[name].config).advice == ()


@pytest.mark.parametrize("path", ODD)
def test_what_is_odd_is_said_at_its_field_and_the_remedy_mends_it(path):
    config = SimulationConfig().replace(ODD[path])
    found = {one.path: one for one in advice_on(config)}
    assert path in found
    one = found[path]
    assert one.message.endswith(".")
    assert path in one.changes
    mended = config.replace(one.changes)
    assert path not in {left.path for left in advice_on(mended)}


def test_what_is_off_is_not_advised_on():
    silent = {"units.num_units": 0, "noise.level_uv": 90.0, "units.margin_um": 500.0, "spikes.firing_rate_hz": 400.0}
    still = {"motion.start_um": (0.0, 900.0), "motion.components.0.enabled": False}
    config = SimulationConfig().replace({**silent, **still, "spikes.refractory_period_ms": 1.0})
    assert advice_on(config) == []


def test_ones_own_trains_and_places_are_not_judged():
    config = SimulationConfig().replace(
        {
            "units.num_units": 1,
            "units.locations_um": [(0.0, 0.0, 5.0)],
            "units.margin_um": 900.0,
            "spikes.times_s": [[1.0]],
            "spikes.refractory_period_ms": 0.0,
        }
    )
    assert advice_on(config) == []
