import pytest
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.plausibility import DETECTABLE, advice_on, typical_amplitude_uv

ODD = {
    "noise.level_uv": {"noise.level_uv": 60.0},
    "templates.alpha_uv": {"templates.alpha_uv": (10.0, 30.0)},
    "units.margin_um": {"units.margin_um": 400.0},
    "units.maximum_z_um": {"units.maximum_z_um": 300.0, "templates.spatial_decay_um": 300.0},
    "spikes.firing_rate_hz": {"spikes.firing_rate_hz": (50.0, 180.0)},
    "spikes.refractory_period_ms": {"spikes.refractory_period_ms": 0.0},
    "motion.stop_um": {"motion.start_um": (0.0, 300.0), "motion.stop_um": (0.0, -300.0)},
    "motion.components.0.period_s": {"motion.components.0.period_s": 2.0},
    "sampling_frequency_hz": {"sampling_frequency_hz": 8_000.0},
}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_plausible(name):
    assert advice_on(PRESETS[name].config) == []


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
    assert typical_amplitude_uv(config.replace(one.changes)) > DETECTABLE * 7


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
