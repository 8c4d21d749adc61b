from dataclasses import replace

import numpy as np
import pytest
from driftscope_dashboard.views.driftmap import DriftmapView


@pytest.fixture
def view(state, services, results):
    made = DriftmapView(state, services)
    made.refresh()
    return made


def test_the_switch_is_there_with_an_estimate_only(view, results, loaded):
    switch = view.correction.control
    assert switch in view.tools() and not switch.visible
    results.add(loaded)
    assert switch.visible and not switch.value
    results.remove(0)
    assert not switch.visible


def test_a_true_estimate_lays_the_spikes_of_a_unit_to_rest(view, state, results, loaded, exact):
    state.selection.look(units=(1,))
    results.add(replace(loaded, motion=exact))
    rest = state.session.simulation.locations_um[1, 1]
    points, marks = view.panels[0].sources["points"], view.panels[0].misses.sources["missed"]
    assert np.abs(points.data["y"] - rest).max() > 5
    view.correction.control.take(True)
    assert view.panels[0].words.text.startswith("Depths corrected")
    for shown in (points, marks):
        assert np.abs(shown.data["y"] - rest).max() < 1
    view.correction.control.take(False)
    assert np.abs(points.data["y"] - rest).max() > 5 and view.panels[0].words.text == ""


def test_correcting_shows_the_drifting_recording(view, state, results, loaded):
    results.add(loaded)
    state.selection.look(moving=False)
    view.correction.control.take(True)
    assert state.selection.moving and view.correction.control.value
    view.choice.take("static")
    assert not view.correction.control.value
