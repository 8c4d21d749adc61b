import pytest
from driftscope import SimulationConfig
from driftscope_dashboard.session.settle import nearest_valid, settle

CONFIG = SimulationConfig()


def test_other_changes_go_on_while_a_draft_waits():
    settled = settle(CONFIG, {"noise.level_uv": -1.0}, {"seed": 4})
    assert settled.config.seed == 4
    assert settled.drafts == {"noise.level_uv": -1.0}
    assert settled.problems


def test_a_draft_ends_when_its_whole_part_is_replaced():
    settled = settle(CONFIG, {"probe.num_contacts": -1}, {"probe": {"kind": "tetrode"}})
    assert settled.config.probe.kind == "tetrode"
    assert not settled.drafts


@pytest.mark.parametrize(
    ("path", "pending", "low", "high"),
    [
        ("spikes.refractory_period_ms", 300.0, 120.0, 125.0),
        ("probe.num_contacts", 5_000, 900, 960),
    ],
)
def test_the_nearest_valid_value_lies_close_to_the_limit(path, pending, low, high):
    nearest = nearest_valid(CONFIG, path, pending)
    assert low <= nearest <= high
    CONFIG.replace({path: nearest})


def test_the_nearest_valid_range_moves_both_ends():
    nearest = nearest_valid(CONFIG, "templates.recovery_ms", {"low": 1.0, "high": 9.0})
    assert nearest["low"] == 1.0
    assert 1.5 < nearest["high"] < 2.2


@pytest.mark.parametrize("pending", [True, "many", [1.0], {"low": 1.0, "high": 2.0}])
def test_there_is_no_way_between_values_of_different_kinds(pending):
    assert nearest_valid(CONFIG, "units.num_units", pending) is None
