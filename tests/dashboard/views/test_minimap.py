import numpy as np
import pytest
from bokeh.events import Tap
from driftscope_dashboard.reduce.shanks import unit_shanks
from driftscope_dashboard.session.session import Session
from driftscope_dashboard.session.state import State
from driftscope_dashboard.views.minimap import MinimapView


@pytest.fixture
def state(small):
    probe = {"kind": "neuropixels", "part_number": "NP2010", "num_contacts": 384}
    return State(Session(small.replace({"probe": probe, "units.num_units": 20})))


def tap(view, x, y, shift=False):
    view._tapped(Tap(view.figure, x=x, y=y, modifiers={"shift": shift, "ctrl": False, "alt": False}))


def test_a_lane_for_every_shank_and_a_button_for_each(state, services):
    view = MinimapView(state, services)
    view.refresh()
    assert len(view.sources["lanes"].data["left"]) == view.lanes == 4
    assert view.buttons.options == [[0, "1"], [1, "2"], [2, "3"], [3, "4"]]
    assert view.buttons.value == [0, 1, 2, 3]
    assert view.figure.x_range.end == 4


def test_a_click_on_a_lane_shows_its_shank_and_with_shift_several(state, services):
    view = MinimapView(state, services)
    view.refresh()
    tap(view, 2.5, 100.0)
    assert state.selection.shanks == (2,)
    tap(view, 0.5, 100.0, shift=True)
    assert state.selection.shanks == (0, 2)
    view.buttons.hear({"shank": 1, "several": False})
    assert state.selection.shanks == (1,)
    assert view.buttons.value == [1]
    assert 1.0 < view.frame.left < view.frame.right < 2.0
    view.buttons.hear({"shank": 17})
    assert state.selection.shanks == (1,)


def test_the_frame_is_the_range_of_depths_in_the_browser(state, services):
    view = MinimapView(state, services)
    assert services.axes.depth.js_property_callbacks
    assert view.frame.js_property_callbacks
    assert (view.frame.bottom, view.frame.top) == services.axes.shown["depth"]
    assert view.frame.movable == view.frame.resizable == "y"


def test_a_click_beside_the_frame_brings_that_depth_into_the_middle(state, services):
    view = MinimapView(state, services)
    view.refresh()
    state.selection.look(depths_um=(100.0, 200.0), shanks=(1,))
    tap(view, 1.5, 400.0)
    assert state.selection.depths_um == (350.0, 450.0)


def test_arrows_follow_the_cursor(state, services):
    view = MinimapView(state, services)
    state.selection.look(time_s=4.0)
    before = np.array(view.sources["arrows"].data["y1"])
    state.selection.look(time_s=8.0)
    assert not np.array_equal(view.sources["arrows"].data["y1"], before)


def test_another_probe_shows_all_of_its_shanks(state, services):
    view = MinimapView(state, services)
    state.selection.look(shanks=(3,))
    state.session.change({"probe": {"kind": "linear", "num_contacts": 20}})
    assert state.selection.shanks == ()
    assert view.buttons.options == []


def test_the_shank_of_a_unit_is_shown_whoever_selects_it(state, services):
    MinimapView(state, services)
    own = unit_shanks(state.session.simulation)
    state.selection.look(shanks=((int(own[3]) + 1) % 4,))
    state.selection.look(units=(3,))
    assert state.selection.shanks == (own[3],)
    state.selection.look(units=(999,))
    assert state.selection.shanks == (own[3],)
