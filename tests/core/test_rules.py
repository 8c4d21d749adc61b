"""Rules between parts: each says where, what was given, and what to do; a valid configuration breaks none."""

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.config import broken_rules
from driftscope.presets import PRESETS

BROKEN = {
    "probe.num_contacts": {"probe": {"kind": "neuropixels", "part_number": "NP1000", "first_contact": 900}},
    "units.minimum_z_um": {"units": {"minimum_z_um": 50.0, "maximum_z_um": 40.0}},
    "units.locations_um": {"units": {"num_units": 2, "locations_um": [[0, 0, 10]]}},
    "templates.alpha_uv": {"templates": {"alpha_uv": [100.0, 200.0]}},
    "templates.ms_before": {"templates": {"ms_before": 0.1}},
    "templates.ms_after": {"templates": {"ms_after": 1.5}},
    "templates.smooth_ms": {"templates": {"smooth_ms": 2.0}},
    "spikes.refractory_period_ms": {"spikes": {"refractory_period_ms": 130.0}},
    "spikes.times_s": {"spikes": {"times_s": [[0.5]]}},
    "spikes.rate_changes": {
        "streams": "spikeinterface",
        "spikes": {"rate_changes": [{"from_s": 1.0, "firing_rate_hz": 2.0}]},
    },
    "spikes.rate_changes.0.units": {
        "spikes": {"rate_changes": [{"from_s": 1.0, "firing_rate_hz": 2.0, "units": [999]}]},
    },
    "motion.components.0.start_s": {"motion": {"components": [{"kind": "zigzag", "start_s": 700.0}]}},
    "motion.components.0.end_s": {"motion": {"components": [{"kind": "zigzag", "end_s": 700.0}]}},
    "motion.components.0.shortest_s": {"motion": {"components": [{"kind": "bump", "shortest_s": 100.0}]}},
    "motion.components.0.times_s": {
        "motion": {"components": [{"kind": "curve", "times_s": [0, 5, 5], "positions": [0, 0.1, 0.2]}]}
    },
    "motion.components": {"motion": {"components": [{"kind": "zigzag"}, {"kind": "zigzag"}]}},
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_rule_names_its_place_and_says_why(path):
    with pytest.raises(ConfigError) as refused:
        SimulationConfig.from_dict(BROKEN[path])
    assert [problem.path for problem in refused.value.problems] == [path]
    [problem] = refused.value.problems
    assert len(problem.message) > 20
    assert problem.given is not None


def test_rules_of_different_parts_are_reported_together():
    parts = ("templates.ms_after", "spikes.refractory_period_ms", "motion.components.0.start_s")
    everything = {key: value for path in parts for key, value in BROKEN[path].items()}
    with pytest.raises(ConfigError) as refused:
        SimulationConfig.from_dict(everything)
    assert {problem.path for problem in refused.value.problems} == set(parts)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_valid_configuration_breaks_no_rule(preset):
    assert list(broken_rules(preset.config)) == []


@pytest.mark.parametrize(
    "path", [path for path in BROKEN if path.startswith("motion.components.0") and "times" not in path]
)
def test_a_muted_motion_needs_nothing_of_the_recording(path):
    [component] = BROKEN[path]["motion"]["components"]
    muted = SimulationConfig.from_dict({"motion": {"components": [{**component, "enabled": False}]}})
    with pytest.raises(ConfigError, match="motion"):
        muted.replace({"motion.components.0.enabled": True})


def test_a_muted_curve_is_still_well_formed():
    [component] = BROKEN["motion.components.0.times_s"]["motion"]["components"]
    with pytest.raises(ConfigError, match="times must increase"):
        SimulationConfig.from_dict({"motion": {"components": [{**component, "enabled": False}]}})
