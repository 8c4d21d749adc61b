import pytest
from driftscope import Problem, SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.forms import (
    GROUPS,
    component_kinds,
    groups_of,
    is_relevant,
    kind_change,
    new_component,
    place_problems,
    shape_of,
    with_labels,
)

CONFIG = SimulationConfig().replace(
    {
        "motion.components": [
            {"kind": "zigzag", "amplitude_factor": 0.6},
            {"kind": "bump", "amplitude_factor": 0.3},
            {"kind": "curve", "amplitude_factor": 0.1},
        ]
    }
)
FIELDS = {field.path: field for group in groups_of(CONFIG) for field in group.all_fields()}


def paths_of(data, prefix=""):
    """Yield the path of every parameter of a configuration."""
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and value.keys() != {"low", "high"}:
            yield from paths_of(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for index, item in enumerate(value):
                yield from paths_of(item, f"{path}.{index}.")
        else:
            yield path


@pytest.mark.parametrize("config", [CONFIG, *(preset.config for preset in PRESETS.values())])
def test_every_parameter_has_one_field(config):
    fields = [field.path for group in groups_of(config) for field in group.all_fields()]
    empty = {"motion.components"} - ({"motion.components"} if not config.motion.components else set())
    assert sorted(fields) == sorted(set(paths_of(config.to_dict())) - {"version", "motion.components"} - empty)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("units.num_modes", {"units.distribution": "multimodal"}),
        ("templates.spatial_power", {"templates.spatial_profile": "power"}),
    ],
)
def test_a_field_shows_when_it_begins_to_matter(path, changes):
    assert not is_relevant(path, CONFIG)
    assert is_relevant(path, CONFIG.replace(changes))


def test_the_ellipse_matters_to_an_ellipsoid_only():
    assert is_relevant("templates.ellipse_shrink", CONFIG)
    assert not is_relevant("templates.ellipse_shrink", CONFIG.replace({"templates.mode": "sphere"}))


def test_the_same_form_fits_as_long_as_the_kinds_stay():
    assert shape_of(CONFIG) == shape_of(CONFIG.replace(seed=9))
    assert shape_of(CONFIG) != shape_of(CONFIG.replace({"probe": {"kind": "tetrode"}}))


def test_kinds_that_need_more_than_a_choice_are_offered_only_when_they_are_there():
    offered = {value for value, _ in FIELDS["probe.kind"].options}
    assert "neuropixels" in offered
    assert not {"file", "inline"} & offered


def test_another_kind_of_motion_keeps_what_both_have():
    changed = kind_change("motion.components.0.kind", "bump", CONFIG)
    assert changed["kind"] == "bump"
    assert changed["amplitude_factor"] == 0.6
    assert "period_s" not in changed
    assert CONFIG.replace({"motion.components.0": changed}).motion.components[0].kind == "bump"


def test_another_kind_of_probe_begins_with_its_defaults():
    changed = kind_change("probe.kind", "linear", CONFIG)
    assert changed == {"kind": "linear"}


def test_an_added_motion_has_the_amplitude_that_is_given():
    half = CONFIG.replace({"motion.components": [{"kind": "zigzag", "amplitude_factor": 0.5}]})
    added = new_component(half, "bump", 0.5)
    assert added["amplitude_factor"] == 0.5
    half.replace({"motion.components": [half.motion.components[0].to_dict(), added]})


def test_every_kind_of_motion_can_be_added_and_says_what_it_is():
    kinds = component_kinds()
    assert [kind for kind, _, _ in kinds] == [
        "zigzag",
        "bump",
        "random_walk",
        "curve",
        "field",
        "wander",
        "kicks",
        "oscillation",
    ]  # a folder needs a path: it is opened
    assert all(name and sentence.endswith(".") for _, name, sentence in kinds)
    for kind, _, _ in kinds:
        parts = [part.to_dict() for part in CONFIG.motion.components]
        assert CONFIG.replace({"motion.components": [*parts, new_component(CONFIG, kind, 0.0)]})


def test_problems_are_shown_at_their_field_or_at_the_nearest_group():
    problems = [
        Problem("noise.level_uv.low", "too low"),
        Problem("motion.components", "too far"),
        Problem("", "not a configuration"),
    ]
    at_fields, at_groups = place_problems(problems, groups_of(CONFIG))
    assert at_fields["noise.level_uv"].message == "too low"
    assert at_groups["motion"].message == "too far"
    assert at_groups["recording"].message == "not a configuration"


def test_messages_use_the_words_of_the_page():
    words = with_labels("lengthen the window or lower recovery_ms", groups_of(CONFIG))
    assert words == "lengthen the window or lower Recovery"


def test_groups_stand_in_the_order_of_the_page():
    assert [group.name for group in groups_of(CONFIG)] == list(GROUPS)
    assert len(next(group for group in groups_of(CONFIG) if group.name == "motion").cards) == 3


def test_what_places_units_is_not_asked_for_where_each_has_a_given_position():
    drawn = SimulationConfig().replace({"units.distribution": "multimodal"})
    config = drawn.replace({"units.num_units": 1, "units.locations_um": [[0.0, 100.0, 10.0]]})
    for name in ("distribution", "num_modes", "margin_um", "maximum_z_um", "minimum_distance_um", "max_iteration"):
        assert is_relevant(f"units.{name}", drawn)
        assert not is_relevant(f"units.{name}", config)
    assert is_relevant("units.locations_um", config)
