import pytest
from driftscope_dashboard.actions.keyboard import Keyboard
from driftscope_dashboard.session.help_texts import listed
from driftscope_dashboard.session.keymap import commands, sheet


@pytest.fixture
def control(state, services):
    [control] = Keyboard(state, services).controls()
    return control


def test_the_browser_knows_the_keys_and_their_words(control):
    assert control.options == [sorted(commands()), sheet(), listed()]


def test_a_pressed_key_is_obeyed(state, control):
    control.hear({"key": "s"})
    assert state.selection.mode == "static"


def test_the_wheel_changes_the_gain_in_small_steps(state, control):
    control.hear({"gain": 1.2})
    assert state.selection.gain == pytest.approx(1.2)
    control.hear({"gain": 1e9})
    assert state.selection.gain == pytest.approx(2.4)


def test_other_messages_change_nothing(state, control):
    control.hear({})
    assert state.selection.gain == 1.0
