import numpy as np
import pytest
from driftscope_dashboard.theme import unit_colour
from driftscope_dashboard.views.traces import Request, TracesView, draw_lines, draw_maps, set_apart


def request_of(state, **changes):
    chosen = {"time_s": 5.0, "window_s": 0.1, "mode": "both", "style": "lines", "depth_um": None, "gain": 1.0}
    return Request(state.session.simulation, **{**chosen, **changes})


def test_lines_show_every_channel_around_its_depth(state):
    picture = draw_lines(request_of(state, mode="static"))
    _, y = picture.lines["static"]
    middles = np.nanmedian(y.reshape(16, -1), axis=1)
    assert np.allclose(middles, np.arange(16) * 20.0, atol=5.0)
    assert picture.length_ms == pytest.approx(100.0)
    assert picture.start_s == pytest.approx(4.95)


def test_the_difference_of_the_recordings_has_no_noise(state):
    silent = state.session.config.replace({"motion.components": []})
    state.session.open(silent)
    picture = draw_lines(request_of(state, mode="difference"))
    _, y = picture.lines["difference"]
    assert np.allclose(np.nan_to_num(y.reshape(16, -1) - np.arange(16)[:, np.newaxis] * 20.0), 0.0, atol=1e-3)


@pytest.mark.parametrize(("mode", "number"), [("static", 1), ("drifting", 1), ("both", 2), ("difference", 1)])
def test_maps_show_all_channels(state, mode, number):
    picture = draw_maps(request_of(state, mode=mode, style="heatmap", window_s=1.0))
    assert len(picture.maps) == number
    for image in picture.maps:
        assert image.dtype == np.uint8
        assert image.shape[0] == 16
        assert 1_000 < image.shape[1] <= 1_000 * picture.maps_ms[1] / picture.length_ms
        assert image.flags.c_contiguous


def test_gain_makes_traces_higher_and_colours_stronger(state):
    quiet, loud = (draw_lines(request_of(state, gain=gain)) for gain in (1.0, 2.0))
    assert loud.scale_um == 2 * quiet.scale_um
    assert draw_maps(request_of(state, gain=2.0)).limit_uv == 100.0


def test_where_two_lines_agree_there_is_only_one():
    x = np.arange(100, dtype=np.float32)
    static, drifting = np.zeros(100, np.float32), np.zeros(100, np.float32)
    drifting[50] = 10.0
    lines = set_apart((x, static), (x, drifting), 1.0)
    assert np.nanmax(lines["drifting"][1]) == 10.0
    assert np.count_nonzero(np.isfinite(lines["drifting"][1])) < 10
    common = lines["common"][1]
    assert np.isnan(common[50])
    assert np.isfinite(common[[0, 45, 55, 99]]).all()


def test_equal_lines_are_common_from_end_to_end():
    x, y = np.arange(10, dtype=np.float32), np.ones(10, np.float32)
    lines = set_apart((x, y), (x, y), 1.0)
    assert lines["static"][0].size == lines["drifting"][0].size == 0
    assert np.array_equal(lines["common"][1], y)


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


def test_a_stretch_shows_its_channels(state):
    for draw in (draw_lines, draw_maps):
        low, high = draw(request_of(state, depths_um=(95.0, 145.0), mode="static")).extent_um
        assert (low, high) == (90.0, 150.0)


def test_more_than_the_window_is_loaded_for_maps(state):
    around = draw_maps(request_of(state, mode="static"))
    assert around.maps_ms == pytest.approx((-25.0, 150.0))
    at_begin = draw_maps(request_of(state, mode="static", time_s=0.0))
    assert at_begin.maps_ms == pytest.approx((0.0, 125.0))
    recording, rate = state.session.simulation.static, 30_000
    start = round(at_begin.start_s * rate)
    whole = recording.get_traces(start_frame=start, end_frame=start + round(0.125 * rate))
    [image] = at_begin.maps
    loudest = np.unravel_index(np.abs(whole).argmax(), whole.shape)[0] / len(whole)
    shown = np.abs(image.astype(int) - 128).max(axis=0)
    assert shown[int(loudest * image.shape[1])] == shown.max()


def test_more_than_the_window_is_loaded_for_lines(state):
    x, _ = draw_lines(request_of(state, mode="static")).lines["static"]
    assert x.min() == pytest.approx(-25.0, abs=0.1)
    assert x.max() == pytest.approx(125.0, abs=0.1)
    x, _ = draw_lines(request_of(state, mode="static", time_s=0.0)).lines["static"]
    assert x.min() == 0.0


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
