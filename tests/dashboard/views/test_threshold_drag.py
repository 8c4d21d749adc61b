import pytest
from driftscope_dashboard.views.amplitudes import AmplitudesView


@pytest.fixture
def view(state, services):
    state.selection.look(units=(2,))
    view = AmplitudesView(state, services)
    view.refresh()
    return view


def test_the_threshold_follows_its_line(state, view):
    assert view.line.editable
    noise_uv = view.line.location / 5.0
    view.line.location = 3.87 * noise_uv
    assert state.selection.threshold == pytest.approx(3.9)
    assert view.line.location == pytest.approx(3.9 * noise_uv)
    view.line.location = -20.0
    assert state.selection.threshold == 0
    view.line.location = 1e9
    assert state.selection.threshold == 100


def test_a_threshold_that_was_typed_is_not_rounded(state, view):
    state.selection.look(threshold=4.25)
    assert state.selection.threshold == 4.25
