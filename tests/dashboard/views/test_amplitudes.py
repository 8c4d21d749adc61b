import pytest
from driftscope_dashboard.plots.amplitudes import peak_at
from driftscope_dashboard.views.amplitudes import AmplitudesView


@pytest.fixture
def view(state, services):
    state.selection.look(tab="unit", units=(2,))
    view = AmplitudesView(state, services)
    view.refresh()
    return view


def test_the_controls_write_and_follow_the_selection(state, view):
    _, threshold, channel = view.tools()
    before = view.line.location
    threshold.take(10.0)
    assert state.selection.threshold == 10.0
    assert view.line.location == pytest.approx(2 * before)
    assert "10 × noise" in view.words.help
    channel.take("best")
    assert state.selection.follow
    assert view.words.label.startswith("Peak on the best channel")
    state.selection.look(threshold=4.0, follow=False)
    assert (threshold.value, channel.value) == (4.0, "rest")


def test_the_peak_now_is_marked_and_written(state, view):
    for time_s in (1.0, 7.0, 19.0):
        state.selection.look(time_s=time_s)
        expected = peak_at(view._picture, time_s)
        assert view.sources["now"].data == {"x": [time_s], "y": [expected]}
        assert view.labels.source.data["words"] == [
            f"{view._picture.rest_uv:.0f} µV", f"{expected:.0f} µV", "5 × noise",
        ]  # fmt: skip


def test_it_shares_the_time_axis_of_the_driftmap(services, view):
    assert view.figure.x_range is services.axes.time
