import pytest
from driftscope.hybrid import HybridConfig, HybridUnit
from driftscope_dashboard.hybrid.form import OPEN_AT_FIRST, TITLES, form_of, shape_of
from driftscope_dashboard.session.form_values import value_at

UNIT = {f"units.0.{name}" for name in HybridUnit.model_fields} - {"units.0.dataset", "units.0.template_index"}


def paths(config):
    return {field.path for group in form_of(config) for field in group.all_fields()}


def test_every_parameter_of_a_unit_has_a_field_but_for_its_identity(small):
    assert paths(small) >= UNIT
    assert {path for path in paths(small) if path.startswith("units.0.")} == UNIT


@pytest.mark.parametrize("motion", [{"kind": "still"}, {"kind": "drawn"}, {"kind": "source"}])
def test_every_field_is_one_of_the_configuration(small, motion):
    config = small.replace(motion=motion)
    for path in paths(config):
        value_at(config, path)


def test_a_flat_file_asks_for_what_it_does_not_say(flat):
    assert {
        "source.num_channels",
        "source.sampling_frequency_hz",
        "source.dtype",
        "source.probe.num_contacts",
    } <= paths(flat)
    assert "source.path" not in paths(flat)


def test_groups_are_named_and_the_shape_tells_when_there_are_other_fields(small, flat):
    assert [group.name for group in form_of(small)] == list(TITLES)
    assert set(OPEN_AT_FIRST) <= set(TITLES)
    assert shape_of(small) == shape_of(small.replace({"units.0.move_um": [0, 5], "seed": 3}))
    others = [flat, small.replace(motion={"kind": "drawn"}), HybridConfig()]
    assert len({shape_of(config) for config in [small, *others]}) == 4
