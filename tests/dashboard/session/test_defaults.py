import pytest
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.defaults import changed_groups, default_of


def test_what_is_as_declared_has_no_way_back():
    assert changed_groups(SimulationConfig()) == {}


def test_a_changed_range_goes_back_to_the_range():
    config = SimulationConfig().replace({"noise.level_uv": 30.0})
    [(group, changes)] = changed_groups(config).items()
    assert group == "noise"
    assert config.replace(changes) == SimulationConfig()


def test_another_kind_has_the_defaults_of_its_kind():
    config = SimulationConfig().replace(
        {
            "probe": {"kind": "tetrode", "radius_um": 30.0},
            "motion.components": [{"kind": "bump", "shortest_s": 2.0}],
        }
    )
    assert changed_groups(config) == {
        "probe": {"probe.radius_um": 10.0},
        "motion": {"motion.components.0.shortest_s": 30.0},
    }
    assert default_of(config, "probe.kind") == []


def test_lists_of_ones_own_go_back():
    config = SimulationConfig().replace({"units.num_units": 2, "templates.alpha_uv": [50.0, 60.0]})
    assert changed_groups(config)["templates"] == {"templates.alpha_uv": {"low": 100.0, "high": 500.0}}


def test_what_has_no_default_has_no_way_back(tmp_path):
    config = SimulationConfig().replace({"probe": {"kind": "file", "path": str(tmp_path)}})
    assert "probe" not in changed_groups(config)


@pytest.mark.parametrize("name", PRESETS)
def test_the_way_back_is_complete(name):
    config = PRESETS[name].config
    for changes in changed_groups(config).values():
        config = config.replace(changes) if not any(path.startswith("motion") for path in changes) else config
    assert set(changed_groups(config)) <= {"motion"}
