import numpy as np
from driftscope_dashboard.views.focus import default_unit, focus_of


def test_without_units_there_is_none_to_look_at(state):
    assert default_unit(np.empty(0), np.empty(0), 0.0, 100.0) is None
    state.session.change({"units.num_units": 0})
    focus = focus_of(state.session.simulation, state.selection)
    assert (focus.unit, focus.selected, focus.others) == (None, False, ())


def test_the_largest_unit_in_view_stands_for_all():
    depths, amplitudes = np.array([0.0, 100.0, 110.0, 300.0]), np.array([500.0, 50.0, 60.0, 900.0])
    assert default_unit(depths, amplitudes, 90.0, 120.0) == 2
    assert default_unit(depths, amplitudes, 140.0, 180.0) == 2


def test_a_selected_unit_comes_first_and_the_others_are_known(state):
    state.selection.look(units=(4, 1))
    focus = focus_of(state.session.simulation, state.selection)
    assert (focus.unit, focus.selected, focus.others) == (4, True, (4, 1))
    assert focus.words == "Unit 4 (of 2 selected)"
    state.selection.look(units=(4,))
    assert focus_of(state.session.simulation, state.selection).words == "Unit 4"


def test_a_unit_that_is_gone_is_not_looked_at(state):
    state.selection.look(units=(5,))
    state.session.change({"units.num_units": 3})
    focus = focus_of(state.session.simulation, state.selection)
    assert not focus.selected
    assert focus.unit < 3
    assert "largest in view" in focus.words


def test_the_default_lies_in_the_depth_range_shown(state):
    depths = state.session.simulation.locations_um[:, 1]
    deepest = int(np.argmin(depths))
    state.selection.look(depths_um=(float(depths[deepest]) - 1.0, float(depths[deepest]) + 1.0))
    focus = focus_of(state.session.simulation, state.selection)
    assert focus.unit == deepest
    assert focus.others == (deepest,)
