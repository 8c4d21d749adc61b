import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.advice import (
    DETECTABLE,
    FASTEST_MOTION_UM_PER_S,
    advice_on,
    speed_um_per_s,
    typical_peak_uv,
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


BUMP = {"kind": "bump", "shortest_s": 4.0, "longest_s": 8.0}
STEEP = {"kind": "curve", "times_s": [0.0, 2.0, 4.0, 6.0, 8.0], "positions": [-0.5, 0.5, -0.5, 0.5, -0.5]}
ZIGZAG = {"kind": "zigzag", "period_s": 30.0}


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ([{**BUMP, "shortest_s": 30.0, "longest_s": 90.0}], "motion.components.0.amplitude_factor"),
        ([STEEP], "motion.components.0.amplitude_factor"),
        ([{**ZIGZAG, "amplitude_factor": 0.5}, {**BUMP, "amplitude_factor": 0.25}], "motion.stop_um"),
    ],
    ids=["a far jump", "a steep curve", "the sum"],
)
def test_motions_that_are_too_much_are_calmed(components, path):
    ends = {"motion.start_um": (0.0, 50.0), "motion.stop_um": (0.0, -50.0)}
    config = SimulationConfig().replace({**ends, "motion.components": components})
    [one] = advice_on(config)
    assert one.path == path
    assert advice_on(config.replace(one.changes)) == []


def test_a_jump_in_a_curve_is_no_speed():
    jump = {"kind": "curve", "times_s": [0.0, 100.0, 100.05, 600.0], "positions": [-0.5, -0.5, 0.5, 0.5]}
    config = SimulationConfig().replace({"motion.components": [jump]})
    assert advice_on(config) == []
    assert speed_um_per_s(config, config.motion.components[0]) == pytest.approx(4.0)


def test_the_speed_of_a_random_walk_is_about_that_of_its_steps():
    config = SimulationConfig().replace({"duration_s": 200.0, "motion.components": [{"kind": "random_walk"}]})
    steps = []
    for seed in range(12):
        y_um = Simulation(config.replace(seed=seed)).motion.vectors_um[:, 1, 0]
        steps.append(abs(y_um[1:] - y_um[:-1]).max() * config.motion.sampling_frequency_hz)
    assert speed_um_per_s(config, config.motion.components[0]) == pytest.approx(sum(steps) / len(steps), rel=0.3)
    assert min(steps) < FASTEST_MOTION_UM_PER_S


def test_units_without_room_are_said_and_the_remedy_makes_room():
    config = SimulationConfig().replace({"probe": {"kind": "tetrode"}, "units.num_units": 30})
    with pytest.warns(UserWarning, match="no placement of 30 units keeps 18 µm"):
        simulation = Simulation(config)
        _ = simulation.locations_um
    [one] = simulation.advice
    assert one.path == "units.minimum_distance_um"
    assert "of 30 units are closer than 18 µm" in one.message
    mended = config.replace(one.changes)
    assert 0 < mended.units.minimum_distance_um < 18
    assert Simulation(mended).advice == ()


def test_when_no_distance_is_found_any_is_allowed():
    config = SimulationConfig().replace({"probe": {"kind": "tetrode"}, "units.num_units": 1_500})
    config = config.replace({"units.max_iteration": 1})
    with pytest.warns(UserWarning, match="no placement"):
        [one] = Simulation(config).advice
    assert one.remedy == "Allow any distance"
    assert Simulation(config.replace(one.changes)).advice == ()


def test_units_off_the_probe_are_said():
    config = SimulationConfig().replace(
        {"probe": {"kind": "tetrode"}, "units.margin_um": 100.0, "units.maximum_z_um": 95.0}
    )
    config = config.replace({"units.minimum_distance_um": None})
    found = {one.path: one for one in Simulation(config).advice}
    mended = config.replace(found["units.margin_um"].changes)
    assert "units.margin_um" not in {one.path for one in Simulation(mended).advice}


def test_units_that_the_reference_places_between_shanks_are_said_and_the_remedy_brings_them_near():
    config = PRESETS["four-shank"].config.replace(streams="spikeinterface")
    [one] = Simulation(config).advice
    assert one.path == "streams" and "of 200 units stand in the gaps between contacts" in one.message
    assert Simulation(config.replace(one.changes)).advice == ()


def test_synchrony_that_breaks_the_refractory_period_is_said_where_it_happens():
    config = PRESETS["dense-layers"].config.replace({"streams": "spikeinterface", "duration_s": 60.0})
    [one] = advice_on(config)
    assert one.path == "spikes.synchrony_ratio" and "within the refractory period" in one.message
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


def test_a_curve_that_goes_on_after_the_recording_is_kept_or_rescaled():
    curve = {"kind": "curve", "times_s": [0.0, 300.0, 600.0], "positions": [0.0, 0.5, -0.5]}
    config = SimulationConfig().replace({"motion.components": [curve], "duration_s": 60.0})
    [advice] = [one for one in advice_on(config) if one.path == "motion.components.0.times_s"]
    assert "goes on until 600 s, the recording until 60 s" in advice.message
    rescaled = config.replace(advice.changes)
    assert rescaled.motion.components[0].times_s == (0.0, 30.0, 60.0)
    assert not [one for one in advice_on(rescaled) if one.path.startswith("motion")]
    assert config.replace(duration_s=600.0).motion.components[0].times_s == (0.0, 300.0, 600.0)
