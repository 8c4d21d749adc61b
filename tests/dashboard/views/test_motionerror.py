from dataclasses import replace

import numpy as np
import pytest
from driftscope.measured_motion import MeasuredMotion
from driftscope_dashboard.views.motionerror import NOTHING, TURNED, MotionErrorView


@pytest.fixture
def view(state, services, results):
    made = MotionErrorView(state, services)
    made.tools()
    made.body()
    state.selection.look(tab="motionerror")
    return made


def test_without_an_estimate_it_says_how_to_bring_one(view, results, loaded):
    assert view.words.label == NOTHING
    results.add(replace(loaded, motion=None))
    assert view.words.label == NOTHING


def test_the_estimate_lies_over_the_truth_at_the_depth_of_the_unit(view, state, results, loaded):
    results.add(loaded)
    state.selection.look(units=(1,))
    assert "µm rms" in view.words.label and view.picture.visible
    curves = {name: source.data["y"] for name, source in view.curves.items()}
    np.testing.assert_allclose(curves["true"], curves["estimate"], atol=1e-6)
    depth = state.session.simulation.locations_um[1, 1]
    expected = min(loaded.motion.bins_um, key=lambda one: abs(one - depth))
    assert view.depth.location == expected
    assert view.source.data["image"][0].shape[1] == loaded.motion.times_s.size


def test_a_reversed_sign_is_said_and_turned_only_when_asked(view, results, loaded):
    motion = loaded.motion
    turned = MeasuredMotion(motion.times_s, motion.bins_um, -motion.displacement_um)
    results.add(replace(loaded, motion=turned))
    assert TURNED in view.words.label and view.turn.visible
    view.turn.hear({"clicked": True})
    assert "Its sign was reversed" in view.words.label and not view.turn.visible
    assert results.score.motion.rms_um < 1e-6


def test_another_configuration_is_said(view, state, results, loaded):
    results.add(loaded)
    state.session.change({"noise.level_uv": 3.0})
    assert "belongs to another configuration" in view.words.label and not view.picture.visible
