import numpy as np
import pytest
from driftscope_dashboard.theme import unit_colour
from driftscope_dashboard.views.traces import TracesView


def test_the_view_shows_what_is_chosen(state, services):
    view = TracesView(state, services)
    state.selection.look(time_s=5.0)
    assert len(view.lines["common"].data["x"]) > 0
    assert len(view.images[0].data["image"]) == 0
    assert not view.beside.visible
    state.selection.look(mode="drifting")
    assert len(view.lines["common"].data["x"]) == 0
    assert len(view.lines["drifting"].data["x"]) > 0
    state.selection.look(style="heatmap", mode="both")
    assert len(view.lines["drifting"].data["x"]) == 0
    assert view.beside.visible
    assert len(view.images[1].data["image"]) == 1
    assert "4.95" in view.figure.xaxis[0].axis_label


def test_the_tools_write_and_follow_the_selection(state, services):
    mode, style = TracesView(state, services).tools()
    mode.take("difference")
    assert state.selection.mode == "difference"
    state.selection.look(style="heatmap")
    assert style.value == "heatmap"


def test_a_changed_parameter_changes_the_traces(state, services):
    view = TracesView(state, services)
    view.refresh()
    before = view.lines["common"].data["y"][0]
    state.session.change({"noise.level_uv": 20.0})
    after = view.lines["common"].data["y"][0]
    assert np.nanstd(np.diff(after)) > 1.5 * np.nanstd(np.diff(before))


def test_panning_keeps_the_zero_of_the_axis(state, services):
    view = TracesView(state, services)
    state.selection.look(time_s=5.0)
    view.time_range.update(start=30.0, end=130.0)
    assert state.selection.time_s == pytest.approx(5.03)
    assert state.selection.window_s == pytest.approx(0.1)
    assert (view.time_range.start, view.time_range.end) == (30.0, 130.0)
    assert np.nanmax(view.lines["common"].data["x"][0]) == pytest.approx(155.0, abs=0.1)
    state.selection.look(time_s=8.0)
    assert (view.time_range.start, view.time_range.end) == pytest.approx((0.0, 100.0))


def test_a_range_without_numbers_is_taken_back(state, services):
    view = TracesView(state, services)
    view.refresh()
    before = view.time_range.start, view.time_range.end, state.selection.time_s, state.selection.window_s
    view.time_range.update(start=float("nan"), end=float("nan"))
    after = view.time_range.start, view.time_range.end, state.selection.time_s, state.selection.window_s
    assert (after, services.failures) == (before, [])


def test_one_cannot_pan_out_of_the_recording(state, services):
    view = TracesView(state, services)
    state.selection.look(time_s=5.0)
    assert view.time_range.bounds == pytest.approx((-4_950.0, 15_050.0))


def test_spikes_of_selected_units_are_marked_more_strongly(state, services):
    view = TracesView(state, services)
    state.selection.look(time_s=5.0, window_s=1.0)
    assert len(set(view.marks.data["size"].tolist())) == 1
    units = {unit_colour(unit): unit for unit in range(6)}
    chosen = view.marks.data["colour"][0]
    state.selection.look(units=(units[chosen],))
    sizes, colours = view.marks.data["size"], np.array(view.marks.data["colour"])
    assert set(colours[sizes == sizes.max()]) == {chosen}
    assert view.marks.data["alpha"][sizes < sizes.max()].max(initial=0.0) < 0.5
