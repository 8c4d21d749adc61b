import pytest
from driftscope_dashboard.views.amplitudes import AmplitudesView


def test_the_controls_write_and_follow_the_selection(state, services):
    state.selection.look(tab="amplitudes", units=(2,))
    view = AmplitudesView(state, services)
    _, threshold, channel = view.tools()
    view.refresh()
    before = view.line.location
    threshold.take(10.0)
    assert state.selection.threshold == 10.0
    assert view.line.location == pytest.approx(2 * before)
    assert "10 × noise" in view.words.label
    channel.take("best")
    assert state.selection.follow
    state.selection.look(threshold=4.0, follow=False)
    assert (threshold.value, channel.value) == (4.0, "rest")
