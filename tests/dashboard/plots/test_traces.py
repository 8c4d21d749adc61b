import holoviews as hv
import numpy as np
import pytest
from driftscope_dashboard import plots
from driftscope_dashboard.plots.traces import Request, draw_lines, draw_maps, set_apart


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


def test_a_window_is_read_when_one_pans_there(simulation):
    lazy = plots.traces(simulation, mode="static", time_s=5.0, window_s=0.02)
    plot = hv.renderer("bokeh").get_plot(lazy)
    made = plot.state

    def line():
        [one] = [part for part in made.renderers if part.name == "static"]
        return one.data_source.data["xs"][0]

    assert 0.0 <= made.x_range.start < made.x_range.end <= 20.0
    lazy.streams[0].event(x_range=(100.0, 140.0))
    assert line().min() < 101.0
    assert line().max() > 139.0
    assert lazy.streams[0].x_range == (100.0, 140.0)


def test_a_recording_or_samples_are_enough(simulation):
    whole = plots.traces(simulation.static, lazy=False)
    assert [path for path in whole.Contours.Static.split()]
    samples = simulation.static.get_traces(start_frame=0, end_frame=600)
    assert len(plots.traces(samples, lazy=False).Contours.Static.split()) == 1


def test_two_maps_stand_beside_each_other(simulation):
    assert len(plots.traces(simulation, style="heatmap", mode="both")) == 2


def test_what_is_not_there_is_named(simulation):
    with pytest.raises(ValueError, match=r"Unknown mode 'before'\. Available: static, drifting, both, difference\."):
        plots.traces(simulation, mode="before")
    with pytest.raises(ValueError, match="Unknown style 'dots'"):
        plots.traces(simulation, style="dots")
    with pytest.raises(TypeError, match="needs two recordings"):
        plots.traces(simulation.static, mode="both")
