"""What a page may not ask for, whatever the way: it is refused in words before anything is computed."""

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.page_rules import PageRules

LARGE_ARRAY = {"kind": "multi_column", "num_columns": 64, "num_contacts_per_column": 80}


def test_every_preset_may_be_asked_for():
    for preset in PRESETS.values():
        PageRules(AllowedPaths()).refuse(preset.config)
    PageRules(AllowedPaths()).refuse(HybridConfig())


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"probe": LARGE_ARRAY}, "noise.spatial_decay_um"),
        ({"probe": {"kind": "linear", "num_contacts": 1_300}, "streams": "spikeinterface"}, "noise.spatial_decay_um"),
        ({"units.minimum_distance_um": 1_000.0, "units.max_iteration": 10_000}, "units.minimum_distance_um"),
        ({"units.num_units": 5_000, "units.max_iteration": 9_000}, "units.minimum_distance_um"),
        ({"streams": "spikeinterface", "spikes.synchrony_ratio": 0.5, "duration_s": 3_600.0}, "spikes.synchrony_ratio"),
        ({"streams": "spikeinterface", "duration_s": 86_400.0}, "streams"),
    ],
)
def test_what_would_take_too_much_is_refused_with_what_to_lower(changes, path):
    config = SimulationConfig().replace(changes)
    with pytest.raises(ConfigError) as refused:
        PageRules(AllowedPaths()).refuse(config)
    assert [problem.path for problem in refused.value.problems] == [path]
    nested = HybridConfig().replace({"source": {"kind": "simulation", "config": config.to_dict()}})
    with pytest.raises(ConfigError) as refused:
        PageRules(AllowedPaths()).refuse(nested)
    assert [problem.path for problem in refused.value.problems] == [f"source.config.{path}"]


def test_what_the_owner_begins_with_may_be_changed_whatever_it_costs():
    start = SimulationConfig().replace({"probe": LARGE_ARRAY})
    PageRules(AllowedPaths(), start).refuse(start.replace(seed=3))


def test_all_that_is_wrong_is_said_at_once():
    config = SimulationConfig(probe={"kind": "file", "path": "/etc/passwd"}).replace(
        {"units.max_iteration": 10_000, "units.minimum_distance_um": 900.0}
    )
    with pytest.raises(ConfigError) as refused:
        PageRules(AllowedPaths()).refuse(config)
    assert {problem.path for problem in refused.value.problems} == {"probe.path", "units.minimum_distance_um"}
