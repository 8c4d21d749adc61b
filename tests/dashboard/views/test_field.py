import numpy as np
from driftscope_dashboard.theme import displacement_palette
from driftscope_dashboard.views.field import FieldView


def test_the_strip_shows_the_visible_time_on_the_whole_probe(state, services):
    view = FieldView(state, services)
    view.refresh()
    data = view.source.data
    assert view.figure.x_range is services.axes.time
    assert (data["x"], data["dw"]) == ([0.0], [20.0])
    assert view.figure.y_range.start == data["y"][0] < 0
    services.axes.time.tags = [5.0, 10.0]
    assert (view.source.data["x"], view.source.data["dw"]) == ([5.0], [5.0])


def test_a_change_of_the_motion_is_another_image_and_noise_is_not(state, services):
    view = FieldView(state, services)
    view.refresh()
    [before] = view.source.data["image"]
    state.session.change({"noise.level_uv": 3.0})
    assert view.source.data["image"][0] is before
    state.session.change({"motion.components.0.non_rigid_gradient": 0.2})
    assert view.source.data["image"][0].shape[0] > 1
    assert not np.array_equal(view.source.data["image"][0], before)


def test_the_depth_of_the_selected_unit_is_marked(state, services):
    view = FieldView(state, services)
    state.selection.look(units=(2,))
    assert view.unit.visible
    assert view.unit.location == state.session.simulation.locations_um[2, 1]
    state.selection.clear()
    assert not view.unit.visible


def test_the_middle_of_the_colours_is_no_motion():
    for dark in (False, True):
        colours = displacement_palette(dark=dark)
        assert len(colours) == 255
        assert colours[127] == ("#22282f" if dark else "#f7f7f7")
