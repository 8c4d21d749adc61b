import pytest
from driftscope_dashboard.page.timebar import Timebar, time_step_s


def test_the_time_control_moves_the_cursor(state, services):
    bar = Timebar(state, services)
    bar.time.take(12.5)
    assert state.selection.time_s == 12.5


def test_the_time_stays_within_the_recording(state, services):
    bar = Timebar(state, services)
    bar.time.take(99.0)
    assert state.selection.time_s == 20.0
    assert bar.time.value == 20.0


def test_the_window_is_given_in_milliseconds_and_keeps_to_its_limits(state, services):
    bar = Timebar(state, services)
    bar.window.take(250)
    assert state.selection.window_s == 0.25
    bar.window.take(1)
    assert state.selection.window_s == 0.005
    assert bar.window.value == 5


def test_the_controls_follow_the_selection_and_the_recording(state, services):
    bar = Timebar(state, services)
    state.selection.look(time_s=3.0, window_s=1.0)
    assert (bar.time.value, bar.window.value) == (3.0, 1000.0)
    state.session.change({"duration_s": 40.0})
    assert bar.time.end == 40.0


def test_an_empty_control_changes_nothing(state, services):
    bar = Timebar(state, services)
    bar.time.take(None)
    bar.window.take(None)
    assert (state.selection.time_s, state.selection.window_s) == (0.0, 0.1)


@pytest.mark.parametrize("duration", [0.5, 20.0, 600.0, 3_600.0, 604_800.0])
def test_the_step_is_fine_enough(duration):
    assert 0.001 <= time_step_s(duration) <= max(duration / 1000, 0.001)


def test_the_play_button_plays_and_goes_on_when_asked(state, services):
    bar = Timebar(state, services)
    bar.play.hear({"clicked": True})
    assert state.selection.playing
    assert bar.play.value
    bar.speed.take("10")
    bar.play.hear({"seconds": 0.1})
    assert state.selection.time_s == pytest.approx(1.0)
    bar.play.hear({"clicked": True})
    assert not bar.play.value


def test_the_buttons_beside_it_go_from_spike_to_spike(state, services):
    bar = Timebar(state, services)
    bar.next.hear({"clicked": True})
    first = state.selection.time_s
    assert first > 0
    bar.next.hear({"clicked": True})
    bar.previous.hear({"clicked": True})
    assert state.selection.time_s == first


def test_the_speed_at_first_plays_all_in_twenty_seconds(state, services):
    bar = Timebar(state, services)
    assert (bar.speed.value, bar.speed.options[0]) == ("whole", ["whole", "whole in 20 s"])
    bar.speed.take("25")
    assert state.selection.speed == 25.0
    bar.speed.take("whole")
    assert state.selection.speed is None


def test_a_speed_that_came_with_a_link_can_be_chosen(state, services):
    bar = Timebar(state, services)
    state.selection.look(speed=3.0)
    assert bar.speed.value == "3"
    assert ["3", "3×"] in bar.speed.options
