import numpy as np
import pytest
from driftscope_dashboard.session.keymap import SHORTCUTS, SPEEDS, advance, commands, obey, play_or_pause, sheet


def press(state, *keys):
    for key in keys:
        obey(state, key)
    return state.selection


def test_no_key_has_two_meanings():
    keys = [key for shortcut in SHORTCUTS for key, _ in shortcut.commands]
    assert len(keys) == len(set(keys)) == len(commands())


def test_every_line_is_listed_under_its_heading():
    listed = [(group, *line) for group, lines in sheet() for line in lines]
    assert sorted(listed) == sorted((one.group, one.shown, one.words) for one in SHORTCUTS)


def test_arrows_step_by_parts_of_the_window_and_stay_inside(state):
    state.selection.look(time_s=5.0, window_s=0.1)
    assert press(state, "ArrowRight").time_s == pytest.approx(5.01)
    assert press(state, "ArrowLeft", "ArrowLeft").time_s == pytest.approx(4.99)
    assert press(state, "shift+ArrowRight").time_s == pytest.approx(5.99)
    state.selection.look(time_s=19.9)
    assert press(state, "shift+ArrowRight").time_s == 20.0
    state.selection.look(time_s=0.0)
    assert press(state, "shift+ArrowLeft").time_s == 0.0


def test_brackets_change_the_window_within_its_limits(state):
    assert press(state, "]").window_s == pytest.approx(0.15)
    assert press(state, "[").window_s == pytest.approx(0.1)
    assert press(state, *"]" * 30).window_s == 5.0
    assert press(state, *"[" * 40).window_s == 0.005


def test_plus_and_minus_change_the_gain_within_its_limits(state):
    assert press(state, "+").gain > 1.0
    assert press(state, "-").gain == pytest.approx(1.0)
    assert press(state, *"+" * 50).gain == 20.0
    assert press(state, *"-" * 50).gain == 0.1


def test_letters_choose_the_traces(state):
    assert [press(state, key).mode for key in "sdb"] == ["static", "drifting", "side by side"]


def test_escape_selects_no_unit_and_leaves_the_depths(state):
    state.selection.look(units=(1,), depths_um=(0.0, 50.0))
    assert (press(state, "Escape").units, state.selection.depths_um) == ((), (0.0, 50.0))


def test_undo_and_redo(state):
    state.session.change({"seed": 7})
    press(state, "ctrl+z")
    assert state.session.config.seed == 0
    press(state, "ctrl+y")
    assert state.session.config.seed == 7


def test_other_keys_do_nothing(state):
    before = vars(state.selection).copy()
    press(state, "F5")
    assert vars(state.selection) == before


def test_next_and_previous_go_from_spike_to_spike_of_the_selected_unit(state):
    spikes = state.session.simulation.spikes.all()
    rate = state.session.config.sampling_frequency_hz
    own = spikes.sample_index[spikes.unit_index == 3] / rate
    state.selection.look(units=(3,), time_s=0.0)
    assert press(state, "n", "n").time_s == pytest.approx(own[1])
    assert press(state, "p").time_s == pytest.approx(own[0])
    press(state, "p")
    assert "no earlier spike of the selection" in state.notices.latest[2]


def test_without_a_selection_any_spike_is_the_next(state):
    first = state.session.simulation.spikes.all().sample_index[0] / state.session.config.sampling_frequency_hz
    assert press(state, "n").time_s == pytest.approx(first)


def test_a_depth_range_without_units_has_no_spikes(state):
    empty = float(state.session.simulation.locations_um[:, 1].max()) + 5.0
    state.selection.look(depths_um=(empty, empty + 1.0))
    press(state, "n")
    assert state.selection.time_s == 0.0
    assert "no later spike" in state.notices.latest[2]


def test_playing_goes_on_at_its_speed_and_ends_with_the_recording(state):
    state.selection.look(time_s=5.0, speed=10.0)
    advance(state, 0.1)
    assert state.selection.time_s == 5.0
    press(state, " ")
    advance(state, 0.1)
    assert state.selection.time_s == pytest.approx(6.0)
    advance(state, 2.0)
    assert (state.selection.time_s, state.selection.playing) == (20.0, False)
    play_or_pause(state)
    assert (state.selection.time_s, state.selection.playing) == (0.0, True)


def test_by_default_the_whole_recording_plays_in_twenty_seconds(state):
    state.selection.look(time_s=0.0, playing=True)
    advance(state, 10.0)
    assert state.selection.time_s == pytest.approx(state.session.config.duration_s / 2)


def test_speeds_rise_from_slow_motion_to_fast():
    assert (SPEEDS[0], SPEEDS[-1]) == (0.1, 100.0)
    assert (np.diff(SPEEDS) > 0).all()


def test_e_draws_longer_arrows_in_turn_and_o_shows_all_depths(state):
    state.selection.look(depths_um=(10.0, 50.0))
    for times in (5.0, 10.0, 1.0):
        obey(state, "e")
        assert state.selection.exaggeration == times
    obey(state, "o")
    assert state.selection.depths_um is None
