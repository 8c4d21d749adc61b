import numpy as np
import pytest
from driftscope_dashboard.plots.locked_spikes import MOST_A_SECOND
from driftscope_dashboard.theme import colour
from driftscope_dashboard.views.traces import TracesView

UNIT = 3


def at_a_spike(state, number=20):
    spikes = state.session.simulation.spikes.all()
    return float(spikes.sample_index[spikes.unit_index == UNIT][number]) / 30_000


@pytest.fixture
def view(state, services):
    made = TracesView(state, services)
    made.refresh()
    return made


def colours(figure):
    return set(figure.sources["lines"].data["colour"])


def test_static_and_drifting_stand_beside_each_other(view):
    assert view.static.made.visible
    assert view.drifting.made.visible
    assert (view.static.title.text, view.drifting.title.text) == ("static", "drifting")
    assert view.static.title.text_color == colour("static", dark=False)
    assert len(view.static.sources["lines"].data["xs"]) == len(view.drifting.sources["lines"].data["xs"]) == 1


@pytest.mark.parametrize(
    ("mode", "static", "drifting", "title"),
    [
        ("static", True, False, "static"), ("drifting", False, True, "drifting"),
        ("overlaid", False, True, "static and drifting"), ("difference", False, True, "difference"),
    ],
)  # fmt: skip
def test_every_mode_has_its_figures(view, state, mode, static, drifting, title):
    state.selection.look(mode=mode)
    assert (view.static.made.visible, view.drifting.made.visible) == (static, drifting)
    assert (view.static if static else view.drifting).title.text == title


def test_a_figure_that_is_not_shown_is_not_filled(view, state):
    state.selection.look(mode="drifting")
    before = view.static.sources["lines"].data["xs"]
    state.selection.look(time_s=7.0)
    assert view.static.sources["lines"].data["xs"] is before


def test_a_selected_units_spike_has_the_colours_of_rest_and_now(view, state):
    state.selection.look(units=(UNIT,), time_s=at_a_spike(state), window_s=0.02)
    common = colour("common", dark=False)
    assert colours(view.static) == {common, colour("static", dark=False)}
    assert colours(view.drifting) == {common, colour("drifting", dark=False)}
    state.appearance.use(dark=True)
    assert colour("drifting", dark=True) in colours(view.drifting)


def test_rows_bands_and_numbers_agree(view, state):
    state.selection.look(units=(UNIT,), time_s=at_a_spike(state), window_s=0.02, depths_um=(0.0, 300.0))
    rows = view.static.sources["rows"].data
    assert len(rows["channel"]) == 8
    low, high = view.rows_range.start, view.rows_range.end
    middles = (np.array(rows["low"]) + rows["high"]) / 2
    assert middles == pytest.approx(high - (np.arange(8) + 0.5) * (high - low) / 8, abs=0.01)
    banded = [channel for channel, one in zip(rows["channel"], rows["colour"], strict=True) if one != "#00000000"]
    words = view.numbers.words.data
    strong = [word for word, style in zip(words["words"], words["style"], strict=True) if style == "bold"]
    assert sorted(map(str, banded)) == sorted(strong)
    joins = view.numbers.lines.data
    assert [y[-1] for y in joins["ys"][:8]] == pytest.approx(middles, abs=0.01)
    assert [y[0] for y in joins["ys"][:8]] == pytest.approx(rows["depth"], abs=0.01)


@pytest.mark.parametrize(("chosen", "shown"), [(1, 1), (4, 4), (32, 16), (0, 16), (None, 8)])
def test_the_number_of_channels_is_chosen(view, state, chosen, shown):
    state.selection.look(channels=chosen)
    assert len(view.drifting.sources["rows"].data["channel"]) == shown
    view.controls.channels.take("4")
    assert state.selection.channels == 4


def test_a_low_picture_has_six_rows(view, state):
    view.drifting.pixels[:] = [180, 240]  # with the room around it less than 300
    state.selection.look(time_s=6.0)
    assert len(view.drifting.sources["rows"].data["channel"]) == 6


def test_gain_is_stepped_and_said(view, state):
    view.controls.gain.hear({"step": 1})
    assert (state.selection.gain, view.controls.gain.unit) == (2.0, "50\u00a0µV")
    assert view.numbers.words.data["words"][-1] == "50\u00a0µV"
    state.selection.look(style="heatmap")
    assert view.controls.gain.unit.startswith("±")
    assert view.controls.key.visible


def test_the_heatmap_is_an_image_in_both_figures(view, state):
    state.selection.look(style="heatmap")
    for figure in (view.static, view.drifting):
        assert len(figure.sources["maps"].data["image"]) == 1
        assert len(figure.sources["lines"].data["xs"]) == 0
    assert len(view.static.sources["rows"].data["channel"]) == 16


def test_other_spikes_are_ticks_above_the_rows(view, state):
    state.selection.look(units=(UNIT,), time_s=at_a_spike(state), window_s=1.0)
    marks = view.drifting.sources["marks"].data
    assert set(marks["marker"]) == {"dash", "inverted_triangle"}
    assert min(marks["y"]) > view.rows_range.end
    assert {size for size, one in zip(marks["size"], marks["marker"], strict=True) if one == "dash"} == {7}


def test_a_changed_parameter_changes_the_traces(view, state):
    before = view.drifting.sources["lines"].data["ys"][0]
    state.session.change({"noise.level_uv": 20.0})
    after = view.drifting.sources["lines"].data["ys"][0]
    assert np.nanstd(np.diff(after)) > 1.5 * np.nanstd(np.diff(before))


def test_panning_keeps_the_zero_of_the_axis(view, state):
    state.selection.look(time_s=5.0)
    view.time.range.update(start=-20.0, end=80.0)
    assert state.selection.time_s == pytest.approx(5.03)
    assert state.selection.window_s == pytest.approx(0.1)
    assert (view.time.range.start, view.time.range.end) == (-20.0, 80.0)
    assert np.nanmax(view.drifting.sources["lines"].data["xs"][0]) == pytest.approx(105.0, abs=0.1)
    state.selection.look(time_s=8.0)
    assert (view.time.range.start, view.time.range.end) == pytest.approx((-50.0, 50.0))


def test_a_range_without_numbers_is_taken_back(view, state, services):
    before = view.time.range.start, view.time.range.end, state.selection.time_s, state.selection.window_s
    view.time.range.update(start=float("nan"), end=float("nan"))
    after = view.time.range.start, view.time.range.end, state.selection.time_s, state.selection.window_s
    assert (after, services.failures) == (before, [])


def test_one_cannot_pan_out_of_the_recording(view, state):
    state.selection.look(time_s=5.0)
    assert view.time.range.bounds == pytest.approx((-5_000.0, 15_000.0))


def test_a_threshold_can_be_drawn(view):
    view.show_threshold(5.0)
    assert len(view.static.sources["threshold"].data["y"]) == 8
    view.show_threshold(None)
    assert len(view.static.sources["threshold"].data["y"]) == 0


def test_playing_locks_to_the_units_spikes_and_pausing_returns_the_window(view, state):
    now = [0.0]
    view.clock = lambda: now[0]
    state.selection.look(units=(UNIT,), time_s=at_a_spike(state), window_s=0.05)
    window = view.time.range.start, view.time.range.end
    state.selection.look(playing=True)
    for number in range(21, 24):
        now[0] += 1.0
        state.selection.look(time_s=at_a_spike(state, number))
    assert (view.time.range.start, view.time.range.end, view.time.range.bounds) == (-2.0, 4.0, None)
    assert view.drifting.sources["plates"].data["words"][-1] == "4 spikes"
    assert state.selection.window_s == 0.05
    state.selection.look(playing=False)
    assert (view.time.range.start, view.time.range.end) == pytest.approx(window)
    assert len(view.drifting.sources["peaks"].data["x"]) == 0


def test_at_most_six_new_spikes_a_second_are_shown(view, state):
    now, asked = [0.0], []
    view.clock = lambda: now[0]
    state.selection.look(units=(UNIT,), time_s=at_a_spike(state), playing=True)
    view.controls.follow = lambda picture: asked.append(picture)
    for number in range(21, 61):
        now[0] += 0.05
        state.selection.look(time_s=at_a_spike(state, number))
    assert 0 < len(asked) <= 2 * MOST_A_SECOND


def test_without_a_unit_the_window_runs_while_it_plays(view, state):
    state.selection.look(playing=True, time_s=6.0)
    assert view.time.range.end - view.time.range.start == pytest.approx(100.0)
    before = view.drifting.sources["lines"].data["ys"][0]
    state.selection.look(time_s=6.5)
    assert not np.array_equal(view.drifting.sources["lines"].data["ys"][0], before)


def test_shanks_have_names(state, services):
    state.session.open(state.session.config.replace({"probe": {"kind": "neuropixels", "part_number": "NP2014"}}))
    view = TracesView(state, services)
    state.selection.look(depths_um=(0.0, 300.0))
    view.refresh()
    words = view.numbers.words.data["words"]
    assert [one for one in words if one.startswith("shank")] == ["shank 1", "shank 2", "shank 3", "shank 4"]
    state.selection.look(shanks=(2,))
    assert not any(one.startswith("shank") for one in view.numbers.words.data["words"])
