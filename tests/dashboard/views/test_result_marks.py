import numpy as np
import pytest
from bokeh.plotting import figure
from driftscope_dashboard.views.result_marks import EstimateLine, MissMarks, chosen_depth_um


@pytest.fixture
def misses(state, services, results):
    return MissMarks(figure(), state, services)


def test_the_misses_of_the_chosen_unit_are_marked_where_it_is(misses, state, results, loaded):
    results.add(loaded)
    assert len(misses.sources["missed"].data["x"]) == 0
    state.selection.look(units=(1,))
    missed = misses.sources["missed"].data
    lost = int(results.score.comparison.score.false_negatives[1])
    assert 0 < missed["x"].size <= lost
    state.selection.look(moving=False)
    assert (misses.sources["missed"].data["y"] == state.session.simulation.locations_um[1, 1]).all()


def test_marks_of_another_configuration_vanish(misses, state, results, loaded):
    results.add(loaded)
    state.selection.look(units=(1,))
    state.session.change({"noise.level_uv": 3.0})
    assert len(misses.sources["missed"].data["x"]) == 0
    state.session.undo()
    assert misses.sources["missed"].data["x"].size > 0
    results.remove(0)
    assert len(misses.sources["missed"].data["x"]) == 0


def test_the_estimate_is_drawn_at_the_chosen_depth(state, services, results, loaded):
    line = EstimateLine(figure(), state, services)
    assert len(line.source.data["x"]) == 0
    results.add(loaded)
    state.selection.look(units=(1,))
    np.testing.assert_array_equal(line.source.data["x"], loaded.motion.times_s)
    results.remove(0)
    assert len(line.source.data["x"]) == 0


def test_the_depth_is_that_of_the_unit_or_of_what_is_shown(state):
    state.selection.look(units=(), depths_um=(100.0, 200.0))
    assert chosen_depth_um(state) == 150.0
    state.selection.look(units=(2,))
    assert chosen_depth_um(state) == state.session.simulation.locations_um[2, 1]
