import numpy as np
import pytest
from bokeh.events import Tap
from driftscope.unit_peaks import peaks_of
from driftscope_dashboard.plots.probe import FAINT_PIXELS, FAINT_UV
from driftscope_dashboard.reduce.raster import unit_peaks_uv
from driftscope_dashboard.session.sharing import Look
from driftscope_dashboard.views.probe import ProbeView


def test_what_is_shown_across_the_probe_depends_on_what_stands_there_only(state, services):
    view = ProbeView(state, services)
    view.refresh()
    across = view.figure.x_range
    before = across.start, across.end
    state.session.change({"units.margin_um": 200.0})
    rest = state.session.simulation.locations_um
    assert across.start < rest[:, 0].min() < before[0]
    assert across.end > rest[:, 0].max() > before[1]
    state.session.undo()
    assert (across.start, across.end) == before


def test_units_stand_where_the_motion_takes_them(state, services):
    view = ProbeView(state, services)
    state.selection.look(time_s=4.0)
    data = view.sources["units"].data
    simulation = state.session.simulation
    units = np.arange(6)
    moved = simulation.motion.displacement_um(np.full(6, 20), units)
    times = float(view.exaggeration.value)
    assert np.allclose(data["y"] - data["y0"], times * moved[:, 1], atol=1e-3)
    assert abs(moved[:, 1]).max() > 0
    assert len(view.sources["contacts"].data["x"]) == 16


def test_arrows_are_drawn_farther_on_request(state, services):
    view = ProbeView(state, services)
    state.selection.look(time_s=4.0, exaggeration=1.0)
    once = view.sources["units"].data["y"] - view.sources["units"].data["y0"]
    state.selection.look(exaggeration=5.0)
    data = view.sources["units"].data
    assert np.allclose(data["y"] - data["y0"], 5 * once, atol=1e-3)
    assert view.exaggeration.value == "5"
    assert ((data["angle"] > 0) == (once < 0)).all()


def test_short_arrows_are_drawn_farther_unasked(state, services):
    view = ProbeView(state, services)
    state.selection.look(time_s=4.0, depths_um=(0.0, 100.0))
    near = view.exaggeration.value
    state.selection.look(time_s=4.2, depths_um=None)
    assert float(view.exaggeration.value) >= float(near)


def test_how_far_arrows_are_drawn_unasked_depends_on_what_is_shown_and_on_no_moment(state, services):
    view, seen = ProbeView(state, services), set()
    for time_s in np.linspace(0.0, state.session.config.duration_s, 12).tolist():
        state.selection.look(time_s=time_s)
        seen.add(view.exaggeration.value)
    assert len(seen) == 1
    for depths_um in ((0.0, 5.0), (0.0, 40.0), None):
        state.selection.look(depths_um=depths_um)
        assert view.exaggeration.value == ProbeView(state, services).exaggeration.value


def test_the_channels_that_are_best_at_rest_and_now_are_framed(state, services):
    view = ProbeView(state, services)
    state.selection.look(units=(2,), time_s=4.0)
    simulation = state.session.simulation
    [peaks] = peaks_of(simulation, [2])
    now = int(4.0 * simulation.motion.sampling_frequency_hz)
    contacts = simulation.contact_positions_um
    for name, channel in (("static", peaks.rest_channel), ("drifting", int(peaks.best_channel[now]))):
        framed = view.sources[name].data
        assert (framed["x"][0], framed["y"][0]) == pytest.approx(tuple(contacts[channel]))
    state.selection.clear()
    assert len(view.sources["static"].data["x"]) == 0


def test_a_click_chooses_the_depth_of_the_lines(state, services):
    view = ProbeView(state, services)
    view._tapped(Tap(view.figure, x=0.0, y=120.0))
    assert state.selection.depth_um == 120.0


def test_the_view_is_reset_only_for_another_probe(state, services):
    view = ProbeView(state, services)
    view.refresh()
    view.figure.y_range.update(start=55.0, tags=[55.0, 200.0])
    state.session.change({"units.num_units": 5})
    assert view.figure.y_range.start == 55.0
    state.session.change({"probe.num_contacts": 20})
    assert view.figure.y_range.start < 0
    assert view.figure.y_range.end == pytest.approx(430.0, abs=20.0)


def place_of(view, unit):
    return float(view.sources["units"].data["x"][unit]), float(view.sources["units"].data["y"][unit])


def tap(view, x, y, shift=False):
    view._tapped(Tap(view.figure, x=x, y=y, modifiers={"shift": shift, "ctrl": False, "alt": False}))


def test_a_click_on_a_unit_selects_it_and_goes_to_its_depth(state, services):
    view = ProbeView(state, services)
    view.refresh()
    x, y = place_of(view, 2)
    tap(view, x, y)
    assert state.selection.units == (2,)
    assert state.selection.depth_um == pytest.approx(y, abs=1e-3)
    tap(view, *place_of(view, 4), shift=True)
    assert state.selection.units == (2, 4)
    tap(view, *place_of(view, 2), shift=True)
    assert state.selection.units == (4,)
    tap(view, x + 1_000.0, y)
    assert state.selection.units == ()


def test_what_is_not_selected_is_dimmed(state, services):
    view = ProbeView(state, services)
    state.selection.look(units=(3,))
    strength = view.sources["units"].data["strength"]
    assert strength[3] > 0.5 > strength[0]
    state.selection.clear()
    assert (view.sources["units"].data["strength"] > 0.5).all()


def test_small_units_are_dots_without_an_arrow(state, services):
    state.session.change({"templates.alpha_uv": [20.0, 300.0]})
    view = ProbeView(state, services)
    state.selection.look(time_s=4.0)
    peaks = unit_peaks_uv(state.session.simulation.template_maker)
    data, faint = view.sources["units"].data, peaks < FAINT_UV
    assert faint.any() and not faint.all()
    assert (data["size"][faint] == pytest.approx(FAINT_PIXELS)) and (data["shaft"][faint] == 0).all()
    assert (data["head"][~faint] > 0).all() and (data["shaft"][~faint] > 0).all()


def test_the_first_selected_unit_is_named_and_the_arrows_have_a_scale(state, services):
    view = ProbeView(state, services)
    state.selection.look(units=(2,))
    assert (view.words.visible, view.words.text) == (True, "2")
    assert view.words.y == pytest.approx(view.sources["units"].data["y"][2], abs=1e-3)
    assert view.scale.words.text.endswith(" µm")
    state.selection.clear()
    assert not view.words.visible


def test_changing_the_noise_draws_nothing_again(state, services):
    view = ProbeView(state, services)
    view.refresh()
    before = view.sources["units"].data
    state.session.change({"noise.level_uv": 3.0})
    assert view.sources["units"].data is before


def test_the_name_of_the_unit_stands_on_the_side_where_it_has_room(state, services):
    view = ProbeView(state, services)
    state.selection.look(units=(1,))
    view.refresh()
    x, low, high = view.words.x, view.figure.x_range.start, view.figure.x_range.end
    view._resized(0, 4_000)
    assert (view.words.text_align, view.words.x_offset > 0) == ("left", True)
    view._resized(0, int(10 * (high - low) / (high - x)))
    assert (view.words.text_align, view.words.x_offset < 0) == ("right", True)
    view._resized(0, 20)
    assert (view.words.text_align, view.words.y_offset < 0) == ("center", True)


def test_contacts_are_ringed_by_a_switch(state, services):
    view = ProbeView(state, services)
    state.session.change({"templates.alpha_uv": 2000.0})
    state.selection.look(units=(2,))
    assert len(view.rings.source.data["x"]) == 0
    view.ringed.take(True)
    number = len(view.rings.source.data["x"])
    assert number > 1
    assert view.ringed.help == f"Above 5 × noise now: {number} contacts, ringed."
    assert Look.of(state.selection).overlays == ("rings",)
