from driftscope_dashboard.lessons.looking import look_at, looked_at, sound, whole_look


def test_a_look_is_kept_within_the_recording(state):
    config = state.session.simulation.config
    look_at(state.selection, config, {"time_s": 1e5, "units": [0, 10_000], "threshold": 4})
    assert state.selection.time_s == config.duration_s
    assert state.selection.units == (0,)
    assert state.selection.threshold == 4


def test_what_cannot_be_looked_at_is_left_out(state):
    assert sound({"tab": "nothing", "speed": "fast", "follow": True}) == {"follow": True}
    assert whole_look({"gain": 3, "tab": "nothing"}, state.selection).gain == 3


def test_a_lesson_sees_what_is_looked_at(state):
    state.selection.look(units=(2,))
    assert looked_at(state.selection)["units"] == (2,)
