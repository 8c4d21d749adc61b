import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.lessons import Rule, RuleWatch
from driftscope.lessons.rules import value_at

CONFIG = SimulationConfig()


@pytest.mark.parametrize(
    ("rule", "look", "holds"),
    [
        ({"path": "units.num_units", "is": CONFIG.units.num_units}, {}, True),
        ({"path": "motion.components.0.kind", "is": "zigzag"}, {}, True),
        ({"path": "motion.components.9.kind", "is": "zigzag"}, {}, False),
        ({"path": "duration_s", "ge": 600}, {}, True),
        ({"path": "spikes.firing_rate_hz", "between": [2, 8]}, {}, True),
        ({"path": "spikes.firing_rate_hz", "ge": 3}, {}, False),
        ({"path": "duration_s", "le": 599}, {}, False),
        ({"look": "time_s", "between": [68, 72]}, {"time_s": 72.0}, True),
        ({"look": "time_s", "between": [68, 72]}, {"time_s": 73.0}, False),
        ({"look": "units", "is": [2]}, {"units": (2,)}, True),
        ({"look": "units", "is": [2]}, {}, False),
        ({"look": "depths_um", "is": None}, {"depths_um": None}, True),
        ({"measure": "peak", "le": 5}, {}, True),
        ({"measure": "later", "le": 5}, {}, False),
        ({"look": "moving", "ge": 0}, {"moving": True}, False),
    ],
)
def test_a_rule_holds_or_not(rule, look, holds):
    watch = RuleWatch([Rule.from_dict(rule)])
    assert watch.observe(CONFIG, look, {"peak": 4.0, "later": None}) == (holds,)


def test_what_was_visited_is_remembered():
    watch = RuleWatch([Rule(look="units", visited=(0, 1, 2))])
    assert watch.observe(CONFIG, {"units": (0,)}) == (False,)
    assert watch.observe(CONFIG, {"units": (2, 1)}) == (True,)
    assert watch.observe(CONFIG, {"units": (7,)}) == (True,)


def test_whole_values_can_be_visited():
    watch = RuleWatch([Rule(look="tab", visited=("firing", "noise"))])
    assert [watch.observe(CONFIG, {"tab": tab}) for tab in ("firing", "unit", "noise")] == [(False,), (False,), (True,)]


@pytest.mark.parametrize(
    "rule", [{"look": "tab"}, {"is": 2}, {"look": "tab", "path": "seed", "is": 1}, {"look": "time_s", "ge": 1, "le": 2}]
)
def test_a_rule_has_one_subject_and_one_test(rule):
    with pytest.raises(ConfigError, match="must have one of"):
        Rule.from_dict(rule)


def test_a_rule_is_written_as_it_is_read():
    assert Rule.from_dict(Rule.from_dict({"path": "seed", "is": 3}).model_dump(exclude_unset=True)).is_ == 3
    assert Rule(path="seed", is_=3).subject == "path seed"


def test_a_path_that_is_not_there_has_no_value():
    assert value_at(CONFIG, "noise.level_uv") == CONFIG.to_dict()["noise"]["level_uv"]
    assert value_at(CONFIG, "noise.volume") is value_at(CONFIG, "seed.0") is None
