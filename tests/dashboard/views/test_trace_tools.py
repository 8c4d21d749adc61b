import pytest
from driftscope_dashboard.views.trace_tools import TraceTools


@pytest.fixture
def tools(state, services):
    return TraceTools(state, services, {})


def test_mode_and_style_write_and_follow_the_selection(tools, state):
    tools.mode.take("difference")
    assert state.selection.mode == "difference"
    state.selection.look(style="heatmap")
    assert tools.style.value == "heatmap"


def test_three_modes_are_offered_and_a_single_recording_while_a_key_shows_it(tools, state):
    assert [value for value, _ in tools.mode.options] == ["side by side", "overlaid", "difference"]
    state.selection.look(mode="static")
    assert tools.mode.options[0] == ["static", "static"]
    assert tools.mode.value == "static"


def test_a_number_of_channels_from_a_link_is_listed(tools, state):
    state.selection.look(channels=12)
    tools._follow_channels()
    assert ["12", "12 channels"] in tools.channels.options
    assert tools.channels.value == "12"


@pytest.mark.parametrize("message", [{}, {"step": 7}, {"step": "up"}])
def test_other_messages_leave_the_gain(tools, state, message):
    tools.gain.hear(message)
    assert state.selection.gain == 1.0
