"""The tab of the motion field: what is done to its points is done to the configuration, in one step each."""

import numpy as np
import pytest
from driftscope_dashboard.views.knots import KnotsView

FIELD = {
    "kind": "field",
    "times_s": [0.0, 5.0, 10.0],
    "depths_um": [0.0, 300.0],
    "displacement_um": [[0.0, 0.0], [10.0, -5.0], [0.0, 0.0]],
}


@pytest.fixture
def view(state, services):
    state.session.restructure({"motion.components": [{"kind": "zigzag", "amplitude_factor": 0.2}, FIELD]})
    state.selection.look(tab="field")
    made = KnotsView(state, services)
    made.body()
    made.refresh()
    return made


def columns(view, **changes):
    data = {name: np.array(values, dtype=float) for name, values in view.points.data.items()}
    return data | changes


def field_of(state):
    return state.session.config.motion.components[-1]


def test_every_point_is_drawn_from_its_depth(view):
    data = columns(view)
    assert data["x"].tolist() == [0, 0, 5, 5, 10, 10]
    gain = view._gain
    assert data["y"].tolist() == [0, 300, 10 * gain, 300 - 5 * gain, 0, 300]
    assert len(view.lines.data["xs"]) == 2
    assert view.image.data["image"][0].shape[0] > 1


def test_a_dragged_point_moves_the_tissue_and_one_undo_takes_it_back(state, view):
    before, data = state.session.config, columns(view)
    data["y"][2] += 4 * view._gain
    data["x"][2] = 6.5
    view.points.data = data
    assert field_of(state).displacement_um[1] == (14.0, -5.0)
    assert field_of(state).times_s == (0.0, 6.5, 10.0)
    assert view.controls.moved.value == 14.0 and view.controls.point.value == 2
    state.session.undo()
    assert state.session.config == before


def test_a_click_adds_a_point_at_the_nearest_depth(state, view):
    data = columns(view)
    new = {"x": 2.0, "y": 300.0 + 8 * view._gain, "row": -1.0, "column": -1.0}
    view.points.data = {name: np.append(data[name], new[name]) for name in data}
    assert field_of(state).times_s == (0.0, 2.0, 5.0, 10.0)
    assert field_of(state).displacement_um[1] == pytest.approx((4.0, 8.0), abs=0.01)
    assert (view.controls.point.value, view.controls.depth.value) == (2, 2)


def test_a_removed_point_removes_its_time(state, view):
    data = columns(view)
    view.points.data = {name: np.delete(column, 3) for name, column in data.items()}
    assert field_of(state).times_s == (0.0, 10.0)


@pytest.mark.parametrize(
    "data",
    [
        {"x": [1.0], "y": [2.0]},
        {"x": ["a"], "y": [2.0], "row": [0], "column": [0]},
        {"x": [np.nan], "y": [2.0], "row": [0], "column": [0]},
        {"x": [1.0, 2.0], "y": [2.0], "row": [0], "column": [0]},
    ],
)
def test_what_are_no_points_changes_nothing(state, view, data):
    before = state.session.config
    view._done(data)
    assert state.session.config == before
    assert len(columns(view)["x"]) == 6


def test_everything_can_be_done_with_the_keyboard(state, view):
    view.controls.point.take(2)
    view.controls.depth.take(2)
    assert "at a depth of 300 µm and 5 s" in view.words.label
    view.controls.moved.take(7.0)
    view.controls.time.take(4.0)
    assert field_of(state).displacement_um[1] == (10.0, 7.0)
    assert field_of(state).times_s[1] == 4.0
    view.controls.add.hear({"clicked": True})
    assert field_of(state).times_s == (0.0, 4.0, 7.0, 10.0)
    view.controls.remove.hear({"clicked": True})
    assert field_of(state).times_s == (0.0, 4.0, 10.0)
    view.controls.depths.take(4)
    assert len(field_of(state).depths_um) == 4


def test_without_a_field_one_can_be_begun(state, services):
    view = KnotsView(state, services)
    view.body()
    state.selection.look(tab="field")
    assert "New field" in view.words.label and view.controls.new.visible and not view.controls.moved.visible
    view.controls.new.hear({"clicked": True})
    field = field_of(state)
    assert field.kind == "field" and len(field.depths_um) == 3 and not np.any(field.displacement_um)
    assert view.controls.moved.visible


def test_a_chosen_point_is_marked(view):
    view.points.selected.indices = [3]
    assert (view.controls.point.value, view.controls.depth.value) == (2, 2)
    assert view.chosen.data["x"] == [5.0]
