import numpy as np
import pytest
from driftscope_dashboard.plots.trace_request import Request
from driftscope_dashboard.plots.trace_windows import (
    AFTER_MS,
    BEFORE_MS,
    PANELS,
    STRONG,
    Stroke,
    as_lines,
    draw_window,
    pieces_apart,
)


def request_of(simulation, **changes):
    return Request(simulation, **{"time_s": 5.0, "window_s": 0.1, **changes})


def first_spike_s(simulation, unit, after_s=2.0):
    spikes = simulation.spikes.between(round(after_s * 30_000), 600_000)
    return float(spikes.sample_index[spikes.unit_index == unit][0]) / 30_000


@pytest.fixture
def at_spike(simulation):
    return request_of(
        simulation, time_s=first_spike_s(simulation, 3), window_s=0.02, units=(3,), depths_um=(0.0, 300.0)
    )


@pytest.mark.parametrize("mode", PANELS)
@pytest.mark.parametrize("style", ["lines", "heatmap"])
def test_every_mode_has_its_pictures(simulation, mode, style):
    found = draw_window(request_of(simulation, mode=mode, style=style))
    wanted = ("static", "drifting") if (mode, style) == ("overlaid", "heatmap") else PANELS[mode]
    assert tuple(panel.kind for panel in found.panels) == wanted
    assert all(bool(panel.maps) == (style == "heatmap") for panel in found.panels)


def test_a_whole_line_holds_every_sample_on_its_row(simulation):
    found = draw_window(request_of(simulation, mode="static", window_s=0.01, depths_um=(0.0, 300.0), channels=4))
    [stroke] = found.panels[0].strokes
    x, y = stroke.x.reshape(4, -1)[:, :-1], stroke.y.reshape(4, -1)[:, :-1]
    start = round(x[0, 0] / 1000.0 * 30_000) + 150_000
    traces = simulation.static.get_traces(start_frame=start, end_frame=start + x.shape[1])[:, found.rows.channels]
    drawn = (y - found.rows.centres_um[:, np.newaxis]) / found.um_per_uv
    assert np.allclose(drawn.T, traces, atol=0.05)
    assert (found.um_per_uv * 100.0) == pytest.approx(found.rows.height_um)


def test_only_the_selected_units_spike_has_colour(at_spike):
    found = draw_window(at_spike)
    for panel in found.panels:
        whole, *spikes = panel.strokes
        assert whole.colour == "common"
        assert {stroke.colour for stroke in spikes} == {panel.kind}
        times = np.concatenate([stroke.x[np.isfinite(stroke.y)] for stroke in spikes])
        near = np.abs(times) < 5.0
        assert times[near].min() == pytest.approx(-BEFORE_MS, abs=0.05)
        assert times[near].max() == pytest.approx(AFTER_MS, abs=0.05)
    without = draw_window(at_spike._replace(units=()))
    assert all(len(panel.strokes) == 1 for panel in without.panels)


def test_the_two_best_channels_are_drawn_stronger(at_spike):
    found = draw_window(at_spike)
    strong = next(stroke for stroke in found.panels[1].strokes if stroke.width == STRONG)
    pieces = np.count_nonzero(np.isnan(strong.y))
    spikes = at_spike.simulation.spikes.between(*[round((at_spike.time_s + at) * 30_000) for at in (-0.015, 0.015)])
    own = np.count_nonzero(spikes.unit_index == 3)
    assert pieces == own * len(set(found.best))


def test_the_peaks_beside_the_spike_are_those_of_its_template(at_spike):
    found = draw_window(at_spike)
    static, drifting = found.panels
    injection = at_spike.simulation.injection(moving=True)
    [template] = injection.templates([3], [injection.resting_step])
    peak = np.abs(template.waveform).max()
    assert static.plates[0].words == f"{peak:.0f}\u00a0µV"
    assert {plate.colour for plate in static.plates} == {"static"}
    assert len(drifting.plates) == len(set(found.best))
    assert all(plate.x_ms == pytest.approx(0.0, abs=0.02) for plate in (*static.plates, *drifting.plates))


def test_other_spikes_are_marked_and_never_coloured(at_spike):
    found = draw_window(at_spike._replace(window_s=1.0))
    for panel in found.panels:
        assert len(panel.marks_ms) == len(panel.marks.units) > np.count_nonzero(panel.marks.units == 3) > 0


def test_the_difference_of_recordings_without_motion_is_flat(state):
    state.session.open(state.session.config.replace({"motion.components": []}))
    found = draw_window(request_of(state.session.simulation, mode="difference", depths_um=(0.0, 300.0)))
    [stroke] = found.panels[0].strokes
    rows = stroke.y.reshape(len(found.rows.channels), -1)[:, :-1]
    assert np.allclose(rows, found.rows.centres_um[:, np.newaxis], atol=1e-3)


def test_gain_draws_higher_and_colours_stronger(simulation):
    quiet, loud = (draw_window(request_of(simulation, gain=gain)) for gain in (1.0, 2.0))
    assert loud.um_per_uv == pytest.approx(2 * quiet.um_per_uv)
    quiet, loud = (draw_window(request_of(simulation, gain=gain, style="heatmap")) for gain in (1.0, 2.0))
    assert quiet.limit_uv == pytest.approx(6 * np.median(simulation.noise_levels_uv))
    assert loud.limit_uv == pytest.approx(quiet.limit_uv / 2)


def test_a_map_shows_the_strongest_sample_where_it_is(simulation):
    found = draw_window(request_of(simulation, mode="static", style="heatmap", time_s=0.0))
    [one] = found.panels[0].maps
    assert (one.start_ms, one.length_ms) == pytest.approx((0.0, 125.0))
    whole = simulation.static.get_traces(start_frame=0, end_frame=3_750)
    frame, channel = np.unravel_index(np.abs(whole).argmax(), whole.shape)
    shown = np.abs(one.image.astype(int) - 128)
    row = len(shown) - 1 - found.rows.row_of(int(channel))
    assert shown[row, int(frame / 3_750 * shown.shape[1])] == shown.max()


def test_a_threshold_lies_below_every_row(simulation):
    found = draw_window(request_of(simulation, threshold_noise=5.0))
    noise = simulation.noise_levels_uv[found.rows.channels]
    assert found.rows.centres_um - found.thresholds_um == pytest.approx(5.0 * noise * found.um_per_uv)


def test_without_a_unit_what_differs_in_one_picture_has_colour(simulation):
    found = draw_window(request_of(simulation, mode="overlaid", window_s=1.0))
    assert [stroke.colour for stroke in found.panels[0].strokes] == ["common", "common", "static", "drifting"]


def test_pieces_are_where_two_lines_differ():
    x = np.arange(100, dtype=np.float32)
    static, drifting = np.zeros(100, np.float32), np.zeros(100, np.float32)
    drifting[50] = 10.0
    pieces = pieces_apart((x, static), (x, drifting), 1.0)
    assert np.nanmax(pieces["drifting"][1]) == 10.0
    assert np.count_nonzero(np.isfinite(pieces["drifting"][1])) < 10
    assert pieces_apart((x, static), (x, static), 1.0)["static"][0].size == 0


def test_a_few_numbers_go_out_as_lists_and_lose_nothing():
    x, y = np.array([0.0, 1.0, 1.0, 0.0, 1.0, 1.0]), np.array([1.0, 2.0, np.nan, 3.0, 4.0, np.nan])
    lines = as_lines(Stroke(x, y, "static"))
    assert lines == [([0.0, 1.0], [1.0, 2.0]), ([0.0, 1.0], [3.0, 4.0])]
    [(many, _)] = as_lines(Stroke(np.tile(x, 200), np.tile(y, 200), "static"))
    assert isinstance(many, np.ndarray)
    assert as_lines(Stroke(x[:0], y[:0], "static")) == []
