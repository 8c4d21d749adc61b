"""The numbers beside the picture of a motion field."""

import pytest
from driftscope.motion import FieldMotion
from driftscope_dashboard.views.knot_controls import KnotControls

FIELD = FieldMotion(times_s=(0.0, 30.0, 60.0), depths_um=(0.0, 400.0), displacement_um=((0, 0), (5, -12.3456), (0, 1)))


@pytest.fixture
def done():
    return []


@pytest.fixture
def controls(done):
    names = ("depths", "depth", "point", "time", "moved", "add", "remove", "new")
    acts = {name: (lambda value, name=name: done.append((name, value))) for name in names}
    return KnotControls(lambda act: act, acts)


def test_one_point_is_shown_by_its_number_and_its_values(controls):
    controls.tell(FIELD, row=1, column=1, duration_s=90.0)
    assert (controls.depths.value, controls.depth.value, controls.depth.unit) == (2, 2, "of 2")
    assert (controls.point.value, controls.point.end, controls.point.unit) == (2, 3, "of 3")
    assert (controls.time.value, controls.time.end, controls.moved.value) == (30.0, 90.0, -12.346)
    assert not controls.new.visible and not controls.remove.disabled


def test_without_a_field_there_is_only_the_button_for_a_new_one(controls):
    controls.tell(None, 0, 0, 90.0)
    assert controls.new.visible
    assert not any(one.visible for one in (controls.depths, controls.point, controls.moved, controls.add))


def test_the_last_time_cannot_be_removed(controls):
    controls.tell(FieldMotion(times_s=(0.0,), depths_um=(0.0,), displacement_um=((3.0,),)), 0, 0, 90.0)
    assert controls.remove.disabled


def test_a_control_does_what_it_is_called(controls, done):
    controls.tell(FIELD, 0, 0, 90.0)
    controls.moved.take(7.5)
    controls.add.hear({"clicked": True})
    assert done == [("moved", 7.5), ("add", {"clicked": True})]
