import pytest
from driftscope import Range, SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.form_values import from_control, in_words, is_list, suggestion, to_control, value_at
from driftscope_dashboard.session.forms import (
    groups_of,
)

CONFIG = SimulationConfig()
FIELDS = {field.path: field for group in groups_of(CONFIG) for field in group.all_fields()}


@pytest.mark.parametrize("config", [preset.config for preset in PRESETS.values()])
def test_what_a_control_holds_is_read_as_the_same_value(config):
    pending = {}
    for group in groups_of(config):
        for field in group.all_fields():
            value = value_at(config, field.path)
            if not is_list(field, value) and not field.path.endswith("kind"):
                pending[field.path] = from_control(field, to_control(value))
    assert config.replace(pending) == config


def test_a_pair_is_not_mistaken_for_a_range():
    start = from_control(FIELDS["motion.start_um"], [0.0, 25.0])
    assert SimulationConfig().replace({"motion.start_um": start}).motion.start_um == (0.0, 25.0)
    assert from_control(FIELDS["templates.alpha_uv"], [1.0, 2.0]) == {"low": 1.0, "high": 2.0}
    assert to_control(Range(low=1.0, high=2.0)) == [1.0, 2.0]


def test_a_whole_number_may_come_as_a_float():
    assert from_control(FIELDS["seed"], 3.0) == 3
    assert from_control(FIELDS["seed"], 3.5) == 3.5


def test_long_lists_are_described():
    field = FIELDS["templates.alpha_uv"]
    assert is_list(field, (1.0, 2.0, 3.0))
    assert not is_list(field, 2.0)
    assert in_words(((0.0, 1.0), (5.0, 2.0))) == "2 values, 0 to 5"
    assert in_words(()) == "no values"


def test_what_is_out_of_bounds_gets_the_nearest_value():
    assert suggestion(CONFIG, FIELDS["noise.level_uv"], -3.0) == 0
    assert suggestion(CONFIG, FIELDS["units.num_units"], 10**9) == 20_000
    assert suggestion(CONFIG, FIELDS["noise.level_uv"], 3.0) is None
    assert suggestion(CONFIG, FIELDS["streams"], "none") is None
