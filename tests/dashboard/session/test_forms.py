import pytest
from driftscope import Problem, Range, SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.session.forms import (
    GROUPS,
    Field,
    component_kinds,
    from_control,
    groups_of,
    in_words,
    is_list,
    is_relevant,
    kind_change,
    new_component,
    place_problems,
    shape_of,
    suggestion,
    to_control,
    value_at,
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


def test_every_field_says_what_it_is():
    assert all(field.label and field.help for field in FIELDS.values())
    assert FIELDS["noise.spatial_decay_um"].unit == "µm"
    assert FIELDS["noise.spatial_decay_um"].css_class == "ds-noise-spatial_decay_um"
    assert FIELDS["motion.components.0.period_s"].css_class == "ds-motion-components-0-period_s"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("duration_s", "number"),
        ("seed", "integer"),
        ("streams", "choice"),
        ("probe.kind", "choice"),
        ("probe.part_number", "choice"),
        ("units.distance_strict", "switch"),
        ("units.locations_um", "listing"),
        ("motion.start_um", "pair"),
        ("motion.components.1.kind", "choice"),
        ("motion.components.2.times_s", "numbers"),
        ("templates.alpha_uv", "per_unit"),
        ("templates.propagation_speed_um_per_ms", "per_unit"),
        ("noise.spatial_decay_um", "number"),
    ],
)
def test_the_kind_of_control_follows_from_the_type(path, kind):
    assert FIELDS[path].kind == kind


def test_only_what_may_be_empty_is_optional():
    optional = {path for path, field in FIELDS.items() if field.optional}
    assert {"noise.spatial_decay_um", "units.minimum_distance_um", "spikes.amplitude_std"} <= optional
    assert "noise.level_uv" not in optional


def test_sliders_stay_within_the_bounds():
    gradient = FIELDS["motion.components.0.non_rigid_gradient"]
    assert (gradient.start, gradient.end) == (-1, 1)
    for field in FIELDS.values():
        assert field.start <= field.end
        assert field.step > 0 or field.start == field.end


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


def test_probes_are_chosen_from_lists():
    fields = {field.path: field for field in groups_of(CONFIG.replace({"probe": {"kind": "named"}}))[1].fields}
    assert ("Neuronexus-32", "Neuronexus-32") in fields["probe.name"].options
    numbers = dict(groups_of(CONFIG.replace({"probe": {"kind": "neuropixels"}}))[1].fields[1].options)
    assert numbers["NP1000"] == "NP1000 · Neuropixels 1.0 probe"


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


def test_what_is_out_of_bounds_gets_the_nearest_value():
    assert suggestion(CONFIG, FIELDS["noise.level_uv"], -3.0) == 0
    assert suggestion(CONFIG, FIELDS["units.num_units"], 10**9) == 20_000
    assert suggestion(CONFIG, FIELDS["noise.level_uv"], 3.0) is None
    assert suggestion(CONFIG, FIELDS["streams"], "none") is None


def test_messages_use_the_words_of_the_page():
    words = with_labels("lengthen the window or lower recovery_ms", groups_of(CONFIG))
    assert words == "lengthen the window or lower Recovery"


def test_groups_stand_in_the_order_of_the_page():
    assert [group.name for group in groups_of(CONFIG)] == list(GROUPS)
    assert len(next(group for group in groups_of(CONFIG) if group.name == "motion").cards) == 3


def test_a_field_can_be_made_by_hand():
    assert Field("a.b", "number", "B").css_class == "ds-a-b"
