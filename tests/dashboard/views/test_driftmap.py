from importlib import import_module

import numpy as np
from driftscope.cache import the_cache
from driftscope_dashboard.plots.driftmap import words_about
from driftscope_dashboard.reduce.shanks import unit_shanks
from driftscope_dashboard.theme import colour
from driftscope_dashboard.views.driftmap import DriftmapView, panels_of


def shown(view):
    return view.panels[0].sources["image"].data["image"][0]


def test_the_image_shows_all_spikes_on_the_shared_axes(state, services):
    view = DriftmapView(state, services)
    view.refresh()
    data = view.panels[0].sources["image"].data
    assert (data["x"], data["dw"]) == ([0.0], [20.0])
    assert view.panels[0].figure.x_range is services.axes.time
    assert view.panels[0].figure.y_range is services.axes.depth
    assert shown(view).any()
    assert services.failures == []


def test_the_image_follows_the_axes_and_the_size_of_the_figure(state, services):
    view = DriftmapView(state, services)
    view.refresh()
    services.axes.time.tags = [0.0, 5.0]
    assert view.panels[0].sources["image"].data["dw"] == [5.0]
    view._resize(600, 90)
    assert shown(view).shape == (90 // 3, 600 // 3)


def test_the_static_recording_does_not_move(state, services):
    view = DriftmapView(state, services)
    view.refresh()
    drifting = shown(view)
    view.choice.take("static")
    assert not state.selection.moving
    rows = np.flatnonzero(shown(view).any(axis=1))
    assert rows.size <= 6
    assert not np.array_equal(shown(view), drifting)
    state.selection.look(moving=True)
    assert view.choice.value == "drifting"


def test_spikes_of_selected_units_lie_above(state, services):
    view = DriftmapView(state, services)
    view.refresh()
    assert len(view.panels[0].sources["points"].data["x"]) == 0
    state.selection.look(units=(2, 99))
    spikes = state.session.simulation.spikes.all()
    data = view.panels[0].sources["points"].data
    assert len(data["x"]) == (spikes.unit_index == 2).sum()
    assert set(data["colour"]) == {colour("drifting", dark=state.appearance.dark)}
    assert view.panels[0].rest.visible and view.panels[0].rest.location == state.session.simulation.locations_um[2, 1]
    state.selection.look(moving=False)
    assert set(view.panels[0].sources["points"].data["colour"]) == {colour("static", dark=state.appearance.dark)}


def test_changing_the_noise_draws_nothing_again(state, services):
    view = DriftmapView(state, services)
    view.refresh()
    [before] = view.panels[0].sources["image"].data["image"]
    state.session.change({"noise.level_uv": 3.0})
    assert view.panels[0].sources["image"].data["image"][0] is before
    state.session.change({"units.num_units": 5})
    assert view.panels[0].sources["image"].data["image"][0] is not before


def test_an_empty_picture_says_why(state, services):
    view = DriftmapView(state, services)
    state.session.change({"units.num_units": 0})
    assert view.panels[0].words.text == words_about(0, 0, 1.0)
    assert view.key.options == []
    assert services.failures == []


def test_spikes_are_read_once_while_the_motion_changes(state, services, monkeypatch):
    counted = []
    module = import_module("driftscope_dashboard.plots.driftmap")
    plain = module.read_spikes
    monkeypatch.setattr(module, "read_spikes", lambda *given: counted.append(given) or plain(*given))
    the_cache().clear()
    view = DriftmapView(state, services)
    view.refresh()
    before = shown(view)
    for far in (60.0, 90.0):
        state.session.change({"motion.start_um": (0.0, far), "motion.stop_um": (0.0, -far)})
        view.refresh()
        assert not np.array_equal(shown(view), before)
    assert len(counted) == 1


def four_shanks(state):
    probe = {"kind": "neuropixels", "part_number": "NP2010", "num_contacts": 384}
    state.session.change({"probe": probe, "units.num_units": 20})


def test_several_shanks_are_pictures_side_by_side_that_together_hold_all_spikes(state, services):
    view = DriftmapView(state, services)
    four_shanks(state)
    view.refresh()
    assert [panel.name.text for panel in view.panels] == ["shank 1", "shank 2", "shank 3", "shank 4"]
    assert len(view.figures) == 4
    assert {id(made.x_range) for made in view.figures} == {id(services.axes.time)}
    assert [made.yaxis[0].visible for made in view.figures] == [True, False, False, False]
    state.selection.look(shanks=(2,))
    assert len(view.figures) == 1
    assert view.panels[0].name.text == "shank 3 of 4"
    drawn = shown(view).any(axis=1)
    state.selection.look(shanks=(0,))
    assert not np.array_equal(shown(view).any(axis=1), drawn)
    assert services.failures == []


def test_a_unit_is_marked_on_its_own_shank_only(state, services):
    view = DriftmapView(state, services)
    four_shanks(state)
    unit = 5
    own = int(unit_shanks(state.session.simulation)[unit])
    state.selection.look(units=(unit,), shanks=())
    marked = [panel.rest.visible for panel in view.panels]
    assert marked == [shank == own for shank in range(4)]


def test_more_shanks_than_fit_are_one_picture(state):
    class Many:
        """A probe of six shanks with a unit on each."""

        contact_positions_um = locations_um = np.stack([250.0 * np.arange(6), np.zeros(6)], axis=1)

        class probe:  # noqa: N801
            shank_ids = tuple("abcdef")

    assert panels_of(Many, ()) == "|"
    assert panels_of(Many, (0, 3)).count("shank") == 2


def test_a_remark_is_broken_into_lines_where_the_picture_is_narrow(state, services):
    view = DriftmapView(state, services)
    state.session.change({"units.num_units": 0})
    label = view.panels[0].words
    for pixels in (400, 110, 1):
        view.panels[0]._resized(pixels)
        lines = label.text.splitlines()
        assert " ".join(lines) == words_about(0, 0, 1.0)
        assert len(lines) == (1 if pixels == 400 else 2)
    assert label.visible
    state.session.change({"units.num_units": 5})
    assert not label.visible
