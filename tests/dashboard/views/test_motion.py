import numpy as np
import pytest
from driftscope_dashboard.theme import unit_colour
from driftscope_dashboard.views.motion import (
    MotionView,
    Request,
    curves_of,
    padded,
    representative_units,
    units_shown,
)

DEPTHS = np.array([300.0, 100.0, 200.0, 0.0])


def test_one_unit_stands_for_all_when_they_move_alike():
    assert len(representative_units(DEPTHS, np.ones((4, 2)))) == 1
    assert len(representative_units(DEPTHS, np.ones((4, 0)))) == 1


def test_units_over_the_whole_depth_stand_for_a_gradient():
    chosen = representative_units(DEPTHS, np.linspace(0, 1, 4)[:, np.newaxis])
    assert np.array_equal(DEPTHS[chosen], [0.0, 100.0, 200.0, 300.0])


def test_motion_across_the_probe_is_drawn_only_where_there_is_any():
    displacement = np.zeros((50, 1, 2))
    displacement[:, 0, 1] = np.linspace(-20, 20, 50)
    along = curves_of(displacement, DEPTHS[:1], 5.0, 10.0)
    assert along.dashes == ["solid"]
    assert along.limits_um[0] < -20
    assert along.limits_um[1] > 20
    displacement[:, 0, 0] = 1.0
    assert curves_of(displacement, DEPTHS[:1], 5.0, 10.0).dashes == ["solid", "dashed"]


def test_a_long_recording_is_reduced_without_losing_its_extremes():
    displacement = np.random.default_rng(1).normal(size=(100_000, 1, 2))
    curves = curves_of(displacement, DEPTHS[:1], 5.0, 20_000.0)
    assert len(curves.times_s[0]) < 4_000
    assert curves.displacement_um[0].max() == pytest.approx(displacement[:, 0, 1].max())


def test_a_flat_line_has_air_around_it():
    assert padded(0.0, 0.0) == (-1.0, 1.0)


def test_the_figure_shows_the_displacement_and_the_window(state, services):
    view = MotionView(state, services)
    view.refresh()
    assert len(view.source.data["xs"]) == 1
    state.selection.look(time_s=10.0, window_s=1.0)
    assert view.marks.cursor.location == 10.0
    assert (view.marks.window.left, view.marks.window.right) == (9.5, 10.5)
    assert view.figure.x_range is services.axes.time


def test_selected_units_are_drawn_in_their_colours(state, services):
    view = MotionView(state, services)
    state.selection.look(units=(4, 1))
    assert sorted(view.source.data["colour"]) == sorted([unit_colour(1), unit_colour(4)])
    state.selection.clear()
    assert len(view.source.data["xs"]) == 1


def test_units_of_the_selected_stretch_stand_for_it(state):
    motion, locations = state.session.simulation.motion, state.session.simulation.locations_um
    low, high = np.sort(locations[:, 1])[[1, 3]]
    units, colours = units_shown(Request(motion, locations, 20.0, (), (float(low), float(high))))
    assert colours is None
    assert ((locations[units, 1] >= low) & (locations[units, 1] <= high)).all()


def test_without_units_it_says_why_it_is_empty(state, services):
    view = MotionView(state, services)
    view.refresh()
    assert view.words.text == ""
    state.session.change({"units.num_units": 0})
    assert "No units" in view.words.text
    assert services.failures == []
