import pytest
from driftscope_dashboard.plots.trace_request import Request
from driftscope_dashboard.plots.trace_windows import draw_window
from driftscope_dashboard.views.trace_time import TraceTime


def picture_at(state, time_s, **given):
    return draw_window(Request(state.session.simulation, time_s, 0.1, **given))


def test_the_axis_shows_the_window_around_its_cursor(state, services):
    time = TraceTime(state, services)
    time.show(picture_at(state, 5.0))
    assert (time.range.start, time.range.end) == (-50.0, 50.0)
    assert time.range.bounds == pytest.approx((-5_000.0, 15_000.0))
    assert state.selection.time_s == 0.0  # what is shown is not taken for panning


def test_at_an_edge_of_the_recording_the_cursor_is_not_in_the_middle(state, services):
    time = TraceTime(state, services)
    time.show(picture_at(state, 0.0))
    assert (time.range.start, time.range.end) == (0.0, 100.0)


def test_the_selection_follows_the_hand_and_the_zero_stays(state, services):
    time, kept = TraceTime(state, services), []
    time.show(picture_at(state, 5.0))
    state.selection.subscribe({"time_s"}, lambda: kept.append(time.kept_anchor_s))
    time.range.update(start=-20.0, end=80.0)
    assert state.selection.time_s == pytest.approx(5.03)
    assert set(kept) == {5.0}
    assert time.kept_anchor_s is None
