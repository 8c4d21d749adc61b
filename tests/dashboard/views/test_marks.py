import pytest
from bokeh.events import SelectionGeometry, Tap
from driftscope_dashboard.theme import plot
from driftscope_dashboard.views.marks import DepthDrag, TimeMarks


@pytest.fixture
def time(state, services):
    return TimeMarks(plot("test", tools=[]), state, services)


@pytest.fixture
def box(state, services):
    return DepthDrag(plot("test", tools=[]), state, services)


def test_cursor_and_window_follow_the_selection(state, time):
    state.selection.look(time_s=10.0, window_s=1.0)
    assert time.cursor.location == 10.0
    assert (time.window.left, time.window.right) == (9.5, 10.5)


def test_a_click_moves_the_cursor_within_the_recording(state, time):
    for x, expected in ((7.5, 7.5), (1_000.0, 20.0), (-3.0, 0.0)):
        time.tapped(Tap(None, x=x, y=0.0))
        assert state.selection.time_s == expected
        assert time.cursor.location == expected


def test_a_dragged_cursor_stays_within_the_recording(state, time):
    time.cursor.location = 12.0
    assert state.selection.time_s == 12.0
    time.cursor.location = 50.0
    assert state.selection.time_s == time.cursor.location == 20.0


def test_dragging_shows_these_depths_and_keeps_the_unit_that_is_inside(state, box):
    depths_um = state.session.simulation.locations_um[:, 1]
    state.selection.look(units=(1, 2))
    low, high = float(depths_um[1]) - 5.0, float(depths_um[1]) + 5.0
    assert not low <= depths_um[2] <= high
    box.selected(SelectionGeometry(None, geometry={"type": "rect", "y0": high, "y1": low}, final=True))
    assert state.selection.depths_um == (low, high)
    assert state.selection.units == (1,)


@pytest.mark.parametrize(
    ("final", "kind", "top"), [(False, "rect", 250.0), (True, "point", 250.0), (True, "rect", 100.2)]
)
def test_what_is_no_finished_box_selects_nothing(state, box, final, kind, top):
    box.selected(SelectionGeometry(None, geometry={"type": kind, "y0": 100.0, "y1": top}, final=final))
    assert state.selection.depths_um is None


def test_a_window_in_the_hand_is_left_there_until_it_is_let_go(state, time):
    state.selection.look(time_s=10.0, window_s=1.0)
    time.window.name = "dragged"
    time.window.update(left=12.0, right=13.0)
    time.cursor.location = 12.4
    assert state.selection.time_s == 12.4
    assert (time.window.left, time.window.right) == (12.0, 13.0)
    time.window.name = None
    assert (time.window.left, time.window.right) == (11.9, 12.9)


def test_the_window_can_be_dragged_in_time_only_and_within_the_recording(state, time):
    assert (time.window.editable, time.window.movable, time.window.resizable) == (True, "x", "none")
    assert (time.window.left_limit, time.window.right_limit) == (0.0, 20.0)
    state.session.change({"duration_s": 30.0})
    assert time.window.right_limit == 30.0
