import pytest
from driftscope import SimulationConfig
from driftscope_dashboard.session.form_fields import Field
from driftscope_dashboard.session.forms import (
    groups_of,
)

MOTIONS = [{"kind": kind, "amplitude_factor": 0.3} for kind in ("zigzag", "bump", "curve")]
CONFIG = SimulationConfig().replace({"motion.components": MOTIONS})
FIELDS = {field.path: field for group in groups_of(CONFIG) for field in group.all_fields()}


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


def test_probes_are_chosen_from_lists():
    fields = {field.path: field for field in groups_of(CONFIG.replace({"probe": {"kind": "named"}}))[1].fields}
    assert ("Neuronexus-32", "Neuronexus-32") in fields["probe.name"].options
    numbers = dict(groups_of(CONFIG.replace({"probe": {"kind": "neuropixels"}}))[1].fields[1].options)
    assert numbers["NP1000"] == "NP1000 · Neuropixels 1.0 probe"


def test_a_field_can_be_made_by_hand():
    assert Field("a.b", "number", "B").css_class == "ds-a-b"
