import numpy as np
import pytest
from driftscope import ConfigError
from driftscope_dashboard.views import unit_drag
from driftscope_dashboard.views.probe import ProbeView
from driftscope_dashboard.views.unit_drag import UnitDrag, moved_locations


@pytest.fixture
def drag(state, services):
    state.selection.look(units=(2,))
    return UnitDrag(state, services)


def move(drag, unit, x, y):
    drag.node.take({"unit": unit, "x": x, "y": y})


def test_only_the_unit_that_is_dragged_stands_elsewhere(state, drag):
    before = state.session.simulation.locations_um.copy()
    spikes = state.session.simulation.spikes.between(0, 100_000).sample_index
    move(drag, 2, 11.04, 123.46)
    after = state.session.simulation.locations_um
    np.testing.assert_array_equal(after[2], np.array([11.0, 123.5, before[2][2]], dtype=np.float32))
    np.testing.assert_array_equal(np.delete(after, 2, axis=0), np.delete(before, 2, axis=0))
    np.testing.assert_array_equal(state.session.simulation.spikes.between(0, 100_000).sample_index, spikes)
    assert "positions of all 6 units are now listed one by one" in state.notices.latest[2]


def test_a_drag_is_one_step_back(state, drag):
    begun, history = state.session.config, state.session.history
    for number, steps in enumerate(((5.0, 6.0, 7.0), (8.0, 9.0)), start=1):
        history.gesture = number
        for x in steps:
            move(drag, 2, x, 100.0)
    history.gesture = None
    assert state.session.config.units.locations_um[2][0] == 9.0
    state.session.undo()
    assert state.session.config.units.locations_um[2][0] == 7.0
    state.session.undo()
    assert state.session.config == begun


def test_the_next_drag_keeps_the_one_before_even_where_the_picture_is_behind(state, drag):
    state.session.build = lambda config, done, failed: None
    move(drag, 2, 5.0, 50.0)
    move(drag, 3, 6.0, 60.0)
    given = state.session.config.units.locations_um
    assert (given[2][:2], given[3][:2]) == ((5.0, 50.0), (6.0, 60.0))


def test_units_that_are_just_being_placed_are_not_dragged(state, drag):
    state.session.build = lambda config, done, failed: None
    state.session.change({"units.maximum_z_um": 30.0})
    with pytest.raises(ConfigError, match=r"units\.locations_um: the units are still being placed"):
        move(drag, 2, 5.0, 50.0)
    assert state.session.config.units.locations_um is None


def test_of_very_many_units_none_is_dragged(state, drag, monkeypatch):
    monkeypatch.setattr(unit_drag, "MOST_UNITS", 5)
    with pytest.raises(ConfigError, match=r"dragging is disabled: set units\.locations_um in a file"):
        move(drag, 2, 5.0, 50.0)


NO_PLACES = (
    None, 3, {"unit": 2}, {"unit": "2", "x": 1, "y": 1}, {"unit": 2, "x": float("nan"), "y": 1},
    {"unit": 99, "x": 1, "y": 1},
)  # fmt: skip


@pytest.mark.parametrize("value", NO_PLACES)
def test_what_is_no_place_changes_nothing(state, drag, value):
    before = state.session.config
    drag.node.take(value)
    assert state.session.config == before


def test_places_beyond_all_bounds_end_at_them():
    assert moved_locations(np.zeros((1, 3)), 0, (-1e9, 1e9)) == ((-1e6, 1e6, 0.0),)


def test_the_browser_knows_which_unit_can_be_dragged(state, services):
    view = ProbeView(state, services)
    assert view.held.node in view.tools() and view.held.node.options == []
    state.selection.look(units=(4, 1))
    assert view.held.node.options == [4]
    state.session.change({"units.num_units": 3})
    assert view.held.node.options == [1]
