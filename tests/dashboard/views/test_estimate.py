import numpy as np
import pytest
from driftscope.motion_estimate import EstimateOptions
from driftscope_dashboard.views.estimate import Request, estimate
from driftscope_dashboard.views.motion import MotionView


@pytest.fixture
def lines(state, services):
    state.session.change({"templates.alpha_uv": 2000.0})
    return MotionView(state, services).estimated


def test_the_estimate_stands_beside_the_truth_when_it_is_asked_for(lines, state):
    assert lines.source.data["ys"] == []
    lines.switch.take(True)
    assert len(lines.source.data["ys"]) == 1
    assert "median error" in lines.words.text
    state.overlays.choose("estimate", on=False)
    assert lines.source.data["ys"] == []
    assert not lines.words.visible
    assert not lines.switch.value


def test_a_lesson_says_how_it_is_estimated(lines, state):
    state.overlays.reveal(["estimate"], EstimateOptions(1.0, 2, 8))
    assert "bins of 1 s" in lines.words.text
    assert lines.switch.value


def test_without_spikes_there_is_no_estimate(lines, state):
    state.session.change({"units.num_units": 0})
    lines.switch.take(True)
    assert lines.source.data["ys"] == []


def test_an_estimate_is_made_once(state):
    request = Request(state.session.simulation, EstimateOptions())
    assert estimate(request) is estimate(request)
    assert all(np.isfinite(one).all() for one in estimate(request).moved_um)
